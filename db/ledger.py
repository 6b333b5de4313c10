"""What was charged, when, for what, and which buckets the service itself has closed. Prices live in core.quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Spent
from core.quota import Method
from db.rows import maybe, plain, stamp, when

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from core.model import Charge, OperationId, RunId, Window
    from db.connection import Database

_SPENT = f"""
    SELECT coalesce(sum(amount) FILTER (WHERE bucket = 'units'), 0),
           coalesce(sum(amount) FILTER (WHERE bucket = 'searches'), 0),
           count(*) FILTER (WHERE method = '{Method.PLAYLISTS_INSERT.value}'),
           coalesce(sum(amount) FILTER (WHERE bucket = 'units' AND is_surplus), 0)
    FROM ledger WHERE
"""


class SqliteLedger:
    """The port :class:`core.store.LedgerStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def charge(self, charge: Charge) -> None:
        """Book a charge."""

        def work(connection: sqlite3.Connection) -> None:
            book(connection, charge)

        await self._database.run(work)

    async def spent(self, window: Window) -> Spent:
        """The sum of a quota day, which its start names."""
        return await self._sum("window_start = ?", stamp(window.start))

    async def of_run(self, run_id: RunId) -> Spent:
        """The sum of a run."""
        return await self._sum("run_id = ?", run_id)

    async def days(self, *, limit: int) -> tuple[tuple[datetime, Spent], ...]:
        """The latest quota days that were charged anything, oldest first."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[datetime, Spent], ...]:
            starts = connection.execute(
                "SELECT DISTINCT window_start FROM ledger ORDER BY window_start DESC LIMIT ?", (limit,)
            ).fetchall()
            return tuple(
                (when(start), Spent(*connection.execute(_SPENT + "window_start = ?", (start,)).fetchone()))
                for (start,) in reversed(starts)
            )

        return await self._database.read(work)

    async def exhausted(self, window: Window) -> frozenset[str]:
        """Buckets the service closed in a quota day."""

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            rows = connection.execute("SELECT bucket FROM exhausted WHERE window_start = ?", (stamp(window.start),))
            return frozenset(bucket for (bucket,) in rows)

        return await self._database.read(work)

    async def mark_exhausted(self, window: Window, bucket: str) -> None:
        """Close a bucket (``units``, ``searches`` or ``playlists``) for a quota day."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO exhausted (window_start, bucket) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (stamp(window.start), str(bucket)),
            )

        await self._database.run(work)

    async def _sum(self, where: str, value: str) -> Spent:
        def work(connection: sqlite3.Connection) -> Spent:
            return Spent(*connection.execute(_SPENT + where, (value,)).fetchone())

        return await self._database.read(work)


def book(
    connection: sqlite3.Connection,
    charge: Charge,
    *,
    run_id: RunId | None = None,
    operation_id: OperationId | None = None,
) -> int:
    """Write a charge, its run and operation filled in where it does not name them; returns its number."""
    row = connection.execute(
        "INSERT INTO ledger (at, window_start, bucket, amount, method, run_id, operation_id, is_surplus) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
        (
            stamp(charge.at),
            stamp(charge.window_start),
            charge.bucket.value,
            charge.amount,
            plain(charge.method),
            maybe(str, charge.run_id or run_id),
            maybe(str, charge.operation_id or operation_id),
            charge.is_surplus,
        ),
    ).fetchone()
    return int(row["number"])


def mark_surplus(connection: sqlite3.Connection, operation_id: OperationId) -> None:
    """Mark the newest charge of an operation as beyond the plan."""
    connection.execute(
        "UPDATE ledger SET is_surplus = 1 WHERE number = (SELECT max(number) FROM ledger WHERE operation_id = ?)",
        (operation_id,),
    )
