"""Which recording a track stands for: its ISRC's, else that of a track named alike, else one of its own.

Two tracks of Spotify are never joined by their names, nor two with different ISRCs: at least one comes from a file,
which says less. What was decided about a recording stays with it when it is joined to another.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from core.sameness import SAME_LENGTH_MS, same_words, words
from db.bulk import insert_all
from db.rows import listed, plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from core.model import SourceTrack

# The index holds no empty words, which the query has to say to be given it. Of many tracks named alike the oldest are
# looked at, so that a file of one song a hundred thousand times costs no more than any other.
_ALIKE = """
    SELECT r.id, r.key, alike.duration_ms, a.title AS album
    FROM (SELECT * FROM tracks WHERE words = ?1 AND words <> '' ORDER BY id LIMIT 50) AS alike
    JOIN recordings AS r ON r.id = alike.recording_id
    LEFT JOIN albums AS a ON a.id = alike.album_id
    WHERE (?2 OR alike.uri NOT LIKE 'spotify:%') AND (?3 IS NULL OR r.isrc IS NULL)
    ORDER BY r.id
"""
_LOUDER = "SELECT recording_id FROM matches WHERE recording_id IN (?, ?) ORDER BY origin = 'person' DESC, status, "
# What was searched for under either is searched for: neither again this month, and what was found is still judged.
_SEARCHED = """
    UPDATE recordings SET searched_at = s.searched_at, answered_at = s.answered_at,
        is_unjudged = s.is_unjudged AND NOT EXISTS (SELECT 1 FROM matches AS m WHERE m.recording_id = recordings.id)
    FROM (SELECT ?2 AS id, searched_at, answered_at, is_unjudged FROM recordings WHERE id = ?2) AS s
    WHERE recordings.id = ?1 AND s.searched_at > coalesce(recordings.searched_at, '')
"""
_GIVEN = """
    INSERT INTO matches (recording_id, status, video_id, origin, score, reason, version, decided_at, search_again_at)
    SELECT t.recording_id, 'accepted', t.video_id, 'matcher', 1.0, 'from YouTube', 0,
        (SELECT coalesce(last_resumed_at, started_at, created_at) FROM runs WHERE id = ?), NULL
    FROM tracks AS t WHERE t.uri = ? AND t.video_id IS NOT NULL
    ON CONFLICT (recording_id) DO UPDATE SET
        status = excluded.status, video_id = excluded.video_id, score = excluded.score, reason = excluded.reason,
        version = excluded.version, decided_at = excluded.decided_at, search_again_at = NULL
    WHERE origin = 'matcher' AND status <> 'accepted'
