"""The local Spotify as the port :class:`core.ports.LibraryReader`, in process."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from core.model import (
    Account,
    AlbumDetails,
    ArtistDetails,
    Page,
    SourceAlbum,
    SourceArtist,
    SourcePlaylist,
    SourceRow,
    SourceTrack,
)
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.door import Door


class _User(msgspec.Struct, frozen=True):
    id: str
    account_id: str | None = None
    display_name: str | None = None


class _Artist(msgspec.Struct, frozen=True):
    name: str
    id: str | None = None


class _Album(msgspec.Struct, frozen=True):
    name: str = ""
    id: str | None = None
    release_date: str | None = None


class _Content(msgspec.Struct, frozen=True):
    name: str
    uri: str
    type: str = "track"
    id: str | None = None
    is_local: bool = False
    artists: tuple[_Artist, ...] = ()
    album: _Album | None = None
    external_ids: dict[str, str] = {}
    duration_ms: int | None = None
    explicit: bool | None = None


class _Row(msgspec.Struct, frozen=True):
    added_at: datetime | None = None
    item: _Content | None = None
    track: _Content | None = None


class _Rows(msgspec.Struct, frozen=True):
    items: tuple[_Row, ...]
    total: int
    next: str | None = None


class _Count(msgspec.Struct, frozen=True):
    total: int = 0


class _Playlist(msgspec.Struct, frozen=True):
    id: str
    name: str
    owner: _User
    snapshot_id: str
    collaborative: bool = False
    items: _Count | None = None
    tracks: _Count | None = None


class _Playlists(msgspec.Struct, frozen=True):
    items: tuple[_Playlist, ...]
    total: int
    next: str | None = None


class _Image(msgspec.Struct, frozen=True):
    url: str
    width: int | None = None


class _FullArtist(msgspec.Struct, frozen=True):
    id: str
    genres: tuple[str, ...] = ()
    popularity: int | None = None
    followers: _Count | None = None
    images: tuple[_Image, ...] = ()


class _FullAlbum(msgspec.Struct, frozen=True):
    id: str
    label: str | None = None
    release_date: str | None = None
    total_tracks: int | None = None
    popularity: int | None = None
    genres: tuple[str, ...] = ()
    images: tuple[_Image, ...] = ()


class _Artists(msgspec.Struct, frozen=True):
    artists: tuple[_FullArtist | None, ...]


class _Albums(msgspec.Struct, frozen=True):
    albums: tuple[_FullAlbum | None, ...]


class LocalSpotify:
    """Implements LibraryReader."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def account(self) -> Account:
        """Who is signed in."""
        user = await self._door.ask("GET", "/v1/me", {}, kind=_User)
        return Account(user.account_id or user.id, user.display_name or user.id)

    async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
        """Liked songs, newest first."""
        return await self._rows("/v1/me/tracks", offset=offset, limit=limit)

    async def playlists(self, *, offset: int, limit: int) -> Page[SourcePlaylist]:
        """The person's playlists, own and followed."""
        query = {"offset": str(offset), "limit": str(min(limit, 50))}
        page = await self._door.ask("GET", "/v1/me/playlists", query, kind=_Playlists)
        rows = tuple(_head(row, offset + place) for place, row in enumerate(page.items))
        return Page(rows, offset, page.total, page.next is not None)

    async def playlist(self, spotify_id: str) -> SourcePlaylist:
        """One playlist's head."""
        return _head(await self._door.ask("GET", f"/v1/playlists/{spotify_id}", {}, kind=_Playlist), 0)

    async def playlist_rows(self, spotify_id: str, *, offset: int, limit: int) -> Page[SourceRow]:
        """Rows of a playlist."""
        return await self._rows(f"/v1/playlists/{spotify_id}/items", offset=offset, limit=limit)

    async def artists(self, ids: Sequence[str]) -> tuple[ArtistDetails, ...]:
        """Artists by their ids."""
        found = await self._door.ask("GET", "/v1/artists", {"ids": ",".join(ids[:50])}, kind=_Artists)
        return tuple(_artist(one) for one in found.artists if one is not None)

    async def artist(self, spotify_id: str) -> ArtistDetails:
        """One artist."""
        return _artist(await self._door.ask("GET", f"/v1/artists/{spotify_id}", {}, kind=_FullArtist))

    async def albums(self, ids: Sequence[str]) -> tuple[AlbumDetails, ...]:
        """Albums by their ids."""
        found = await self._door.ask("GET", "/v1/albums", {"ids": ",".join(ids[:20])}, kind=_Albums)
        return tuple(_album(one) for one in found.albums if one is not None)

    async def album(self, spotify_id: str) -> AlbumDetails:
        """One album."""
        return _album(await self._door.ask("GET", f"/v1/albums/{spotify_id}", {}, kind=_FullAlbum))

    async def _rows(self, path: str, *, offset: int, limit: int) -> Page[SourceRow]:
        query = {"offset": str(offset), "limit": str(min(limit, 50)), "additional_types": "track,episode"}
        page = await self._door.ask("GET", path, query, kind=_Rows)
        rows = tuple(_row(row, offset + place) for place, row in enumerate(page.items))
        return Page(rows, offset, page.total, page.next is not None)


def _head(row: _Playlist, position: int) -> SourcePlaylist:
    count = row.items or row.tracks
    return SourcePlaylist(
        row.id,
        row.name,
        row.owner.id,
        row.snapshot_id,
        count.total if count else None,
        position=position,
        is_collaborative=row.collaborative,
    )


def _row(row: _Row, position: int) -> SourceRow:
    content = row.item or row.track
    if content is None:
        return SourceRow(position, skip=RowSkip.NULL_TRACK, added_at=row.added_at)
    if content.is_local:
        return SourceRow(position, skip=RowSkip.LOCAL_FILE, added_at=row.added_at)
    if content.type == "episode":
        return SourceRow(position, skip=RowSkip.EPISODE, added_at=row.added_at)
    return SourceRow(position, track=_track(content), added_at=row.added_at)


def _track(content: _Content) -> SourceTrack:
    album = content.album
    return SourceTrack(
        content.uri,
        content.name,
        tuple(SourceArtist(artist.name, artist.id) for artist in content.artists),
        SourceAlbum(album.name, album.id, album.release_date) if album is not None else None,
        content.id,
        content.external_ids.get("isrc", "").strip().upper() or None,
        content.duration_ms,
        content.explicit,
    )


def _artist(row: _FullArtist) -> ArtistDetails:
    followers = row.followers.total if row.followers else None
    return ArtistDetails(row.id, row.genres, row.popularity, followers, tuple(image.url for image in row.images))


def _album(row: _FullAlbum) -> AlbumDetails:
    return AlbumDetails(
        row.id,
        label=row.label or None,
        released=row.release_date,
        track_count=row.total_tracks,
        popularity=row.popularity,
        genres=row.genres,
        images=tuple(image.url for image in row.images),
    )
