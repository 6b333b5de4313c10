"""Tracks with their artists, albums and recordings, as the rows of a source name them.

Artists and albums begin here as stubs. A row that says what is known already changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from core.model import Saved
from db.recordings import Known, settle_recording, words_of
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
        (uri, spotify_id, title, label, album_id, isrc, duration_ms, is_explicit, recording_id, facts, words, video_id)
    VALUES
        (?, ?, ?, ?, (SELECT id FROM albums WHERE key = ?), ?, ?, ?, (SELECT id FROM recordings WHERE key = ?), ?, ?, ?)
    ON CONFLICT (uri) DO UPDATE SET
        spotify_id = excluded.spotify_id, title = excluded.title, label = excluded.label,
        album_id = excluded.album_id, isrc = excluded.isrc, duration_ms = excluded.duration_ms,
        is_explicit = excluded.is_explicit, recording_id = excluded.recording_id, facts = excluded.facts,
        words = excluded.words, video_id = coalesce(excluded.video_id, video_id)
"""


def save_tracks(connection: sqlite3.Connection, tracks: Sequence[SourceTrack]) -> Saved:
    """Write what is new or different about a page of tracks; a track that stands twice counts once.

    A row that says little of a known track only fills in what was missing.
    """
    page = {plain(track.uri): (track, _facts(track)) for track in tracks}
    known = _known(connection, list(page))
    changed = {
        uri: (track, facts)
        for uri, (track, facts) in page.items()
        if uri not in known or (known[uri].facts != facts and not _says_little(track))
    }
    filled = sum(
        _fill_in(connection, track, known[uri])
        for uri, (track, facts) in page.items()
        if uri not in changed and known[uri].facts != facts
    )
    if not changed:
        return Saved(updated=filled)
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
                settle_recording(connection, track, isrc, before),
                facts,
                words_of(track),
                maybe(plain, track.video_id),
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
    return Saved(new=new, updated=len(changed) - new + filled)


def _says_little(track: SourceTrack) -> bool:
    """Whether a file speaks of a track of which its service says more: no ids of artists, a name for want of one."""
    if track.uri.startswith("spotify:"):
        return not any(artist.spotify_id for artist in track.artists)
    return track.video_id is not None and not track.artists and track.title.endswith(track.video_id)


def _fill_in(connection: sqlite3.Connection, track: SourceTrack, before: Known) -> bool:
    """Add to a known track what nobody had said of it; returns whether there was anything."""
    isrc = before.isrc or track.isrc
    key = settle_recording(connection, track, isrc, before)
    said = (isrc, track.duration_ms, track.is_explicit, maybe(plain, track.video_id))
    written = connection.execute(
        "UPDATE tracks SET isrc = coalesce(isrc, ?1), duration_ms = coalesce(duration_ms, ?2), "
        "is_explicit = coalesce(is_explicit, ?3), video_id = coalesce(video_id, ?4), "
        "recording_id = (SELECT id FROM recordings WHERE key = ?5) "
        "WHERE uri = ?6 AND (isrc IS NULL AND ?1 IS NOT NULL OR duration_ms IS NULL AND ?2 IS NOT NULL "
        "OR is_explicit IS NULL AND ?3 IS NOT NULL OR video_id IS NULL AND ?4 IS NOT NULL)",
        (*said, key, plain(track.uri)),
    )
    return written.rowcount > 0


def _known(connection: sqlite3.Connection, uris: list[str]) -> dict[str, Known]:
    rows = connection.execute(
        "SELECT t.uri, t.isrc, t.recording_id, r.key, t.facts FROM json_each(?) AS page "
        "JOIN tracks AS t ON t.uri = page.value JOIN recordings AS r ON r.id = t.recording_id",
        (listed(uris),),
    )
    return {row["uri"]: Known(*tuple(row)[1:]) for row in rows}


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
    # The video joins only where there is one: tracks stored before it was asked for are not all new again.
    whole = said if track.video_id is None else (*said, track.video_id)
    return hashlib.blake2b(json.dumps(whole).encode(), digest_size=12).hexdigest()
