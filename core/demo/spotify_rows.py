"""How Spotify writes its resources, in the shape of 2026 (development mode) or the older one.

Shapes only. Development mode lacks popularity, markets and followers, calls a playlist's rows ``items`` and a
row's content ``item``; saved tracks keep ``track``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.library import Held, Library
    from core.demo.wire import Json, JsonObject
    from core.demo.world import AlbumSeed, Episode, LocalFile, Row, TrackSeed


class Rows:
    """Writes a library's resources; ``base`` is the service's address, ``is_old`` the older shape."""

    def __init__(self, library: Library, *, is_old: bool, base: str = "https://api.spotify.com/v1") -> None:
        self._library = library
        self._is_old = is_old
        self.base = base

    def user(self) -> JsonObject:
        """The signed-in person."""
        seed = self._library.seed
        row = self._head("user", "users", seed.user_id) | {"display_name": seed.name, "account_id": seed.account_id}
        row["images"] = []
        if self._is_old:
            row |= {"country": "DE", "product": "premium", "email": "listener@example.org"}
            row["followers"] = {"href": None, "total": 3}
        return row

    def artist(self, artist_id: str, *, is_full: bool = False) -> JsonObject:
        """An artist, as a track names it or in full."""
        row = self._head("artist", "artists", artist_id) | {"name": self._library.artists[artist_id].name}
        if is_full:
            row["images"] = _images("artist", artist_id)
            if self._is_old:
                row |= {"popularity": 41, "genres": ["chamber pop"], "followers": {"href": None, "total": 12_000}}
        return row

    def album(self, album: AlbumSeed, *, is_full: bool = False) -> JsonObject:
        """An album, as a track names it or in full (its tracks are added by the service)."""
        row = self._head("album", "albums", album.id) | {
            "album_type": album.kind,
            "total_tracks": len(self._library.tracks_of(album.id)),
            "images": _images("album", album.id),
            "name": album.title,
            "release_date": album.released,
            "release_date_precision": {4: "year", 7: "month"}.get(len(album.released), "day"),
            "artists": [self.artist(artist) for artist in album.artists],
        }
        if is_full:
            row |= {"copyrights": [], "external_ids": {}}
            if self._is_old:
                row |= {"genres": [], "label": "Lantern Records", "popularity": 33}
        return row

    def track(self, track: TrackSeed, *, is_simple: bool = False) -> JsonObject:
        """A track; the simple form of album listings has neither album nor ISRC."""
        row = self._head("track", "tracks", track.id) | {
            "artists": [self.artist(artist) for artist in track.artists],
            "disc_number": 1,
            "duration_ms": track.ms,
            "explicit": track.is_explicit,
            "is_local": False,
            "name": track.title,
            "track_number": track.number,
        }
        if not is_simple:
            row["album"] = self.album(self._library.albums[track.album])
            row["external_ids"] = {"isrc": track.isrc} if track.isrc else {}
            if self._is_old:
                row |= {"popularity": 37, "available_markets": ["DE", "US"], "preview_url": None}
        return row

    def saved(self, row: Row) -> JsonObject:
        """A row of the liked songs."""
        return {"added_at": row.added_at, "track": self._content(row, has_episodes=False)}

    def playlist_row(self, row: Row, *, has_episodes: bool) -> JsonObject:
        """A row of a playlist."""
        return {
            "added_at": row.added_at,
            "added_by": self._head("user", "users", self._library.seed.user_id),
            "is_local": row.local is not None,
            "primary_color": None,
            "track" if self._is_old else "item": self._content(row, has_episodes=has_episodes),
            "video_thumbnail": {"url": None},
        }

    def playlist(self, held: Held, rows: JsonObject | None = None) -> JsonObject:
        """A playlist's head; ``rows`` is its first page where the head is asked for alone."""
        one = held.seed
        counted: JsonObject = {"href": f"{self.base}/playlists/{one.id}/items", "total": len(one.rows)}
        is_readable = one.refusal is None
        return self._head("playlist", "playlists", one.id) | {
            "collaborative": one.is_collaborative,
            "description": one.description,
            "images": [],
            "name": one.title,
            "owner": self._head("user", "users", one.owner) | {"display_name": one.owner},
            "primary_color": None,
            "public": one.is_public,
            "snapshot_id": held.snapshot_id,
            "tracks" if self._is_old else "items": rows if rows is not None and is_readable else counted,
        }

    def page(
        self, path: str, rows: Sequence[JsonObject], *, offset: int, limit: int, total: int, more: str = ""
    ) -> JsonObject:
        """A page by offset; ``more`` is the rest of the query, for the neighbours' addresses."""

        def address(at: int) -> str:
            return f"{self.base}{path}?offset={at}&limit={limit}{more}"

        return {
            "href": address(offset),
            "items": list(rows),
            "limit": limit,
            "next": address(offset + limit) if offset + limit < total else None,
            "offset": offset,
            "previous": address(max(0, offset - limit)) if offset else None,
            "total": total,
        }

    def _content(self, row: Row, *, has_episodes: bool) -> Json:
        if row.local is not None:
            return _local(row.local)
        if row.episode is not None:
            return self._episode(row.episode) if has_episodes else None
        return self.track(self._library.tracks[row.track]) if row.track is not None else None

    def _episode(self, episode: Episode) -> JsonObject:
        return self._head("episode", "episodes", episode.id) | {
            "name": episode.title,
            "description": "",
            "duration_ms": episode.ms,
            "explicit": False,
            "images": [],
            "is_externally_hosted": False,
            "language": "en",
            "release_date": "2024-02-09",
            "show": {"name": episode.show, "type": "show", "publisher": episode.show, "images": []},
            **({"track": False, "episode": True} if self._is_old else {}),
        }

    def _head(self, kind: str, path: str, key: str) -> dict[str, Json]:
        return {
            "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{key}"},
            "href": f"{self.base}/{path}/{key}",
            "id": key,
            "type": kind,
            "uri": f"spotify:{kind}:{key}",
        }


def _images(kind: str, key: str) -> list[Json]:
    """Pictures in the three sizes that Spotify serves."""
    address = f"https://i.scdn.co/image/{kind}-{key}"
    return [{"url": f"{address}-{side}", "height": side, "width": side} for side in (640, 300, 64)]


def _local(file: LocalFile) -> JsonObject:
    parts = ":".join(quote(part, safe="") for part in (file.artist, file.album, file.title))
    nothing: dict[str, Json] = {"external_urls": {}, "href": None, "id": None, "uri": None}
    return {
        "album": nothing | {"album_type": None, "artists": [], "images": [], "name": file.album, "release_date": None},
        "artists": [nothing | {"name": file.artist, "type": "artist"}],
        "disc_number": 0,
        "duration_ms": file.ms,
        "explicit": False,
        "external_ids": {},
        "external_urls": {},
        "href": None,
        "id": None,
        "is_local": True,
        "name": file.title,
        "track_number": 0,
        "type": "track",
        "uri": f"spotify:local:{parts}:{file.ms // 1000}",
    }
