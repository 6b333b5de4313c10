"""The loop over an import of the own YouTube channel: two jobs, each read booked, parked when units run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.importing.own_playlists import OwnItems, OwnPlaylists
from core.importing.refusal import read_or_park
from core.states import Phase, RunStatus

if TYPE_CHECKING:
    from core.importing.batch import ImportPhase
    from core.work.desk import Desk

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
            batch = await read_or_park(desk, phase)
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
