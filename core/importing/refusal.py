"""What an import does with a page that it cannot read for now: it parks, with the time at which it goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import QuotaExhausted, Throttled, Unavailable
from core.importing.batch import refused
from core.model import Checkpoint
from core.states import Reason, RunStatus
from core.work.pause import Pause

if TYPE_CHECKING:
    from core.importing.batch import Batch, ImportPhase
    from core.work.desk import Desk


async def read_or_park(desk: Desk, phase: ImportPhase) -> Batch:
    """Read a phase's next page. Raises :class:`Pause` where a stop was asked for, or the page cannot be read now."""
    if desk.stop.asked is not None:
        raise Pause(Reason.BY_USER)
    batch = await _attempt(desk, phase)
    if batch.success:
        return batch
    await _park(desk, phase, batch)
    raise pause_of(batch)


def pause_of(batch: Batch) -> Pause:
    """How a refused page pauses the run."""
    return Pause(Reason.RATE_LIMITED if batch.is_rate_limited else Reason.NETWORK, batch.resets_at, batch.error or "")


async def _attempt(desk: Desk, phase: ImportPhase) -> Batch:
    """A page; a refusal comes back as a value, an empty bucket pauses."""
    try:
        return await phase.batch()
    except (Throttled, Unavailable) as refusal:
        return refused(refusal, now=desk.clock.now())
    except QuotaExhausted as empty:
        await desk.meter.close_bucket(empty.bucket.value)
        raise Pause(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end) from empty


async def _park(desk: Desk, phase: ImportPhase, batch: Batch) -> None:
    """Write down when the list in hand goes on: in its checkpoint and on its job."""
    status = RunStatus.RATE_LIMITED if batch.is_rate_limited else RunStatus.PAUSED
    known = await desk.store.library.checkpoint(desk.run.id, phase.phase, phase.subject)
    checkpoint = known or Checkpoint(desk.run.id, phase.phase, phase.subject)
    parked = replace(checkpoint, status=status, last_error=batch.error, reset_at=batch.resets_at)
    await desk.store.library.save_checkpoint(parked)
    await desk.save_job(phase.phase, resumes_at=batch.resets_at)
