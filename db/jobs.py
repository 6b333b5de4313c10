"""Rows of jobs and problems, written together with a run or with an operation's receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import StoreError
from db.rows import CHANGING_JOB, PROBLEM, from_job, from_problem

if TYPE_CHECKING:
    import sqlite3

    from core.model import Job, Problem


def save_job(connection: sqlite3.Connection, job: Job) -> None:
    """Write a job's row. Raises StoreError where it is unknown."""
    changed = connection.execute(
        f"UPDATE jobs SET ({CHANGING_JOB}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
        (*from_job(job)[1:], job.id),
    )
    if changed.rowcount == 0:
        raise StoreError(f"There is no job {job.id}.")


def save_problem(connection: sqlite3.Connection, problem: Problem) -> None:
    """Add a problem to the error log."""
    connection.execute(f"INSERT INTO problems ({PROBLEM}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", from_problem(problem))
