"""Reads a page, again after short waits; what takes longer parks the run with the time at which it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import Throttled, Transient
from core.importing.batch import Batch, refused
from core.model import Checkpoint
from core.retry import ATTEMPTS, backoff_s
from core.states import Reason, RunStatus
from core.work.pause import Pause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from core.importing.batch import PagedPhase
    from core.work.desk import Desk

REST = timedelta(seconds=60)
"""How long an import rests at least before it tries by itself, after Spotify refused it :data:`ATTEMPTS` times."""


class Patience:
    """Waits for one run; a stop asked for ends every wait."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def read(self, read: Callable[[], Awaitable[Batch]], phase: PagedPhase | None = None) -> Batch:
        """Read a page. Raises :class:`Pause` where a stop was asked for, or the wait is too long to be sat out."""
        desk = self._desk
        refusals = 0
        while True:
            if desk.stop.asked is not None:
                raise Pause(Reason.BY_USER)
            batch = await self._attempt(read, phase)
            if batch.success:
                return batch
            refusals += 1
            now = desk.clock.now()
            again_at = batch.resets_at or now + timedelta(seconds=backoff_s(refusals))
            if refusals >= ATTEMPTS:
                raise await self._parked(batch, phase, until=max(again_at, now + REST))
            if batch.is_rate_limited and again_at > now + timedelta(seconds=desk.settings.import_.wait_s):
                raise await self._parked(batch, phase, until=again_at)
            await desk.stop.sleep(desk.clock, max(0.0, (again_at - now).total_seconds()))

    async def _attempt(self, read: Callable[[], Awaitable[Batch]], phase: PagedPhase | None) -> Batch:
        """Read a page; a refusal that may pass comes back as a value, and a page too hard to give gets smaller."""
        try:
            return await read()
        except (Throttled, Transient) as refusal:
            if phase is not None and isinstance(refusal, Transient) and not refusal.is_network:
                phase.size.shrink()
            return refused(refusal, now=self._desk.clock.now())

    async def _parked(self, batch: Batch, phase: PagedPhase | None, *, until: datetime) -> Pause:
        """Write down when a refused run may go on: on its job, and in the checkpoint of the list in hand."""
        desk = self._desk
        if phase is not None:
            status = RunStatus.RATE_LIMITED if batch.is_rate_limited else RunStatus.PAUSED
            known = await desk.store.library.checkpoint(desk.run.id, phase.phase, phase.subject)
            checkpoint = known or Checkpoint(desk.run.id, phase.phase, phase.subject)
            await desk.store.library.save_checkpoint(
                replace(checkpoint, status=status, last_error=batch.error, reset_at=until)
            )
            await desk.save_job(phase.phase, resumes_at=until)
        return Pause(Reason.RATE_LIMITED if batch.is_rate_limited else Reason.NETWORK, until, batch.error or "")
