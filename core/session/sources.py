"""Sign-ins and what the person has: the part of the session that speaks of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.importing.enrichment import REMEMBERED
from core.states import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from core.model import Account, Collection, Connection, HeldPlaylist, PlaylistId
    from core.session.machinery import Machinery


class Sources:
    """Accounts, source collections and own YouTube playlists."""

    def __init__(self, machinery: Machinery) -> None:
        self._m = machinery

    async def connections(self) -> tuple[Connection, ...]:
        """Spotify's and YouTube's sign-in, in this order; makes no call."""
        return tuple([await self._m.accounts.connection(service) for service in Service])

    async def sign_in(
        self, service: Service, *, show_address: Callable[[str], None], client_file: Path | None = None
    ) -> Account:
        """Sign in through the browser, and tie the database to the channel.

        Raises UsageError (client id or file), LoginExpired (refused, timed out), StoreError (another channel).
        """
        account = await self._m.accounts.sign_in(service, show_address=show_address, client_file=client_file)
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
