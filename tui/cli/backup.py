"""``backup`` and ``restore``: all playlists into a file, and what is missing of them back onto YouTube."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from core.files import named_path
from core.states import RunKind
from tui.cli.exits import Exit
from tui.cli.invoke import perform
from tui.cli.options import FILE, json_option, new_option, wait_option, yes_option
from tui.cli.output import complain, document, say, table
from tui.cli.work import follow_to_end
from tui.telling.keeping import backup_made, backup_parked, backup_reads, restore_notes
from tui.telling.words import PHASES, plural

if TYPE_CHECKING:
    from pathlib import Path

    from core.backups.missing import Restoration
    from core.backups.plan import RestorePlan
    from core.session import Session
    from core.session.backups import Made
    from tui.build import Options


@click.command()
@json_option
@click.pass_obj
def backup(options: Options, *, as_json: bool) -> None:
    """Write every playlist of your channel, in full, to a dated file, and copy the database beside it.

    1 unit for 50 playlists and for 50 rows. The file carries a checksum; 'crossfade restore FILE' brings back what is
    missing of it. Copies of the database are kept for 30 days, and the newest ten always.

    \b
    --json prints file, database, sha256, playlists, items, units and left (playlists for which today's units did not
    do; the next backup goes on with them).
    """  # noqa: D301 - click takes the character itself as a mark against re-wrapping

    async def work(session: Session) -> Exit:
        made = await session.backups.make(tell=lambda outlook: (complain if as_json else say)(backup_reads(outlook)))
        if as_json:
            document(_document(made))
        else:
            _say_made(made)
        return Exit.PARKED if made.left else Exit.DONE

    perform(options, work, write=True)


@click.command()
@click.argument("file", metavar="FILE", type=FILE)
@yes_option
@wait_option
@new_option
@json_option
@click.pass_obj
def restore(options: Options, *, file: Path, yes: bool, wait: bool, new: bool, as_json: bool) -> None:
    """Show what of the backup FILE is missing on YouTube, and its price; with --yes bring it back.

    Playlists that are gone are made anew with their title, description and privacy; missing videos go in among their
    old neighbours. Nothing is removed or moved. An unfinished restore goes on; --new starts over.
    """
    source = named_path(file)

    async def work(session: Session) -> Exit:
        from core.backups.describe import restore_document

        if not yes:
            plan = await session.backups.plan(source)
            if as_json:
                document(restore_document(plan, session.calendar, file=str(source)))
            else:
                _say_plan(plan, session)
            return Exit.DONE
        run = await session.runs.start(RunKind.RESTORE, source=str(source), new=new, wait=wait)
        return await follow_to_end(session, RunKind.RESTORE, run, as_json=as_json, waits=wait)

    perform(options, work, write=True)


def _document(made: Made) -> dict[str, object]:
    return {
        "file": str(made.file) if made.file else None,
        "database": str(made.database) if made.database else None,
        "sha256": made.sha256,
        "playlists": made.playlists,
        "items": made.items,
        "units": made.units,
        "left": made.left,
    }


def _say_made(made: Made) -> None:
    if made.left:
        say(f"{backup_parked(made)} 'crossfade backup' goes on when the next ones are granted.")
        return
    say(
        f"{backup_made(made)}:",
        f"  {made.file}",
        f"  {made.database} (a copy of the database)",
        f"What of it is missing later: crossfade restore {shlex.quote(str(made.file))}",
    )


def _say_plan(plan: RestorePlan, session: Session) -> None:
    rows = [(one.saved.title, _there(one), f"{one.there:,}", f"{len(one.missing):,}") for one in plan.needed]
    if rows:
        table(("Playlist", "", "There", "To add"), rows, right=frozenset({2, 3}))
        say("")
    say(*restore_notes(plan))
    if plan.is_empty:
        say("There is nothing to restore.")
        return
    for one in plan.needed:
        for place in one.missing[:_SHOWN]:
            say(f"  {one.saved.title}: {one.items[place].title or one.items[place].video_id}")
        if len(one.missing) > _SHOWN:
            say(f"  {one.saved.title}: and {len(one.missing) - _SHOWN:,} more")
    say("")
    _say_price(plan, session)


_SHOWN = 5
"""Missing videos named for each playlist; ``--json`` names all."""


def _there(one: Restoration) -> str:
    return "made anew" if one.playlist_id is None else "filled"


def _say_price(plan: RestorePlan, session: Session) -> None:
    table(
        ("Stage", "Operations", "Units"),
        [
            (PHASES[stage.stage], f"{stage.operations:,}", f"{stage.units:,}")
            for stage in plan.stages
            if stage.operations or stage.units
        ]
        + [("Total", "", f"{plan.total_units:,}")],
        right=frozenset({1, 2}),
    )
    if plan.is_endless:
        say("With the reserve and the units a day in force, this would never end: lower [quota] reserve.")
        return
    days = [f"  {session.calendar.label(day.window)}: {plural(day.units, 'unit')}" for day in plan.calendar]
    say(f"It takes {plural(len(days), 'quota day')}:", *days)
    spent, allowance = plan.situation.spent, plan.situation.allowance
    say(f"Today {spent.units:,} of {allowance.units:,} units are used. With --yes it is done.")


COMMANDS: tuple[click.Command, ...] = (backup, restore)
"""Commands that keep playlists safe."""
