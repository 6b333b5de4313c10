"""Tracks with their artists, albums and recordings, as the rows of a source name them.

Artists and albums begin here as stubs. A row that says what is known already changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from core.model import Saved
from db.rows import listed, maybe, plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from core.model import SourceAlbum, SourceArtist, SourceTrack

NAMED = 5
"""Artists a label names at most."""

_SAVE_ARTIST = """
    INSERT INTO artists (key, spotify_id, name) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET name = excluded.name WHERE name <> excluded.name
"""
_SAVE_ALBUM = """
    INSERT INTO albums (key, spotify_id, title, released) VALUES (?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET title = excluded.title, released = coalesce(excluded.released, released)
    WHERE title <> excluded.title OR released IS NOT coalesce(excluded.released, released)
"""
_SAVE_TRACK = """
    INSERT INTO tracks
        (uri, spotify_id, title, label, album_id, isrc, duration_ms, is_explicit, recording_id, facts)
    VALUES (?, ?, ?, ?, (SELECT id FROM albums WHERE key = ?), ?, ?, ?, (SELECT id FROM recordings WHERE key = ?), ?)
    ON CONFLICT (uri) DO UPDATE SET
        spotify_id = excluded.spotify_id, title = excluded.title, label = excluded.label,
        album_id = excluded.album_id, isrc = excluded.isrc, duration_ms = excluded.duration_ms,
        is_explicit = excluded.is_explicit, recording_id = excluded.recording_id, facts = excluded.facts
"""


class _Known(NamedTuple):
    """A stored track: its ISRC, and the recording it stands for."""

    isrc: str | None
    recording_id: int
    recording_key: str
    facts: str


def save_tracks(connection: sqlite3.Connection, tracks: Sequence[SourceTrack]) -> Saved:
    """Write what is new or different about a page of tracks; a track that stands twice counts once."""
    page = {plain(track.uri): (track, _facts(track)) for track in tracks}
    known = _known(connection, list(page))
    changed = {
        uri: (track, facts) for uri, (track, facts) in page.items() if uri not in known or known[uri].facts != facts
    }
    if not changed:
        return Saved()
    artists = {_artist_key(artist): artist for track, _ in changed.values() for artist in track.artists}
    connection.executemany(
        _SAVE_ARTIST, ((key, maybe(plain, one.spotify_id), plain(one.name)) for key, one in artists.items())
    )
    albums = {_album_key(track.album, track): track.album for track, _ in changed.values() if track.album}
    connection.executemany(
        _SAVE_ALBUM,
        (
            (key, maybe(plain, one.spotify_id), plain(one.title), maybe(plain, one.released))
            for key, one in albums.items()
        ),
    )
    rows = []
    for uri, (track, facts) in changed.items():
        before = known.get(uri)
        isrc = track.isrc or (before.isrc if before else None)
        rows.append(
            (
                uri,
                maybe(plain, track.spotify_id),
                plain(track.title),
                _label(track),
                _album_key(track.album, track) if track.album else None,
                isrc,
                track.duration_ms,
                track.is_explicit,
                _recording(connection, uri, isrc, before),
                facts,
            )
        )
    connection.executemany(_SAVE_TRACK, rows)
    connection.executemany(
        "DELETE FROM track_artists WHERE track_id = (SELECT id FROM tracks WHERE uri = ?)",
        ((uri,) for uri in changed if uri in known),
    )
    connection.executemany(
        "INSERT INTO track_artists (track_id, place, artist_id) "
        "SELECT t.id, ?, a.id FROM tracks AS t, artists AS a WHERE t.uri = ? AND a.key = ?",
        (
            (place, uri, _artist_key(artist))
            for uri, (track, _) in changed.items()
            for place, artist in enumerate(track.artists)
        ),
    )
    new = sum(uri not in known for uri in changed)
    return Saved(new=new, updated=len(changed) - new)


def _known(connection: sqlite3.Connection, uris: list[str]) -> dict[str, _Known]:
    rows = connection.execute(
        "SELECT t.uri, t.isrc, t.recording_id, r.key, t.facts FROM json_each(?) AS page "
        "JOIN tracks AS t ON t.uri = page.value JOIN recordings AS r ON r.id = t.recording_id",
        (listed(uris),),
    )
    return {row["uri"]: _Known(*tuple(row)[1:]) for row in rows}


def _recording(connection: sqlite3.Connection, uri: str, isrc: str | None, before: _Known | None) -> str:
    """The key of a track's recording, made where it is new.

    A track that gets its ISRC late takes its recording along, with what was decided about it: under the ISRC
    where nobody has that, else into the recording that does.
    """
    key = f"isrc:{plain(isrc)}" if isrc else f"uri:{uri}"
    if before is None or before.recording_key == key:
        connection.execute("INSERT INTO recordings (key, isrc) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, isrc))
        return key
    if not before.recording_key.startswith("uri:"):
        connection.execute("INSERT INTO recordings (key, isrc) VALUES (?, ?) ON CONFLICT DO NOTHING", (key, isrc))
        return key
    other = connection.execute("SELECT id FROM recordings WHERE key = ?", (key,)).fetchone()
    if other is None:
        connection.execute("UPDATE recordings SET key = ?, isrc = ? WHERE id = ?", (key, isrc, before.recording_id))
        return key
    move = (other["id"], before.recording_id)
    connection.execute("UPDATE OR IGNORE matches SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute("UPDATE OR IGNORE candidates SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute("UPDATE playlist_items SET recording_id = ? WHERE recording_id = ?", move)
    return key


def _artist_key(artist: SourceArtist) -> str:
    return plain(artist.spotify_id or f"name:{artist.name.casefold()}")


def _album_key(album: SourceAlbum, track: SourceTrack) -> str:
    by = track.artists[0].name if track.artists else ""
    return plain(album.spotify_id or f"name:{by.casefold()}\t{album.title.casefold()}")


def _label(track: SourceTrack) -> str:
    """A track for people, raw: its first artists and its title."""
    names = [artist.name for artist in track.artists[:NAMED]]
    more = len(track.artists) - len(names)
    by = ", ".join(names) + (f" and {more} more" if more else "")
    return plain(f"{by} – {track.title}" if by else track.title)


def _facts(track: SourceTrack) -> str:
    """A fingerprint of all a source says about a track."""
    album = track.album
    said = (
        track.title,
        track.spotify_id,
        track.isrc,
        track.duration_ms,
        track.is_explicit,
        [(artist.name, artist.spotify_id) for artist in track.artists],
        (album.title, album.spotify_id, album.released) if album else None,
    )
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=12).hexdigest()
