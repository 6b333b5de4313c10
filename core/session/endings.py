"""Ends runs that nobody works at: by cancelling them, or by noting that their process is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.events import StatusChanged
from core.states import IMPORT_PHASES, Reason, RunKind, RunStatus

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
    """Note that a run found at work has no process any more. Its time at work counts up to its last sign of life.

    An import whose required phases had ended is complete: what it did beyond them goes on at the next one.
    """
    now = machinery.clock.now()
    phases = {job.phase: job.status for job in await machinery.store.runs.jobs(run.id)}
    is_whole = run.kind is RunKind.IMPORT and all(
        phases.get(phase) is RunStatus.COMPLETED for phase in (IMPORT_PHASES if not run.source else phases)
    )
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
        status=RunStatus.COMPLETED if is_whole else RunStatus.PAUSED,
        reason=None if is_whole else Reason.INTERRUPTED,
        paused_at_stage=None if is_whole else run.stage,
        completed_at=now if is_whole else None,
        active_s=run.active_s + worked.total_seconds(),
    )
    await machinery.store.runs.save(interrupted, *jobs)
    return interrupted
