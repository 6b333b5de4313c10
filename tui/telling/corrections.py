"""What a person's correction does and says: the same in the command's own process and in the one that works.

No click and no Textual here: the commands print what comes back, the control channel sends it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.corrections import LARGEST, NONE
from core.documents import entry_document
from core.files import read, telling
from core.states import MatchStatus
from core.video_link import link_to, video_or_refusal
from tui.telling.words import plural

if TYPE_CHECKING:
    from pathlib import Path

    from core.documents import Document
    from core.review import Entry
    from core.session import Session

AUTO = "auto"
"""In the place of a video: take the person's word back, so that the matcher's holds again."""

LATER = "It is looked up on YouTube before it is written."


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was done: a sentence for people, a document for programs."""

    message: str
    document: Document


def label(entry: Entry) -> str:
    """A recording in one line, raw."""
    recording = entry.recording
    return f"{recording.title} – {', '.join(recording.artists)}" if recording.artists else recording.title


async def set_video(session: Session, track: str, video: str) -> Corrected:
    """Take a person's word on a track: a video, ``none`` or ``auto``.

    Raises UsageError for an unknown track or video.
    """
    word = video.strip().casefold()
    video_id = None if word in (NONE, AUTO) else video_or_refusal(video)
    before = await session.review.find(track)
    if word == AUTO:
        await session.review.take_back(before.recording.id)
    else:
        await session.review.decide(before.recording.id, video_id)
    after = await session.review.find(track)
    has_changed = (before.is_overridden, _said(before)) != (after.is_overridden, _said(after))
    said = _sentence(after) if has_changed else f"Nothing changed: {_sentence(after)}"
    return Corrected(f"{label(after)}: {said}", {**entry_document(after), "changed": has_changed})


async def import_file(session: Session, path: Path) -> Corrected:
    """Take the decisions of a table, all or none. Raises UsageError where it cannot be read, or names no decisions."""
    done = await session.review.import_corrections(await asyncio.to_thread(_read, path), path.name)
    said = [f"{plural(done.changed, 'decision')} changed, {done.unchanged:,} unchanged"]
    if done.unknown:
        said.append(f"{done.unknown:,} of tracks that are not in the library")
    facts: Document = {"changed": done.changed, "unchanged": done.unchanged, "unknown": done.unknown}
    return Corrected(", ".join(said) + ".", facts)


def _said(entry: Entry) -> tuple[MatchStatus, str | None] | None:
    return (entry.match.status, entry.match.video_id) if entry.match else None


def _sentence(entry: Entry) -> str:
    match = entry.match
    if match is None:
        return "no word of yours, so it is searched for."
    if match.status is MatchStatus.ACCEPTED and match.video_id is not None:
        return f"{link_to(match.video_id)}. {LATER}" if entry.is_overridden else f"{link_to(match.video_id)}."
    if match.status is MatchStatus.MISSING:
        return "does not exist on YouTube, by your word." if entry.is_overridden else "no video was found."
    return f"needs review: {match.reason}."


def _read(path: Path) -> bytes:
    with telling(path):
        return read(path, limit=LARGEST)
