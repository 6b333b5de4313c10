"""The review queue and the person's word: who waits for a decision, overrides, and what they overruled.

A person's word stands in ``matches`` like any other, with its origin; what the matcher had said lies beneath it in
``overruled`` until the person takes the word back. How to judge is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import CategoryId, RecordingId
from core.review import SPOTIFY, Entry, Queue
from core.states import MatchStatus
from db.matches import to_match, to_recording
from db.rows import listed, maybe, plain, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from core.review import Override
    from db.connection import Database

CHOSEN = "chosen by you"
DENIED = "you said that it does not exist"

# Every row in force of an included category, with the recording of its track.
_ROWS = """
    JOIN tracks AS t ON t.recording_id = asked.id
    JOIN collection_rows AS r ON r.track_id = t.id
    JOIN collections AS k ON k.id = r.collection_id AND k.walk = r.walk
    JOIN category_sources AS s ON s.collection_id = k.id
    JOIN categories AS c ON c.id = s.category_id
        AND c.is_included AND NOT c.is_protected AND c.merged_into IS NULL
"""

# The place of a row over everything: its category's, then its source's in that, then its own.
_QUEUE = f"""
    SELECT asked.id, asked.status
    FROM (SELECT recording_id AS id, status FROM matches
          WHERE status IN ('review', 'missing') AND origin = 'matcher') AS asked
    {_ROWS}
    GROUP BY asked.id
    ORDER BY count(DISTINCT c.id) DESC, min(c.position * 1000000000000 + s.place * 100000000 + r.position), asked.id
"""

_WAITING = f"""
    SELECT asked.id, c.id AS category_id, c.title
    FROM (SELECT value AS id FROM json_each(?)) AS asked
    {_ROWS}
    GROUP BY asked.id, c.id ORDER BY c.position, c.id
"""

# A recording speaks with the words of the first of its tracks that was stored.
_ENTRIES = """
    SELECT w.id, w.isrc, t.uri, t.title, t.duration_ms, t.is_explicit, a.title AS album, a.released,
        (SELECT json_group_array(name) FROM
            (SELECT artists.name FROM track_artists JOIN artists ON artists.id = artist_id
             WHERE track_id = t.id ORDER BY place)) AS artists,
        m.status, m.video_id, m.origin, m.score, m.reason, m.decided_at, m.search_again_at
    FROM json_each(?) AS asked
    JOIN recordings AS w ON w.id = asked.value
    JOIN tracks AS t ON t.id = (SELECT min(id) FROM tracks WHERE recording_id = w.id)
    LEFT JOIN albums AS a ON a.id = t.album_id
    LEFT JOIN matches AS m ON m.recording_id = w.id
    ORDER BY asked.key
"""

_FIND = """
    SELECT asked.value AS name, coalesce(
        (SELECT recording_id FROM tracks WHERE uri = asked.value),
        (SELECT w.id FROM recordings AS w WHERE w.key = asked.value
            AND EXISTS (SELECT 1 FROM tracks WHERE recording_id = w.id))) AS id
    FROM json_each(?) AS asked
"""

_WORD = "recording_id, status, video_id, score, reason, version, decided_at, search_again_at"

_REMEMBER = f"""
    INSERT OR REPLACE INTO overruled ({_WORD})
    SELECT {_WORD} FROM matches WHERE recording_id = ? AND origin = 'matcher'
"""

_OVERRIDE = """
    INSERT INTO matches (recording_id, status, video_id, origin, score, reason, version, decided_at, search_again_at)
    VALUES (?1, ?2, ?3, 'person', ?4, ?5, 0, ?6, NULL)
    ON CONFLICT (recording_id) DO UPDATE SET
        status = excluded.status, video_id = excluded.video_id, origin = 'person', score = excluded.score,
        reason = excluded.reason, version = 0, decided_at = excluded.decided_at, search_again_at = NULL
    WHERE origin <> 'person' OR status <> excluded.status OR video_id IS NOT excluded.video_id
"""

_RESTORE = f"""
    INSERT INTO matches ({_WORD}, origin) SELECT {_WORD}, 'matcher' FROM overruled WHERE recording_id = ?
