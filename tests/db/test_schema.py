"""The schema says what the model says, and its indexes carry the steps that are taken most."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.model import CollectionId, RunId
from core.states import (
    Bucket,
    CollectionKind,
    MatchOrigin,
    MatchStatus,
    OperationKind,
    OperationState,
    Order,
    Phase,
    Policy,
    Privacy,
    Reason,
    RowSkip,
    RunKind,
    RunStatus,
    VideoState,
)
from db.connection import open_memory
from db.store import SqliteStore
from tests.db.journeys import category_of, import_playlists, plan_sync, recordings_of
from tests.db.values import TODAY, a_charge, a_checkpoint, a_head, a_job, a_row, a_track, an_item, an_operation, ours

if TYPE_CHECKING:
    from enum import StrEnum

    from core.store import Store

LISTS: dict[tuple[str, str], type[StrEnum]] = {
    ("runs", "kind"): RunKind,
    ("runs", "status"): RunStatus,
    ("runs", "stage"): Phase,
    ("runs", "paused_at_stage"): Phase,
    ("runs", "reason"): Reason,
    ("jobs", "phase"): Phase,
    ("jobs", "status"): RunStatus,
    ("problems", "stage"): Phase,
    ("collections", "kind"): CollectionKind,
    ("collection_rows", "skip"): RowSkip,
    ("checkpoints", "phase"): Phase,
    ("checkpoints", "status"): RunStatus,
    ("categories", "policy"): Policy,
    ("categories", "item_order"): Order,
    ("matches", "status"): MatchStatus,
    ("matches", "origin"): MatchOrigin,
    ("overruled", "status"): MatchStatus,
    ("playlists", "privacy"): Privacy,
    ("operations", "kind"): OperationKind,
    ("operations", "phase"): Phase,
    ("operations", "state"): OperationState,
    ("ledger", "bucket"): Bucket,
    ("video_looks", "state"): VideoState,
}
PLAYLISTS_TOO = {*Bucket, "playlists"}


async def tables() -> dict[str, str]:
    """The statement that made each table."""
    database = open_memory()
    rows = await database.read(
        lambda connection: connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    )
    await database.close()
    return {row["name"]: row["sql"] for row in rows}


async def test_every_check_list_holds_exactly_its_enum_s_words() -> None:
    found = {
        (table, column): set(re.findall(r"'([^']*)'", words))
        for table, sql in (await tables()).items()
        for column, words in re.findall(r"CHECK\s*\(\s*(\w+) IN\s*\(('[^)]*)\)", sql)
    }
    wanted = {place: {word.value for word in words} for place, words in LISTS.items()}
    assert found == wanted | {("exhausted", "bucket"): PLAYLISTS_TOO}


async def test_every_table_is_strict() -> None:
    loose = [table for table, sql in (await tables()).items() if "STRICT" not in sql.rpartition(")")[2]]
    assert loose == []


async def test_the_store_is_the_port(store: SqliteStore) -> None:
    port: Store = store
    assert port.is_writer


@pytest.mark.parametrize("second", ["'running'", "'paused'"])
def test_the_database_itself_refuses_a_second_open_run_of_a_kind(second: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_first_migration())
        insert = (
            "INSERT INTO runs (id, kind, account, status, created_at, active_s, allow_delete, arguments) "
            "VALUES (?, 'sync', '', {}, '', 0, 0, '{{}}')"
        )
        connection.execute(insert.format("'rate_limited'"), ("a",))
        connection.execute(insert.format("'failed'"), ("b",))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(insert.format(second), ("c",))


def _first_migration() -> str:
    from db.migrate import migrations

    return migrations()[0].sql


async def test_no_step_of_a_write_reads_a_whole_table() -> None:
    database = open_memory()
    async with SqliteStore(database) as store:
        await import_playlists(store, {"road": ["one"]})
        road = category_of("road")
        (recording,) = await recordings_of(store, "road")
        add = an_operation("a", category=road, recording=recording, playlist="p")
        await plan_sync(store, add)
        seen: list[str] = []
        await database.plain(lambda connection: connection.set_trace_callback(seen.append))
        await store.library.save_rows(a_checkpoint(), CollectionId(1), [a_row(0, a_track("two", isrc="X1"))])
        await store.operations.next(RunId("run"), OperationKind.ADD_VIDEO, limit=10, excluding=frozenset({"q"}))
        begun = await store.operations.begin(add.id, a_charge())
        done = replace(begun, state=OperationState.DONE)
        await store.operations.finish(done, a_job(), receipt=ours(an_item("i", "p")), is_surplus=True)
        await store.operations.sending()
        await store.ledger.spent(TODAY)
        await store.channel.save_items(a_head("p").id, [an_item("i", "p")], at=TODAY.start, settle_s=1)
        await database.plain(lambda connection: connection.set_trace_callback(None))
        plans = await database.read(
            lambda connection: [
                (sql, row["detail"])
                for sql in seen
                if sql.split()[0] in {"SELECT", "UPDATE", "DELETE", "INSERT"}
                for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
            ]
        )
    # A page and what is named alike are short lists.
    # Playlists are few, and a new one looks for the last place among them; in flight is one write a target.
    small = r"SCAN (?!json_each|page VIRTUAL|alike|playlists|CONSTANT|\d|operations USING INDEX one_sending)"
    scans = [plan for plan in plans if re.match(small, plan[1])]
    assert len(plans) > 10
    assert scans == []
