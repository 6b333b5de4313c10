"""What the machinery needs from the world, as small Protocols by role; what it keeps is :mod:`core.store`'s.

``adapters`` implements the services and the clock, ``demo`` the services once more, in process. Every method of a
service is one remote call (one page, one write) and raises only the dispositions of :mod:`core.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from datetime import datetime
    from pathlib import Path

    from core.model import (
        Account,
        AlbumDetails,
        ArtistDetails,
        Connection,
        DroppedRow,
        FileCollection,
        ItemId,
        Page,
        PlaylistId,
        RemoteItem,
        RemotePage,
        RemotePlaylist,
        SourcePlaylist,
        SourceRow,
        VideoDetails,
        VideoId,
        Window,
    )
    from core.music import MusicSearch
    from core.seen import SearchResults
    from core.sign_in import SignIn
    from core.states import Privacy, Service


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────


class Clock(Protocol):
    """The only source of time. Nothing else in the core may read a clock or sleep."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC. It may jump."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow, for this process alone; waits are measured with it."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait at least ``seconds`` on the monotonic clock; cancellable."""
        ...

    async def sleep_until(self, instant: datetime) -> None:
        """Wait until the wall clock shows ``instant``, noticing jumps and a computer that slept."""
        ...


class QuotaCalendar(Protocol):
    """When a quota day begins and ends."""

    def window(self, now: datetime) -> Window:
        """The quota day that holds ``now``; both ends aware, in UTC."""
        ...

    def label(self, window: Window) -> str:
        """Its name for people and for the calendar, ``YYYY-MM-DD``."""
        ...


# ── services ─────────────────────────────────────────────────────────────────────────────────────────────


class LibraryReader(Protocol):
    """Reads a person's Spotify library, page by page."""

    async def account(self) -> Account:
        """Who is signed in (``account_id``, else ``id``)."""
        ...

    async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
        """Liked songs, newest first; ``position`` counts from 0 over the whole list."""
        ...

    async def playlists(self, *, offset: int, limit: int) -> Page[SourcePlaylist]:
        """The person's playlists, own and followed, in their own order."""
        ...

    async def playlist(self, spotify_id: str) -> SourcePlaylist:
        """One playlist's head, for the snapshot after a walk."""
        ...

    async def playlist_rows(self, spotify_id: str, *, offset: int, limit: int) -> Page[SourceRow]:
        """Rows of a playlist. Raises Rejected (``unreadable_403``, ``unreadable_404``) where it is not readable."""
        ...

    async def artists(self, ids: Sequence[str]) -> tuple[ArtistDetails, ...]:
        """At most 50 artists by their ids, unknown ones left out.

        Raises Rejected (``endpoint_closed``) where the app may read them one by one only."""
        ...

    async def artist(self, spotify_id: str) -> ArtistDetails:
        """One artist. Raises Rejected with ``is_gone`` where there is none of that id."""
        ...

    async def albums(self, ids: Sequence[str]) -> tuple[AlbumDetails, ...]:
        """At most 20 albums by their ids, as :meth:`artists` does."""
        ...

    async def album(self, spotify_id: str) -> AlbumDetails:
        """One album. Raises Rejected with ``is_gone`` where there is none of that id."""
        ...


class PlaylistReader(Protocol):
    """Reads what an own YouTube channel holds; each call costs 1 unit."""

    async def channel(self) -> Account:
        """The signed-in channel. Raises LoginExpired where the account has no channel."""
        ...

    async def playlists(self, *, page_token: str | None = None) -> RemotePage[RemotePlaylist]:
        """Own playlists, 50 a page."""
        ...

    async def playlist(self, playlist_id: PlaylistId) -> RemotePlaylist | None:
        """One playlist's head; None where it does not exist (any more)."""
        ...

    async def items(self, playlist_id: PlaylistId, *, page_token: str | None = None) -> RemotePage[RemoteItem]:
        """A playlist's items, 50 a page. Raises Rejected with ``is_gone`` where the playlist is not there."""
        ...

    async def items_of_video(self, playlist_id: PlaylistId, video_id: VideoId) -> tuple[RemoteItem, ...]:
        """The items of a playlist that hold one video: the cheap look."""
        ...


