"""``review``: the queue of what a person should decide, one decision, and decisions as a table to share."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from typing import TYPE_CHECKING

import click

from core.errors import UsageError
from core.files import named_path, opened, replacing, telling
from core.text import shown
from tui.cli.exits import Exit
from tui.cli.invoke import finish, perform
from tui.cli.options import FILE, json_option
from tui.cli.output import document, say
from tui.telling.words import plural, track_length

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from pathlib import Path

    from core.model import RecordingId
    from core.session import Session
    from core.session.review import Reviewed
    from tui.build import Options
    from tui.cli.invoke import Interrupts
    from tui.telling.corrections import Corrected

_BLOCK = 500
_LONGEST = 300


@click.group()
def review() -> None:
    """Decide which video is right where the matcher is in doubt.

    Your word is never replaced by the matcher, and outlives every import. What you decide while a sync works joins
    the next one.
    """


# ── the queue ────────────────────────────────────────────────────────────────────────────────────────────


@review.command("list")
@click.option("--missing", is_flag=True, help="Those for which no video was found, instead.")
@json_option
@click.pass_obj
def list_(options: Options, *, missing: bool, as_json: bool) -> None:
    """List what waits for your word, the most wanted first, with its best candidates."""

    async def work(session: Session) -> Exit:
        queue = await session.review.queue()
        asked = queue.missing if missing else queue.to_review
        if as_json:
            await _print_documents(session, asked)
            return Exit.DONE
        async for window in session.review.each(asked, best=3):
            for one in window:
                _say_entry(one)
        if not asked:
            say("No recording is missing." if missing else "Nothing waits for your review.")
        elif not missing:
            say(f"{plural(len(asked), 'recording')} to review. 'crossfade review set TRACK_ID VIDEO' decides.")
        if queue.missing and not missing:
            more = plural(len(queue.missing), "more", "more")
            say(f"For {more} no video was found: 'crossfade review list --missing'.")
        return Exit.DONE

    perform(options, work, write=False)


async def _print_documents(session: Session, asked: tuple[RecordingId, ...]) -> None:
    """One JSON list, written as it is read: a long queue is never held whole."""
    from core.documents import reviewed_document

    before = "[\n"
    async for window in session.review.each(asked):
        for one in window:
            sys.stdout.write(before + json.dumps(reviewed_document(one)))
            before = ",\n"
    sys.stdout.write("\n]\n" if before == ",\n" else "[]\n")
    sys.stdout.flush()


def _say_entry(one: Reviewed) -> None:
    entry, recording = one.entry, one.entry.recording
    names = shown(", ".join(recording.artists), limit=80)
    waiting = shown(", ".join(title for _, title in entry.waiting), limit=80)
    say(f"{shown(recording.title, limit=80)} – {names}  {track_length(recording.duration_s)}  ({entry.track_id})")
    reason = entry.match.reason if entry.match else ""
    say(f"    {reason}; {plural(len(entry.waiting), 'playlist waits', 'playlists wait')}: {waiting}")
    for candidate, score, _ in one.candidates:
        title, channel = shown(candidate.title, limit=60), shown(candidate.channel_title, limit=30)
        say(f"    {score:.2f}  {candidate.video_id}  {track_length(candidate.seconds):>6}  {title} ({channel})")


# ── one decision ─────────────────────────────────────────────────────────────────────────────────────────


@review.command("set", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("track_id")
@click.argument("video", metavar="VIDEO|none|auto")
@json_option
@click.pass_obj
def set_(options: Options, *, track_id: str, video: str, as_json: bool) -> None:
    """Say which VIDEO is right for a track: a link or an id of YouTube.

    TRACK_ID is what 'review list' names in brackets; a Spotify id, URI or link, or an ISRC, are understood, too.
    'none' says that YouTube does not have it; 'auto' takes your word back, so that the matcher's holds again.
    """

    async def here(session: Session) -> Corrected:
        from tui.telling.corrections import set_video

        return await set_video(session, track_id, video)

    _check(track_id, video)
    _correct(options, {"do": "review set", "track": track_id, "video": video}, here, as_json=as_json)


def _check(track: str, video: str) -> None:
    """Refuse what no session could understand before any is asked."""
    from core.corrections import NONE
    from core.video_link import video_in
    from tui.telling.corrections import AUTO

    if len(track) > _LONGEST:
        raise click.UsageError("That is longer than any track's id.")
    if video.strip().casefold() not in (NONE, AUTO) and video_in(video) is None:
        said = shown(video, limit=60)
        raise click.UsageError(f"'{said}' is no YouTube video: name its link, its id of 11 characters, none or auto.")


def _correct(
    options: Options,
    request: Mapping[str, str],
    here: Callable[[Session], Awaitable[Corrected]],
    *,
    as_json: bool,
) -> None:
    """Let the process that holds the lock do it; where nobody does, do it here."""

    async def work(interrupts: Interrupts) -> Exit:
        from tui.build import ask_holder, open_session

        answer = await ask_holder(options, request)
        if answer is not None:
            if not answer.is_done:
                raise UsageError(answer.message)
            message, found = answer.message, answer.document
        else:
            async with await open_session(options, write=True) as session:
                interrupts.session = session
                done = await here(session)
            message, found = done.message, done.document
        if as_json:
            document(found)
        else:
            say(message)
        return Exit.DONE

    finish(work)


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────


@review.command("import")
@click.argument("file", type=FILE)
@json_option
@click.pass_obj
def import_(options: Options, *, file: Path, as_json: bool) -> None:
    """Take the decisions of a table that 'review export' wrote, or of any with two columns.

    One column is 'video_id' (a link or id, or 'none'), the other 'spotify_id' or 'isrc'. Rows without a video decide
    nothing. A table with a fault is refused whole, with the line.
    """
    path = named_path(file)

    async def here(session: Session) -> Corrected:
        from tui.telling.corrections import import_file

        return await import_file(session, path)

    _correct(options, {"do": "review import", "file": str(path)}, here, as_json=as_json)


@review.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Overwrite a file that is no such table.")
@click.pass_obj
def export(options: Options, *, file: Path, force: bool) -> None:
    """Write your decisions, and what waits for one, as a table (CSV) to a FILE, or '-' for stdout.

    It is safe to open in a spreadsheet, to share and to import again: fill in the column 'video_id'.
    """
    path = named_path(file)

    async def work(session: Session) -> Exit:
        rows = session.review.export()
        if str(file) == "-":
            await _write(rows, _to_stdout)
        else:
            count = await _write_file(path, rows, force=force)
            say(f"{plural(count, 'recording')} written to {path}.")
        return Exit.DONE

    perform(options, work, write=False)


async def _write(rows: AsyncIterator[list[str]], put: Callable[[str], object]) -> int:
    """Hand over a table in blocks; returns how many rows it has below its headings."""
    from core.corrections import COLUMNS

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    async for row in rows:
        writer.writerow(row)
        count += 1
        if count % _BLOCK == 0:
            put(buffer.getvalue())
            buffer.seek(0)
            buffer.truncate()
    put(buffer.getvalue())
    return count


def _to_stdout(text: str) -> None:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


async def _write_file(path: Path, rows: AsyncIterator[list[str]], *, force: bool) -> int:
    """Write a file whole or not at all. Raises UsageError where it stands there already and is no such table."""
    _must_be_free(path, force=force)
    with telling(path, "written"), replacing(path) as file:
        return await _write(rows, lambda text: file.write(text.encode()))


def _must_be_free(path: Path, *, force: bool) -> None:
    from core.corrections import COLUMNS, is_ours

    if not os.path.lexists(path):
        return
    with telling(path, "written"), opened(path) as file:
        head = file.read(len(",".join(COLUMNS)) + 8)
    if head and not force and not is_ours(head):
        raise UsageError(f"{path} is there already and is no table of decisions; --force overwrites it.")


COMMANDS: tuple[click.Command, ...] = (review,)
