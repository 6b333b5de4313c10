"""Later imports: what a change costs, and that the library is right after it however it changed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.demo.faults import Plan, Rule
from core.importing.calls import WINDOW
from core.planning.guards import SOURCE_GONE
from core.session import Change
from core.states import Phase, Reason, RunKind, RunStatus
from db.store import open_memory
from tests.engine.journey import Crash, Crasher, Journey, completed, quick_settings
from tests.engine.libraries import NULL, Passing, calls, collection, id_of, library, song, songs, stored

if TYPE_CHECKING:
    from core.config import Settings
    from core.model import Page, SourceRow
    from core.session import Session
    from tests.engine.conftest import MakeJourney

LIKED = "Liked Songs"
HEADS = "spotify.me.playlists"


def quiet(**changes: object) -> Settings:
    """Settings without artists and albums, which have tests of their own."""
    base = quick_settings()
    return replace(base, spotify=replace(base.spotify, enrich=False, **changes))  # type: ignore[arg-type]  # its keys


async def costs(journey: Journey, session: Session) -> int:
    """The calls of one import."""
    before = calls(journey)
    assert completed(await journey.run(session, RunKind.IMPORT))
    return calls(journey) - before


def truth(journey: Journey) -> list[str | None]:
    """What the liked songs are."""
    return [row.track for row in journey.services.spotify.library.liked]


# ── liked songs ──────────────────────────────────────────────────────────────────────────────────────────


async def test_one_new_like_costs_at_most_one_call_more(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library(songs(500), {"Road": songs(3)}), settings=quiet())
    spotify = journey.services.spotify.library
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        assert await costs(journey, session) == 2 + 1
        spotify.unlike(song(400).track or "")
        assert await costs(journey, session) <= 2 + 1 + ceil(499 / 50)
        spotify.like(song(400).track or "", "2024-06-01T00:00:00Z")
        assert await costs(journey, session) <= 2 + 1 + 1
        assert await costs(journey, session) == 2 + 1
    assert await stored(journey, LIKED) == truth(journey)


async def test_an_unlike_is_found_no_later_than_its_page(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=library((NULL, *songs(500))), settings=quiet())
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        journey.services.spotify.library.unlike(song(120).track or "")
        assert await costs(journey, session) == 1 + 3 + 1
        job = {job.phase: job for job in await session.history.jobs((await session.history.runs())[0].id)}
    assert (job[Phase.LIKED_SONGS].done, job[Phase.LIKED_SONGS].skipped) == (500, 1)
    assert await stored(journey, LIKED) == truth(journey)


async def test_a_full_import_walks_them_all_and_mends_what_the_total_hides(journey_of: MakeJourney) -> None:
    """A like and an unlike further down leave the total as it was; only a whole walk can tell."""
    journey = await journey_of(world=library(songs(200)), settings=quiet())
    spotify = journey.services.spotify.library
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        spotify.liked = (*spotify.liked[:150], spotify.liked[151], spotify.liked[150], *spotify.liked[152:])
        assert await costs(journey, session) == 2 + 1
        assert await session.runs.start(RunKind.IMPORT, full=True) is not None
        assert completed(await session.runs.finished())
    assert await stored(journey, LIKED) == truth(journey)


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("like"), st.integers(200, 260)),
        st.tuples(st.just("unlike"), st.integers(0, 130)),
        st.tuples(st.just("again"), st.integers(0, 130)),
    ),
    max_size=12,
)


async def _followed(edits: list[tuple[str, int]], at: int) -> None:
    """A library that changes, imported by a process that is killed at a point, and again by the next."""
    async with await open_memory() as store:
        world = library(songs(130), {"Spare": songs(61, start=200)})
        journey = Journey(store, Path(), settings=quiet(), world=world)
        spotify = journey.services.spotify.library
        async with journey.session() as session:
            assert completed(await journey.run(session, RunKind.IMPORT))
        for place, (what, number) in enumerate(edits):
            track = song(number).track or ""
            if what in ("unlike", "again"):
                spotify.unlike(track)
            if what in ("like", "again"):
                spotify.unlike(track)
                spotify.like(track, f"2024-07-01T00:{place:02d}:00Z")
        crasher = Crasher(at)
        broken = journey.session(crasher)
        try:
            await broken.__aenter__()
            await journey.run(broken, RunKind.IMPORT)
        except Crash:
            pass
        async with journey.session() as session:
            run = await journey.store.runs.newest()
            if run is None or run.status is not RunStatus.COMPLETED:
                assert completed(await journey.run(session, RunKind.IMPORT))
            assert completed(await journey.run(session, RunKind.IMPORT))
        assert await stored(journey, LIKED) == truth(journey)


@settings(max_examples=80)
@given(EDITS, st.integers(1, 60))
def test_whatever_was_liked_and_unliked_the_next_import_knows(edits: list[tuple[str, int]], at: int) -> None:
    asyncio.run(_followed(edits, at))


# ── playlists ────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_playlist_that_says_it_is_empty_costs_no_call(journey_of: MakeJourney) -> None:
    lists = {f"List {place}": () for place in range(9)}
    journey = await journey_of(world=library(songs(60), {**lists, "Road": songs(2)}), settings=quiet())
    async with journey.session() as session:
        assert await costs(journey, session) == 1 + 2 + 2 + 1
    found = await collection(journey, "List 3")
    assert (found.source_rows, found.unreadable, found.gone_at) == (0, None, None)


async def test_a_renamed_and_a_deleted_playlist_are_told_and_the_deleted_ones_category_waits(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=library((), {"Road": songs(2), "Sea": songs(2)}), settings=quiet())
    spotify = journey.services.spotify.library
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        spotify.rename(id_of(0), "Long road")
        spotify.delete(id_of(1))
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        said = {job.phase: job.message for job in await session.history.jobs(run.id)}[Phase.PLAYLISTS]
        assert "“Road” is now “Long road”" in said
        assert "gone: “Sea”" in said
        held = {category.title: category.held for category in await session.categories.all()}
        assert held == {LIKED: None, "Long road": None, "Sea": SOURCE_GONE}
        plan = await session.plans.preview()
        assert ("Sea", SOURCE_GONE) in [(one.category, one.reason) for one in plan.held]
        await session.categories.change("Sea", Change(is_included=True))
        await journey.run(session, RunKind.IMPORT)
        assert (await session.categories.get("Sea")).held is None, "said once, not at every import"


async def test_a_playlist_that_comes_back_lets_its_category_go(journey_of: MakeJourney) -> None:
    class Forgetful(Passing):
        """Lists no playlist for once."""

        is_at_it = False

        async def playlists(self, *, offset: int, limit: int) -> Page:  # type: ignore[type-arg]  # as its parent's
            page = await super().playlists(offset=offset, limit=limit)
            return replace(page, rows=(), total=0) if Forgetful.is_at_it else page

    journey = await journey_of(world=library((), {"Road": songs(2)}), settings=quiet(), between=Forgetful)
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        Forgetful.is_at_it = True
        await journey.run(session, RunKind.IMPORT)
        assert (await session.categories.get("Road")).held == SOURCE_GONE
        Forgetful.is_at_it = False
        await journey.run(session, RunKind.IMPORT)
        assert (await session.categories.get("Road")).held is None
    assert len(await stored(journey, "Road")) == 2


@pytest.mark.parametrize(("left", "is_held"), [(0, True), (4, True), (5, False), (9, False)])
async def test_a_source_that_shrank_by_more_than_half_is_held_back_and_asks(
    journey_of: MakeJourney, left: int, is_held: bool
) -> None:
    journey = await journey_of(world=library(songs(10), {"Road": songs(10)}), settings=quiet())
    spotify = journey.services.spotify.library
    async with journey.session() as session:
        await journey.run(session, RunKind.IMPORT)
        for _ in range(10 - left):
            spotify.remove(id_of(0), 0)
        spotify.liked = spotify.liked[10 - left :]
        await journey.run(session, RunKind.IMPORT)
        for title in (LIKED, "Road"):
            held = (await session.categories.get(title)).held
            assert (held is not None) is is_held
            assert not is_held or str(left or "empty") in (held or "")
            assert len(await stored(journey, title)) == left, "what the source holds is known all the same"
            released = await session.categories.change(title, Change(is_included=True))
            assert released.held is None


# ── the day's calls ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_day_without_calls_left_parks_a_required_phase_until_the_oldest_is_a_day_old(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=library(songs(400)), settings=quiet(daily_calls=5))
    start = journey.clock.now()
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.RATE_LIMITED, Reason.RATE_LIMITED)
        assert run.resumes_at is not None
        assert 0 <= (run.resumes_at - start - WINDOW).total_seconds() < 1
        assert "daily_calls" in (run.message or "")
        (job,) = [job for job in await session.history.jobs(run.id) if job.phase is Phase.LIKED_SONGS]
        assert (job.status, job.resumes_at, job.done) == (RunStatus.RATE_LIMITED, run.resumes_at, 200)
    assert calls(journey) == 5
    async with journey.session() as session:
        assert await session.runs.start(RunKind.IMPORT, new=True) is not None
        again = await session.runs.finished()
        assert again is not None
        assert (again.status, calls(journey)) == (RunStatus.RATE_LIMITED, 5), "a new run has no more calls"
        assert completed(await journey.run(session, RunKind.IMPORT, wait=True))
    assert await stored(journey, LIKED) == truth(journey)
    assert journey.clock.slept, "it waited for the day, by itself"


async def test_pages_that_cannot_be_given_are_asked_for_in_smaller_ones(journey_of: MakeJourney) -> None:
    asked: list[tuple[int, int]] = []

    class Watched(Passing):
        async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
            asked.append((offset, limit))
            return await super().liked_songs(offset=offset, limit=limit)

    plan = Plan((Rule("spotify.me.tracks", "error", nth=(2, 3), status=502),))
    journey = await journey_of(world=library(songs(95)), settings=quiet(), plan=plan, between=Watched)
    async with journey.session() as session:
        assert completed(await journey.run(session, RunKind.IMPORT))
    assert asked == [(0, 50), (50, 50), (50, 20), *((offset, 10) for offset in range(50, 95, 10))]
    assert journey.clock.slept == [1, 2]
    assert await stored(journey, LIKED) == truth(journey)
