"""What matching takes, rung by rung: at most, and likely."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.config import Matching
from core.matching.rungs import in_use
from core.model import RecordingId
from core.planning.ladder import Ladder, RungCost
from core.planning.make import make_plan
from core.planning.plan import Plan, Situation, Source
from core.quota import Allowance
from core.states import Phase, Rung
from tests.unit.planning.situations import DAYS, category, playlist, situation, songs, undecided

ALL = frozenset(in_use(Matching()))


def _five_each(artists: int, ladder: Ladder | None = None) -> Situation:
    rows = tuple(undecided(n, None, recording=n) for n in range(artists * 5))
    keys = {RecordingId(n): f"artist {n // 5}" for n in range(artists * 5)}
    known = replace(ladder or Ladder(), rungs=ALL, artists=keys)
    return replace(situation(Source(category("A"), rows)), ladder=known)


def _matching(plan: Plan) -> tuple[int, int]:
    stage = next(stage for stage in plan.stages if stage.stage is Phase.MATCH)
    return stage.units, stage.searches


def test_at_most_everybody_is_searched_for_after_all_pages_that_are_worth_it() -> None:
    plan = make_plan(_five_each(4), DAYS)
    assert plan.rungs == (
        RungCost(Rung.OVERRIDE, 0),
        RungCost(Rung.STORED, 0),
        RungCost(Rung.OWN, 20, 2),
        RungCost(Rung.CHANNELS, 20, 40),
        RungCost(Rung.SEARCH, 20, 20, 20),
    )
    assert _matching(plan) == (62, 20)
    assert sum(day.units for day in plan.calendar) == plan.total_units


def test_likely_one_search_serves_an_artist() -> None:
    plan = make_plan(_five_each(4), DAYS)
    assert plan.expected.searches == sum(day.searches for day in plan.calendar) == 4
    assert plan.expected.units == 20 * 50 + 4 + 4 * 2 + 1


def test_where_lists_are_refused_each_is_likely_searched_for() -> None:
    plan = make_plan(_five_each(4, Ladder(are_lists_given=False)), DAYS)
    assert plan.expected.searches == 20
    assert _matching(plan) == (22, 20)


def test_an_artist_whose_list_is_open_likely_needs_no_search() -> None:
    plan = make_plan(_five_each(2, Ladder(open=frozenset({"artist 1"}))), DAYS)
    assert plan.expected.searches == 1
    assert plan.total_searches == 10


def test_what_was_searched_for_before_takes_no_search() -> None:
    found = replace(_five_each(1), unjudged=frozenset({RecordingId(0), RecordingId(1)}))
    plan = make_plan(found, DAYS)
    assert {each.rung: (each.units, each.searches) for each in plan.rungs}[Rung.STORED] == (2, 0)
    assert plan.total_searches == 3


def test_the_days_follow_what_is_likely() -> None:
    few = Allowance(units=10_000, searches=2, playlists=10, reserve=0)
    likely = make_plan(replace(_five_each(4), allowance=few), DAYS)
    assert [day.searches for day in likely.calendar] == [2, 2]
    alone = make_plan(replace(_five_each(4, Ladder(are_lists_given=False)), allowance=few), DAYS)
    assert [day.searches for day in alone.calendar] == [2] * 10


def test_searches_go_first_where_they_finish_a_category_soonest() -> None:
    """The short one, which comes last, can be filled on the first day."""
    few = Allowance(units=10_000, searches=2, playlists=10, reserve=0)
    long = tuple(undecided(n, None, recording=100 + n) for n in range(4))
    short = tuple(undecided(n, None, recording=n) for n in range(2))
    both = (Source(category("Long"), long), Source(category("Short", 1), short))
    plan = make_plan(replace(situation(*both, allowance=few), ladder=Ladder(rungs=ALL)), DAYS)
    assert [day.searches for day in plan.calendar] == [2, 2, 2]


def test_without_the_rung_of_searches_nothing_is_promised_and_no_run_is_made_for_it() -> None:
    rungs = frozenset({Rung.OVERRIDE, Rung.STORED, Rung.OWN, Rung.CHANNELS})
    rows = _five_each(2).sources[0].rows
    known = situation(Source(category("A", playlist="P"), rows), playlists=(playlist("P"),))
    alone = make_plan(replace(known, ladder=Ladder(rungs)), DAYS)
    assert alone.is_empty
    assert not alone.is_exact
    waiting = tuple(undecided(10 + n, None, recording=90 + n) for n in range(3))
    mixed = make_plan(replace(situation(Source(category("A"), (*songs(2), *waiting))), ladder=Ladder(rungs)), DAYS)
    assert mixed.total_searches == 0
    assert not mixed.is_endless
    assert mixed.expected.adds == 3


@given(
    st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=40),
    st.sets(st.sampled_from(list(Rung))),
    st.sets(st.integers(0, 40)),
    st.booleans(),
)
def test_the_steps_take_what_the_rungs_say(
    artists: list[str], rungs: set[Rung], searched: set[int], are_lists_given: bool
) -> None:
    rows = tuple(undecided(n, None, recording=n) for n in range(len(artists)))
    ladder = Ladder(
        frozenset(rungs) | {Rung.SEARCH},
        {RecordingId(n): key for n, key in enumerate(artists) if key},
        open=frozenset({"b"}),
        are_lists_given=are_lists_given,
    )
    found = replace(
        situation(Source(category("A"), rows)), ladder=ladder, unjudged=frozenset(map(RecordingId, searched))
    )
    plan = make_plan(found, DAYS)
    assert sum(day.units for day in plan.calendar) == plan.total_units
    assert sum(day.searches for day in plan.calendar) == plan.expected.searches <= plan.total_searches
    assert plan.expected.units <= plan.total_units
