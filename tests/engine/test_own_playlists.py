"""An import of the own YouTube channel: what it costs, what becomes a source, and how pauses and kills leave it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.demo.world import ChannelPlaylistSeed
from core.errors import UsageError
from core.session import Change
from core.states import CollectionKind, Phase, Reason, RowSkip, RunKind, RunStatus
from db.store import open_memory
from tests.engine.journey import LIKED, MORNING, OLD, WANTED, Crash, Crasher, completed, quick_settings, small_world

if TYPE_CHECKING:
    from core.demo.world import World
    from core.model import Collection, Run
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

ROAD, PARTY = "Road", "Party"
SONGS = tuple(f"vid-song-{n:02d}" for n in range(1, 6))
READS = ("playlists.list", "playlistItems.list")


def channel(*playlists: tuple[str, tuple[str, ...]]) -> World:
    """The small world, its channel holding such playlists instead of the old one."""
    world = small_world()
    seeds = tuple(
        ChannelPlaylistSeed(f"PL{place:032d}", title, videos) for place, (title, videos) in enumerate(playlists)
    )
    return replace(world, youtube=replace(world.youtube, playlists=seeds))


async def read_channel(session: Session, *, full: bool = False) -> Run | None:
    """Import the own playlists and let it end."""
    await session.runs.start(RunKind.IMPORT, source="youtube", full=full)
    return await session.runs.finished()


async def sources(session: Session) -> dict[str, Collection]:
    """Own playlists that are sources, by their title."""
    return {one.title: one for one in await session.sources.collections() if one.kind is CollectionKind.YOUTUBE}


def reads(journey: Journey) -> int:
    """Pages of YouTube that were read."""
    return sum(journey.calls(method) for method in READS)


async def test_own_playlists_become_sources_whose_tracks_know_their_videos(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=channel((ROAD, (*SONGS[:3], "vid-nobody-has", SONGS[0])), (PARTY, ())))
    async with journey.session() as session:
        run = await read_channel(session)
        assert completed(run)
        assert run is not None
        assert run.account == journey.services.world.youtube.channel_id
        jobs = await session.history.jobs(run.id)
        assert [(job.phase, job.done) for job in jobs] == [(Phase.PLAYLISTS, 2), (Phase.PLAYLIST_TRACKS, 2)]
        found = await sources(session)
        road = found[ROAD]
        assert (road.source_rows, road.imported, road.skipped) == (5, 4, {RowSkip.DEAD_VIDEO: 1})
        assert found[PARTY].source_rows == 0
        rows = await journey.store.library.first_rows(road.id, 10)
        assert [uri for uri, _ in rows] == [
            *(f"youtube:video:{video}" for video in SONGS[:3]), None, f"youtube:video:{SONGS[0]}",
        ]  # fmt: skip
        assert await session.categories.all() == ()
        pool = await journey.store.channel.pool()
        assert [item.video_id for item in pool] == list(SONGS[:3])
        spent = (await session.history.tally(run.id)).spent.units
    assert spent == reads(journey) == 1 + 2


async def test_an_unchanged_channel_costs_the_list_of_its_playlists(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=channel(*((f"List {n}", SONGS) for n in range(51))))
    async with journey.session() as session:
        await read_channel(session)
        assert reads(journey) == 2 + 51
        before = await sources(session)
        assert completed(await read_channel(session))
        assert reads(journey) == 2 + 51 + 2
        assert await sources(session) == before
        await read_channel(session, full=True)
        assert reads(journey) == 2 + 51 + 2 + 2 + 51


async def test_what_a_preview_read_is_not_read_again(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=channel((ROAD, SONGS)))
    async with journey.session() as session:
        await session.plans.refresh()
        before = reads(journey)
        await read_channel(session)
        assert reads(journey) == before + 1
        assert (await sources(session))[ROAD].imported == 5


async def test_a_changed_a_renamed_and_a_deleted_playlist_are_followed(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=channel((ROAD, SONGS), (PARTY, SONGS), ("Gone", SONGS[:1])))
    hand = journey.services.youtube.channel
    async with journey.session() as session:
        await read_channel(session)
        await session.categories.change(ROAD, Change(is_included=True))
        road, party, gone = (hand.truth(f"PL{n:032d}") for n in range(3))
        assert road is not None
        assert party is not None
        assert gone is not None
        hand.put(replace(road, title="Long Road"), journey.clock.seconds())
        hand.put(replace(party, items=party.items[1:]), journey.clock.seconds())
        hand.drop(gone.id, journey.clock.seconds())
        run = await read_channel(session)
        assert run is not None
        heads, _ = await session.history.jobs(run.id)
        assert heads.message == "2 playlists found; renamed: “Road” is now “Long Road”; gone: “Gone”"
        found = await sources(session)
        assert found["Long Road"].imported == 5
        assert found[PARTY].imported == 4
        assert found["Gone"].gone_at is not None
        (category,) = await session.categories.all()
        assert category.title == "Long Road"


async def test_a_playlist_becomes_a_category_when_it_is_chosen(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=channel((ROAD, SONGS[:2]), (PARTY, SONGS), (PARTY, SONGS[:1])))
    async with journey.session() as session:
        await read_channel(session)
        chosen = await session.categories.change(ROAD, Change(is_included=True))
        assert (chosen.title, chosen.is_included) == (ROAD, True)
        with pytest.raises(UsageError, match="by its id"):
            await session.categories.change(PARTY, Change(is_included=True))
        with pytest.raises(UsageError, match="no category"):
            await session.categories.change("Nowhere", Change(is_included=True))
        with pytest.raises(UsageError, match="no category"):
            await session.categories.change(PARTY, Change(is_included=False))
        by_id = await session.categories.change(f"PL{2:032d}", Change(is_included=True))
        assert {category.id for category in await session.categories.all()} == {chosen.id, by_id.id}
        await session.categories.change(ROAD, Change(is_included=False))
        again = await session.categories.change(ROAD, Change(is_included=True))
        assert again == chosen


async def test_a_chosen_playlist_needs_no_search(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=channel((ROAD, SONGS[:2])))
    async with journey.session() as session:
        await read_channel(session)
        await session.categories.change(ROAD, Change(is_included=True))
        plan = await session.plans.preview()
        (part,) = plan.categories
        assert (part.waiting, part.to_add) == (0, 2)
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.calls("search.list") == 0
    assert journey.playlists() == {ROAD: SONGS[:2], f"{ROAD} again": SONGS[:2]}


async def test_it_pauses_when_the_units_run_out_and_goes_on_the_next_day(journey_of: MakeJourney) -> None:
    world = channel(*((f"List {n}", SONGS) for n in range(6)))
    settings = quick_settings(units_per_day=10, reserve=6)
    journey = await journey_of(world=world, settings=settings)
    async with journey.session() as session:
        run = await read_channel(session)
        assert run is not None
        assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.QUOTA_EXHAUSTED)
        assert reads(journey) == 5
        assert run.resumes_at is not None
        assert (await session.runs.start(RunKind.IMPORT, source="youtube")) == run
        assert reads(journey) == 5
        await journey.clock.sleep_until(run.resumes_at)
        assert completed(await read_channel(session))
        assert {one.imported for one in (await sources(session)).values()} == {5}


async def test_a_parked_import_of_spotify_does_not_stand_in_its_way(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=channel((ROAD, SONGS)))
    crasher = Crasher(at=10)
    with pytest.raises(Crash):
        await journey.run(journey.session(crasher), RunKind.IMPORT)
    async with journey.session() as session:
        left = await session.runs.current()
        assert completed(await read_channel(session))
        assert await session.runs.current() == left
        assert completed(await journey.run(session, RunKind.IMPORT))
        assert await session.runs.current() is None


@pytest.mark.parametrize("at", range(1, 60, 2))
async def test_an_end_at_any_call_repeats_one_playlist_at_most(journey_of: MakeJourney, at: int) -> None:
    journey = await journey_of(world=channel((ROAD, SONGS), (PARTY, SONGS[:2]), ("Late", SONGS[3:])))
    with suppress(Crash):
        await read_channel(journey.session(Crasher(at=at)))
    async with journey.session() as session:
        assert completed(await read_channel(session))
        found = await sources(session)
    assert {title: one.imported for title, one in found.items()} == {ROAD: 5, PARTY: 2, "Late": 2}
    assert reads(journey) <= 1 + 3 + 1


async def test_with_a_lost_database_a_sync_finds_its_playlists_again(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        assert completed(await journey.whole(session))
    before = journey.playlists()
    writes = [journey.calls(name) for name in ("playlists.insert", "playlistItems.insert")]
    journey.store = await open_memory()
    try:
        async with journey.session() as session:
            assert completed(await read_channel(session))
            assert await sources(session) == {}, "what Crossfade made is never a source"
            assert len(await journey.store.channel.pool()) == len({v for videos in WANTED.values() for v in videos})
            for kind in (RunKind.IMPORT, RunKind.MATCH, RunKind.SYNC):
                assert completed(await journey.run(session, kind))
            linked = {category.title for category in await session.categories.all() if category.playlist_id}
            assert linked == WANTED.keys()
            assert (await session.plans.preview()).is_empty
    finally:
        await journey.store.close()
    assert journey.playlists() == before == WANTED
    assert [journey.calls(name) for name in ("playlists.insert", "playlistItems.insert")] == writes


async def test_old_playlists_are_candidates_for_replacement(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await read_channel(session)
        (held,) = await session.sources.playlists()
        assert held.head.id == OLD
        assert await session.sources.replace([held.head.id]) == ()
        for kind in (RunKind.IMPORT, RunKind.MATCH, RunKind.SYNC):
            assert completed(await journey.run(session, kind))
        await read_channel(session)
        assert all(one.gone_at is not None for one in (await sources(session)).values())
    assert journey.playlists().keys() == {LIKED, MORNING, "Evening"}
