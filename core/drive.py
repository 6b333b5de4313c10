"""Works at one run from wherever it stands until it ends or pauses, and writes down how.

This is the one place where an unforeseen error is caught: it pauses the run, loudly, with everything kept.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from core.backups.files import BackupFailed
from core.engine.engine import Engine
from core.errors import CrossfadeError, LoginExpired, Rejected, StoreError, StoreFull, UsageError
from core.events import StatusChanged
from core.importing.channel import ChannelImporter
from core.importing.files import FileImporter
from core.importing.importer import Importer
from core.states import ItemKind, Reason, RunKind, RunStatus, Service
from core.work.pause import Pause
from core.work.stop import Stop

if TYPE_CHECKING:
    from core.model import Run
    from core.work.desk import Desk

log = logging.getLogger(__name__)


async def drive(desk: Desk) -> Run:
    """Work at a run until it ends or pauses; returns it as stored. Raises nothing but StoreError."""
    began = desk.clock.monotonic()

    def active_s() -> float:
        return desk.run.active_s + desk.clock.monotonic() - began

    try:
        if desk.run.kind is RunKind.IMPORT:
            await _importer(desk).work()
        else:
            await Engine(desk).work()
        await desk.save_run(
            status=RunStatus.COMPLETED, completed_at=desk.clock.now(), reason=None, resumes_at=None, active_s=active_s()
        )
    except Pause as pause:
        await _pause(desk, pause, active_s())
    except StoreFull as full:
        await _pause_full(desk, str(full), active_s())
    except LoginExpired as expired:
        await _pause(desk, Pause(Reason.SIGN_IN, None, str(expired)), active_s())
    except (BackupFailed, StoreError, UsageError, Rejected) as failure:
        await _fail(desk, failure, active_s())
    except Exception as bug:
        log.exception("a bug paused run %s", desk.run.id)
        message = f"Crossfade met a bug ({type(bug).__name__}). Nothing is lost; the log file tells more."
        await _pause(desk, Pause(Reason.BUG, None, message), active_s())
    return desk.run


def _importer(desk: Desk) -> Importer | ChannelImporter | FileImporter:
    """Who reads what the run names."""
    if not desk.run.source:
        return Importer(desk)
    return ChannelImporter(desk) if desk.run.source == Service.YOUTUBE else FileImporter(desk)


async def _pause(desk: Desk, pause: Pause, active_s: float) -> None:
    stopped = desk.stop.asked is Stop.CANCEL and pause.reason is Reason.BY_USER
    parked = desk.run.kind is RunKind.IMPORT and pause.reason is Reason.RATE_LIMITED
    status = RunStatus.RATE_LIMITED if parked else RunStatus.PAUSED
    status = RunStatus.CANCELLED if stopped else status
    stage = desk.run.stage
    for phase, job in list(desk.jobs.items()):
        if job.status is RunStatus.RUNNING or (stopped and not job.status.is_terminal):
            desk.jobs[phase] = job
            await desk.end(phase, status, message=pause.message or None, resumes_at=None if stopped else pause.until)
    if pause.reason in (Reason.BUG, Reason.SIGN_IN, Reason.DISK_FULL, Reason.NETWORK) and stage is not None:
        entry = desk.problem(stage, ItemKind.PLAYLIST, desk.run.id, reason=pause.reason.value, message=pause.message)
        await desk.log(entry)
    await desk.save_run(
        status=status,
        reason=pause.reason,
        resumes_at=None if stopped else pause.until,
        paused_at_stage=stage,
        message=pause.message,
        active_s=active_s,
        completed_at=desk.clock.now() if stopped else None,
    )


async def _pause_full(desk: Desk, message: str, active_s: float) -> None:
    """Pause for want of space; where there is none for that either, the pause is told and not stored.

    The next start then finds the run as one whose process is gone, and goes on with it all the same.
    """
    try:
        await _pause(desk, Pause(Reason.DISK_FULL, None, message), active_s)
    except StoreFull:
        log.warning("the disk is too full to store that run %s paused", desk.run.id)
        now = desk.clock.now()
        for phase, job in list(desk.jobs.items()):
            if job.status in (RunStatus.RUNNING, RunStatus.PAUSED):
                desk.jobs[phase] = replace(job, status=RunStatus.PAUSED, message=message, updated_at=now)
                desk.bus.publish(StatusChanged(desk.run, now, desk.jobs[phase]))
        desk.run = replace(
            desk.run,
            status=RunStatus.PAUSED,
            reason=Reason.DISK_FULL,
            paused_at_stage=desk.run.stage,
            message=message,
            resumes_at=None,
            active_s=active_s,
        )
        desk.bus.publish(StatusChanged(desk.run, now))


async def _fail(desk: Desk, failure: CrossfadeError, active_s: float) -> None:
    stage = desk.run.stage or next(iter(desk.jobs))
    problem = desk.problem(stage, ItemKind.PLAYLIST, desk.run.id, reason="failed", message=str(failure))
    await desk.log(problem)
    await desk.end(stage, RunStatus.FAILED, message=str(failure))
    await desk.save_run(
        status=RunStatus.FAILED, message=str(failure), paused_at_stage=stage, active_s=active_s, reason=None
    )
