"""Tracks with their artists, albums and recordings, as the rows of a source name them.

Artists and albums begin here as stubs. A row that says what is known already changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.model import Saved
from db.bulk import insert_all
from db.recordings import Known, make_new, settle_recording, words_of
from db.rows import listed, maybe, plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

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
_TRACKS = """
    INSERT INTO tracks
        (id, uri, spotify_id, title, label, album_id, isrc, duration_ms, is_explicit, recording_id, facts, words,
         video_id)
"""
_KNOWN_TRACK = """
    ON CONFLICT (uri) DO UPDATE SET
        spotify_id = excluded.spotify_id, title = excluded.title, label = excluded.label,
        album_id = excluded.album_id, isrc = excluded.isrc, duration_ms = excluded.duration_ms,
        is_explicit = excluded.is_explicit, recording_id = excluded.recording_id, facts = excluded.facts,
        words = excluded.words, video_id = coalesce(excluded.video_id, video_id)
"""


def save_tracks(connection: sqlite3.Connection, tracks: Sequence[SourceTrack]) -> tuple[Saved, dict[str, int]]:
    """Write what is new or different about a page of tracks; a track that stands twice counts once.

    Returns how many, and the ids of all of them by URI. A row that says little of a known track only fills in what
    was missing.
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
    ids = {uri: before.id for uri, before in known.items()}
    if not changed:
        return Saved(updated=filled), ids
    artists = _save_named(connection, "artists", _SAVE_ARTIST, _artists(changed.values()))
    albums = _save_named(connection, "albums", _SAVE_ALBUM, _albums(changed.values()))
    words = {uri: words_of(track) for uri, (track, _) in changed.items()}
    made = make_new(connection, {uri: (track, words[uri]) for uri, (track, _) in changed.items() if uri not in known})
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM tracks").fetchone()
    rows = []
    for uri, (track, facts) in changed.items():
        before = known.get(uri)
        if before is None:
            last += 1
            ids[uri] = last
        isrc = track.isrc or (before.isrc if before else None)
        rows.append(
            (
                ids[uri] if before is None else None,
                uri,
                maybe(plain, track.spotify_id),
                plain(track.title),
                _label(track),
                albums[_album_key(track.album, track)] if track.album else None,
                isrc,
                track.duration_ms,
                track.is_explicit,
                made.get(uri) or _recording(connection, track, isrc, before),
                facts,
                words[uri],
                maybe(plain, track.video_id),
            )
        )
    insert_all(connection, _TRACKS, rows, then=_KNOWN_TRACK)
    connection.executemany(
        "DELETE FROM track_artists WHERE track_id = ?", ((known[uri].id,) for uri in changed if uri in known)
    )
    insert_all(
        connection,
        "INSERT INTO track_artists (track_id, place, artist_id)",
        [
            (ids[uri], place, artists[_artist_key(artist)])
            for uri, (track, _) in changed.items()
            for place, artist in enumerate(track.artists)
        ],
    )
    new = sum(uri not in known for uri in changed)
    return Saved(new=new, updated=len(changed) - new + filled), ids


Facts = Iterable[tuple["SourceTrack", str]]
"""Tracks, each with the fingerprint of what is said about it."""


def _artists(tracks: Facts) -> dict[str, tuple[str | None, ...]]:
    """The artists of tracks by their key: id and name."""
    named = {_artist_key(artist): artist for track, _ in tracks for artist in track.artists}
    return {key: (maybe(plain, one.spotify_id), plain(one.name)) for key, one in named.items()}


def _albums(tracks: Facts) -> dict[str, tuple[str | None, ...]]:
    """The albums of tracks by their key: id, title and date."""
    named = {_album_key(track.album, track): track.album for track, _ in tracks if track.album}
    return {
        key: (maybe(plain, one.spotify_id), plain(one.title), maybe(plain, one.released)) for key, one in named.items()
    }


def _save_named(
    connection: sqlite3.Connection, table: str, sql: str, named: Mapping[str, tuple[str | None, ...]]
) -> dict[str, int]:
    """Write artists or albums; their row ids by key."""
    connection.executemany(sql, ((key, *said) for key, said in named.items()))
    found = connection.execute(
        f"SELECT one.key, one.id FROM json_each(?) AS page JOIN {table} AS one ON one.key = page.value",
        (listed(named),),
    )
    return {row[0]: row[1] for row in found}


def _recording(connection: sqlite3.Connection, track: SourceTrack, isrc: str | None, before: Known | None) -> int:
    key = settle_recording(connection, track, isrc, before)
    (recording_id,) = connection.execute("SELECT id FROM recordings WHERE key = ?", (key,)).fetchone()
    return int(recording_id)


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
        "SELECT t.uri, t.isrc, t.recording_id, r.key, t.facts, t.id FROM json_each(?) AS page "
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
    return hashlib.blake2b(repr(whole).encode("utf-8", "backslashreplace"), digest_size=12).hexdigest()
