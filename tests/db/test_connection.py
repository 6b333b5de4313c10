"""Transactions as closures: whole or not at all, whoever is cancelled, whatever breaks."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import aiosqlite
import pytest

from core.errors import StoreError, StoreFull
from db.connection import open_memory, open_reader, open_writer
from db.migrate import is_empty
from db.settings import read_setting, write_setting
from db.store import open_readonly, open_store
from tests.db.journeys import import_playlists
from tests.db.values import NOON
from tests.services import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from db.store import SqliteStore


def test_the_one_private_name_of_aiosqlite_is_as_it_was() -> None:
    pinned = aiosqlite.Connection._execute  # noqa: SLF001 - the very name this test is about
    parameters = inspect.signature(pinned).parameters
    assert inspect.iscoroutinefunction(pinned)
    assert [(name, one.kind) for name, one in parameters.items()] == [
        ("self", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        ("fn", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        ("args", inspect.Parameter.VAR_POSITIONAL),
        ("kwargs", inspect.Parameter.VAR_KEYWORD),
    ]


async def test_a_cancelled_wait_leaves_a_whole_transaction_and_nothing_open(file: Path) -> None:
    database = await open_writer(file)
    reached, go = threading.Event(), threading.Event()

    def slow(connection: sqlite3.Connection) -> None:
        write_setting(connection, "a", "1")
        reached.set()
        assert go.wait(10)
        write_setting(connection, "b", "2")

    try:
        waiting = asyncio.ensure_future(database.run(slow))
        assert await asyncio.to_thread(reached.wait, 10)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        go.set()
        found = await database.read(lambda connection: (read_setting(connection, "a"), read_setting(connection, "b")))
        assert found == ("1", "2")
        assert not await database.plain(lambda connection: connection.in_transaction)
    finally:
        await database.close()


async def test_many_cancelled_tasks_leave_no_transaction_open_and_no_row_undone(file: Path) -> None:
    async with await open_store(file) as store:
        tasks = [asyncio.ensure_future(store.set_setting(f"k{number}", "v")) for number in range(100)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 50
        kept = [await store.setting(f"k{number}") for number in range(100)]
        assert kept == ["v"] * 100


async def test_closing_waits_for_what_was_submitted_before(file: Path) -> None:
    store = await open_store(file)
    writing = asyncio.ensure_future(store.set_setting("a", "1"))
    await asyncio.sleep(0)
    await store.close()
    await store.close()
    await writing
    with pytest.raises(StoreError, match="closed"):
        await store.setting("a")
    async with await open_store(file) as again:
        assert await again.setting("a") == "1"


@pytest.mark.parametrize("place", ["file", "memory"])
async def test_an_error_undoes_all_and_leaves_the_connection_usable(file: Path, place: str) -> None:
    database = await open_writer(file) if place == "file" else open_memory()

    def breaks(connection: sqlite3.Connection) -> None:
        write_setting(connection, "a", "1")
        raise LookupError("on the way")

    try:
        with pytest.raises(LookupError):
            await database.run(breaks)
        assert await database.read(lambda connection: read_setting(connection, "a")) is None
        await database.run(lambda connection: write_setting(connection, "a", "2"))
    finally:
        await database.close()


async def test_a_full_disk_is_said_and_loses_nothing(file: Path) -> None:
    database = await open_writer(file)
    try:
        await database.run(lambda connection: write_setting(connection, "kept", "yes"))
        await database.plain(lambda connection: connection.execute("PRAGMA max_page_count = 1"))
        with pytest.raises(StoreFull, match="disk is full"):
            await database.run(lambda connection: write_setting(connection, "k", "x" * 16_000))
        assert await database.read(lambda connection: read_setting(connection, "kept")) == "yes"
        await database.plain(lambda connection: connection.execute("PRAGMA max_page_count = 10000"))
        await database.run(lambda connection: write_setting(connection, "k", "x" * 4000))
    finally:
        await database.close()


async def test_a_bug_in_our_sql_is_not_dressed_up(file: Path) -> None:
    database = await open_writer(file)
    try:
        with pytest.raises(sqlite3.ProgrammingError):
            await database.run(lambda connection: connection.execute("SELECT ?, ?", (1,)))
    finally:
        await database.close()


async def test_the_writer_is_set_for_power_loss_and_hostile_files(file: Path) -> None:
    database = await open_writer(file)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "journal_size_limit": 16777216,
        "locking_mode": "normal",
        "application_id": 0x58464144,
    }
    try:
        found = await database.plain(
            lambda connection: {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
        )
    finally:
        await database.close()
    assert found == wanted


def open_to_all(file: Path) -> None:
    """Put an empty file there that everyone may read."""
    file.parent.mkdir()
    file.touch(0o644)


async def test_nobody_else_may_read_the_files(file: Path) -> None:
    open_to_all(file)
    async with await open_store(file) as store:
        await store.set_setting("a", "1")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes == {"crossfade.db": 0o600, "crossfade.db-wal": 0o600, "crossfade.db-shm": 0o600}


def test_a_store_that_nobody_closed_does_not_hold_the_process(file: Path) -> None:
    script = (
        "import asyncio, sys, pathlib\n"
        "from db.store import open_store\n"
        "async def main():\n"
        "    store = await open_store(pathlib.Path(sys.argv[1]))\n"
        "    await store.set_setting('a', '1')\n"
        "    print('written', flush=True)\n"
        "    sys.exit(7)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == ("written\n", 7)


async def test_a_reader_sees_each_commit_of_the_writer_and_cannot_write(file: Path) -> None:
    async with await open_store(file) as writer, await open_readonly(file) as reader:
        assert not reader.is_writer
        assert await reader.runs.history() == ()
        await import_playlists(writer, {"road": ["one", "two"]})
        assert [category.title for category in await reader.categories.all()] == ["road"]
        assert len(await reader.matches.waiting(NOON)) == 2
        with pytest.raises(StoreError, match="may only look"):
            await reader.set_setting("a", "1")
        with pytest.raises(StoreError, match="may only look"):
            await reader.library.liked("ada")


async def test_sqlite_itself_refuses_a_reader_s_write(file: Path) -> None:
    await (await open_store(file)).close()
    database = await open_reader(file)
    assert database is not None
    try:
        with pytest.raises(StoreError, match="may not be written"):
            await database.read(lambda connection: write_setting(connection, "a", "1"))
    finally:
        await database.close()


async def test_a_reader_finds_what_a_dead_writer_left(file: Path) -> None:
    async with await open_store(file) as store:
        await store.set_setting("a", "1")
    async with await open_readonly(file) as reader:
        assert await reader.setting("a") == "1"


def is_there(file: Path) -> bool:
    """Whether anything stands at a path."""
    return file.exists()


async def test_where_nothing_was_written_yet_a_reader_sees_an_empty_store(file: Path) -> None:
    assert await open_reader(file) is None
    async with await open_readonly(file) as reader:
        assert not reader.is_writer
        assert await reader.runs.unfinished() is None
        assert await reader.categories.all() == ()
        with pytest.raises(StoreError, match="may only look"):
            await reader.set_setting("a", "1")
    assert is_empty(file)
    assert not is_there(file)


async def test_settings_are_remembered_and_forgotten(store: SqliteStore) -> None:
    assert await store.setting("step") is None
    await store.set_setting("step", "colours")
    await store.set_setting("step", "connect")
    assert await store.setting("step") == "connect"
    await store.set_setting("step", None)
    assert await store.setting("step") is None


async def test_what_may_be_read_again_is_written_without_waiting_and_what_follows_waits_again(file: Path) -> None:
    def level(connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA synchronous").fetchone()[0])

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO settings (key, value) VALUES ('half', '1')")
        raise ValueError(level(connection))

    database = await open_writer(file)
    try:
        durable = await database.plain(level)
        assert await database.run(level, may_be_read_again=True) < durable == await database.run(level)
        with pytest.raises(ValueError, match="1"):
            await database.run(fail, may_be_read_again=True)
        assert await database.run(level) == durable
        assert await database.read(lambda one: one.execute("SELECT count(*) FROM settings").fetchone()[0]) == 0
    finally:
        await database.close()
