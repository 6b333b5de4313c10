"""Videos that nobody saw for long: what looking at them before they are added costs, and when it is done."""

from __future__ import annotations

from dataclasses import replace

from core.model import Spent, VideoId
from core.planning.make import make_plan
from core.planning.plan import Plan, Source
from core.quota import Allowance
from core.states import Phase
from tests.unit.planning.situations import DAYS, category, playlist, situation, songs, undecided


def matching(plan: Plan) -> tuple[int, int]:
    """Operations and units of the matching stage."""
    return next((stage.operations, stage.units) for stage in plan.stages if stage.stage is Phase.MATCH)


def unseen(count: int, prefix: str = "v") -> frozenset[VideoId]:
    return frozenset(VideoId(f"{prefix}{number}") for number in range(count))


def test_fifty_videos_are_one_call_and_each_is_looked_at_once() -> None:
    plan = situation(Source(category("A"), songs(51)), Source(category("B", 1), songs(51)))
    assert matching(make_plan(plan, DAYS)) == (0, 0)
    assert matching(make_plan(replace(plan, unseen=unseen(1)), DAYS)) == (1, 1)
    assert matching(make_plan(replace(plan, unseen=unseen(50)), DAYS)) == (1, 1)
    assert matching(make_plan(replace(plan, unseen=unseen(51)), DAYS)) == (2, 2)


def test_only_what_is_to_be_added_is_looked_at() -> None:
    there = playlist("P", "v0", "v1")
    plan = situation(Source(category("A", playlist="P"), songs(3)), playlists=(there,))
    plan = replace(plan, unseen=unseen(500))
    assert matching(make_plan(plan, DAYS)) == (1, 1)
    assert matching(make_plan(replace(plan, sources=()), DAYS)) == (0, 0)


def test_looks_are_part_of_an_exact_total_and_of_no_expectation() -> None:
    plan = situation(Source(category("A"), songs(60)))
    without, looked = make_plan(plan, DAYS), make_plan(replace(plan, unseen=unseen(60)), DAYS)
    assert looked.is_exact
    assert looked.total_units == without.total_units + 2
    assert (looked.expected.units, looked.expected.adds) == (0, 0)
    assert sum(day.units for day in looked.calendar) == looked.total_units


def test_looks_come_before_the_first_add_on_the_day_that_has_units_for_them() -> None:
    tight = Allowance(units=1_000, searches=100, playlists=10, reserve=0)
    plan = situation(Source(category("A"), songs(120)), allowance=tight, spent=Spent(units=998))
    plan = replace(plan, unseen=unseen(120))
    # two units are left: one for the heads, one for a look; the other two looks and the writing wait for the next day
    first, second, *_ = make_plan(plan, DAYS).calendar
    assert first.units == 2
    assert second.units == 1 + 2 + 50 + 18 * 50


def test_with_searches_open_the_looks_come_on_top() -> None:
    waiting = (undecided(100, None, recording=900),)
    plan = situation(Source(category("A"), (*songs(3), *waiting)))
    without, looked = make_plan(plan, DAYS), make_plan(replace(plan, unseen=unseen(3)), DAYS)
    assert looked.total_units == without.total_units + 1
    assert looked.expected == without.expected