"""


class SqliteReview:
    """The port :class:`core.review.ReviewStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queue(self) -> Queue:
        """All that waits for a person and that an included, unprotected category holds."""

        def work(connection: sqlite3.Connection) -> Queue:
            found: dict[str, list[RecordingId]] = {"review": [], "missing": []}
            for recording_id, status in connection.execute(_QUEUE):
                found[status].append(RecordingId(recording_id))
            return Queue(tuple(found["review"]), tuple(found["missing"]))

        return await self._database.read(work)

    async def overridden(self) -> tuple[RecordingId, ...]:
        """Recordings that a person decided about, in the order they came."""

        def work(connection: sqlite3.Connection) -> tuple[RecordingId, ...]:
            rows = connection.execute("SELECT recording_id FROM matches WHERE origin = 'person' ORDER BY recording_id")
            return tuple(RecordingId(recording_id) for (recording_id,) in rows)

        return await self._database.read(work)

    async def entries(self, recording_ids: Sequence[RecordingId]) -> tuple[Entry, ...]:
        """Recordings as a person sees them, in the order asked; those that no source holds any more are left out."""

        def work(connection: sqlite3.Connection) -> tuple[Entry, ...]:
            waiting = _waiting(connection, recording_ids)
            rows = connection.execute(_ENTRIES, (listed(recording_ids),))
            return tuple(_to_entry(row, waiting.get(row["id"], ())) for row in rows)

        return await self._database.read(work)

    async def find(self, names: Sequence[str]) -> Mapping[str, RecordingId]:
        """Recordings by a URI of one of their tracks or by ``isrc:…``; unknown names are left out."""

        def work(connection: sqlite3.Connection) -> Mapping[str, RecordingId]:
            rows = connection.execute(_FIND, (listed(map(plain, names)),))
            return {name: RecordingId(recording_id) for name, recording_id in rows if recording_id is not None}

        return await self._database.read(work)

    async def override(self, words: Sequence[Override], *, at: datetime) -> int:
        """Put a person's word in the place of whatever was decided, all or none; returns how many that changed.

        Raises StoreError for an unknown recording.
        """

        def work(connection: sqlite3.Connection) -> int:
            connection.executemany(_REMEMBER, ((word.recording_id,) for word in words))
            changed = connection.executemany(_OVERRIDE, (_written(word, at) for word in words)).rowcount
            connection.executemany(
                "UPDATE recordings SET is_unjudged = 0 WHERE id = ? AND is_unjudged", ((w.recording_id,) for w in words)
            )
            return changed

        return await self._database.run(work) if words else 0

    async def take_back(self, recording_id: RecordingId) -> bool:
        """Let the matcher's word hold again; where it had none it judges what it knows, or searches.

        False where no person had decided.
        """

        def work(connection: sqlite3.Connection) -> bool:
            gone = connection.execute(
                "DELETE FROM matches WHERE recording_id = ? AND origin = 'person'", (recording_id,)
            ).rowcount
            if not gone:
                return False
            if not connection.execute(_RESTORE, (recording_id,)).rowcount:
                connection.execute(
                    "UPDATE recordings SET is_unjudged = 1 "
                    "WHERE id = ?1 AND EXISTS (SELECT 1 FROM candidates WHERE recording_id = ?1)",
                    (recording_id,),
                )
            connection.execute("DELETE FROM overruled WHERE recording_id = ?", (recording_id,))
            return True

        return await self._database.run(work)


def _written(word: Override, at: datetime) -> tuple[object, ...]:
    """The values of ``_OVERRIDE``."""
    exists = word.video_id is not None
    status = MatchStatus.ACCEPTED if exists else MatchStatus.MISSING
    said = (1.0, CHOSEN) if exists else (0.0, DENIED)
    return word.recording_id, status.value, maybe(plain, word.video_id), *said, stamp(at)


def _waiting(
    connection: sqlite3.Connection, recording_ids: Iterable[int]
) -> dict[int, tuple[tuple[CategoryId, str], ...]]:
    found: dict[int, list[tuple[CategoryId, str]]] = {}
    for recording_id, category_id, title in connection.execute(_WAITING, (listed(recording_ids),)):
        found.setdefault(recording_id, []).append((CategoryId(category_id), title))
    return {recording_id: tuple(categories) for recording_id, categories in found.items()}


def _to_entry(row: sqlite3.Row, waiting: tuple[tuple[CategoryId, str], ...]) -> Entry:
    recording = to_recording(row)
    return Entry(
        recording=recording,
        track_id=row["uri"].removeprefix(SPOTIFY),
        spotify_id=row["uri"].removeprefix(SPOTIFY) if row["uri"].startswith(SPOTIFY) else None,
        match=to_match(row, recording.id) if row["status"] is not None else None,
        waiting=waiting,
    )
