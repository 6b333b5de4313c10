"""What if: other choices side by side, tried out in the preview, never saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.planning.make import make_plan
from core.planning.plan import Source
from core.planning.trial import Trial, tried
from core.states import Order, Policy
from tests.tui.conftest import PREVIEW, shown_at
from tests.tui.screen_text import settle, text
from tests.unit.planning.situations import DAYS, category, situation, songs

if TYPE_CHECKING:
    from tests.tui.fake_session import World


async def test_every_choice_has_a_line_with_its_price_and_its_end(world: World) -> None:
    async with shown_at(world, PREVIEW, "w", size=(120, 40)) as (app, _):
        lines = {line[3:38].strip(): line for line in text(app).splitlines()}
    assert "10,714" in lines["as you chose"]
    assert "2 days, Thu 11 Jun" in lines["as you chose"]
    assert "10,610" in lines["nothing deleted or removed"]
    assert world.calls == []


async def test_enter_looks_at_one_and_escape_comes_back_to_ones_own(world: World) -> None:
    before = dict(world.categories)
    async with shown_at(world, PREVIEW, "w", "down", "down", "enter") as (app, pilot):
        assert "What if: nothing deleted or removed" in text(app)
        assert "to DELETE" not in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "What if" not in text(app)
        assert "2 playlists to DELETE" in text(app)
    assert world.categories == before


def test_a_trial_is_planned_like_the_real_thing_and_changes_nothing() -> None:
    real = situation(Source(category("a", 0), songs(3)))
    other = tried(real, Trial(reserve=7, order=Order.APPEND, policy=Policy.MIRROR, allow_delete=False))
    assert (other.allowance.reserve, other.allow_delete) == (7, False)
    assert [(one.category.order, one.category.policy) for one in other.sources] == [(Order.APPEND, Policy.MIRROR)]
    assert make_plan(tried(real, Trial()), DAYS) == make_plan(real, DAYS)


def test_without_searching_what_waits_is_left_out_of_the_price() -> None:
    rows = songs(3)
    waiting = tuple(type(row)(row.position, row.label, row.recording_id) for row in rows)
    real = situation(Source(category("a", 0), rows), Source(category("b", 1), waiting))
    plan, other = make_plan(real, DAYS), make_plan(tried(real, Trial(is_searching=False)), DAYS)
    assert plan.total_searches > 0
    assert other.total_searches == 0
    assert other.total_units < plan.total_units
