"""The disk fills up at any moment: the run pauses, nothing is sent that was not put down, and it goes on later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.errors import StoreFull
from core.states import Reason, RunKind, RunStatus
from db.store import open_memory, open_store
from tests.engine.disk import FREE, Disk
from tests.engine.journey import WANTED, Journey, completed

if TYPE_CHECKING:
    from pathlib import Path


INSERTS, CREATIONS = sum(map(len, WANTED.values())), len(WANTED)


async def test_a_disk_that_fills_up_at_any_transaction_of_a_sync_pauses_it_and_loses_nothing(tmp_path: Path) -> None:
    room, paused = 1, 0
    while True:
        store = await open_memory()
        journey = Journey(store, tmp_path)
        try:
            async with journey.session() as session:
                await journey.prepare(session)
                disk = Disk(store, room=room)
                try:
                    run = await journey.run(session, RunKind.SYNC, wait=True)
                except StoreFull:  # before a run was made
                    run = None
                is_over = run is not None and run.status is RunStatus.COMPLETED
                if run is not None and not is_over:
                    assert (run.status, run.reason) == (RunStatus.PAUSED, Reason.DISK_FULL), f"after {room}"
                    paused += 1
                operations = await store.operations.of_run(run.id) if run is not None else ()
                sent = sum(row.attempts for row in operations)
                writes = sum(journey.calls(name) for name in ("playlistItems.insert", "playlists.insert"))
                assert writes + journey.calls("playlists.delete") <= sent, "nothing is sent that was not put down"
                disk.room = FREE
                again = await journey.run(session, RunKind.SYNC, wait=True)  # in the same process
                assert completed(again), f"after {room} transactions: {again}"
            async with journey.session() as session:
                assert await journey.run(session, RunKind.SYNC, wait=True) is None
        finally:
            await store.close()
        assert journey.playlists() == WANTED, f"after {room} transactions"
        assert journey.calls("playlistItems.insert") == INSERTS, f"an extra write after {room} transactions"
        assert journey.calls("playlists.insert") == CREATIONS, f"an extra playlist after {room} transactions"
        if is_over:
            break
        room += 1
    assert paused > 20


@pytest.mark.parametrize("pages", [0, 1, 3, 8])
async def test_a_file_that_may_not_grow_pauses_a_sync_and_a_new_process_ends_it(tmp_path: Path, pages: int) -> None:
    """SQLite itself says that there is no room."""
    store = await open_store(tmp_path / "crossfade.db")
    journey = Journey(store, tmp_path)

    async def may_hold(number: int) -> None:
        def work(connection: Any) -> None:  # noqa: ANN401 - the connection of the store
            (now,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {now + number}")

        await store._database.plain(work)  # noqa: SLF001 - a disk lies below the port

    try:
        async with journey.session() as session:
            await journey.prepare(session)
            await may_hold(pages)
            try:
                run = await journey.run(session, RunKind.SYNC, wait=True)
            except StoreFull:
                run = None
            assert run is None or completed(run) or run.reason is Reason.DISK_FULL
            await may_hold(100_000)
        async with journey.session() as session:
            assert completed(await journey.run(session, RunKind.SYNC, wait=True))
    finally:
        await store.close()
    assert journey.playlists() == WANTED
    assert journey.calls("playlistItems.insert") == INSERTS
