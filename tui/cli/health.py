"""``health``: which matched videos died, and what could take their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.documents import death_document
from core.errors import ServiceError
from tui.cli.exits import Exit
from tui.cli.invoke import perform
from tui.cli.options import json_option
from tui.cli.output import complain, document, say, table
from tui.telling.keeping import health_parked, health_price, health_unsure
from tui.telling.words import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.health import Death
    from core.session import Session
    from tui.build import Options


@click.command()
@json_option
@click.pass_obj
def health(options: Options, *, as_json: bool) -> None:
    """List matched videos that died: gone from YouTube, private, blocked in your country, or not made ready.

    It looks at every matched video, 50 for 1 unit, and goes on another day where today's units are used. Matches of
    dead videos go back to review, with what the matcher would take instead; a video that you chose yourself stays.

    \b
    --json prints a list, an object for each death that nothing made good yet: video_id, title, track (id, title,
    artists), state (gone, private, blocked, unprocessed), reason, checked_at, categories (id, title), chosen (by
    you), replacement (null, or video_id, title, score).
    """  # noqa: D301 - click takes the character itself as a mark against re-wrapping

    async def work(session: Session) -> Exit:
        tell = complain if as_json else say
        outlook = await session.health.outlook()
        tell(health_price(outlook))
        try:
            checked = await session.health.check()
        except ServiceError:
            await _print(session, as_json=as_json)  # what was seen before it broke off is kept, and told
            raise
        await _print(session, as_json=as_json)
        if unsure := health_unsure(checked):
            tell(unsure)
        if checked.left:
            tell(f"{health_parked(checked)} 'crossfade health' goes on with the other {checked.left:,} tomorrow.")
            return Exit.PARKED
        return Exit.DONE

    perform(options, work, write=True)


async def _print(session: Session, *, as_json: bool) -> None:
    deaths = await session.health.deaths()
    if as_json:
        document([death_document(death) for death in deaths])
    elif not deaths:
        say("No matched video died.")
    else:
        _say(deaths)


def _say(deaths: Sequence[Death]) -> None:
    rows = [(death.label, death.video_id, death.reason, _instead(death)) for death in deaths]
    table(("Track", "Video", "What happened", "Instead"), rows)
    say("")
    if waiting := sum(not death.is_chosen for death in deaths):
        say(f"{plural(waiting, 'match waits', 'matches wait')} for review: 'crossfade review list'.")
    if chosen := sum(death.is_chosen for death in deaths):
        say(f"{plural(chosen, 'video was', 'videos were')} chosen by you: 'crossfade review set' chooses another.")


def _instead(death: Death) -> str:
    found = death.replacement
    return f"{found.candidate.title} ({found.candidate.video_id}, {found.score:.2f})" if found else ""


COMMANDS: tuple[click.Command, ...] = (health,)
