"""``import``, ``categories`` and ``replace``: what is read from where, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from core.files import named_path
from core.states import Order, Policy, RunKind
from tui.cli.exits import Exit
from tui.cli.follow import ending, followed, summarize, teller
from tui.cli.invoke import perform
from tui.cli.options import json_option, new_option
from tui.cli.output import document, say, table

if TYPE_CHECKING:
    from core.model import Category, HeldPlaylist, PlaylistId
    from core.planning.plan import CategoryPlan
    from core.session import Session
    from tui.build import Options


_SERVICES = ("spotify", "youtube")
"""The sources that are no files."""


def _completed(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001 - click's shape
    """What a shell offers for a SOURCE that was begun: a service, else files."""
    services = [CompletionItem(name) for name in _SERVICES if name.startswith(begun)]
    return services or [CompletionItem(begun, type="file")]


@click.command("import")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=_completed)
@click.option("--full", is_flag=True, help="Read unchanged playlists, too.")
@new_option
@json_option
@click.pass_obj
def import_(options: Options, *, sources: tuple[str, ...], full: bool, new: bool, as_json: bool) -> None:
    """Read your library: from Spotify, or from each SOURCE, going on with an unfinished import of it.

    A SOURCE is 'spotify', 'youtube' for the playlists of your own channel, or a file or folder of yours, which needs
    no account: Spotify's account data, tables of Exportify, TuneMyMusic, Soundiiz and others, Google Takeout, the XML
    library of iTunes, Apple Music or Rekordbox, XSPF, JSPF, M3U, PLS, scrobbles.
    """
    asked = [_source(source) for source in sources or ("spotify",)]

    async def work(session: Session) -> Exit:
        code = Exit.DONE
        for source in asked:
            run = await session.runs.start(RunKind.IMPORT, new=new, full=full, source=source)
            if run is not None:
                run = await followed(session, run, teller(as_json=as_json))
            code = await summarize(session, await ending(session, RunKind.IMPORT, run), as_json=as_json)
            if code is not Exit.DONE:
                break
        return code

    perform(options, work, write=True)


def _source(word: str) -> str:
    """What :attr:`core.model.Run.source` calls it."""
    if word in _SERVICES:
        return "" if word == "spotify" else word
    if word.startswith(("https://", "http://")):
        message = "An address cannot be imported: download the file, and name it here."
        raise click.UsageError(message)
    return str(named_path(word))


# ── categories ───────────────────────────────────────────────────────────────────────────────────────────


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def categories(context: click.Context, *, as_json: bool) -> None:
    """List what becomes a playlist, or change it with 'set'."""
    if context.invoked_subcommand is not None:
        return

    async def work(session: Session) -> Exit:
        parts = await session.plans.categories()
        if as_json:
            from core.planning.describe import category_document

            document([category_document(part) for part in parts])
        elif not parts:
            say("There are no categories yet. 'crossfade import' reads your library first.")
        else:
            print_categories(parts)
        return Exit.DONE

    perform(context.obj, work, write=False)


@categories.command("set")
@click.argument("key", metavar="NAME|ID")
@click.option("--include/--exclude", "include", default=None, help="Whether it becomes a playlist.")
@click.option("--protect/--unprotect", "protect", default=None, help="Whether a sync may touch its playlist.")
@click.option("--policy", type=click.Choice([policy.value for policy in Policy]), help="Only add, or also remove.")
@click.option("--order", type=click.Choice([order.value for order in Order]), help="The source's order, or to the end.")
@click.option("--rename", metavar="TITLE", help="Another title for its playlist.")
@click.option("--merge-into", metavar="NAME|ID", help="Let another category take over its sources.")
@json_option
@click.pass_obj
def set_category(
    options: Options,
    *,
    key: str,
    include: bool | None,
    protect: bool | None,
    policy: str | None,
    order: str | None,
    rename: str | None,
    merge_into: str | None,
    as_json: bool,
) -> None:
    """Change a category, named by its title or id.

    To --include one of your own YouTube playlists, as 'crossfade import youtube' found it, makes it a category.
    """
    from core.session import Change

    change = Change(
        is_included=include,
        is_protected=protect,
        policy=Policy(policy) if policy else None,
        order=Order(order) if order else None,
        title=rename,
    )
    if change == Change() and merge_into is None:
        raise click.UsageError("Nothing to change: name at least one option.")

    async def work(session: Session) -> Exit:
        if change != Change():
            changed = await session.categories.change(key, change)
        else:
            changed = await session.categories.get(key)
        if merge_into is not None:
            changed = await session.categories.merge(changed.id, into=merge_into)
        if as_json:
            from core.planning.describe import category_document

            parts = await session.plans.categories()
            document(next(category_document(part) for part in parts if part.category.id == changed.id))
        else:
            say(f"{changed.title} ({changed.id}): {_described(changed)}.")
        return Exit.DONE

    perform(options, work, write=True)


def _described(category: Category) -> str:
    words = ["included" if category.is_included else "excluded", f"policy {category.policy}", f"order {category.order}"]
    if category.is_protected:
        words.insert(1, "protected")
    return ", ".join(words)


def print_categories(parts: tuple[CategoryPlan, ...]) -> None:
    """A line for each category: what it holds and what a sync would do."""
    table(
        (
            "",
            "Category",
            "Rows",
            "There",
            "To add",
            "Waiting",
            "Review",
            "Missing",
            "Doubles",
            "Skipped",
            "Failed",
            "Id",
        ),
        [
            (
                "x" if not part.category.is_included else "p" if part.category.is_protected else "",
                part.category.title,
                *(
                    f"{number:,}"
                    for number in (
                        part.source_rows,
                        part.already_there,
                        part.to_add,
                        part.waiting,
                        part.needs_review,
                        part.missing,
                        part.duplicates,
                        part.skipped,
                        part.failed,
                    )
                ),
                part.category.id,
            )
            for part in parts
        ],
        right=frozenset(range(2, 11)),
    )
    if any(not part.category.is_included or part.category.is_protected for part in parts):
        say("x is excluded, p is protected.")


# ── replacement ──────────────────────────────────────────────────────────────────────────────────────────


@click.command()
@click.argument("playlist_ids", nargs=-1, metavar="[PLAYLIST_ID]...")
@click.option("--undo", is_flag=True, help="Take the mark off again.")
@json_option
@click.pass_obj
def replace(options: Options, *, playlist_ids: tuple[str, ...], undo: bool, as_json: bool) -> None:
    """Mark own YouTube playlists for deletion once a sync has put their videos elsewhere.

    Nothing is deleted before 'crossfade sync --yes --allow-delete'. Without a PLAYLIST_ID it lists the playlists as
    last read by 'crossfade preview'.
    """
    if not playlist_ids:
        perform(options, lambda session: _list_playlists(session, as_json=as_json), write=False)

    async def work(session: Session) -> Exit:
        from core.errors import UsageError
        from core.model import PlaylistId

        asked = tuple(PlaylistId(playlist_id) for playlist_id in playlist_ids)
        unknown = await session.sources.replace(asked, on=not undo)
        if unknown and not undo:
            await session.plans.refresh()
            unknown = await session.sources.replace(unknown, on=True)
        known = [playlist_id for playlist_id in asked if playlist_id not in unknown]
        if as_json:
            document({"is_marked": not undo, "playlists": known, "unknown": list(unknown)})
        else:
            for title in await _titles(session, known):
                say(f"{title} is {'no longer' if undo else 'now'} marked for deletion after a sync.")
        if unknown:
            message = f"There is no own YouTube playlist {', '.join(unknown)}."
            raise UsageError(message)
        return Exit.DONE

    perform(options, work, write=True)


async def _list_playlists(session: Session, *, as_json: bool) -> Exit:
    """The channel's own playlists, and which of them are marked."""
    held = await session.sources.playlists()
    if as_json:
        document(
            [
                {
                    "playlist_id": one.head.id,
                    "title": one.head.title,
                    "items": one.head.item_count,
                    "category_id": one.category_id,
                    "is_marked": one.is_replaced,
                }
                for one in held
            ]
        )
    elif not held:
        say("No playlists are known. 'crossfade preview' reads them from YouTube.")
    else:
        rows = [(_role(one), one.head.title, f"{one.head.item_count:,}", one.head.id) for one in held]
        table(("", "Playlist", "Items", "Id"), rows, right=frozenset({2}))
    return Exit.DONE


def _role(playlist: HeldPlaylist) -> str:
    if playlist.is_replaced:
        return "to delete"
    return "ours" if playlist.category_id else ""


async def _titles(session: Session, playlist_ids: list[PlaylistId]) -> list[str]:
    known = {held.head.id: held.head.title for held in await session.sources.playlists()}
    return [known.get(playlist_id) or playlist_id for playlist_id in playlist_ids]


COMMANDS: tuple[click.Command, ...] = (import_, categories, replace)
