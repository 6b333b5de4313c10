"""The ladder: few searches for many recordings, none made twice, and no refusal that stops it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from core.demo.faults import Rule
from core.demo.rules import Rules
from core.demo.world import ChannelPlaylistSeed
from core.engine.rejudge import rejudge
from core.matching.score import SCORING_VERSION
from core.model import Decision, VideoId
from core.states import MatchOrigin, MatchStatus, Reason, Rung, RunKind, RunStatus
from tests.engine.artists import video_of, world_of
from tests.engine.journey import Crash, Crasher, completed, lonely_world, quick_settings

if TYPE_CHECKING:
    from core.config import Settings
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

ARTISTS, EACH = 12, 5
TRACKS = ARTISTS * EACH


def _rules(**changes: object) -> Rules:
    return Rules(**{"has_fresh_conflicts": False, "lag_s": 0.0, "latency_s": 0.0, "token_s": 1e9, **changes})  # type: ignore[arg-type]  # Rules' own fields


def _settings(*rungs: Rung, **quota: int) -> Settings:
    base = quick_settings(**quota)
    return replace(base, match=replace(base.match, rungs=rungs)) if rungs else base


async def _matched(session: Session) -> Counter[str]:
    """How many rows have which status; those that wait under an empty word."""
    plan = await session.plans.preview()
    return Counter(
        {
            "accepted": sum(part.to_add + part.already_there for part in plan.categories),
            "missing": sum(part.missing for part in plan.categories),
            "review": sum(part.needs_review for part in plan.categories),
            "waiting": sum(part.waiting for part in plan.categories),
        }
    )


async def _match(journey: Journey, session: Session, *, days: int = 30) -> None:
    """Match to the end, however many days of searches that takes."""
    for _ in range(days):
        run = await journey.run(session, RunKind.MATCH)
        if run is None or run.status is RunStatus.COMPLETED:
            return
        assert run.reason is Reason.SEARCHES_EXHAUSTED
        assert run.resumes_at is not None
        await journey.clock.sleep_until(run.resumes_at)
    raise AssertionError("matching does not come to an end")


def _searched(journey: Journey) -> Counter[str]:
    """How often each text was searched for."""
    return Counter(
        part.removeprefix("q=")
        for entry in journey.services.log.entries
        if entry.method == "youtube.search.list"
        for part in [entry.summary.partition("q=")[2].partition(" type=")[0]]
    )


def _listed(journey: Journey) -> Counter[str]:
    """How often each list was asked for."""
    asked = [entry.summary for entry in journey.services.log.entries if entry.method == "youtube.playlistItems.list"]
    return Counter(each.partition("playlistId=")[2].partition(" ")[0] for each in asked)


@pytest.mark.parametrize(("is_readable", "most"), [(True, 0.4), (False, 1.0)])
async def test_five_tracks_an_artist_take_few_searches(journey_of: MakeJourney, is_readable: bool, most: float) -> None:
    journey = await journey_of(world=world_of(ARTISTS, EACH), rules=_rules(has_topic_uploads=is_readable))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        found = await _matched(session)
        plan = await session.plans.preview()
    assert found["accepted"] >= 0.95 * TRACKS
    right = {video_of(n, m) for n in range(ARTISTS) for m in range(EACH)}
    assert {add.video_id for part in plan.categories for add in part.adds} <= right
    assert journey.services.log.searches <= most * found["accepted"]
    assert set(_searched(journey).values()) == {1}


async def test_what_a_match_is_charged_is_never_more_than_the_preview_says(journey_of: MakeJourney) -> None:
    for is_readable in (True, False):
        journey = await journey_of(
            world=world_of(ARTISTS, EACH, absent=1, deep=80), rules=_rules(has_topic_uploads=is_readable)
        )
        async with journey.session() as session:
            await journey.run(session, RunKind.IMPORT)
            await session.plans.refresh()
            plan = await session.plans.preview()
            before = journey.services.log.units
            run = await journey.run(session, RunKind.SYNC, wait=True)
            assert completed(run)
        assert not plan.is_exact
        assert journey.services.log.units - before <= plan.total_units
        assert journey.services.log.searches <= plan.total_searches
        assert plan.expected.searches <= plan.total_searches
        assert plan.expected.units <= plan.total_units


async def test_what_was_not_found_is_searched_for_again_after_30_and_60_days_and_never_before(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=world_of(3, 2, absent=1, has_others=False), rules=_rules())
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        assert (await _matched(session))["missing"] == 3
        made = [journey.services.log.searches]
        for days in (1, 28, 2, 58, 3):
            await journey.clock.sleep(timedelta(days=days).total_seconds())
            await _match(journey, session)
            made.append(journey.services.log.searches)
    assert [later - earlier for earlier, later in pairwise(made)] == [0, 0, 3, 0, 3]


async def test_a_list_that_youtube_refuses_is_asked_for_once_in_thirty_days(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(3, 4, absent=1), rules=_rules(has_topic_uploads=False))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        asked = _listed(journey)
        assert asked
        await journey.clock.sleep(timedelta(days=20).total_seconds())
        await journey.store.categories.save(replace((await session.categories.all())[0], is_included=True))
        await _match(journey, session)
    assert _listed(journey) == asked
    assert set(asked.values()) == {1}


async def test_when_no_list_is_ever_given_no_more_are_tried(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(ARTISTS, 3), rules=_rules(has_topic_uploads=False))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
    assert journey.calls("playlistItems.list") == 5


@pytest.mark.parametrize("method", ["playlistItems.list", "videos.list"])
async def test_a_method_that_is_always_refused_lets_the_others_go_on(journey_of: MakeJourney, method: str) -> None:
    journey = await journey_of(world=world_of(4, 3, has_others=False), rules=_rules())
    journey.trouble(Rule(f"youtube.{method}", "refuse", status=403, reason="forbidden"))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        assert (await _matched(session))["accepted"] == 12


async def test_lists_that_fail_again_and_again_are_given_up(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(1, 5), rules=_rules())
    journey.trouble(Rule("youtube.playlistItems.list", "error"))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        assert (await _matched(session))["waiting"] == 0


async def test_searches_that_are_all_refused_end_the_run_with_a_problem_each(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=lonely_world(), rules=_rules())
    journey.trouble(Rule("youtube.search.list", "refuse", status=400, reason="invalidSearchFilter"))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        run = await journey.run(session, RunKind.MATCH)
        assert run is not None
        assert run.status is RunStatus.COMPLETED
        assert len(await session.history.problems(run.id)) == 5
        assert journey.calls("search.list") == 5
        await _match(journey, session)
    assert journey.calls("search.list") == 5, "what was refused is not asked again this month"


async def test_own_playlists_are_a_pool_that_costs_no_search(journey_of: MakeJourney) -> None:
    world = world_of(4, 3, has_others=False)
    wanted = [video.id for video in world.videos if "Sketch" not in video.title]
    own = ChannelPlaylistSeed("PLown0000000000000000000000000000", "by hand", tuple(wanted))
    world = replace(world, youtube=replace(world.youtube, playlists=(own,)))
    journey = await journey_of(world=world, rules=_rules())
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await session.plans.refresh()
        before = journey.services.log.units
        await _match(journey, session)
        assert (await _matched(session))["accepted"] == 12
    assert journey.services.log.searches == 0
    assert journey.services.log.units - before == 1, "lengths of fifty for one unit"


async def test_rungs_that_are_left_out_are_not_climbed(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(2, 3), rules=_rules(), settings=_settings(Rung.SEARCH))
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
    assert journey.calls("playlistItems.list") == 0
    without = await journey_of(world=world_of(2, 3), rules=_rules(), settings=_settings(Rung.OWN, Rung.CHANNELS))
    async with without.session() as session:
        await without.run(session, RunKind.IMPORT)
        assert (await session.plans.preview()).total_searches == 0
        await _match(without, session)
        assert (await _matched(session))["waiting"] == 6
    assert without.services.log.searches == 0


async def test_a_list_is_read_again_for_recordings_that_came_later(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(1, 6, lists=2), rules=_rules())
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        second = next(one for one in await session.categories.all() if one.title == "List 1")
        await journey.store.categories.save(replace(second, is_included=False))
        await _match(journey, session)
        assert journey.services.log.searches == 1
        await journey.store.categories.save(second)
        await _match(journey, session)
        assert (await _matched(session))["accepted"] == 6
    assert journey.services.log.searches == 1


async def test_a_search_cut_off_anywhere_is_never_made_again(journey_of: MakeJourney) -> None:
    """Nor is it lost for those whose artist another search leads to."""
    at = 1
    while True:
        journey = await journey_of(world=world_of(2, 3, has_others=False), rules=_rules())
        async with journey.session() as session:
            await journey.run(session, RunKind.IMPORT)
        crasher = Crasher(at)
        try:
            broken = journey.session(crasher)
            await broken.__aenter__()
            await journey.run(broken, RunKind.MATCH)
        except Crash:
            pass
        if not crasher.where:
            break
        async with journey.session() as session:
            await _match(journey, session)
            assert (await _matched(session))["accepted"] == 6, f"lost after a crash {crasher.where}"
        assert set(_searched(journey).values()) == {1}, f"searched again after a crash {crasher.where}"
        assert journey.services.log.searches <= 3
        at += 1
    assert at > 40


async def test_a_search_whose_answer_was_lost_is_made_again_only_where_no_other_finds_it(
    journey_of: MakeJourney,
) -> None:
    lost = Rule("youtube.search.list", "lose_reply", nth=1)
    for world, calls in ((lonely_world(), 6), (world_of(1, 5), 2)):
        journey = await journey_of(world=world, rules=_rules())
        journey.trouble(lost)
        async with journey.session() as session:
            await journey.run(session, RunKind.IMPORT)
            await _match(journey, session)
            assert (await _matched(session))["missing"] == 0
        assert journey.calls("search.list") == calls


async def test_a_process_that_ends_within_its_only_search_leaves_its_recording_missing_for_a_month(
    journey_of: MakeJourney,
) -> None:
    """Nobody knows whether it was made: it is not made again."""
    journey = await journey_of(world=world_of(1, 1), rules=_rules())
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
    crasher = _AfterSearch()
    broken = journey.session(crasher)
    await broken.__aenter__()
    with pytest.raises(Crash):
        await journey.run(broken, RunKind.MATCH)
    async with journey.session() as session:
        await _match(journey, session)
        assert (await _matched(session))["missing"] == 1
        assert journey.services.log.searches == 1
        await journey.clock.sleep(timedelta(days=31).total_seconds())
        await _match(journey, session)
        assert (await _matched(session))["accepted"] == 1
    assert journey.services.log.searches == 2


class _AfterSearch(Crasher):
    """Ends the process when the answer to a search is there and not yet stored."""

    def step(self, where: str) -> None:
        if where == "after youtube.search":
            raise Crash(where)


async def test_a_search_that_failed_for_sure_is_made_again(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=lonely_world(), rules=_rules())
    journey.trouble(
        Rule("youtube.search.list", "error", nth=1), Rule("youtube.search.list", "throttle", nth=3, retry_after=2)
    )
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        assert (await _matched(session))["accepted"] == 7


async def test_a_new_version_of_the_scoring_judges_again_without_a_call(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(3, 3), rules=_rules())
    store = journey.store
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        recordings = [one for one, _ in await store.matches.outdated(SCORING_VERSION + 1_000, limit=9)]
        chosen, judged = recordings[0], recordings[1]
        right = await store.matches.match(judged.id)
        mine = Decision(MatchStatus.ACCEPTED, VideoId("mine"), 1.0, "", (), 1)
        now = journey.clock.now()
        await store.matches.decide(chosen.id, mine, origin=MatchOrigin.PERSON, at=now, search_again_at=None)
        other = Decision(MatchStatus.ACCEPTED, VideoId("wrong"), 0.9, "", (), 1)
        await store.matches.decide(judged.id, other, origin=MatchOrigin.MATCHER, at=now, search_again_at=None)
        calls = journey.services.log.calls.total()
        again = await rejudge(store, journey.clock, journey.settings, version=SCORING_VERSION + 1_000)
        assert again >= len(recordings) - 1
        kept, made_good = await store.matches.match(chosen.id), await store.matches.match(judged.id)
        assert kept is not None
        assert made_good is not None
        assert right is not None
        assert (kept.video_id, kept.origin) == ("mine", MatchOrigin.PERSON)
        assert made_good.video_id == right.video_id
    assert journey.services.log.calls.total() == calls


async def test_a_decision_that_changes_changes_the_wish_and_takes_nothing_out(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(1, 2, lists=1), rules=_rules())
    store = journey.store
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        await _match(journey, session)
        recording = (await store.matches.outdated(SCORING_VERSION + 1_000, limit=1))[0][0]
        right = await store.matches.match(recording.id)
        assert right is not None
        live = Decision(MatchStatus.ACCEPTED, VideoId("l-0000-00x"), 0.9, "", (), SCORING_VERSION)
        at = journey.clock.now()
        await store.matches.decide(recording.id, live, origin=MatchOrigin.MATCHER, at=at, search_again_at=None)
        assert completed(await journey.run(session, RunKind.SYNC))
        assert "l-0000-00x" in journey.playlists()["List 0"]
        await rejudge(store, journey.clock, journey.settings, version=SCORING_VERSION + 1_000)
        plan = await session.plans.preview()
        (part,) = [one for one in plan.categories if one.category.title == "List 0"]
        assert [add.video_id for add in part.adds] == [right.video_id]
        assert (part.to_remove, plan.deletions) == (0, ())
        assert completed(await journey.run(session, RunKind.SYNC))
    assert {"l-0000-00x", right.video_id} <= set(journey.playlists()["List 0"])
