"""Planned writes: intent before the call, receipt after it, each one transaction with its charge and its job.

What an answer means is decided elsewhere; what it changes in the known playlists stands in
:mod:`db.receipts`.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.model import ItemId, Outcome
from core.retry import SENDS
from core.states import OperationKind, OperationState, Phase
from db.jobs import save_job, save_problem
from db.ledger import book, mark_surplus
from db.receipts import apply_receipt
from db.rows import OPERATION, from_operation, listed, maybe, plain, stamp, to_operation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import (
        CategoryId,
        Charge,
        HeldItem,
        Job,
        Operation,
        OperationId,
        PlaylistId,
        Problem,
        RemotePlaylist,
        RunId,
        VideoId,
    )
    from db.connection import Database

_STAGES = {phase: place for place, phase in enumerate(Phase)}

_NEXT = f"""
    SELECT {OPERATION} FROM operations AS o
    WHERE run_id = ?1 AND kind = ?2 AND state = 'pending'
      AND (kind <> 'add_video' OR playlist_id IS NOT NULL)
      AND target NOT IN (SELECT value FROM json_each(?3)) AND (attempts > {SENDS}) = ?5
      AND NOT EXISTS (SELECT 1 FROM operations AS s WHERE s.target = o.target AND s.state = 'sending')
    ORDER BY place, ordinal, number LIMIT ?4
"""

# `sent` is the number that the ledger gives the charge right after it.
_SEND = f"""
    UPDATE operations SET state = 'sending', attempts = attempts + 1, position = ?,
        sent = (SELECT coalesce(max(number), 0) + 1 FROM ledger)
    WHERE id = ? AND state = 'pending' RETURNING {OPERATION}
"""

_BEFORE = """
    SELECT o.state, coalesce((SELECT at FROM ledger WHERE operation_id = o.id ORDER BY number DESC LIMIT 1),
        (SELECT created_at FROM runs WHERE id = o.run_id)) AS sent_at
    FROM operations AS o WHERE o.id = ?
"""

# A plus keeps SQLite from going through all that is planned for a category: few operations name the same video.
_IS_OPEN_TO = """
    SELECT (EXISTS (SELECT 1 FROM category_parts AS c JOIN playlists AS p ON p.id = c.playlist_id
                    WHERE c.category_id = ?2 AND p.is_gone = 0)
            OR EXISTS (SELECT 1 FROM operations WHERE run_id = ?1 AND category_id = ?2))
        AND NOT EXISTS (SELECT 1 FROM operations WHERE video_id = ?3 AND +run_id = ?1 AND +category_id = ?2)
        AND NOT EXISTS (SELECT 1 FROM playlist_items AS i JOIN category_parts AS c ON c.playlist_id = i.playlist_id
                        JOIN playlists AS p ON p.id = i.playlist_id
                        WHERE i.video_id = ?3 AND i.is_withdrawn = 0 AND c.category_id = ?2 AND p.is_gone = 0)
