"""Runs, their jobs and problems. What a run means, and when it may go on, is the engine's business."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.states import TRANSITIONS, Phase, RunKind, RunStatus
from db.jobs import save_job, save_problem
from db.operations import insert_operations
from db.rows import CHANGING_RUN, JOB, PROBLEM, RUN, from_job, from_run, to_job, to_problem, to_run, when

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.model import Job, Operation, Problem, Run, RunId
    from db.connection import Database

_OPEN = "('pending', 'running', 'paused', 'rate_limited')"
_PLACES = {phase.value: place for place, phase in enumerate(Phase)}

_INSERT_RUN = f"INSERT INTO runs ({RUN}, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_JOB = f"INSERT INTO jobs ({JOB}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

# A run that was superseded by a newer one of its kind and source is history, failed or not.
_UNFINISHED = f"""
    SELECT {RUN} FROM runs AS r
    WHERE (r.status IN {_OPEN} OR r.status = 'failed' AND NOT EXISTS
           (SELECT 1 FROM runs AS newer WHERE newer.kind = r.kind AND newer.number > r.number
            AND newer.source = r.source))
      AND (?1 IS NULL OR r.kind = ?1) AND (?2 IS NULL OR r.source = ?2)
    ORDER BY r.number DESC LIMIT 1
"""


class SqliteRuns:
    """The port :class:`core.store.RunStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, run: Run, jobs: Sequence[Job], operations: Sequence[Operation] = ()) -> None:
        """Write a run, its jobs and its plan. Raises StoreError where one of its kind and source waits or works."""

        def work(connection: sqlite3.Connection) -> None:
            other = connection.execute(
                f"SELECT status FROM runs WHERE kind = ? AND source = ? AND status IN {_OPEN}",
                (run.kind.value, run.source),
            ).fetchone()
            if other:
                word = RunStatus(other["status"]).value.replace("_", " ")
                raise StoreError(
                    f"There is an unfinished {run.kind.value} already ({word}); resume or cancel it first."
                )
            connection.execute(_INSERT_RUN, (*from_run(run), run.source))
            connection.executemany(_INSERT_JOB, map(from_job, jobs))
            insert_operations(connection, operations)

        await self._database.run(work)

    async def save(self, run: Run, *jobs: Job, problem: Problem | None = None) -> None:
        """Write a run, some jobs and a problem. Raises StoreError for an unknown one or a forbidden status change."""

        def work(connection: sqlite3.Connection) -> None:
            save_run(connection, run)
            for job in jobs:
                save_job(connection, job)
            if problem:
                save_problem(connection, problem)

        await self._database.run(work)

    async def save_progress(self, job: Job) -> None:
        """Write a job's row alone, without waiting for the disk. Raises StoreError for an unknown one."""
        await self._database.run(lambda connection: save_job(connection, job), may_be_read_again=True)

    async def get(self, run_id: RunId) -> Run | None:
        """The run; None where there is none."""
        return await self._one(f"SELECT {RUN} FROM runs WHERE id = ?", run_id)

    async def jobs(self, run_id: RunId) -> tuple[Job, ...]:
        """A run's jobs, in the order of their phases."""

        def work(connection: sqlite3.Connection) -> tuple[Job, ...]:
            rows = connection.execute(f"SELECT {JOB} FROM jobs WHERE run_id = ?", (run_id,)).fetchall()
            return tuple(map(to_job, sorted(rows, key=lambda row: _PLACES[row["phase"]])))

        return await self._database.read(work)

    async def unfinished(self, kind: RunKind | None = None, *, source: str | None = None) -> Run | None:
        """The newest run to take up; a failed one counts until a newer one of its kind and source takes its place."""
        return await self._one(_UNFINISHED, kind, source)

    async def newest(self, kind: RunKind | None = None) -> Run | None:
        """The run that was made last."""
        return await self._one(
            f"SELECT {RUN} FROM runs WHERE ?1 IS NULL OR kind = ?1 ORDER BY number DESC LIMIT 1", kind
        )

    async def history(self, *, limit: int = 200) -> tuple[Run, ...]:
        """Runs, newest first."""

        def work(connection: sqlite3.Connection) -> tuple[Run, ...]:
            return tuple(
                map(to_run, connection.execute(f"SELECT {RUN} FROM runs ORDER BY number DESC LIMIT ?", (limit,)))
            )

        return await self._database.read(work)

    async def problems(self, run_id: RunId | None = None, *, limit: int = 1000) -> tuple[Problem, ...]:
        """The newest ``limit`` problems, newest last."""

        def work(connection: sqlite3.Connection) -> tuple[Problem, ...]:
            where, values = ("WHERE run_id = ?", (run_id, limit)) if run_id is not None else ("", (limit,))
            rows = connection.execute(
                f"SELECT {PROBLEM} FROM problems {where} ORDER BY number DESC LIMIT ?", values
            ).fetchall()
            return tuple(map(to_problem, reversed(rows)))

        return await self._database.read(work)

    async def imported_at(self) -> Mapping[str, datetime]:
        """The end of the newest completed import of each source."""

        def work(connection: sqlite3.Connection) -> dict[str, datetime]:
            rows = connection.execute(
                "SELECT source, max(completed_at) FROM runs WHERE kind = 'import' AND status = 'completed' "
                "AND completed_at IS NOT NULL GROUP BY source"
            )
            return {source: when(at) for source, at in rows}

        return await self._database.read(work)

    async def last_synced(self) -> datetime | None:
        """The end of the newest completed sync."""

        def work(connection: sqlite3.Connection) -> datetime | None:
            (text,) = connection.execute(
                "SELECT max(completed_at) FROM runs WHERE kind = 'sync' AND status = 'completed'"
            ).fetchone()
            return when(text) if text else None

        return await self._database.read(work)

    async def _one(self, sql: str, *values: str | None) -> Run | None:
        def work(connection: sqlite3.Connection) -> Run | None:
            row = connection.execute(sql, tuple(None if value is None else str(value) for value in values)).fetchone()
            return to_run(row) if row else None

        return await self._database.read(work)


def save_run(connection: sqlite3.Connection, run: Run) -> None:
    """Write a run's row. Raises StoreError where it is unknown or its status may not become the new one."""
    row = connection.execute("SELECT status FROM runs WHERE id = ?", (run.id,)).fetchone()
    if row is None:
        raise StoreError(f"There is no run {run.id}.")
    old = RunStatus(row["status"])
    if run.status is not old and run.status not in TRANSITIONS[old]:
        raise StoreError(f"A run that is {old.value} cannot become {run.status.value}.")
    try:
        connection.execute(
            f"UPDATE runs SET ({CHANGING_RUN}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            (*from_run(run)[1:], run.id),
        )
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_UNIQUE:
            raise StoreError(f"Another {run.kind.value} is unfinished; resume or cancel that one first.") from error
        raise