"""


class Known(NamedTuple):
    """A stored track: its ISRC, and the recording it stands for."""

    isrc: str | None
    recording_id: int
    recording_key: str
    facts: str
    id: int


def words_of(track: SourceTrack) -> str:
    """What a track has in common with others that are named alike; empty where it cannot be compared."""
    return plain(same_words(track.title, track.artists[0].name)) if track.artists else ""


def settle_recording(connection: sqlite3.Connection, track: SourceTrack, isrc: str | None, before: Known | None) -> str:
    """The key of a track's recording, made where it is new.

    An ISRC that comes late, with the track itself or with one named alike, takes the recording along: under the
    ISRC where nobody has that, else into the recording that does.
    """
    if before is not None and not isrc:
        return before.recording_key
    key = _key(track.uri, isrc)
    there = connection.execute("SELECT id FROM recordings WHERE key = ?", (key,)).fetchone()
    if before is not None:
        joining = before.recording_id if before.recording_key.startswith("uri:") else None
    elif there is not None and not isrc:
        return key
    else:
        alike = _alike(connection, track, isrc)
        if alike is not None and not isrc:
            return str(alike["key"])
        joining = alike["id"] if alike is not None else None
    if there is None and joining is not None:
        connection.execute("UPDATE recordings SET key = ?, isrc = ? WHERE id = ?", (key, isrc, joining))
    elif there is None:
        connection.execute("INSERT INTO recordings (key, isrc) VALUES (?, ?)", (key, isrc))
    elif joining not in (None, there["id"]):
        _join(connection, joining, there["id"])
    return key


def make_new(connection: sqlite3.Connection, tracks: Mapping[str, tuple[SourceTrack, str]]) -> dict[str, int]:
    """Make the recordings of those new tracks, by URI with their words, that nobody is like: the many, all at once.

    Returns their ids by URI. What is left out is for :func:`settle_recording`, one by one: tracks whose recording
    is there, that are named as another one is, or that share either with another of these.
    """
    keys = {uri: _key(uri, track.isrc) for uri, (track, _) in tracks.items()}
    taken = {
        row[0]
        for row in connection.execute(
            "SELECT r.key FROM json_each(?) AS page JOIN recordings AS r ON r.key = page.value",
            (listed(set(keys.values())),),
        )
    }
    named = {
        row[0]
        for row in connection.execute(
            "SELECT t.words FROM json_each(?) AS page JOIN tracks AS t ON t.words = page.value AND t.words <> ''",
            (listed({words for _, words in tracks.values() if words}),),
        )
    }
    counted = Counter(keys.values())
    alike = Counter(words for _, words in tracks.values() if words)
    made = {
        uri: key
        for uri, key in keys.items()
        if key not in taken and counted[key] == 1 and tracks[uri][1] not in named and alike[tracks[uri][1]] <= 1
    }
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM recordings").fetchone()
    ids = {uri: last + place for place, uri in enumerate(made, 1)}
    insert_all(
        connection,
        "INSERT INTO recordings (id, key, isrc)",
        [(ids[uri], key, tracks[uri][0].isrc) for uri, key in made.items()],
    )
    return ids


def _key(uri: str, isrc: str | None) -> str:
    return f"isrc:{plain(isrc)}" if isrc else f"uri:{plain(uri)}"


def accept_given(connection: sqlite3.Connection, run_id: str, uris: list[str]) -> None:
    """Accept the videos that tracks themselves name, but for where a person decided, or a video is accepted already."""
    connection.executemany(_GIVEN, ((run_id, uri) for uri in uris))


def _alike(connection: sqlite3.Connection, track: SourceTrack, isrc: str | None) -> sqlite3.Row | None:
    """The recording of a track that is named alike and as long; where a length is missing, on the same album."""
    named = words_of(track)
    if not named:
        return None
    is_file = not track.uri.startswith("spotify:")
    best: tuple[int, sqlite3.Row] | None = None
    for row in connection.execute(_ALIKE, (named, is_file, isrc)):
        apart = _apart_ms(track, row["duration_ms"], row["album"])
        if apart is not None and (best is None or apart < best[0]):
            best = apart, row
    return best[1] if best else None


def _apart_ms(track: SourceTrack, duration_ms: int | None, album: str | None) -> int | None:
    """How far two lengths are apart; None where the tracks are two."""
    if track.duration_ms is not None and duration_ms is not None:
        apart = abs(track.duration_ms - duration_ms)
        return apart if apart <= SAME_LENGTH_MS else None
    own = words(track.album.title) if track.album else ""
    return SAME_LENGTH_MS if own and own == words(album or "") else None


def _join(connection: sqlite3.Connection, source: int, target: int) -> None:
    """Let a recording go into another, with its tracks and what was found and decided; the louder word stays."""
    move = (target, source)
    connection.execute("UPDATE tracks SET recording_id = ? WHERE recording_id = ?", move)
    louder = connection.execute(f"{_LOUDER} recording_id = ? DESC LIMIT 1", (source, target, target)).fetchone()
    if louder is not None and louder["recording_id"] == source:
        connection.execute("DELETE FROM matches WHERE recording_id = ?", (target,))
        connection.execute("UPDATE matches SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute("UPDATE OR IGNORE candidates SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute("UPDATE OR IGNORE lost_videos SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute("UPDATE OR IGNORE music_asked SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute("UPDATE playlist_items SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute("UPDATE operations SET recording_id = ? WHERE recording_id = ?", move)
    connection.execute(_SEARCHED, move)
    connection.execute("UPDATE recordings SET is_unjudged = 0 WHERE id = ?", (source,))
