"""The day's two buckets: what stops, what goes on, and what the preview promised."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.demo.rules import Rules
from core.states import Phase, Reason, RunKind, RunStatus
from tests.engine.journey import WANTED, Crash, Crasher, completed, lonely_world, quick_settings

if TYPE_CHECKING:
    from tests.engine.conftest import MakeJourney

PACIFIC_MIDNIGHT = "2026-11-21T08:00:00+00:00"


def _rules(**limits: int) -> Rules:
    return Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9, **limits)  # type: ignore[arg-type]  # Rules' own limits


async def test_the_preview_is_charged_to_the_unit(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        plan = await session.plans.preview()
        before = journey.services.log.units
        assert completed(await journey.run(session, RunKind.SYNC))
    assert plan.is_exact
    assert plan.total_units == journey.services.log.units - before
    # backup 1 + 1, three playlists and seven videos at 50, a deletion with its four reads, three read-backs
    assert plan.total_units == 2 + 3 * 50 + 7 * 50 + (50 + 1 + 3) + 3


async def test_over_several_days_the_preview_is_still_charged_to_the_unit(journey_of: MakeJourney) -> None:
    journey = await journey_of(rules=_rules(units=210), settings=quick_settings(units_per_day=210))
    async with journey.session() as session:
        await journey.prepare(session)
        plan = await session.plans.preview()
        before = journey.services.log.units
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
        run = await session.runs.view()
        assert run is not None
        surplus = (await session.history.tally(run.run.id)).spent.surplus_units
    assert len(plan.calendar) > 2
    assert surplus == 0
    assert plan.total_units == journey.services.log.units - before
    assert journey.playlists() == WANTED


async def test_a_spent_day_pauses_until_the_next_quota_day_and_goes_on_in_its_stage(journey_of: MakeJourney) -> None:
    journey = await journey_of(rules=_rules(units=330), settings=quick_settings(units_per_day=330))
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert (run.status, run.reason, run.paused_at_stage) == (
            RunStatus.PAUSED,
            Reason.QUOTA_EXHAUSTED,
            Phase.ADD_VIDEOS,
        )
        assert run.resumes_at is not None
        assert run.resumes_at.isoformat() == PACIFIC_MIDNIGHT
        calls = sum(journey.services.log.calls.values())
        again = await session.runs.start(RunKind.SYNC)
        assert again is not None
        assert again.id == run.id
        assert sum(journey.services.log.calls.values()) == calls, "a closed bucket is not knocked at"
    await journey.clock.sleep_until(run.resumes_at + timedelta(seconds=1))
    async with journey.session() as later:
        ended = await journey.run(later, RunKind.SYNC, wait=True)
        assert completed(ended)
        assert ended is not None
        assert ended.id == run.id
    assert journey.playlists() == WANTED


async def test_spent_searches_stop_matching_and_not_writing(journey_of: MakeJourney) -> None:
    settings = quick_settings(searches_per_day=2)
    journey = await journey_of(rules=_rules(searches=2), settings=settings, world=lonely_world())
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.SEARCHES_EXHAUSTED)
        written = {title: videos for title, videos in journey.playlists().items() if videos}
        assert written["Liked Songs"] == WANTED["Liked Songs"], "what was found is written on the same day"
        assert run.resumes_at is not None
        await journey.clock.sleep_until(run.resumes_at)
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
    held = journey.playlists()
    assert {title: held[title] for title in WANTED} == WANTED, "late finds stand at their place"


async def test_searches_that_the_service_says_are_spent_are_believed(journey_of: MakeJourney) -> None:
    settings = quick_settings(searches_per_day=100)
    journey = await journey_of(rules=_rules(searches=2), settings=settings, world=lonely_world())
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert run.reason is Reason.SEARCHES_EXHAUSTED
    assert journey.calls("search.list") == 3, "one refusal closes the bucket"


async def test_units_that_the_service_says_are_spent_are_believed(journey_of: MakeJourney) -> None:
    journey = await journey_of(rules=_rules(units=300), settings=quick_settings(units_per_day=10_000))
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert run.reason is Reason.QUOTA_EXHAUSTED
        refused = [entry for entry in journey.services.log.entries if entry.status == 403]
        assert len(refused) == 1, "one refusal closes the bucket"
        assert run.resumes_at is not None
        await journey.clock.sleep_until(run.resumes_at)
        while not completed(run):
            run = await journey.run(session, RunKind.SYNC, wait=True)
    assert journey.playlists() == WANTED


async def test_the_playlist_limit_parks_creation_and_filling_goes_on(journey_of: MakeJourney) -> None:
    journey = await journey_of(rules=_rules(playlists_per_day=1), settings=quick_settings(playlists_per_day=10))
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.PLAYLIST_LIMIT)
        assert journey.playlists()["Evening"] == WANTED["Evening"], "what is finished soonest goes first"
        assert journey.calls("playlists.insert") == 2, "the first refusal parks creation"
        while not completed(run):
            assert run is not None
            assert run.resumes_at is not None
            await journey.clock.sleep_until(run.resumes_at)
            run = await journey.run(session, RunKind.SYNC)
    assert journey.playlists() == WANTED


async def test_the_reserve_is_kept_for_looks(journey_of: MakeJourney) -> None:
    settings = quick_settings(units_per_day=1_500, reserve=1_200)
    journey = await journey_of(rules=_rules(units=1_500), settings=settings)
    async with journey.session() as session:
        await journey.prepare(session)
        run = await journey.run(session, RunKind.SYNC)
        assert run is not None
        assert run.reason is Reason.QUOTA_EXHAUSTED
        spent = (await session.plans.buckets()).spent.units
    assert 300 < spent <= 300 + 10 * 50, "no batch begins below the reserve, none goes below zero"


async def test_a_kill_costs_two_looks_and_one_listing_at_most(journey_of: MakeJourney) -> None:
    """Whatever was in flight; beside the plan nothing else is read."""
    at = 1
    worst = 0
    while True:
        journey = await journey_of()
        async with journey.session() as session:
            await journey.prepare(session)
            plan = await session.plans.preview()
        before = journey.services.log.units
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
            assert completed(await journey.run(session, RunKind.SYNC))
        extra = journey.services.log.units - before - plan.total_units
        worst = max(worst, extra)
        assert extra <= 3, f"{extra} units beyond the plan after a crash {crasher.where}"
        at += 1
    assert worst > 0, "some crashes do cost a look"
