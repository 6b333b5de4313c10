"""The loop over the phases of an import: one job each, batch after batch, resumed where it stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import StoreError, Throttled, Transient
from core.importing.batch import Batch, refused
from core.importing.calls import Calls
from core.importing.liked_songs import LikedSongs
from core.importing.playlist_tracks import PlaylistTracks
from core.importing.playlists import Playlists
from core.model import Checkpoint
from core.retry import ATTEMPTS, backoff_s
from core.states import Phase, Reason, RunStatus, Service
from core.work.pause import Pause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from core.importing.batch import ImportPhase
    from core.model import Account
    from core.ports import LibraryReader
    from core.work.desk import Desk

REST = timedelta(seconds=60)
"""How long an import rests at least before it tries by itself, after Spotify refused it :data:`ATTEMPTS` times."""

_SAYS = {
    Phase.LIKED_SONGS: "Syncing songs…",
    Phase.PLAYLISTS: "Syncing playlists…",
    Phase.PLAYLIST_TRACKS: "Syncing tracks…",
}


class Importer:
    """Imports a Spotify library. Its run's ``arguments`` hold ``full`` where unchanged playlists are walked, too."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._calls = Calls(desk)

    async def work(self) -> None:
        """Go through the phases. Raises :class:`Pause` where it cannot go on, Rejected where Spotify refuses."""
        desk = self._desk
        await desk.take_up()
        reader = desk.accounts.library()
        account = await self._account(reader)
        phases: tuple[ImportPhase, ...] = (
            LikedSongs(desk, reader, self._calls, account),
            Playlists(desk, reader, self._calls),
            PlaylistTracks(desk, reader, self._calls),
        )
        for phase in phases:
            if desk.jobs[phase.phase].status is not RunStatus.COMPLETED:
                await desk.enter(phase.phase)
                await desk.save_job(phase.phase, message=_SAYS[phase.phase])
                await self._run(phase)

    async def _account(self, reader: LibraryReader) -> Account:
        """Who is signed in. Raises StoreError where the library is another person's."""
        asked: list[Account] = []

        async def ask() -> Batch:
            asked.append(await self._calls.make("me", reader.account))
            return Batch()

        await self._patiently(ask)
        (account,) = asked
        known = (await self._desk.accounts.connection(Service.SPOTIFY)).account
        if known is not None and known.account_id != account.account_id:
            message = (
                f"The Spotify sign-in is for {account.name}, this library belongs to {known.name}. "
                "Sign in again, or use another --profile."
            )
            raise StoreError(message)
        return account

    async def _run(self, phase: ImportPhase) -> None:
        """One phase to its end."""
        desk = self._desk
        while True:
            batch = await self._patiently(phase.batch, phase)
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

    async def _patiently(self, read: Callable[[], Awaitable[Batch]], phase: ImportPhase | None = None) -> Batch:
        """Read a page, again after short waits; a long one parks the run with the time at which it goes on."""
        desk = self._desk
        refusals = 0
        while True:
            if desk.stop.asked is not None:
                raise Pause(Reason.BY_USER)
            batch = await self._attempt(read)
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

    async def _attempt(self, read: Callable[[], Awaitable[Batch]]) -> Batch:
        """Read a page; a refusal that may pass comes back as a value."""
        try:
            return await read()
        except (Throttled, Transient) as refusal:
            return refused(refusal, now=self._desk.clock.now())

    async def _parked(self, batch: Batch, phase: ImportPhase | None, *, until: datetime) -> Pause:
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