class PlaylistWriter(Protocol):
    """Changes playlists; each call costs 50 units and is never repeated by the adapter."""

    async def create(self, title: str, *, description: str, privacy: Privacy) -> RemotePlaylist:
        """Make a playlist. Privacy is always sent."""
        ...

    async def rename(self, playlist: RemotePlaylist, *, title: str) -> RemotePlaylist:
        """Give it another title; the rest of its snippet and its privacy are sent unchanged."""
        ...

    async def delete(self, playlist_id: PlaylistId) -> None:
        """Delete it. Raises Rejected with ``is_gone`` on 404."""
        ...

    async def add(
        self, playlist_id: PlaylistId, video_id: VideoId, *, position: int | None = None, note: str | None = None
    ) -> RemoteItem:
        """Put a video in; None as position appends."""
        ...

    async def remove(self, item_id: ItemId) -> None:
        """Take an item out. Raises Rejected with ``is_gone`` on 404."""
        ...

    async def move(self, item: RemoteItem, *, position: int) -> RemoteItem:
        """Move an item of ours within its playlist; its note is kept."""
        ...


class VideoSearch(Protocol):
    """Finds videos."""

    async def search(self, query: str) -> SearchResults:
        """Up to 50 videos for a query, best first, lengths unknown. Takes 1 search of the day's bucket."""
        ...

    async def details(self, video_ids: Sequence[VideoId]) -> tuple[VideoDetails, ...]:
        """Lengths and states of at most 50 videos for 1 unit; gone ones and others' private ones are left out."""
        ...


class LibraryFile(Protocol):
    """A file or folder of exports, opened: what it holds can be walked, as often as wanted, until it is closed."""

    @property
    def format(self) -> str:
        """What it is, for people: ``Exportify``, ``Google Takeout``."""
        ...

    @property
    def collections(self) -> tuple[FileCollection, ...]:
        """What it holds, in its own order; never two with one ``external_id``."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about what a person may want to know: a guessed encoding, a file left out."""
        ...

    def pages(
        self, collection: FileCollection, *, limit: int
    ) -> AsyncGenerator[tuple[tuple[SourceRow, ...], tuple[DroppedRow, ...]], None]:
        """A collection's rows, ``limit`` at a time, with the reasons for those among them that hold no track.

        Positions count from 0 over all rows without a gap; a dropped row is in its place, with its ``skip``.
        Raises UsageError where the file turns out to be damaged."""
        ...

    async def close(self) -> None:
        """Give back what reading took. Safe to call twice."""
        ...


class LibraryFiles(Protocol):
    """Reads the files people own, without any account."""

    async def open(self, path: Path) -> LibraryFile:
        """Open a file, an archive or a folder. Raises UsageError, one sentence, where no library can be read."""
        ...


# ── accounts ─────────────────────────────────────────────────────────────────────────────────────────────


class YouTubeService(PlaylistReader, PlaylistWriter, VideoSearch, Protocol):
    """All that YouTube is asked to do."""


class Accounts(Protocol):
    """The person's sign-ins, and the services reached with them."""

    async def connection(self, service: Service) -> Connection:
        """Whether and as whom the person is signed in, from the stored token alone: no call is made."""
        ...

    def client(self, service: Service) -> str | None: ...  # the id of the person's own app; None: to be named

    async def sign_in(self, service: Service, asked: SignIn) -> Account:
        """Sign in through the browser; broken off, it leaves the sign-in that was there.

        Raises UsageError where the client id or file is missing or wrong, LoginExpired where it was refused
        or not answered within five minutes."""
        ...

    async def sign_out(self, service: Service) -> None:
        """Delete the stored token; nothing happens where there is none."""
        ...

    def library(self) -> LibraryReader:
        """Spotify as the signed-in person. Raises LoginExpired or UsageError where that is not possible."""
        ...

    def youtube(self) -> YouTubeService:
        """YouTube as the signed-in person. Raises LoginExpired where there is no sign-in."""
        ...

    def music(self) -> MusicSearch | None: ...  # None: the settings do not allow it
    async def close(self) -> None: ...
