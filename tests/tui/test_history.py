"""History: every run with its books, its summary and its problems, and what the days were charged."""

from __future__ import annotations

from datetime import timedelta

from core.model import Spent
from core.quota import PacificDays
from core.states import RunKind, RunStatus
from tests.tui.conftest import HISTORY, shown_at
from tests.tui.fake_session import NOON, World, a_run
from tests.tui.runs import ended
from tests.tui.screen_text import settle, text


async def test_runs_stand_newest_first_with_what_they_did_and_took(world: World) -> None:
    world.put(a_run(RunKind.IMPORT, status=RunStatus.COMPLETED, name="old"))
    ended(world)
    async with shown_at(world, HISTORY) as (app, pilot):
        said = text(app)
        assert said.index("Sync done") < said.index("Import done")
        assert "6 created, 179 added, 2 deleted, 2 failed. Took 9,905 units and" in said
        await pilot.press("down")
        await settle(pilot)
        assert "Import done. Nothing was read" in text(app)


async def test_each_day_has_a_column_as_high_as_its_share(world: World) -> None:
    days = [PacificDays().window(NOON - timedelta(days=back)) for back in (2, 1, 0)]
    units = (0, 5_000, 10_000)
    world.days = tuple((day, Spent(units=spent, searches=1)) for day, spent in zip(days, units, strict=True))
    async with shown_at(world, HISTORY, size=(120, 40)) as (app, _):
        said = text(app)
    assert "units     ·▄█  10,000 of 10,000" in said
    assert "searches  ▁▁▁  1 of 100" in said


async def test_enter_opens_the_summary_of_a_past_run_and_escape_comes_back(world: World) -> None:
    ended(world)
    async with shown_at(world, HISTORY, "enter") as (app, pilot):
        assert "Summary of a past sync" in text(app)
        assert "[7 History]" in text(app)
        assert "retry" not in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "began" in text(app)


async def test_e_opens_the_problems_of_a_past_run(world: World) -> None:
    ended(world)
    async with shown_at(world, HISTORY, "e") as (app, _):
        assert "Hurt: YouTube refused it again and again" in text(app)


async def test_nothing_ran_says_what_to_press() -> None:
    async with shown_at(World(), HISTORY) as (app, _):
        assert "Nothing has run yet." in text(app)
        assert "1 i   read your Spotify library" in text(app)
