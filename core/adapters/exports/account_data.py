"""Spotify's account data, and playlists as programs save them from its Web API.

Fields that are not known are passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.adapters.exports.json_rows import NOTHING, is_list, is_object, length, list_rows
from core.adapters.exports.tracks import Dropped, Listed, Row, instant, made
from core.adapters.shape import text
from core.states import RowSkip

if TYPE_CHECKING:
    from core.adapters.exports.snapshot import Snapshot
    from core.model import SourceTrack

ACCOUNT_DATA = "Spotify account data"
SAVED = "saved Spotify playlists"

_TRACK_WORDS = {
    "track_name": "trackName",
    "artist_name": "artistName",
    "album_name": "albumName",
    "track_uri": "trackUri",
}
_ROW_WORDS = {"local_track": "localTrack", "added_date": "addedDate"}


class _Artist(msgspec.Struct):
    name: str | None = None


class _Album(msgspec.Struct):
    name: str | None = None
    release_date: str | None = None


class _Codes(msgspec.Struct):
    isrc: str | None = None


class _Track(msgspec.Struct, rename=_TRACK_WORDS):
    """A track as account data names it (``trackName`` or ``track``), or as the Web API does (``name``)."""

    track_name: str | None = None
    artist_name: str | None = None
    album_name: str | None = None
    track_uri: str | None = None
    track: str | bool | None = None
    artist: str | None = None
    album: _Album | str | None = None
    uri: str | None = None
    name: str | None = None
    artists: list[_Artist | str] | None = None
    duration_ms: float | None = None
    explicit: bool | None = None
    external_ids: _Codes | None = None
    is_local: bool | None = None


class _Row(msgspec.Struct, rename=_ROW_WORDS):
    """A row of a playlist: account data dates it ``addedDate``, the Web API ``added_at``."""

    track: _Track | None = None
    item: _Track | None = None
    episode: msgspec.Raw = NOTHING
    local_track: msgspec.Raw = NOTHING
    added_date: str | None = None
    added_at: str | None = None
    is_local: bool | None = None


class _Playlist(msgspec.Struct):
    name: str | None = None
    id: str | None = None
    items: msgspec.Raw = NOTHING
    tracks: msgspec.Raw = NOTHING


def list_liked(snapshot: Snapshot, raw: msgspec.Raw) -> Listed:
    """The liked songs of account data."""
    rows = msgspec.json.decode(raw, type=list[msgspec.Raw])
    return list_rows(snapshot, ACCOUNT_DATA, key="liked", title="Liked Songs", rows=rows, read=_track_row)


def list_saved(snapshot: Snapshot, raws: list[msgspec.Raw]) -> list[Listed] | None:
    """Playlists of account data, or of the Web API as programs save it; None where the list holds something else."""
    found: list[Listed] = []
    for place, raw in enumerate(raws):
        if not is_object(raw):
            continue
        playlist = msgspec.json.decode(raw, type=_Playlist, strict=False)
        rows = _rows_of(playlist.items) or _rows_of(playlist.tracks)
        if rows is None:
            if not (is_list(playlist.items) or is_list(playlist.tracks)):
                continue
            rows = []
        title = text(playlist.name).strip() or f"Playlist {place + 1}"
        family = SAVED if playlist.id else ACCOUNT_DATA
        key = text(playlist.id) or title.casefold()
        found.append(list_rows(snapshot, family, key=key, title=title, rows=rows, read=_playlist_row))
    return found if found or not raws else None


def _rows_of(raw: msgspec.Raw) -> list[msgspec.Raw] | None:
    """Rows, given as a list or as the first page of one."""
    if is_object(raw):
        raw = msgspec.json.decode(raw, type=_Playlist, strict=False).items
    return msgspec.json.decode(raw, type=list[msgspec.Raw]) or None if is_list(raw) else None


# ── a row ────────────────────────────────────────────────────────────────────────────────────────────────


def _track_row(number: int, raw: msgspec.Raw) -> Row:
    return Row(number, _made(msgspec.json.decode(raw, type=_Track, strict=False)))


def _playlist_row(number: int, raw: msgspec.Raw) -> Row:
    row = msgspec.json.decode(raw, type=_Row, strict=False)
    added_at = instant(row.added_date or row.added_at or "")
    track = row.track or row.item
    if row.is_local or (track and track.is_local) or is_object(row.local_track):
        return Row(number, Dropped("It is a local file.", RowSkip.LOCAL_FILE), added_at)
    if track is None:
        if is_object(row.episode):
            return Row(number, Dropped("It is an episode of a podcast.", RowSkip.EPISODE), added_at)
        return Row(number, Dropped("It holds no track any more.", RowSkip.NULL_TRACK), added_at)
    return Row(number, _made(track), added_at)


def _made(track: _Track) -> SourceTrack | Dropped:
    artists = tuple((one if isinstance(one, str) else one.name) or "" for one in track.artists or ())
    album = track.album
    return made(
        track.track_name or (track.track if isinstance(track.track, str) else None) or track.name or "",
        artists or ((track.artist_name or track.artist or ""),),
        album=track.album_name or (album if isinstance(album, str) else album.name if album else None) or "",
        released=(album.release_date if isinstance(album, _Album) else None) or "",
        uri=track.track_uri or track.uri or "",
        code=(track.external_ids.isrc if track.external_ids else None) or "",
        duration_ms=length(track.duration_ms),
        is_explicit=track.explicit,
    )
