"""``preview``: the plan and its price, for people, programs and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import LoginExpired, ServiceError
from core.music import NOTICE
from tui.cli.exits import Exit
from tui.cli.invoke import perform
from tui.cli.library import print_categories
from tui.cli.options import csv_option, json_option
from tui.cli.output import complain, csv, document, say, table
from tui.telling.words import PHASES, RUNGS, plural

if TYPE_CHECKING:
    from core.planning.plan import CategoryPlan, Plan
    from core.ports import QuotaCalendar
    from core.session import Session
    from tui.build import Options

_COLUMNS = (
    *("id", "title", "included", "protected", "policy", "order", "youtube_playlist_id", "parts"),
    *("source_rows", "already_there", "to_add", "to_remove", "to_move", "duplicates", "waiting", "needs_review"),
    *("missing", "skipped", "failed", "foreign", "exact_order_units", "units"),
)
"""The columns of the table: what JSON says of a category. They stand above no category, too."""


@click.command()
@csv_option
@json_option
@click.pass_obj
def preview(options: Options, *, as_csv: bool, as_json: bool) -> None:
    """Show what a sync would do and what it would cost; writes nothing to YouTube."""

    async def work(session: Session) -> Exit:
        plan, trouble = await fresh_plan(session)
        if trouble is not None:
            complain(str(trouble))
        if as_csv:
            print_csv(plan)
        else:
            print_plan(plan, session, as_json=as_json)
        return Exit.DONE

    perform(options, work, write=True)


async def fresh_plan(session: Session) -> tuple[Plan, ServiceError | None]:
    """Read what YouTube holds, then plan.

    Where it cannot be read now, the plan comes from the last listing, together with what stood in the way; without
    any listing, or with a category's playlist of which nothing is known but that it is there, that is raised.
    """
    try:
        await session.plans.refresh()
    except LoginExpired:
        raise
    except ServiceError as trouble:
        plan = await session.plans.preview()
        if plan.listed_at is None or await _is_unread(session):
            raise
        from core.text import ago

        complain(f"YouTube was last read {ago(plan.listed_at, session.clock.now())}; this is not the newest.")
        return plan, trouble
    return await session.plans.preview(), None


async def _is_unread(session: Session) -> bool:
    """Whether a category's playlist was never read: every video of it would be planned once more."""
    return any(held.category_id and held.items_at is None for held in await session.sources.playlists())


def print_plan(plan: Plan, session: Session, *, as_json: bool) -> None:
    """Print a plan as the person wants it."""
    if as_json:
        from core.planning.describe import preview_document

        document(preview_document(plan, session.calendar))
    else:
        _say_plan(plan, session.calendar)
        if session.settings.match.ytmusic and plan.total_searches:
            say(NOTICE)


def print_csv(plan: Plan) -> None:
    """The categories, a line each under the names they have in JSON, safe for spreadsheets."""
    from core.planning.describe import category_document

    rows = [category_document(part) for part in plan.categories]
    csv(_COLUMNS, [[_cell(row[name]) for name in _COLUMNS] for row in rows])


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else value


def _say_plan(plan: Plan, calendar: QuotaCalendar) -> None:
    if plan.categories:
        print_categories(plan.categories)
        say("")
    else:
        say("There is nothing imported yet. 'crossfade import' reads your library first.")
    for creation in plan.creations:
        say(f"Creates the playlist {creation.title}.")
    for part in plan.categories:
        _say_changes(part)
    for deletion in plan.deletions:
        say(f"Deletes the playlist {deletion.title} ({deletion.playlist_id}, {plural(deletion.items, 'item')}).")
        if deletion.unwanted:
            say(f"  No category wants these of its videos: {', '.join(deletion.unwanted)}.")
    for held in plan.held:
        say(f"Held back: {held.category}: {held.reason}")
    if plan.is_empty:
        say("There is nothing to do.")
    else:
        _say_price(plan, calendar)
    units = f"{plan.spent.units:,} of {plan.allowance.units:,} units"
    say(f"Today {units} and {plan.spent.searches:,} of {plan.allowance.searches:,} searches are used.")


def _say_changes(part: CategoryPlan) -> None:
    """What happens to playlists that are there, beside adds; and what exact order costs there."""
    from core.planning.describe import exact_order_units

    for renamed in part.renames:
        say(f"Renames the playlist {renamed.title} to {renamed.rename_to}.")
    title, price = part.category.title, plural(exact_order_units(part), "unit")
    if part.to_remove:
        say(f"Takes {plural(part.to_remove, 'video')} out of {title}: what left its source.")
    if part.to_move:
        say(f"Moves {plural(part.to_move, 'video')} in {title}: exact order costs {price} more than the order append.")
    elif part.exact_moves:
        say(f"Exact order in {title} would cost {price} more than the order append.")


def _say_price(plan: Plan, calendar: QuotaCalendar) -> None:
    table(
        ("Stage", "Operations", "Units", "Searches"),
        [
            (PHASES[stage.stage], f"{stage.operations:,}", f"{stage.units:,}", f"{stage.searches:,}")
            for stage in plan.stages
            if stage.operations or stage.units or stage.searches
        ]
        + [("Total", "", f"{plan.total_units:,}", f"{plan.total_searches:,}")],
        right=frozenset({1, 2, 3}),
    )
    say("")
    if not plan.is_exact:
        expected = plan.expected
        likely = plural(expected.searches, "search", "searches")
        say(
            f"Some recordings still wait for a search, so the total is an upper bound. Likely they take {likely} and "
            f"{plural(expected.units, 'unit')}, {plural(expected.adds, 'added video')} among it:"
        )
        for rung in plan.rungs:
            if rung.units or rung.searches:
                searches = f" and {plural(rung.searches, 'search', 'searches')}" if rung.searches else ""
                say(
                    f"  Matching by {RUNGS[rung.rung]}: at most {plural(rung.units, 'unit')}{searches} "
                    f"for {plural(rung.recordings, 'recording')}."
                )
    if plan.is_endless:
        say("With the reserve and the units a day in force, this would never end: lower [quota] reserve.")
        return
    days = [
        f"  {calendar.label(day.window)}: {plural(day.units, 'unit')}, {plural(day.searches, 'search', 'searches')}"
        for day in plan.calendar
    ]
    say(f"It takes {plural(len(days), 'quota day')}:", *days)


COMMANDS: tuple[click.Command, ...] = (preview,)
