"""YouTube whose reads are patient: each is made again where it fails, and each further try is booked as surplus.

The first try is booked by whoever asks, who knows what it is for. Writes pass through, once.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from core.errors import Transient
from core.quota import Method

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from core.meter import Meter
    from core.model import (
        Account,
        ItemId,
        PlaylistId,
        RemoteItem,
        RemotePage,
        RemotePlaylist,
        RunId,
        VideoDetails,
        VideoId,
    )
    from core.ports import YouTubeService
    from core.reading.patience import Patience
    from core.seen import SearchResults
    from core.states import Privacy

T = TypeVar("T")

SEARCH_TRIES = 4
"""Tries of a search: each takes one of the 100 of a day, and others can be made meanwhile."""


class PatientYouTube:
    """Implements :class:`core.ports.YouTubeService` over another one.

    Further tries are booked to ``run_id``, None outside a run. Each read raises what the other one does, but
    Unavailable in the place of Transient.
    """

    def __init__(
        self, youtube: YouTubeService, patience: Patience, meter: Meter, *, run_id: RunId | None = None
    ) -> None:
        self._youtube = youtube
        self._patience = patience
        self._meter = meter
        self._run_id = run_id

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    async def channel(self) -> Account:
        """The signed-in channel."""
        return await self._read(Method.CHANNELS_LIST, self._youtube.channel)

    async def playlists(self, *, page_token: str | None = None) -> RemotePage[RemotePlaylist]:
        """A page of own playlists."""
        return await self._read(Method.PLAYLISTS_LIST, partial(self._youtube.playlists, page_token=page_token))

    async def playlist(self, playlist_id: PlaylistId) -> RemotePlaylist | None:
        """One playlist's head."""
        return await self._read(Method.PLAYLISTS_LIST, partial(self._youtube.playlist, playlist_id))

    async def items(self, playlist_id: PlaylistId, *, page_token: str | None = None) -> RemotePage[RemoteItem]:
        """A page of a playlist's items."""
        return await self._read(Method.ITEMS_LIST, partial(self._youtube.items, playlist_id, page_token=page_token))

    async def items_of_video(self, playlist_id: PlaylistId, video_id: VideoId) -> tuple[RemoteItem, ...]:
        """The items of a playlist that hold one video."""
        return await self._read(Method.ITEMS_LIST, partial(self._youtube.items_of_video, playlist_id, video_id))

    async def details(self, video_ids: Sequence[VideoId]) -> tuple[VideoDetails, ...]:
        """Lengths and states of videos."""
        return await self._read(Method.VIDEOS_LIST, partial(self._youtube.details, video_ids))

    async def search(self, query: str) -> SearchResults:
        """Videos for a query. One whose answer was lost was made and charged: whoever asks says whether it is again."""

        async def once() -> SearchResults | Transient:
            try:
                return await self._youtube.search(query)
            except Transient as failure:
                if failure.is_lost:
                    return failure
                raise

        found = await self._read(Method.SEARCH_LIST, once, tries=SEARCH_TRIES)
        if isinstance(found, Transient):
            raise found
        return found

    async def _read(self, method: Method, call: Callable[[], Awaitable[T]], *, tries: int | None = None) -> T:
        async def book() -> None:
            await self._meter.book(method, run_id=self._run_id, is_surplus=True)

        return await self._patience.read(call, again=book, tries=tries)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    async def create(self, title: str, *, description: str, privacy: Privacy) -> RemotePlaylist:
        """Make a playlist."""
        return await self._youtube.create(title, description=description, privacy=privacy)

    async def rename(self, playlist: RemotePlaylist, *, title: str) -> RemotePlaylist:
        """Give a playlist another title."""
        return await self._youtube.rename(playlist, title=title)

    async def delete(self, playlist_id: PlaylistId) -> None:
        """Delete a playlist."""
        await self._youtube.delete(playlist_id)

    async def add(
        self, playlist_id: PlaylistId, video_id: VideoId, *, position: int | None = None, note: str | None = None
    ) -> RemoteItem:
        """Put a video in."""
        return await self._youtube.add(playlist_id, video_id, position=position, note=note)

    async def remove(self, item_id: ItemId) -> None:
        """Take an item out."""
        await self._youtube.remove(item_id)

    async def move(self, item: RemoteItem, *, position: int) -> RemoteItem:
        """Move an item."""
        return await self._youtube.move(item, position=position)
