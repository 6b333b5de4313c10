"""Sign-ins and what the person has: the part of the session that speaks of sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.importing.enrichment import REMEMBERED
from core.states import Service

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.model import Account, Collection, Connection, HeldPlaylist, PlaylistId
    from core.session.machinery import Machinery
    from core.session.preferences import Preferences
    from core.sign_in import SignIn

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


class Sources:
    """Accounts, source collections and own YouTube playlists."""

    def __init__(self, machinery: Machinery, preferences: Preferences) -> None:
        self._m = machinery
        self._preferences = preferences

    async def connections(self) -> tuple[Connection, ...]:
        """Spotify's and YouTube's sign-in, in this order; makes no call."""
        return tuple([await self._m.accounts.connection(service) for service in Service])

    def client(self, service: Service) -> str | None:
        """The id of the person's own app that a sign-in would use; None where they have to name one. No secret."""
        return self._m.accounts.client(service)

    async def sign_in(self, service: Service, asked: SignIn) -> Account:
        """Sign in through the browser, and tie the database to the channel. A client id that is new is kept.

        Raises UsageError (client id or file), LoginExpired (refused, timed out), StoreError (another channel).
        """
        if asked.client_id is not None and asked.client_id != self.client(service):
            if not _CLIENT_ID.fullmatch(asked.client_id):
                message = "A Spotify client id is one word of letters and digits; your app's settings show it."
                raise UsageError(message)
            await self._preferences.change("spotify", "client_id", asked.client_id)
        account = await self._m.accounts.sign_in(service, asked)
        if service is Service.SPOTIFY:  # perhaps through another app, with other rights and a quota of its own
            for key in REMEMBERED:
                await self._m.store.set_setting(key, None)
        if service is Service.YOUTUBE:
            try:
                await self._m.store.channel.claim(account)
            except Exception:
                await self._m.accounts.sign_out(service)
                raise
        return account

    async def sign_out(self, service: Service, *, purge: bool = False) -> None:
        """Forget the sign-in; with ``purge`` also what the database holds from that service."""
        await self._m.accounts.sign_out(service)
        if purge:
            await self._m.store.purge(service)

    async def collections(self) -> tuple[Collection, ...]:
        """Everything imported, in the person's order."""
        return await self._m.store.library.collections()

    async def imported_at(self) -> Mapping[str, datetime]:
        """When each source was last imported to the end: under the empty string Spotify, else as ``Run.source``."""
        return await self._m.store.runs.imported_at()

    async def calls_since(self, at: datetime) -> int:
        """Calls made to Spotify since an instant."""
        return await self._m.store.library.calls_since(at)

    async def playlists(self) -> tuple[HeldPlaylist, ...]:
        """Own YouTube playlists as last listed."""
        return await self._m.store.channel.playlists()

    async def replace(self, playlist_ids: Sequence[PlaylistId], *, on: bool = True) -> tuple[PlaylistId, ...]:
        """Mark own playlists for deletion after a sync, or unmark them; returns those that are not known."""
        return await self._m.store.channel.replace(playlist_ids, on=on)
