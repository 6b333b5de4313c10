"""A video that nobody saw to play for 30 days is looked at before it is added; a dead one is never added."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.demo.control import Control, Stage
from core.demo.faults import Rule
from core.demo.rules import Rules
from core.demo.world import Video
from core.model import Decision, VideoId
from core.states import MatchOrigin, MatchStatus, OperationKind, OperationState, Phase, Reason, RunKind, RunStatus
from tests.engine.journey import EVENING, LIKED, MORNING, WANTED, Crash, Crasher, completed, quick_settings, small_world

if TYPE_CHECKING:
    from core.demo.world import World
    from core.model import Operation, Run
    from core.planning.plan import Plan
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

DAY_S = 86_400.0
DEAD = "vid-song-03"
SPARE = "vid-spare-3"
CHOSEN = "vid-chosen0"


def edit(journey: Journey, video: str, **what: object) -> None:
    """Do to a video what its owner, or YouTube, may do."""
    Control(Stage(journey.services)).edit(json.dumps({"do": "video", "video": video, **what}).encode())


def with_spare() -> World:
    """The small world, in which the third recording has a second upload, and somebody filmed a kettle."""
    world = small_world()
    third = next(video for video in world.videos if video.id == DEAD)
    kettle = Video(CHOSEN, "Kettle", "UCkettle0000000000000001", "Kettles", 240)
    return replace(world, videos=(*world.videos, replace(third, id=SPARE, views=10), kettle))


async def old(journey: Journey, session: Session, *, days: float = 31.0) -> None:
    """Everything matched so many days ago, and YouTube listed just now."""
    await journey.prepare(session)
    await journey.clock.sleep(days * DAY_S)
    await session.plans.refresh()


def price(plan: Plan) -> tuple[int, int]:
    """Operations and units of the matching stage."""
    (stage,) = [stage for stage in plan.stages if stage.stage is Phase.MATCH]
    return stage.operations, stage.units


async def adds(journey: Journey, run: Run | None) -> tuple[Operation, ...]:
    assert run is not None
    return await journey.store.operations.of_run(run.id, kind=OperationKind.ADD_VIDEO)


async def match_of(journey: Journey, video: str) -> tuple[MatchStatus, str]:
    """What is decided now about the recording whose best video this once was."""
    title = next(one.title for one in journey.services.world.videos if one.id == video)
    for category in await journey.store.categories.all():
        for row in await journey.store.categories.wanted(category.id):
            if row.recording_id is not None and row.label.endswith(title):
                match = await journey.store.matches.match(row.recording_id)
                assert match is not None
                return match.status, match.reason
    raise AssertionError(title)


async def test_what_was_matched_lately_is_added_without_another_look(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await old(journey, session, days=28)
        looks = journey.calls("videos.list")
        plan = await session.plans.preview()
        assert price(plan) == (0, 0)
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.calls("videos.list") == looks
    assert journey.playlists() == WANTED


async def test_matches_of_last_month_are_looked_at_first_at_the_price_that_was_shown(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await old(journey, session)
        looks = journey.calls("videos.list")
        plan = await session.plans.preview()
        assert plan.is_exact
        assert price(plan) == (1, 1), "five videos in one call"
        before = journey.services.log.units
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.services.log.units - before == plan.total_units
    assert journey.calls("videos.list") == looks + 1
    assert journey.playlists() == WANTED


async def test_nothing_is_written_before_the_looks_are_done(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await old(journey, session)
        journey.services.log.entries.clear()
        assert completed(await journey.run(session, RunKind.SYNC))
    methods = [entry.method for entry in journey.services.log.entries]
    assert methods.index("youtube.videos.list") < methods.index("youtube.playlists.insert")


async def test_a_sync_that_rested_for_a_month_looks_again_before_it_goes_on_adding(journey_of: MakeJourney) -> None:
    rules = Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9, units=210)
    journey = await journey_of(rules=rules, settings=quick_settings(units_per_day=210))
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert run.reason is Reason.QUOTA_EXHAUSTED
        assert run.paused_at_stage is Phase.ADD_VIDEOS
    await journey.clock.sleep(40 * DAY_S)
    left = [one.video_id for one in await adds(journey, run) if one.state is OperationState.PENDING]
    edit(journey, str(left[-1]), state="deleted")
    looks = journey.calls("videos.list")
    async with journey.session() as session:
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert completed(run)
    assert journey.calls("videos.list") == looks + 1
    skipped = [one for one in await adds(journey, run) if one.state is OperationState.SKIPPED]
    assert {(one.video_id, one.reason) for one in skipped} == {(left[-1], "video_absent")}


async def test_over_several_days_the_looks_are_still_charged_to_the_unit(journey_of: MakeJourney) -> None:
    rules = Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9, units=210)
    journey = await journey_of(rules=rules, settings=quick_settings(units_per_day=210))
    async with journey.session() as session:
        await old(journey, session)
        plan = await session.plans.preview()
        before = journey.services.log.units
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert completed(run)
        assert run is not None
        assert (await session.history.tally(run.id)).spent.surplus_units == 0
    assert len(plan.calendar) > 2
    assert journey.services.log.units - before == plan.total_units
    assert plan.calendar[0].units <= 210


@pytest.mark.parametrize(
    ("what", "reason", "words"),
    [
        ({"allowed": []}, "video_blocked", "its video is blocked in your country"),
        ({"upload": "rejected"}, "video_unprocessed", "YouTube has not made its video ready to play"),
    ],
)
async def test_a_dead_video_is_not_added_and_its_match_goes_back_to_review(
    journey_of: MakeJourney, what: dict[str, object], reason: str, words: str
) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await old(journey, session)
        edit(journey, DEAD, **what)
        run = await journey.run(session, RunKind.SYNC)
        assert completed(run)
        dead = [one for one in await adds(journey, run) if one.video_id == DEAD]
        assert {(one.state, one.reason) for one in dead} == {(OperationState.SKIPPED, reason)}
        assert run is not None
        told = [problem.message for problem in await session.history.problems(run.id)]
        assert len(told) == len(dead) == 2, "once for each playlist"
        assert all(f"Lamp Post – Cobblestones: {words}; its match waits for review" in message for message in told)
        assert await match_of(journey, DEAD) == (MatchStatus.REVIEW, words)
        again = await session.plans.preview()
        assert again.is_empty, "nothing is planned for it any more"
        assert sum(part.needs_review for part in again.categories) == 2
    held = journey.playlists()
    assert held == {title: tuple(v for v in videos if v != DEAD) for title, videos in WANTED.items()}


@pytest.mark.parametrize("state", ["deleted", "private"])
async def test_a_video_that_is_not_named_is_left_for_the_next_sync_and_gone_an_hour_later(
    journey_of: MakeJourney, state: str
) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await old(journey, session)
        edit(journey, DEAD, state=state)
        told: list[list[str]] = []
        for wait_s in (0.0, 1_800.0, 3_600.0):
            await journey.clock.sleep(wait_s)
            assert price(await session.plans.preview()) == (1, 1), "it is looked at again, for the price that is shown"
            run = await journey.run(session, RunKind.SYNC)
            assert completed(run)
            assert run is not None
            problems = await session.history.problems(run.id)
            told.append([one.reason for one in problems if one.run_id == run.id])
            assert await match_of(journey, DEAD) == (
                (MatchStatus.REVIEW, "its video is gone from YouTube")
                if wait_s == 3_600.0
                else (MatchStatus.ACCEPTED, (await match_of(journey, DEAD))[1])
            )
        assert told == [["video_absent"] * 2, ["video_absent"] * 2, ["video_gone"] * 2]
        assert (await session.plans.preview()).is_empty
    held = journey.playlists()
    assert held == {title: tuple(v for v in videos if v != DEAD) for title, videos in WANTED.items()}


async def test_a_video_that_was_absent_once_is_added_as_soon_as_it_shows(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await old(journey, session)
        edit(journey, DEAD, state="private")
        assert completed(await journey.run(session, RunKind.SYNC))
        edit(journey, DEAD)
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.playlists() == WANTED


async def test_what_a_person_chose_is_looked_at_once_and_only_told(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=with_spare())
    async with journey.session() as session:
        await journey.prepare(session)
        category = next(one for one in await session.categories.all() if one.title == EVENING)
        (row,) = await journey.store.categories.wanted(category.id)
        assert row.recording_id is not None
        chosen = Decision(MatchStatus.ACCEPTED, VideoId(CHOSEN), 1.0, "chosen", (), 0)
        await journey.store.matches.decide(
            row.recording_id, chosen, origin=MatchOrigin.PERSON, at=journey.clock.now(), search_again_at=None
        )
        assert price(await session.plans.preview()) == (1, 1), "nobody ever looked at it"
        edit(journey, CHOSEN, allowed=[])
        run = await journey.run(session, RunKind.SYNC)
        assert completed(run)
        (add,) = [one for one in await adds(journey, run) if one.video_id == CHOSEN]
        assert add.state is OperationState.SKIPPED
        assert add.message == "its video is blocked in your country; you chose it yourself, so nothing takes its place"
        match = await journey.store.matches.match(row.recording_id)
        assert match is not None
        assert (match.status, match.origin, match.video_id) == (MatchStatus.ACCEPTED, MatchOrigin.PERSON, CHOSEN)
        plan = await session.plans.preview()
        assert plan.is_empty, "it is not planned again while it is known to be dead"
    assert EVENING not in journey.playlists() or journey.playlists()[EVENING] == ()


async def test_the_next_best_of_the_stored_candidates_is_proposed_without_a_search(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=with_spare())
    async with journey.session() as session:
        await old(journey, session)
        edit(journey, DEAD, allowed=[])
        searches = journey.services.log.searches
        assert completed(await journey.run(session, RunKind.SYNC))
        (death,) = await session.health.deaths()
        assert journey.services.log.searches == searches
        first, *_ = await journey.store.matches.scored(death.recording.id)
        assert first[0].video_id == SPARE, "it is the first that a review shows"
        assert await session.health.died() == 1
    assert (death.video_id, death.label) == (DEAD, "Lamp Post – Cobblestones")
    assert [title for _, title in death.categories] == [LIKED, MORNING]
    assert death.replacement is not None
    assert death.replacement.candidate.video_id == SPARE


async def test_a_lost_answer_is_asked_for_again_and_booked_again(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await old(journey, session)
        journey.trouble(Rule(call="youtube.videos.list", do="lose_reply", nth=1))
        before = journey.services.log.units
        plan = await session.plans.preview()
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.services.log.units - before == plan.total_units + 1
    assert journey.playlists() == WANTED


async def test_a_crash_anywhere_adds_no_dead_video_and_repeats_one_look_at_most(journey_of: MakeJourney) -> None:
    at = 1
    while True:
        journey = await journey_of()
        async with journey.session() as session:
            await old(journey, session)
        edit(journey, DEAD, allowed=[])
        looks = journey.calls("videos.list")
        crasher = Crasher(at)
        broken = journey.session(crasher)
        try:
            await broken.__aenter__()
            await journey.run(broken, RunKind.SYNC)
        except Crash:
            pass
        if not crasher.where:
            break
        async with journey.session() as session:
            run = await journey.run(session, RunKind.SYNC)
            assert run is None or run.status is RunStatus.COMPLETED, crasher.where
            assert (await session.plans.preview()).is_empty, crasher.where
            told = [one for one in await session.history.problems() if one.reason.startswith("video_")]
        assert len(told) == 2, f"told {len(told)} times after a crash {crasher.where}"
        assert journey.calls("videos.list") - looks <= 2, crasher.where
        blocked = "its video is blocked in your country"
        assert await match_of(journey, DEAD) == (MatchStatus.REVIEW, blocked), crasher.where
        held = journey.playlists()
        assert held == {title: tuple(v for v in videos if v != DEAD) for title, videos in WANTED.items()}
        at += 1
    assert at > 50
