"""Small builders of model values for tests: every field has a default that means nothing special."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.model import Job, JobId, Problem, Run, RunId
from core.states import Phase, RunKind, RunStatus

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""An instant in the middle of a Pacific quota day's small hours (04:00 in Los Angeles)."""


def after(seconds: float) -> datetime:
    """So many seconds after :data:`NOON`."""
    return NOON + timedelta(seconds=seconds)


def run(name: str = "run-1", *, kind: RunKind = RunKind.SYNC, status: RunStatus = RunStatus.RUNNING) -> Run:
    """A run of the channel ``UC-1``."""
    return Run(RunId(name), kind, "UC-1", status, NOON)


def job(
    phase: Phase = Phase.ADD_VIDEOS,
    *,
    run_id: str = "run-1",
    status: RunStatus = RunStatus.RUNNING,
    done: int = 0,
    total: int = 0,
) -> Job:
    """A job named after its phase."""
    return Job(JobId(f"{run_id}-{phase.value}"), RunId(run_id), phase, status, done=done, total=total, succeeded=done)


def problem(message: str = "refused", *, run_id: str = "run-1", phase: Phase = Phase.ADD_VIDEOS) -> Problem:
    """A problem of a video."""
    job_id = JobId(f"{run_id}-{phase.value}")
    return Problem(RunId(run_id), job_id, phase, "video", "op-1", "video_not_found", message, NOON)
