"""The loop over an import of the own YouTube channel: two jobs, each read booked, parked when units run out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import QuotaExhausted, Throttled, Transient
from core.importing.batch import Batch, refused
from core.importing.own_playlists import OwnItems, OwnPlaylists
from core.retry import ATTEMPTS, backoff_s
from core.states import Phase, Reason, RunStatus
from core.work.pause import Pause

if TYPE_CHECKING:
    from core.importing.batch import ImportPhase
    from core.work.desk import Desk

REST = timedelta(seconds=60)
"""How long an import rests before it tries by itself, after YouTube refused it :data:`ATTEMPTS` times."""

_SAYS = {Phase.PLAYLISTS: "Syncing playlists…", Phase.PLAYLIST_TRACKS: "Syncing tracks…"}


class ChannelImporter:
    """Imports own YouTube playlists. Its run's ``arguments`` hold ``full`` where unchanged ones are read, too."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def work(self) -> None:
        """Go through the phases. Raises :class:`Pause` where it cannot go on, StoreError for another channel."""
        desk = self._desk
        await desk.take_up()
        await desk.listing.check_channel()
        phases: tuple[ImportPhase, ...] = (OwnPlaylists(desk), OwnItems(desk))
        for phase in phases:
            if desk.jobs[phase.phase].status is not RunStatus.COMPLETED:
                await desk.enter(phase.phase)
                await desk.save_job(phase.phase, message=_SAYS[phase.phase])
                await self._run(phase)

    async def _run(self, phase: ImportPhase) -> None:
        """One phase to its end."""
        desk = self._desk
        while True:
            batch = await self._patiently(phase)
            await desk.save_job(
                phase.phase,
                succeeded=batch.done - batch.skipped,
                skipped=batch.skipped,
                done=batch.done,
                total=max(batch.total, batch.done),
                message=batch.message or desk.jobs[phase.phase].message,
            )
            if not batch.has_more:
                await desk.end(phase.phase, RunStatus.COMPLETED)
                return

    async def _patiently(self, phase: ImportPhase) -> Batch:
        """One batch, again after short waits; a long one, or an empty bucket, pauses the run with the time."""
        desk = self._desk
        refusals = 0
        while True:
            if desk.stop.asked is not None:
                raise Pause(Reason.BY_USER)
            batch = await self._attempt(phase)
            if batch.success:
                return batch
            refusals += 1
            now = desk.clock.now()
            again_at = batch.resets_at or now + timedelta(seconds=backoff_s(refusals))
            is_long = batch.is_rate_limited and again_at > now + timedelta(seconds=desk.settings.import_.wait_s)
            if is_long or refusals >= ATTEMPTS:
                reason = Reason.RATE_LIMITED if batch.is_rate_limited else Reason.NETWORK
                raise Pause(reason, again_at if is_long else max(again_at, now + REST), batch.error or "")
            await desk.stop.sleep(desk.clock, max(0.0, (again_at - now).total_seconds()))

    async def _attempt(self, phase: ImportPhase) -> Batch:
        """One batch; a refusal that may pass comes back as a value, an empty bucket pauses."""
        desk = self._desk
        try:
            return await phase.batch()
        except (Throttled, Transient) as refusal:
            return refused(refusal, now=desk.clock.now())
        except QuotaExhausted as empty:
            await desk.meter.close_bucket(empty.bucket.value)
            raise Pause(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end) from empty
