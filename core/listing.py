"""Reads what YouTube holds into the store, page by page, each page booked before it is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import Rejected, StoreError, Unavailable
from core.quota import Method
from core.retry import REST_S
from core.states import Service

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from core.meter import Meter
    from core.model import HeldPlaylist, PlaylistId, RemoteItem, RemotePage, RemotePlaylist, RunId, T
    from core.ports import Accounts, Clock
    from core.store import Store

STALE_AFTER = timedelta(days=1)
"""How old a playlist's items may be before they are read again, though nothing speaks of a change."""

_PAGES_AT_MOST = 1000
"""A listing longer than this turns in circles."""


def is_to_read(held: HeldPlaylist, *, now: datetime) -> bool:
    """Whether a playlist's items may have changed since they were read: by its head, by their age, or never read."""
    if held.items_at is None or now - held.items_at > STALE_AFTER:
        return True
    return (held.head.etag, held.head.item_count) != (held.listed_etag, held.listed_count)


class Listing:
    """The reader of own playlists. Charges are booked to ``run_id``, None outside a run.

    ``tell`` hears how far a listing of several pages is, and (None) that nothing is said of it any more.
    """

    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        meter: Meter,
        clock: Clock,
        settle_s: float,
        *,
        tell: Callable[[str | None], Awaitable[None]],
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._meter = meter
        self._clock = clock
        self._settle_s = settle_s
        self._tell = tell

    async def check_channel(self) -> None:
        """Make sure the sign-in and the database speak of the same channel; makes no call.

        Raises LoginExpired without a sign-in, StoreError where the database belongs to another channel.
        """
        self._accounts.youtube()
        account = (await self._accounts.connection(Service.YOUTUBE)).account
        if account is not None:
            await self._store.channel.claim(account)

    async def heads(self, *, run_id: RunId | None = None, is_surplus: bool = False) -> tuple[RemotePlaylist, ...]:
        """Read every own playlist's head, store them, and return them as listed."""
        youtube = self._accounts.youtube()
        heads = await self._all(
            lambda token: youtube.playlists(page_token=token),
            Method.PLAYLISTS_LIST,
            "your playlists",
            run_id=run_id,
            is_surplus=is_surplus,
        )
        identity = await self._store.channel.identity()
        other = next((head for head in heads if identity and head.channel_id not in ("", identity.account_id)), None)
        if other is not None and identity is not None:
            await self._meter.book(Method.CHANNELS_LIST, run_id=run_id, is_surplus=True)
            if (await youtube.channel()).account_id == identity.account_id:
                message = "YouTube's listing of playlists speaks of another channel than the signed-in one."
                raise Unavailable(message, wait_s=REST_S)
            message = (
                f"This profile belongs to the channel {identity.name} ({identity.account_id}), but the sign-in is for "
                f"{other.channel_id}. Sign in again as {identity.name}, or use another --profile."
            )
            raise StoreError(message)
        await self._store.channel.save_heads(heads, at=self._clock.now(), settle_s=self._settle_s)
        return heads

    async def items(
        self, playlist_id: PlaylistId, *, run_id: RunId | None = None, is_surplus: bool = False
    ) -> tuple[RemoteItem, ...] | None:
        """Read a playlist's items, store them, and return them; None where the playlist is gone."""
        youtube = self._accounts.youtube()
        try:
            items = await self._all(
                lambda token: youtube.items(playlist_id, page_token=token),
                Method.ITEMS_LIST,
                "a playlist",
                run_id=run_id,
                is_surplus=is_surplus,
            )
        except Rejected as refusal:
            if not refusal.is_gone:
                raise
            await self._store.channel.forget(playlist_id, at=self._clock.now())
            return None
        await self._store.channel.save_items(playlist_id, items, at=self._clock.now(), settle_s=self._settle_s)
        return items

    async def marked(self, marker: str, *, run_id: RunId | None) -> RemotePlaylist | None:
        """Look for the playlist whose description carries ``marker``; stops at the page that holds it."""
        youtube = self._accounts.youtube()
        token: str | None = None
        for _ in range(_PAGES_AT_MOST):
            await self._meter.book(Method.PLAYLISTS_LIST, run_id=run_id, is_surplus=True)
            page = await youtube.playlists(page_token=token)
            found = next((head for head in page.rows if marker in head.description), None)
            token = page.next_token
            if found is not None or token is None:
                return found
        return None

    async def _all(
        self,
        read: Callable[[str | None], Awaitable[RemotePage[T]]],
        method: Method,
        what: str,
        *,
        run_id: RunId | None,
        is_surplus: bool,
    ) -> tuple[T, ...]:
        """Every row of a listing, told page by page; what was told is taken back, however it ends."""
        try:
            rows = await self._pages(read, method, what, run_id=run_id, is_surplus=is_surplus)
        except Exception:
            await self._tell(None)
            raise
        await self._tell(None)
        return rows

    async def _pages(
        self,
        read: Callable[[str | None], Awaitable[RemotePage[T]]],
        method: Method,
        what: str,
        *,
        run_id: RunId | None,
        is_surplus: bool,
    ) -> tuple[T, ...]:
        rows: list[T] = []
        token: str | None = None
        seen: set[str] = set()
        while True:
            await self._meter.book(method, run_id=run_id, is_surplus=is_surplus)
            page = await read(token)
            rows.extend(page.rows)
            token = page.next_token
            if token is None:
                return tuple(rows)
            if token in seen or len(seen) >= _PAGES_AT_MOST:
                message = "YouTube's listing turns in circles."
                raise Unavailable(message, wait_s=REST_S)
            seen.add(token)
            await self._tell(f"Reading {what}: {len(rows):,} of {max(page.total, len(rows)):,}")
