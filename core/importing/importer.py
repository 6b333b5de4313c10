"""The loop over the phases of an import: one job each, batch after batch, resumed where it stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.engine.pause import Pause
from core.errors import StoreError, Throttled, Transient
from core.importing.calls import Calls
from core.importing.liked_songs import LikedSongs
from core.importing.playlist_tracks import PlaylistTracks
from core.importing.playlists import Playlists
from core.retry import ATTEMPTS, backoff_s
from core.states import Phase, Reason, RunStatus, Service

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from core.engine.desk import Desk
    from core.importing.batch import Batch, ImportPhase
    from core.model import Account, T

REST = timedelta(seconds=60)
"""How long an import rests when Spotify cannot be reached, before it tries by itself."""

UNNAMED_WAIT_S = 30.0
"""How long a refusal without ``Retry-After`` is waited out."""

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
        now = desk.clock.now()
        is_new = desk.run.status is RunStatus.PENDING
        await desk.save_run(
            status=RunStatus.RUNNING,
            reason=None,
            resumes_at=None,
            message=None,
            started_at=desk.run.started_at or now,
            last_resumed_at=desk.run.last_resumed_at if is_new else now,
        )
        reader = desk.accounts.library()
        account = await self._patiently(lambda: self._calls.make("me", reader.account))
        await self._check(account)
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

    async def _check(self, account: Account) -> None:
        known = (await self._desk.accounts.connection(Service.SPOTIFY)).account
        if known is not None and known.account_id != account.account_id:
            message = (
                f"The Spotify sign-in is for {account.name}, this library belongs to {known.name}. "
                "Sign in again, or use another --profile."
            )
            raise StoreError(message)

    async def _run(self, phase: ImportPhase) -> None:
        """One phase to its end."""
        desk = self._desk
        while True:
            if desk.stop.asked is not None:
                raise Pause(Reason.BY_USER)
            batch = await self._patiently(phase.batch)
            await self._count(phase.phase, batch)
            if not batch.has_more:
                await desk.end(phase.phase, RunStatus.COMPLETED)
                return

    async def _count(self, phase: Phase, batch: Batch) -> None:
        job = self._desk.jobs[phase]
        succeeded = job.succeeded + batch.items - batch.skipped
        skipped = job.skipped + batch.skipped
        done = succeeded + skipped + job.failed
        total = job.done + batch.total if phase is Phase.PLAYLIST_TRACKS else batch.total
        await self._desk.save_job(
            phase,
            succeeded=succeeded,
            skipped=skipped,
            done=done,
            total=max(total, done),
            message=batch.message or job.message,
        )

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call again after short waits; a long one parks the run with the time at which it goes on."""
        desk = self._desk
        failures = 0
        while True:
            try:
                return await call()
            except Throttled as refusal:
                wait_s = UNNAMED_WAIT_S if refusal.wait_s is None else refusal.wait_s
                if refusal.is_daily or wait_s > desk.settings.import_.wait_s:
                    until = desk.clock.now() + timedelta(seconds=wait_s)
                    raise Pause(Reason.RATE_LIMITED, until, str(refusal)) from refusal
                await desk.stop.sleep(desk.clock, wait_s)
            except Transient as failure:
                failures += 1
                if failures >= ATTEMPTS:
                    raise Pause(Reason.NETWORK, desk.clock.now() + REST, str(failure)) from failure
                await desk.stop.sleep(desk.clock, backoff_s(failures))
            if desk.stop.asked is not None:
                raise Pause(Reason.BY_USER)
