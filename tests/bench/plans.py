"""Planning a hundred thousand wanted videos against as many that are there: at first, and after one choice.

Two shapes: playlists in order but for a few songs, as they are after a year, and playlists wholly out of order. Once
the plan alone, once from the store's file on, as the screen asks for it.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import tracemalloc
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from core.marker import category_id, item_marker, playlist_marker
from core.model import (
    Checkpoint,
    Collection,
    ItemId,
    Job,
    JobId,
    OperationId,
    PlaylistId,
    RemoteItem,
    RemotePlaylist,
    Run,
    RunId,
    SourceArtist,
    SourcePlaylist,
    SourceRow,
    SourceTrack,
    VideoId,
)
from core.planning.make import make_plan
from core.planning.memory import Memory
from core.planning.plan import Situation, Source
from core.session.categories import Change
from core.states import CollectionKind, Order, Phase, Policy, RunKind, RunStatus
from db.store import open_store
from tests.engine.journey import Journey
from tests.unit.planning.situations import DAYS, NOON, accepted, category, playlist, situation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.session import Session
    from db.store import SqliteStore

LISTS, EACH = 20, 5_000
STRAYS = 25
"""Songs of a playlist that stand elsewhere than in its source, after a year."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Seconds and memory of one shape; ``moves`` tells how far out of order it was."""

    moves: int
    first_s: float
    peak_mb: float
    again_s: float


def shuffled(letters: Sequence[int], *, strays: int | None, seed: int) -> list[int]:
    """The numbers with some of them elsewhere; None: all in no order."""
    chance, found = random.Random(seed), list(letters)
    if strays is None:
        chance.shuffle(found)
        return found
    for _ in range(strays):
        found.insert(chance.randrange(len(found)), found.pop(chance.randrange(len(found))))
    return found


def large_situation(*, strays: int | None) -> Situation:
    """Mirrored playlists that hold all they want, in some other order."""
    sources, lists = [], []
    for number in range(LISTS):
        name = f"PL{number}"
        order = shuffled(range(EACH), strays=strays, seed=number)
        lists.append(playlist(name, *(f"v{number}-{place}" for place in order)))
        rows = tuple(accepted(place, f"v{number}-{place}", number * EACH + place) for place in range(EACH))
        sources.append(Source(replace(category(name, number, playlist=name), policy=Policy.MIRROR), rows))
    return situation(*sources, playlists=tuple(lists))


def toggled(found: Situation) -> tuple[Situation, ...]:
    """The same with one choice changed: included or not, the policy, the order."""
    first, *others = found.sources
    choices: tuple[dict[str, object], ...] = ({"is_included": False}, {"policy": Policy.ADD}, {"order": Order.APPEND})
    return tuple(
        replace(found, sources=(replace(first, category=replace(first.category, **choice)), *others))  # type: ignore[arg-type]  # Category's own fields
        for choice in choices
    )


def plan_alone(*, strays: int | None) -> Planned:
    """Plan from values in memory. The slowest of the choices counts."""
    found, memory = large_situation(strays=strays), Memory()
    began = perf_counter()
    plan = make_plan(found, DAYS, memory)
    first_s = perf_counter() - began
    again = []
    for changed in toggled(found):
        for each in (changed, found):
            began = perf_counter()
            make_plan(each, DAYS, memory)
            again.append(perf_counter() - began)
    tracemalloc.start()
    make_plan(found, DAYS, Memory())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Planned(sum(part.to_move for part in plan.categories), first_s, peak / 1e6, max(again))


def plan_stored() -> Planned:
    """Plan from a store's file on, through the session, as the preview does."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_plan_stored(Path(folder)))


async def _plan_stored(folder: Path) -> Planned:
    async with await open_store(folder / "crossfade.db", policy=Policy.MIRROR) as store:
        journey = Journey(store, folder)
        await _fill(store)
        session = journey.session()
        first_s, moves = await _preview(session)
        again = []
        name = category_id(CollectionKind.PLAYLIST, "list-0")
        for change in (Change(is_included=False), Change(is_included=True), Change(order=Order.APPEND)):
            began = perf_counter()
            await session.categories.change(name, change)
            await session.plans.preview()
            again.append(perf_counter() - began)
    tracemalloc.start()
    async with await open_store(folder / "crossfade.db") as store:
        await _preview(Journey(store, folder).session())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Planned(moves, first_s, peak / 1e6, max(again))


async def _preview(session: Session) -> tuple[float, int]:
    began = perf_counter()
    plan = await session.plans.preview()
    return perf_counter() - began, sum(part.to_move for part in plan.categories)


async def _fill(store: SqliteStore) -> None:
    """A library of playlists whose rows name their videos, and the channel that holds them."""
    run = Run(RunId("bench"), RunKind.IMPORT, "bench", RunStatus.PENDING, NOON)
    await store.runs.create(run, (Job(JobId("bench"), run.id, Phase.PLAYLIST_TRACKS),))
    heads = [SourcePlaylist(f"list-{number}", f"List {number}", "me", "s", EACH, number) for number in range(LISTS)]
    await store.library.save_playlists(Checkpoint(run.id, Phase.PLAYLISTS), heads)
    for collection in await store.library.collections():
        await _fill_list(store, run.id, collection)
    made = [
        RemotePlaylist(
            PlaylistId(f"PL{number}"),
            f"List {number}",
            description=playlist_marker(category_id(CollectionKind.PLAYLIST, f"list-{number}")),
            item_count=EACH,
        )
        for number in range(LISTS)
    ]
    await store.channel.save_heads(made, at=NOON, settle_s=0)
    for number, head in enumerate(made):
        items = [
            RemoteItem(
                ItemId(f"{head.id}-{place}"), head.id, VideoId(f"{head.id}-v{song}"), place, f"Song {song}",
                note=item_marker(OperationId(f"{head.id}-{song}")),
            )
            for place, song in enumerate(shuffled(range(EACH), strays=STRAYS, seed=number))
        ]  # fmt: skip
        await store.channel.save_items(head.id, items, at=NOON, settle_s=0)


async def _fill_list(store: SqliteStore, run_id: RunId, collection: Collection) -> None:
    number = collection.external_id.removeprefix("list-")
    checkpoint = Checkpoint(run_id, Phase.PLAYLIST_TRACKS, collection.external_id)
    rows = [
        SourceRow(
            song,
            SourceTrack(
                f"spotify:track:{number}-{song}", f"Song {song}", (SourceArtist(f"Artist {song % 50}"),),
                video_id=VideoId(f"PL{number}-v{song}"),
            ),
        )
        for song in range(EACH)
    ]  # fmt: skip
    await store.library.save_rows(checkpoint, collection.id, rows)
    await store.library.finish_walk(checkpoint, collection.id, snapshot_id="s", total=EACH)
