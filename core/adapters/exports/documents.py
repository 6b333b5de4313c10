"""JSON that people own: Spotify's account data, playlists saved by programs, and JSPF.

A document is decoded as far as its playlists; their rows stay text until they are asked for, one by one, so that
one odd row spoils nothing but itself. Fields that are not known are passed over.
"""

from __future__ import annotations

import hashlib
import math
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.tracks import Dropped, Listed, Row, instant, isrc, made, spotify_id, video_id
from core.adapters.shape import count, mended, text
from core.errors import UsageError
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.adapters.exports.snapshot import Snapshot
    from core.model import SourceTrack

ACCOUNT_DATA = "Spotify account data"
SAVED = "saved Spotify playlists"
JSPF = "JSPF"
_NOTHING = msgspec.Raw()
_HISTORY = (b'"msPlayed"', b'"ms_played"', b'"endTime"')
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


_TRACK_WORDS = {
    "track_name": "trackName",
    "artist_name": "artistName",
    "album_name": "albumName",
    "track_uri": "trackUri",
}
_ROW_WORDS = {"local_track": "localTrack", "added_date": "addedDate"}


class _Top(msgspec.Struct):
    """The ways a document begins."""

    tracks: msgspec.Raw = _NOTHING
    playlists: msgspec.Raw = _NOTHING
    playlist: msgspec.Raw = _NOTHING


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
    episode: msgspec.Raw = _NOTHING
    local_track: msgspec.Raw = _NOTHING
    added_date: str | None = None
    added_at: str | None = None
    is_local: bool | None = None


class _Playlist(msgspec.Struct):
    name: str | None = None
    id: str | None = None
    items: msgspec.Raw = _NOTHING
    tracks: msgspec.Raw = _NOTHING


class _JspfTrack(msgspec.Struct):
    title: str | None = None
    creator: str | None = None
    album: str | None = None
    duration: float | None = None
    location: list[str] | str | None = None
    identifier: list[str] | str | None = None


class _Jspf(msgspec.Struct):
    title: str | None = None
    identifier: list[str] | str | None = None
    track: msgspec.Raw = _NOTHING


