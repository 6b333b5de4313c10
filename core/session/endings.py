"""Ends runs that nobody works at: by cancelling them, or by noting that their process is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.events import StatusChanged
from core.states import Reason, RunStatus

if TYPE_CHECKING:
    from core.model import Run
    from core.session.machinery import Machinery


async def cancel_run(machinery: Machinery, run: Run) -> Run:
    """Cancel a run at rest: what is done stays, nothing more is done. Returns it as it then stands."""
    now = machinery.clock.now()
    cancelled = replace(run, status=RunStatus.CANCELLED, completed_at=now, resumes_at=None)
    jobs = [
        replace(job, status=RunStatus.CANCELLED, updated_at=now, resumes_at=None)
        for job in await machinery.store.runs.jobs(run.id)
        if job.status not in (RunStatus.COMPLETED, RunStatus.CANCELLED)
    ]
    await machinery.store.runs.save(cancelled, *jobs)
    for job in jobs:
        machinery.bus.publish(StatusChanged(cancelled, now, job))
    machinery.bus.publish(StatusChanged(cancelled, now))
    return cancelled


async def interrupt_run(machinery: Machinery, run: Run) -> Run:
    """Note that a run found at work has no process any more. Its time at work counts up to its last sign of life."""
    now = machinery.clock.now()
    jobs = [
        replace(job, status=RunStatus.PAUSED, updated_at=now)
        for job in await machinery.store.runs.jobs(run.id)
        if job.status is RunStatus.RUNNING
    ]
    since = run.last_resumed_at or run.started_at
    signs = [job.updated_at for job in await machinery.store.runs.jobs(run.id) if job.updated_at is not None]
    worked = max(timedelta(), max(signs, default=since) - since) if since is not None else timedelta()
    interrupted = replace(
        run,
        status=RunStatus.PAUSED,
        reason=Reason.INTERRUPTED,
        paused_at_stage=run.stage,
        active_s=run.active_s + worked.total_seconds(),
    )
    await machinery.store.runs.save(interrupted, *jobs)
    return interrupted
