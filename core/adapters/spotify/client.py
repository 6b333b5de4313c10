"""A person's Spotify library as the port wants it, through spotipy: each method one call, nothing repeated.

spotipy is imported in the lane at the first call and gets a session of ours, since its own sleeps for hours on
a 429. Pages are asked for by offset, without ``market`` (which would swap tracks) and without ``fields`` (whose
names depend on the app's age).
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from core.adapters.quiet import quiet_vendors
from core.adapters.session import TIMEOUT_S, Refused, new_session
from core.adapters.shape import Unreadable
from core.adapters.spotify import details, errors, translate
from core.adapters.spotify.errors import About
from core.errors import OddRows, Rejected, Transient

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.adapters.lane import Lane
    from core.adapters.login.keeper import TokenKeeper
    from core.model import Account, AlbumDetails, ArtistDetails, Page, SourcePlaylist, SourceRow

T = TypeVar("T")

TYPES = ("track", "episode")
"""What rows may hold; left out, episodes come back as odd tracks."""

_REDIS = "redis"

PAGE_MAX = 50
ALBUMS_MAX = 20


class _Client(Protocol):
    """What is used of :class:`spotipy.Spotify`, which ships no types."""

    def set_auth(self, auth: str) -> None: ...
    def me(self) -> object: ...
    def current_user_saved_tracks(self, *, limit: int, offset: int) -> object: ...
    def current_user_playlists(self, *, limit: int, offset: int) -> object: ...
    def playlist(self, playlist_id: str, *, additional_types: tuple[str, ...]) -> object: ...
    def playlist_items(
        self, playlist_id: str, *, limit: int, offset: int, additional_types: tuple[str, ...]
    ) -> object: ...
    def artists(self, artists: Sequence[str]) -> object: ...
    def artist(self, artist_id: str) -> object: ...
    def albums(self, albums: Sequence[str]) -> object: ...
    def album(self, album_id: str) -> object: ...


class Spotify:
    """Implements LibraryReader of :mod:`core.ports`.

    ``api`` is the service's address. All calls go through ``lane``, which spaces them, with tokens of ``keeper``.
    """

    def __init__(self, *, api: str, keeper: TokenKeeper, lane: Lane) -> None:
        quiet_vendors()
        self._api = api
        self._keeper = keeper
        self._lane = lane
        self._client: _Client | None = None

    async def account(self) -> Account:
        """Who is signed in (``account_id``, else ``id``)."""
        return await self._call(About.ACCOUNT, lambda client: client.me(), translate.to_account)

    async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
        """Liked songs, newest first; at most 50."""
        size = min(limit, PAGE_MAX)
        return await self._call(
            About.LIKED_SONGS,
            lambda client: client.current_user_saved_tracks(limit=size, offset=offset),
            lambda answer: translate.to_liked(answer, offset=offset, limit=size),
        )

    async def playlists(self, *, offset: int, limit: int) -> Page[SourcePlaylist]:
        """The person's playlists, own and followed, in their own order; at most 50."""
        size = min(limit, PAGE_MAX)
        return await self._call(
            About.PLAYLISTS,
            lambda client: client.current_user_playlists(limit=size, offset=offset),
            lambda answer: translate.to_playlists(answer, offset=offset, limit=size),
        )

    async def playlist(self, spotify_id: str) -> SourcePlaylist:
        """One playlist's head, for the snapshot after a walk."""
        return await self._call(
            About.PLAYLIST,
            lambda client: client.playlist(spotify_id, additional_types=TYPES),
            translate.to_playlist,
        )

    async def playlist_rows(self, spotify_id: str, *, offset: int, limit: int) -> Page[SourceRow]:
        """Rows of a playlist; at most 50. Raises Rejected (``unreadable_403``, ``unreadable_404``) where it may not."""
        size = min(limit, PAGE_MAX)
        return await self._call(
            About.PLAYLIST,
            lambda client: client.playlist_items(spotify_id, limit=size, offset=offset, additional_types=TYPES),
            lambda answer: translate.to_rows(answer, offset=offset, limit=size),
        )

    async def artists(self, ids: Sequence[str]) -> tuple[ArtistDetails, ...]:
        """At most 50 artists, unknown ones left out. Raises Rejected (``endpoint_closed``) where batches are closed."""
        wanted = tuple(ids)[:PAGE_MAX]
        return await self._call(About.ARTISTS, lambda client: client.artists(wanted), details.to_artists)

    async def artist(self, spotify_id: str) -> ArtistDetails:
        """One artist. Raises Rejected with ``is_gone`` on 404."""
        return await self._call(About.ARTISTS, lambda client: client.artist(spotify_id), details.to_artist)

    async def albums(self, ids: Sequence[str]) -> tuple[AlbumDetails, ...]:
        """At most 20 albums, as :meth:`artists` does."""
        wanted = tuple(ids)[:ALBUMS_MAX]
        return await self._call(About.ALBUMS, lambda client: client.albums(wanted), details.to_albums)

    async def album(self, spotify_id: str) -> AlbumDetails:
        """One album. Raises Rejected with ``is_gone`` on 404."""
        return await self._call(About.ALBUMS, lambda client: client.album(spotify_id), details.to_album)

    async def _call(self, about: About, ask: Callable[[_Client], object], take: Callable[[object], T]) -> T:
        return await self._lane.call(lambda: self._send(about, ask, take))

    def _send(self, about: About, ask: Callable[[_Client], object], take: Callable[[object], T]) -> T:
        """Make one call from the lane's thread and read its answer. Raises dispositions alone."""
        from requests import RequestException

        library = _spotipy()
        try:
            return take(self._ask(ask))
        except Refused as refused:
            raise errors.of_refusal(refused, about, now=self._lane.clock.now()) from None
        except RequestException as error:
            raise errors.of_failure(error) from None
        except library.SpotifyException:  # refusals of the service are Refused; this one never left the machine
            message = "This is no Spotify id that could be asked for."
            raise Rejected(message, reason="unreadable_id") from None
        except translate.PartlyUnreadable as odd:
            message = f"Few rows of Spotify's answer cannot be believed: {odd}."
            raise OddRows(message, odd.page) from None
        except Unreadable as error:
            message = f"Spotify's answer cannot be believed: {error}."
            raise Transient(message) from None
        except (ValueError, RecursionError):  # a body that is no text, or JSON that Python refuses to read
            message = "Spotify's answer cannot be read."
            raise Transient(message) from None

    def _ask(self, ask: Callable[[_Client], object]) -> object:
        """Ask with a valid token; a 401 is asked once more with a fresh one."""
        client = self._ready()
        token = self._keeper.access_token()
        client.set_auth(token)
        try:
            return ask(client)
        except Refused as refused:
            if refused.status != 401:
                raise
        client.set_auth(self._keeper.refresh_now(stale=token))
        return ask(client)

    def _ready(self) -> _Client:
        """spotipy, made at first use."""
        if self._client is None:
            session = new_session(self._api)
            self._lane.at_end(session.close)
            made = _spotipy().Spotify(requests_session=session, requests_timeout=TIMEOUT_S)
            made.prefix = f"{self._api}/"
            self._client = cast("_Client", made)
        return self._client


def _spotipy() -> ModuleType:
    """spotipy, without the client of Redis that it imports for a cache nobody uses here: 200 modules less."""
    if "spotipy" not in sys.modules and _REDIS not in sys.modules:
        stand_in = ModuleType(_REDIS)
        stand_in.__dict__["RedisError"] = type("RedisError", (Exception,), {})
        sys.modules[_REDIS] = stand_in
        try:
            import spotipy
        finally:
            del sys.modules[_REDIS]
    import spotipy

    return cast("ModuleType", spotipy)
