"""A long review queue: its order, a window of it, a decision, a table of decisions, each in milliseconds."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from core.review import Override
from core.states import MatchOrigin, MatchStatus
from db.connection import open_writer
from db.rows import stamp
from db.store import SqliteStore
from tests.db.journeys import import_playlists, recordings_of
from tests.db.values import NOON, a_decision, later

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ENTRIES, JUDGED, WINDOW, EACH = 20_000, 32, 32, 10
MATCHER = MatchOrigin.MATCHER
DOUBT = (
    "INSERT OR IGNORE INTO matches (recording_id, status, origin, score, reason, version, decided_at) "
    "VALUES (?, 'review', 'matcher', 0.5, 'two fit alike', 1, ?)"
)


def measured() -> dict[str, float]:
    """Milliseconds by what took them."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        database = await open_writer(Path(folder) / "crossfade.db")
        async with SqliteStore(database) as store:
            names = [f"{number:022d}" for number in range(ENTRIES)]
            await import_playlists(store, {"road": names, "sea": names[::2]})
            ids = await recordings_of(store, "road")
            ranked = [(f"video{place:06d}", 0.9 - place / 20) for place in range(EACH)]
            doubt = a_decision(MatchStatus.REVIEW, None, ranked=ranked, reason="two fit alike")
            for recording_id in ids[:JUDGED]:
                await store.matches.decide(recording_id, doubt, origin=MATCHER, at=NOON, search_again_at=None)
            await database.run(lambda connection: connection.executemany(DOUBT, ((one, stamp(NOON)) for one in ids)))

            async def window() -> None:
                for entry in await store.review.entries(ids[:WINDOW]):
                    await store.matches.scored(entry.recording.id)

            return {
                f"order of {ENTRIES:,} entries": await _took(store.review.queue),
                f"{WINDOW} entries with {EACH} candidates each": await _took(window),
                "a decision": await _took(lambda: store.review.override([Override(ids[0], None)], at=NOON)),
                f"{ENTRIES:,} decisions at once": await _took(
                    lambda: store.review.override([Override(one, None) for one in ids], at=later(1))
                ),
            }


async def _took(work: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await work()
    return (perf_counter() - began) * 1_000
