"""An older database is put back, as after a damaged file: what was written since is seen, nothing is written twice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from core.states import RunKind
from db.store import open_memory
from tests.engine.journey import WANTED, Journey, completed

if TYPE_CHECKING:
    from pathlib import Path

    from db.connection import Database
    from db.store import SqliteStore

INSERTS, CREATIONS = sum(map(len, WANTED.values())), len(WANTED)
STEP = 3
"""Every third transaction is enough: what lies between two of them is met by the crash tests."""


class Copier:
    """Copies a store into another database after so many transactions."""

    def __init__(self, store: SqliteStore, target: sqlite3.Connection, *, after: int) -> None:
        self.left = after
        self._target = target
        self._database: Database = store._database  # noqa: SLF001 - a copy is taken below the port
        self._run = self._database.run
        self._database.run = self._counted  # type: ignore[method-assign]  # it stands behind every transaction

    async def _counted(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever a transaction takes and gives
        found = await self._run(*args, **kwargs)
        self.left -= 1
        if self.left == 0:
            await self._database.plain(lambda connection: connection.backup(self._target))
        return found


async def test_a_copy_of_any_moment_of_a_sync_can_take_the_database_s_place(tmp_path: Path) -> None:
    after, moments = 1, 0
    while True:
        with closing(sqlite3.connect(":memory:")) as copy:
            store, older = await open_memory(), await open_memory()
            journey = Journey(store, tmp_path)
            try:
                async with journey.session() as session:
                    await journey.prepare_without_old(session)
                    copier = Copier(store, copy, after=after)
                    assert completed(await journey.run(session, RunKind.SYNC, wait=True))
                if copier.left > 0:
                    break
                await journey.clock.sleep(3_600)
                await older._database.plain(copy.backup)  # noqa: SLF001 - the file is changed below the port
                journey.store = older
                async with journey.session() as session:
                    assert completed(await journey.run(session, RunKind.SYNC, wait=True)), f"a copy after {after}"
                    await session.plans.refresh()
                    assert (await session.plans.preview()).is_empty, f"a copy after {after}"
                    linked = {category.title for category in await session.categories.all() if category.playlist_id}
            finally:
                await store.close()
                await older.close()
        held = {title: videos for title, videos in journey.playlists().items() if title in WANTED or "again" in title}
        assert held == WANTED, f"a copy after {after} transactions"
        assert linked == WANTED.keys(), f"a copy after {after} transactions"
        assert journey.calls("playlistItems.insert") == INSERTS, f"an extra write with a copy after {after}"
        assert journey.calls("playlists.insert") == CREATIONS, f"an extra playlist with a copy after {after}"
        after += STEP
        moments += 1
    assert moments > 10
