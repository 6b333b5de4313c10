"""Artists and albums: what is asked about them, how often, and that nothing waits for it or fails with it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.demo.faults import Plan, Rule
from core.demo.rules import Rules
from core.demo.world import AlbumSeed, ArtistSeed, TrackSeed
from core.importing.calls import WINDOW
from core.importing.enrichment import BATCH_READS, SINGLE_READS, STALE
from core.states import ENRICHMENT_PHASES, IMPORT_PHASES, Phase, RunKind, RunStatus
from tests.engine.journey import Crash, Crasher, completed, quick_settings
from tests.engine.libraries import Passing, calls, enriching, library, songs

if TYPE_CHECKING:
    from core.config import Settings
    from core.demo.world import World
    from core.model import ArtistDetails, Job, Run
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

OLD = Rules(has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9, is_old_spotify=True)
ARTISTS, ALBUMS = ENRICHMENT_PHASES
MANY, ONE, ALBUM = "spotify.artists.batch", "spotify.artists.get", "spotify.albums.get"


def wide_library(count: int) -> World:
    """So many liked songs, each by an artist of its own, from an album of its own."""
    world = library(songs(count))
    artists = tuple(ArtistSeed(f"wide{n:018d}", f"Artist {n}") for n in range(count))
    albums = tuple(AlbumSeed(f"disc{n:018d}", f"Album {n}", (artists[n].id,), "2019") for n in range(count))
    tracks = tuple(
        TrackSeed(track.id, track.title, (artists[n].id,), albums[n].id, track.ms)
        for n, track in enumerate(world.spotify.tracks)
    )
    return replace(world, spotify=replace(world.spotify, artists=artists, albums=albums, tracks=tracks))


def spotify_settings(**changes: object) -> Settings:
    base = quick_settings()
    return replace(base, spotify=replace(base.spotify, **changes))  # type: ignore[arg-type]  # the section's own keys


async def imported(journey: Journey, session: Session) -> tuple[Run, dict[Phase, Job]]:
    """Run an import to its end; its jobs by phase."""
    run = await journey.run(session, RunKind.IMPORT)
    assert run is not None
    return run, {job.phase: job for job in await session.history.jobs(run.id)}


async def due(journey: Journey) -> tuple[int, int]:
    return await journey.store.details.count_due(journey.clock.now() - STALE)


# ── how they are read ────────────────────────────────────────────────────────────────────────────────────


async def test_where_batches_are_closed_each_is_read_by_itself_and_that_is_found_out_once(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=wide_library(7))
    async with journey.session() as session:
        run, jobs = await imported(journey, session)
    assert run.status is RunStatus.COMPLETED
    assert [(jobs[phase].status, jobs[phase].done) for phase in ENRICHMENT_PHASES] == [(RunStatus.COMPLETED, 7)] * 2
    log = journey.services.log.calls
    assert [log[name] for name in (MANY, "spotify.albums.batch", ONE, ALBUM)] == [1, 0, 7, 7]
    assert await journey.store.setting(BATCH_READS) == "no"
    album = await journey.store.details.album(f"disc{3:018d}")
    assert album is not None
    assert album.track_count == 1


async def test_slow_reading_ends_after_half_a_minute_and_the_next_import_goes_on(journey_of: MakeJourney) -> None:
    slow = replace(OLD, is_old_spotify=False, latency_s=4.0)
    journey = await journey_of(world=wide_library(12), rules=slow)
    async with journey.session() as session:
        run, jobs = await imported(journey, session)
        assert run.status is RunStatus.COMPLETED
        assert jobs[ARTISTS].status is RunStatus.PAUSED
        assert 0 < jobs[ARTISTS].done < 12
        assert jobs[ARTISTS].message.endswith("the next import goes on")
        first = (await due(journey))[0]
        await imported(journey, session)
    assert (await due(journey))[0] < first


async def test_where_batches_are_open_they_are_as_large_as_allowed(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=wide_library(51), rules=OLD)
    async with journey.session() as session:
        await imported(journey, session)
    log = journey.services.log.calls
    assert [log[name] for name in (MANY, ONE, "spotify.albums.batch", ALBUM)] == [1, 1, 3, 0]
    assert await journey.store.setting(BATCH_READS) == "yes"
    found = await journey.store.details.artist(f"wide{50:018d}")
    assert found is not None
    assert (found.genres, found.popularity, found.followers, len(found.images)) == (("chamber pop",), 41, 12_000, 3)


async def test_what_was_asked_for_is_left_alone_for_ninety_days(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=wide_library(3))
    async with journey.session() as session:
        await imported(journey, session)
        made = enriching(journey)
        await journey.clock.sleep(timedelta(days=89).total_seconds())
        await imported(journey, session)
        assert enriching(journey) == made
        await journey.clock.sleep(timedelta(days=2).total_seconds())
        await imported(journey, session)
    assert enriching(journey) == made + 6, "asked again, and batches are not tried again"


async def test_one_that_spotify_does_not_know_is_counted_and_not_asked_for_again(journey_of: MakeJourney) -> None:
    rule = Rule(ONE, "refuse", nth=2, status=404, message="Non existing id")
    journey = await journey_of(world=wide_library(3), plan=Plan((rule,)))
    async with journey.session() as session:
        _, jobs = await imported(journey, session)
        made = enriching(journey)
        await imported(journey, session)
    assert (jobs[ARTISTS].done, jobs[ARTISTS].succeeded, jobs[ARTISTS].skipped) == (3, 2, 1)
    assert enriching(journey) == made


async def test_one_bad_id_spoils_no_batch(journey_of: MakeJourney) -> None:
    rule = Rule(MANY, "refuse", nth=1, status=400, message="Invalid base62 id")
    journey = await journey_of(world=wide_library(3), rules=OLD, plan=Plan((rule,)))
    async with journey.session() as session:
        _, jobs = await imported(journey, session)
    assert (jobs[ARTISTS].succeeded, journey.services.log.calls[ONE]) == (3, 3)
    assert jobs[ALBUMS].succeeded == 3


async def test_batches_that_are_always_asked_to_wait_are_taken_for_closed(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=wide_library(3), plan=Plan((Rule(MANY, "throttle", retry_after=1),)))
    async with journey.session() as session:
        _, jobs = await imported(journey, session)
    assert (jobs[ARTISTS].status, journey.services.log.calls[MANY]) == (RunStatus.COMPLETED, 2)


async def test_a_page_that_is_too_hard_to_give_is_asked_for_in_smaller_ones(journey_of: MakeJourney) -> None:
    sizes: list[int] = []

    class Watched(Passing):
        async def artists(self, ids: object) -> tuple[ArtistDetails, ...]:
            sizes.append(len(ids))  # type: ignore[arg-type]  # as its parent's
            return await super().artists(ids)  # type: ignore[arg-type]  # as its parent's

    plan = Plan((Rule(MANY, "error", nth=(1, 2)),))
    journey = await journey_of(world=wide_library(60), rules=OLD, plan=plan, between=Watched)
    async with journey.session() as session:
        _, jobs = await imported(journey, session)
    assert sizes == [50, 20, 10, 10, 10, 10, 10, 10]
    assert jobs[ARTISTS].done == 60
    assert journey.clock.slept == [1, 2]


# ── what it may cost ─────────────────────────────────────────────────────────────────────────────────────


async def test_they_use_what_is_left_of_the_day_and_go_on_at_the_next_import(journey_of: MakeJourney) -> None:
    settings = spotify_settings(daily_calls=20)
    journey = await journey_of(world=wide_library(15), settings=settings)
    start = journey.clock.now()
    async with journey.session() as session:
        run, jobs = await imported(journey, session)
        assert run.status is RunStatus.COMPLETED, "parking them leaves nothing unfinished"
        assert (run.reason, run.resumes_at) == (None, None)
        assert await session.runs.current() is None
        assert calls(journey) + enriching(journey) == 18, "two calls are kept for the next import"
        for phase in ENRICHMENT_PHASES:
            resumes_at = jobs[phase].resumes_at
            assert jobs[phase].status is RunStatus.RATE_LIMITED
            assert resumes_at is not None
            assert timedelta(0) <= resumes_at - (start + WINDOW) < timedelta(seconds=1)
        assert "daily_calls" in jobs[ARTISTS].message
        await journey.clock.sleep(WINDOW.total_seconds())
        _, jobs = await imported(journey, session)
        assert jobs[ARTISTS].status is RunStatus.COMPLETED
        await journey.clock.sleep(WINDOW.total_seconds())
        _, jobs = await imported(journey, session)
    assert jobs[ALBUMS].status is RunStatus.COMPLETED
    assert await due(journey) == (0, 0)


async def test_nothing_is_asked_where_it_is_not_wanted(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=wide_library(3), settings=spotify_settings(enrich=False))
    async with journey.session() as session:
        _, jobs = await imported(journey, session)
    assert enriching(journey) == 0
    for phase in ENRICHMENT_PHASES:
        assert jobs[phase].status is RunStatus.COMPLETED
        assert "enrich" in jobs[phase].message


async def test_a_long_wait_is_remembered_and_a_new_import_does_not_knock(journey_of: MakeJourney) -> None:
    rule = Rule(ONE, "throttle", nth=2, retry_after=30_000, reason="QUOTA_EXCEEDED")
    journey = await journey_of(world=wide_library(4), plan=Plan((rule,)))
    async with journey.session() as session:
        run, jobs = await imported(journey, session)
        assert run.status is RunStatus.COMPLETED
        assert [jobs[phase].status for phase in ENRICHMENT_PHASES] == [RunStatus.RATE_LIMITED] * 2
    made = calls(journey) + enriching(journey)
    async with journey.session() as session:
        parked, _ = await imported(journey, session)
        assert (parked.status, calls(journey) + enriching(journey)) == (RunStatus.RATE_LIMITED, made)
        await journey.clock.sleep(30_000)
        ended, _ = await imported(journey, session)
    assert (ended.id, ended.status) == (parked.id, RunStatus.COMPLETED)
    assert await due(journey) == (0, 0)


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        (Rule(ONE, "refuse", status=403, message="Forbidden"), RunStatus.FAILED),
        (Rule(ONE, "refuse", status=401, message="The access token expired"), RunStatus.FAILED),
        (Rule(ONE, "error", status=502), RunStatus.PAUSED),
    ],
    ids=["forbidden", "signed out", "broken"],
)
async def test_their_failure_stops_nothing(journey_of: MakeJourney, rule: Rule, status: RunStatus) -> None:
    journey = await journey_of(world=wide_library(3), plan=Plan((rule,)))
    async with journey.session() as session:
        run, jobs = await imported(journey, session)
        assert run.status is RunStatus.COMPLETED
        assert [jobs[phase].status for phase in IMPORT_PHASES] == [RunStatus.COMPLETED] * 3
        assert jobs[ARTISTS].status is status
        assert jobs[ARTISTS].message
        journey.trouble()
        assert completed(await journey.run(session, RunKind.MATCH))


async def test_an_app_that_may_read_none_is_not_tried_again(journey_of: MakeJourney) -> None:
    plan = Plan((Rule("spotify.a*", "refuse", status=403, message="Forbidden"),))
    journey = await journey_of(world=wide_library(3), plan=plan)
    async with journey.session() as session:
        await imported(journey, session)
        made = enriching(journey)
        _, jobs = await imported(journey, session)
    assert await journey.store.setting(SINGLE_READS) == "no"
    assert enriching(journey) == made == 2
    assert "does not let this app" in jobs[ALBUMS].message


async def test_matching_does_not_wait_for_them(journey_of: MakeJourney) -> None:
    asked: list[str] = []
    at_work = asyncio.Event()

    class Slow(Passing):
        """Lets others have a turn while artists are read."""

        async def artist(self, spotify_id: str) -> ArtistDetails:
            asked.append(spotify_id)
            if len(asked) == 3:
                at_work.set()
            await asyncio.sleep(0)
            return await super().artist(spotify_id)

    journey = await journey_of(world=wide_library(30), between=Slow)
    async with journey.session() as session:
        run = await session.runs.start(RunKind.IMPORT)
        assert run is not None
        await at_work.wait()
        assert session.runs.is_enriching
        assert await session.runs.start(RunKind.MATCH) is not None
        assert await session.runs.finished() is not None
        left = await journey.store.runs.get(run.id)
        jobs = {job.phase: job for job in await journey.store.runs.jobs(run.id)}
    assert left is not None
    assert left.status is RunStatus.COMPLETED
    assert (jobs[ARTISTS].status, jobs[ALBUMS].status) == (RunStatus.PAUSED, RunStatus.PAUSED)
    assert len(asked) < 10


async def test_an_import_killed_while_it_enriches_is_complete_and_the_next_one_reads_the_library(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=wide_library(3))
    at = 1
    while True:
        crasher = Crasher(at)
        broken = (await journey_of(world=wide_library(3))) if at > 1 else journey
        first = broken.session(crasher)
        try:
            await first.__aenter__()
            await broken.run(first, RunKind.IMPORT)
        except Crash:
            pass
        if "save_artists" in crasher.where:
            break
        at += 1
    async with broken.session() as session:
        assert await session.runs.current() is None
        broken.services.spotify.library.unlike(f"song{0:018d}")
        run, jobs = await imported(broken, session)
        assert run.status is RunStatus.COMPLETED
        assert jobs[Phase.LIKED_SONGS].done == 2
    assert await due(broken) == (0, 0)
