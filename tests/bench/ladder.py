"""How many searches and units finding videos takes, and how long a recording is held against a pool of videos.

Run as ``python -m tests.bench.ladder``: the local services in process on a virtual clock, worlds made by rule.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from core.demo.rules import Rules
from core.demo.sample.read import sample_world
from core.engine.hunt import Hunt
from core.matching.pool import Pool
from core.model import Candidate, VideoId
from core.states import RunKind, RunStatus
from db.store import open_memory
from tests.engine.artists import world_of
from tests.engine.journey import Journey, quick_settings

if TYPE_CHECKING:
    from core.demo.world import World

ARTISTS, EACH, LARGE = 100, 5, 1_000


async def climbed(name: str, world: World, *, is_readable: bool) -> None:
    """Match a world to the end and print what that took."""
    store = await open_memory()
    rules = Rules(
        searches=10_000, has_topic_uploads=is_readable, has_fresh_conflicts=False, lag_s=0.0, latency_s=0.0, token_s=1e9
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = quick_settings(searches_per_day=10_000)
        journey = Journey(store, Path(folder), rules=rules, settings=settings, world=world)
        async with journey.session() as session:
            await journey.run(session, RunKind.IMPORT)
            await session.plans.refresh()
            wanted = len(await store.matches.waiting(journey.clock.now()))
            before = journey.services.log.units
            run = await journey.run(session, RunKind.MATCH)
            assert run is not None
            assert run.status is RunStatus.COMPLETED
            plan = await session.plans.preview()
    await store.close()
    found = len({add.recording_id for part in plan.categories for add in part.adds})
    searches, units = journey.services.log.searches, journey.services.log.units - before
    lists = "lists given" if is_readable else "lists refused"
    print(
        f"{name + ', ' + lists:<44} {wanted:6,} wanted {found:6,} matched {searches:6,} searches {units:6,} units   "
        f"{searches / found:.2f} searches a match"
    )


async def held_against(world: World) -> None:
    """Time the pool: filling it, and asking it for each of many recordings."""
    store = await open_memory()
    with tempfile.TemporaryDirectory() as folder:
        journey = Journey(store, Path(folder), settings=quick_settings(), world=world)
        async with journey.session() as session:
            await journey.run(session, RunKind.IMPORT)
        hunt = Hunt(store, journey.clock, journey.settings.match)
        await hunt.refresh()
    await store.close()
    videos = [
        Candidate(VideoId(one.id), one.title, one.channel_title, one.channel_id, one.description)
        for one in world.videos
    ]
    began = process_time()
    pool = Pool(videos)
    filled = process_time()
    for recording in hunt.waiting.values():
        pool.plausible(recording)
    asked = process_time()
    print(f"{f'filling a pool of {len(videos):,}':<44} {1e6 * (filled - began) / len(videos):8.1f} µs a video")
    print(
        f"{f'asking it for {len(hunt.waiting):,} recordings':<44} "
        f"{1e6 * (asked - filled) / len(hunt.waiting):8.1f} µs a recording"
    )


async def main() -> None:
    """One after the other."""
    for is_readable in (True, False):
        await climbed("the demo's library", sample_world(), is_readable=is_readable)
        await climbed("five songs an artist", world_of(ARTISTS, EACH), is_readable=is_readable)
        await climbed("one of five absent", world_of(ARTISTS, EACH, absent=1, deep=80), is_readable=is_readable)
        await climbed("one song an artist", world_of(ARTISTS * EACH, 1), is_readable=is_readable)
    await held_against(world_of(LARGE, EACH))


if __name__ == "__main__":
    asyncio.run(main())