def list_document(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlists of a document. Raises NotALibrary where it holds none, UsageError where it is damaged."""
    content = mended(snapshot.whole())
    if any(word in content[:8192] for word in _HISTORY):
        message = f"{named(snapshot.name)} is a listening history, not a library; ask Spotify for the account data."
        raise NotALibrary(message)
    try:
        if content.lstrip()[:1] == b"[":
            found = _saved(snapshot, msgspec.json.decode(content, type=list[msgspec.Raw]))
        else:
            found = _of_top(snapshot, _decode_top(content), stem)
    except _BROKEN as error:
        raise UsageError(f"{named(snapshot.name)} is cut off or damaged: {_said(error)}.") from error
    if found is None:
        raise NotALibrary(f"{named(snapshot.name)} holds no tracks or playlists that are known here.")
    return found


def _decode_top(content: bytes) -> _Top:
    return msgspec.json.decode(content, type=_Top, strict=False)


def _said(error: Exception) -> str:
    return text(str(error), limit=120) or "it cannot be understood"


def _of_top(snapshot: Snapshot, top: _Top, stem: str) -> list[Listed] | None:
    if _is_object(top.playlist):
        return [_jspf(snapshot, msgspec.json.decode(top.playlist, type=_Jspf, strict=False), stem)]
    found: list[Listed] = []
    if _is_list(top.tracks):
        rows = msgspec.json.decode(top.tracks, type=list[msgspec.Raw])
        liked = _listed(snapshot, ACCOUNT_DATA, key="liked", title="Liked Songs", rows=rows, read=_track_row)
        found.append(liked)
    if _is_list(top.playlists):
        found += _saved(snapshot, msgspec.json.decode(top.playlists, type=list[msgspec.Raw])) or []
    return found if found or _is_list(top.playlists) else None


def _saved(snapshot: Snapshot, raws: list[msgspec.Raw]) -> list[Listed] | None:
    """Playlists of account data, or of the Web API as programs save it; None where the list holds something else."""
    found: list[Listed] = []
    for place, raw in enumerate(raws):
        if not _is_object(raw):
            continue
        playlist = msgspec.json.decode(raw, type=_Playlist, strict=False)
        rows = _rows_of(playlist.items) or _rows_of(playlist.tracks)
        if rows is None:
            if not (_is_list(playlist.items) or _is_list(playlist.tracks)):
                continue
            rows = []
        title = text(playlist.name).strip() or f"Playlist {place + 1}"
        family = SAVED if playlist.id else ACCOUNT_DATA
        key = text(playlist.id) or title.casefold()
        found.append(_listed(snapshot, family, key=key, title=title, rows=rows, read=_playlist_row))
    return found if found or not raws else None


def _rows_of(raw: msgspec.Raw) -> list[msgspec.Raw] | None:
    """Rows, given as a list or as the first page of one."""
    if _is_object(raw):
        raw = msgspec.json.decode(raw, type=_Playlist, strict=False).items
    return msgspec.json.decode(raw, type=list[msgspec.Raw]) or None if _is_list(raw) else None


def _jspf(snapshot: Snapshot, playlist: _Jspf, stem: str) -> Listed:
    rows = msgspec.json.decode(playlist.track, type=list[msgspec.Raw]) if _is_list(playlist.track) else []
    title = text(playlist.title).strip() or stem
    key = next(iter(_texts(playlist.identifier)), "") or title.casefold()
    return _listed(snapshot, JSPF, key=key, title=title, rows=rows, read=_jspf_row)


def _listed(
    snapshot: Snapshot,
    family: str,
    *,
    key: str,
    title: str,
    rows: list[msgspec.Raw],
    read: Callable[[int, msgspec.Raw], Row],
) -> Listed:
    digest = hashlib.blake2b(digest_size=16)
    for raw in rows:
        digest.update(memoryview(raw))
        digest.update(b"\n")
    is_liked = key == "liked" or title.casefold() == "liked songs"
    return Listed(
        family,
        key="liked" if is_liked else key,
        title="Liked Songs" if is_liked else title,
        digest=digest.hexdigest(),
        file=snapshot.name,
        read=partial(_walk, rows, read),
        rows=len(rows),
        is_liked=is_liked,
    )


def _walk(rows: list[msgspec.Raw], read: Callable[[int, msgspec.Raw], Row]) -> Iterator[Row]:
    for number, raw in enumerate(rows, 1):
        if not _is_object(raw):
            yield Row(number, Dropped("It holds nothing.", RowSkip.NULL_TRACK))
            continue
        try:
            yield read(number, raw)
        except _BROKEN as error:
            yield Row(number, Dropped(f"It cannot be understood: {_said(error)}.", RowSkip.UNREADABLE))


# ── a row ────────────────────────────────────────────────────────────────────────────────────────────────


def _track_row(number: int, raw: msgspec.Raw) -> Row:
    return Row(number, _made(msgspec.json.decode(raw, type=_Track, strict=False)))


def _playlist_row(number: int, raw: msgspec.Raw) -> Row:
    row = msgspec.json.decode(raw, type=_Row, strict=False)
    added_at = instant(row.added_date or row.added_at or "")
    track = row.track or row.item
    if row.is_local or (track and track.is_local) or _is_object(row.local_track):
        return Row(number, Dropped("It is a local file.", RowSkip.LOCAL_FILE), added_at)
    if track is None:
        if _is_object(row.episode):
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
        duration_ms=_length(track.duration_ms),
        is_explicit=track.explicit,
    )


def _jspf_row(number: int, raw: msgspec.Raw) -> Row:
    track = msgspec.json.decode(raw, type=_JspfTrack, strict=False)
    links = (*_texts(track.identifier), *_texts(track.location))
    return Row(number, listed_track(track.title, track.creator, track.album, _length(track.duration), links))


def listed_track(
    title: str | None, creator: str | None, album: str | None, duration_ms: int | None, links: tuple[str, ...]
) -> SourceTrack | Dropped:
    """A track of an XSPF or JSPF list: the first link that names a track of Spotify, an ISRC or a video counts."""
    uri = next((link for link in links if ":" in link and (spotify_id(link) or video_id(link))), "")
    code = next((found for link in links if (found := isrc(link.rpartition(":")[2].rpartition("/")[2]))), "")
    return made(title or "", (creator or "",), album=album or "", uri=uri, code=code, duration_ms=duration_ms)


def _texts(value: list[str] | str | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _length(value: float | None) -> int | None:
    """Milliseconds as a document gives them; odd numbers are none."""
    return count(int(value)) or None if value is not None and math.isfinite(value) else None


def _is_list(raw: msgspec.Raw) -> bool:
    return bytes(memoryview(raw)[:1]) == b"["


def _is_object(raw: msgspec.Raw) -> bool:
    return bytes(memoryview(raw)[:1]) == b"{"