"""


class SqliteOperations:
    """The port :class:`core.store.OperationStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, operation_id: OperationId, charge: Charge, *, position: int | None = None, after: Outcome | None = None
    ) -> Operation:
        """Make an operation ``sending`` and book its charge, once what came of the one before it is written.

        ``position`` is where an item is to go. Raises StoreError where it is not pending, or where another write
        to its target is in flight; nothing is written then.
        """

        def work(connection: sqlite3.Connection) -> Operation:
            if after is not None:
                _finish(connection, after)
            try:
                row = connection.execute(_SEND, (position, operation_id)).fetchone()
            except sqlite3.IntegrityError as error:
                target = _stored(connection, operation_id).target
                raise StoreError(f"Another write to {target} is in flight.") from error
            if row is None:
                state = _stored(connection, operation_id).state.value
                raise StoreError(f"Operation {operation_id} is {state}, not pending.")
            operation = to_operation(row)
            book(connection, charge, run_id=operation.run_id, operation_id=operation_id)
            return operation

        return await self._database.run(work)

    async def finish(
        self,
        operation: Operation,
        job: Job,
        *,
        receipt: RemotePlaylist | HeldItem | None = None,
        problem: Problem | None = None,
        is_surplus: bool = False,
    ) -> None:
        """Write what became of an operation, its job, and what the service answered.

        Raises StoreError for an operation that is unknown, or done and to become anything else.
        """
        outcome = Outcome(operation, job, receipt, problem, is_surplus)
        await self._database.run(lambda connection: _finish(connection, outcome))

    async def next(
        self, run_id: RunId, kind: OperationKind, *, limit: int, excluding: frozenset[str] = frozenset()
    ) -> tuple[Operation, ...]:
        """Pending operations in plan order that can be sent now, those last that were sent too often already."""

        def work(connection: sqlite3.Connection) -> tuple[Operation, ...]:
            found: list[Operation] = []
            for is_refused in (False, True):
                if len(found) == limit:
                    break
                asked = (run_id, kind.value, listed(sorted(excluding)), limit - len(found), is_refused)
                found += map(to_operation, connection.execute(_NEXT, asked))
            return tuple(found)

        return await self._database.read(work)

    async def sending(self, run_id: RunId | None = None) -> tuple[Operation, ...]:
        """Operations of unknown outcome, in the order they were sent."""

        def work(connection: sqlite3.Connection) -> tuple[Operation, ...]:
            rows = connection.execute(
                f"SELECT {OPERATION} FROM operations "
                "WHERE state = 'sending' AND (?1 IS NULL OR run_id = ?1) ORDER BY sent, number",
                (run_id,),
            )
            return tuple(map(to_operation, rows))

        return await self._database.read(work)

    async def on_the_way(self, run_id: RunId, category_id: CategoryId) -> frozenset[ItemId]:
        """Items of a category that the run is still to move or to remove."""

        def work(connection: sqlite3.Connection) -> frozenset[ItemId]:
            rows = connection.execute(
                "SELECT item_id FROM operations WHERE run_id = ? AND category_id = ? "
                "AND kind IN ('move_video', 'remove_video') AND state IN ('pending', 'sending') "
                "AND item_id IS NOT NULL",
                (run_id, category_id),
            )
            return frozenset(ItemId(row["item_id"]) for row in rows)

        return await self._database.read(work)

    async def is_open_to(self, run_id: RunId, category_id: CategoryId, video_id: VideoId) -> bool:
        """Whether a running sync may plan a video for a category that has, or is to get, a playlist.

        It may not where the plan names it already, one of the playlists holds it, or the person took it out of one.
        """

        def work(connection: sqlite3.Connection) -> bool:
            (is_open,) = connection.execute(_IS_OPEN_TO, (run_id, category_id, plain(video_id))).fetchone()
            return bool(is_open)

        return await self._database.read(work)

    async def sent(self, operation_id: OperationId) -> int | None:
        """How often an operation was sent; None where there is no such one."""

        def work(connection: sqlite3.Connection) -> int | None:
            found = connection.execute("SELECT attempts FROM operations WHERE id = ?", (operation_id,)).fetchone()
            return int(found[0]) if found else None

        return await self._database.read(work)

    async def counts(self, run_id: RunId) -> Mapping[tuple[OperationKind, OperationState], int]:
        """How many operations of each kind are in each state; pairs that do not occur are left out."""

        def work(connection: sqlite3.Connection) -> Mapping[tuple[OperationKind, OperationState], int]:
            rows = connection.execute(
                "SELECT kind, state, count(*) FROM operations WHERE run_id = ? GROUP BY kind, state", (run_id,)
            )
            return {(OperationKind(kind), OperationState(state)): count for kind, state, count in rows}

        return await self._database.read(work)

    async def add(self, operations: Sequence[Operation], job: Job) -> None:
        """Plan further writes, and write the job that will do them."""

        def work(connection: sqlite3.Connection) -> None:
            insert_operations(connection, operations)
            save_job(connection, job)

        await self._database.run(work)

    async def aim(self, operation: Operation, playlist_id: PlaylistId) -> Operation:
        """Let a pending add go into another playlist. Raises StoreError where it is not pending."""

        def work(connection: sqlite3.Connection) -> Operation:
            changed = connection.execute(
                "UPDATE operations SET playlist_id = ? WHERE id = ? AND state = 'pending'", (playlist_id, operation.id)
            )
            if changed.rowcount == 0:
                raise StoreError(f"Operation {operation.id} is not pending.")
            return replace(operation, playlist_id=playlist_id)

        return await self._database.run(work)

    async def skip(
        self,
        run_id: RunId,
        category_id: CategoryId,
        *,
        kind: OperationKind,
        reason: str,
        message: str,
        playlist_id: PlaylistId | None = None,
    ) -> int:
        """Skip what is still pending of a kind in a category, or in one playlist of it."""

        def work(connection: sqlite3.Connection) -> int:
            return connection.execute(
                "UPDATE operations SET state = 'skipped', reason = ?1, message = ?2 "
                "WHERE run_id = ?3 AND category_id = ?4 AND kind = ?5 AND state = 'pending' "
                "AND (?6 IS NULL OR playlist_id = ?6)",
                (plain(reason), plain(message), run_id, category_id, kind.value, playlist_id),
            ).rowcount

        return await self._database.run(work)

    async def of_run(
        self, run_id: RunId, *, kind: OperationKind | None = None, offset: int = 0, limit: int | None = None
    ) -> tuple[Operation, ...]:
        """A page of a run's operations, in plan order; ``limit`` None: to the end."""

        def work(connection: sqlite3.Connection) -> tuple[Operation, ...]:
            rows = connection.execute(
                f"SELECT {OPERATION} FROM operations WHERE run_id = ?1 AND (?2 IS NULL OR kind = ?2) "
                "ORDER BY stage, place, ordinal, number LIMIT ?3 OFFSET ?4",
                (run_id, maybe(str, kind), -1 if limit is None else limit, offset),
            )
            return tuple(map(to_operation, rows))

        return await self._database.read(work)


def _stored(connection: sqlite3.Connection, operation_id: OperationId) -> Operation:
    row = connection.execute(f"SELECT {OPERATION} FROM operations WHERE id = ?", (operation_id,)).fetchone()
    if row is None:
        raise _unknown(operation_id)
    return to_operation(row)


def _finish(connection: sqlite3.Connection, outcome: Outcome) -> None:
    operation, job = outcome.operation, outcome.job
    before = connection.execute(_BEFORE, (operation.id,)).fetchone()
    if before is None:
        raise _unknown(operation.id)
    is_first = before["state"] != OperationState.DONE.value
    if not is_first and operation.state is not OperationState.DONE:
        raise StoreError(f"Operation {operation.id} is done; it cannot become {operation.state.value}.")
    connection.execute(
        "UPDATE operations SET state = ?, reason = ?, message = ?, remote_id = ? WHERE id = ?",
        (
            operation.state.value,
            maybe(plain, operation.reason),
            maybe(plain, operation.message),
            operation.remote_id,
            operation.id,
        ),
    )
    save_job(connection, job)
    if outcome.problem:
        save_problem(connection, outcome.problem)
    if outcome.is_surplus:
        mark_surplus(connection, operation.id)
    # When the answer came, as far as it is told: the store has no clock of its own.
    at = max(before["sent_at"], maybe(stamp, job.updated_at) or "")
    apply_receipt(connection, operation, outcome.receipt, at=at, is_first=is_first)


def _unknown(operation_id: OperationId) -> StoreError:
    return StoreError(f"There is no operation {operation_id}.")


def insert_operations(connection: sqlite3.Connection, operations: Sequence[Operation]) -> None:
    """Add operations to their runs' plans.

    A category takes its place among its kind where it first appears; what joins later stands with it, by ordinal.
    """
    places: dict[tuple[str, str, str | None], int] = {}
    for operation in operations:
        key = (operation.run_id, operation.kind.value, operation.category_id)
        if key not in places:
            places[key] = _place(connection, key, taken=places)
    connection.executemany(
        f"INSERT INTO operations ({OPERATION}, stage, place) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *from_operation(operation),
                _STAGES[operation.phase],
                places[operation.run_id, operation.kind.value, operation.category_id],
            )
            for operation in operations
        ),
    )


def _place(
    connection: sqlite3.Connection,
    key: tuple[str, str, str | None],
    *,
    taken: Mapping[tuple[str, str, str | None], int],
) -> int:
    known, free = connection.execute(
        "SELECT max(place) FILTER (WHERE category_id IS ?3), coalesce(max(place) + 1, 0) "
        "FROM operations WHERE run_id = ?1 AND kind = ?2",
        key,
    ).fetchone()
    if known is not None:
        return int(known)
    return max(int(free), *(place + 1 for other, place in taken.items() if other[:2] == key[:2]), 0)
