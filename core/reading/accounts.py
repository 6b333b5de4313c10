"""A person's sign-ins whose YouTube is read patiently; everything else is theirs as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.reading.youtube import PatientYouTube

if TYPE_CHECKING:
    from core.meter import Meter
    from core.model import Account, Connection, RunId
    from core.music import MusicSearch
    from core.ports import Accounts, LibraryReader, YouTubeService
    from core.reading.patience import Patience
    from core.sign_in import SignIn
    from core.states import Service


class PatientAccounts:
    """Implements :class:`core.ports.Accounts` over another one. Spotify's pages are read patiently by the importer."""

    def __init__(self, accounts: Accounts, patience: Patience, meter: Meter, *, run_id: RunId | None = None) -> None:
        self._accounts = accounts
        self._patience = patience
        self._meter = meter
        self._run_id = run_id

    async def connection(self, service: Service) -> Connection:
        """Whether and as whom the person is signed in."""
        return await self._accounts.connection(service)

    def client(self, service: Service) -> str | None:
        """The id of the person's own app."""
        return self._accounts.client(service)

    async def sign_in(self, service: Service, asked: SignIn) -> Account:
        """Sign in through the browser."""
        return await self._accounts.sign_in(service, asked)

    async def sign_out(self, service: Service) -> None:
        """Delete the stored token."""
        await self._accounts.sign_out(service)

    def library(self) -> LibraryReader:
        """Spotify as the signed-in person."""
        return self._accounts.library()

    def youtube(self) -> YouTubeService:
        """YouTube as the signed-in person. Raises LoginExpired where there is no sign-in."""
        return PatientYouTube(self._accounts.youtube(), self._patience, self._meter, run_id=self._run_id)

    def music(self) -> MusicSearch | None:
        """The unofficial search, where the settings allow it."""
        return self._accounts.music()

    async def close(self) -> None:
        """Take no further calls."""
        await self._accounts.close()
