"""The loop over the phases of an import: one job each, batch after batch, resumed where it stopped.

The first three are required, and with them the import is complete. Artists and albums come after, in what time and
calls are left: nothing that happens to them makes the import unfinished.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import LoginExpired, Rejected, StoreError, Throttled, Unavailable
from core.importing.albums import Albums
from core.importing.artists import Artists
from core.importing.batch import refused
from core.importing.calls import Calls
from core.importing.liked_songs import LikedSongs
from core.importing.playlist_tracks import PlaylistTracks
from core.importing.playlists import Playlists
from core.importing.refusal import pause_of, read_or_park
from core.states import ItemKind, Phase, Reason, RunStatus, Service
from core.work.pause import Pause
from core.work.stop import Stop

if TYPE_CHECKING:
    from core.importing.batch import ImportPhase
    from core.model import Account
    from core.ports import LibraryReader
    from core.work.desk import Desk

_SAYS = {
    Phase.LIKED_SONGS: "Syncing songs…",
    Phase.PLAYLISTS: "Syncing playlists…",
    Phase.PLAYLIST_TRACKS: "Syncing tracks…",
    Phase.ARTISTS: "Syncing artists…",
    Phase.ALBUMS: "Syncing albums…",
}
_NOT_WANTED = "Left out: [spotify] enrich is off"


ENRICH_S = 30.0
"""How long an import goes on with artists and albums once the library itself is in: nobody waits for those."""


class Importer:
    """Imports a Spotify library. Its run's ``arguments`` hold ``full`` where unchanged playlists are walked, too."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._calls = Calls(desk)
        self._enrich_until_s: float | None = None

    async def work(self) -> None:
        """Go through the phases. Raises :class:`Pause` where it cannot go on, Rejected where Spotify refuses."""
        desk = self._desk
        await desk.take_up()
        reader = desk.accounts.library()
        account = await self._account(reader)
        required: tuple[ImportPhase, ...] = (
            LikedSongs(desk, reader, self._calls, account),
            Playlists(desk, reader, self._calls),
            PlaylistTracks(desk, reader, self._calls),
        )
        for phase in required:
            if desk.jobs[phase.phase].status is not RunStatus.COMPLETED:
                await self._run(phase)
        self._calls.keep_back()
        self._enrich_until_s = desk.clock.monotonic() + ENRICH_S
        optional: tuple[ImportPhase, ...] = (
            Artists(desk, reader, self._calls),
            Albums(desk, reader, self._calls),
        )
        for phase in optional:
            job = desk.jobs.get(phase.phase)
            if job is not None and job.status is not RunStatus.COMPLETED:
                await self._run_if_possible(phase)

    async def _account(self, reader: LibraryReader) -> Account:
        """Who is signed in. Raises StoreError where the library is another person's."""
        try:
            account = await self._calls.make("me", reader.account)
        except (Throttled, Unavailable) as refusal:
            raise pause_of(refused(refusal, now=self._desk.clock.now())) from refusal
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
        await desk.enter(phase.phase)
        await desk.save_job(phase.phase, message=_SAYS[phase.phase])
        while True:
            batch = await read_or_park(desk, phase)
            if not batch.is_counted:
                await desk.save_job(phase.phase, **batch.counts(desk.jobs[phase.phase]))
            if not batch.has_more:
                await desk.end(phase.phase, RunStatus.COMPLETED)
                return
            if self._enrich_until_s is not None and desk.clock.monotonic() > self._enrich_until_s:
                await desk.end(phase.phase, RunStatus.PAUSED, message=f"{batch.message}; the next import goes on")
                return

    async def _run_if_possible(self, phase: ImportPhase) -> None:
        """An optional phase as far as it goes today; how it stands then is told on its job alone."""
        desk = self._desk
        if not desk.settings.spotify.enrich:
            await desk.end(phase.phase, RunStatus.COMPLETED, message=_NOT_WANTED)
            return
        try:
            await self._run(phase)
        except Pause as pause:
            status = RunStatus.RATE_LIMITED if pause.reason is Reason.RATE_LIMITED else RunStatus.PAUSED
            if desk.stop.asked is Stop.CANCEL:
                status = RunStatus.CANCELLED
            await desk.end(phase.phase, status, message=pause.message or None, resumes_at=pause.until)
        except (Rejected, LoginExpired) as failure:
            problem = desk.problem(
                phase.phase, ItemKind.ALBUM, desk.run.id, reason="not_enriched", message=str(failure)
            )
            await desk.log(problem)
            await desk.end(phase.phase, RunStatus.FAILED, message=str(failure))
