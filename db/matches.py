"""Recordings, the videos that may be them, and what was decided. How to judge is not known here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.model import (
    Candidate,
    CategoryId,
    Match,
    Recording,
    RecordingId,
    VideoId,
)
from core.states import MatchOrigin, MatchStatus
from db.candidates import CANDIDATE, save_candidates, save_scores, to_candidate
from db.channel import LISTED
from db.operations import insert_operations
from db.rows import listed, maybe, plain, stamp, when

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from core.model import Decision, Operation, VideoDetails
    from db.connection import Database

# A video that is known not to play is nobody's candidate, whatever a search says.
_ALIVE = "is_gone = 0 AND video_id NOT IN (SELECT video_id FROM video_looks WHERE state <> 'playable')"

# Rows in the order of their categories, one a row; the same recording may come several times. A category waits for
# nothing while it is held, or while a playlist of its own is gone since it was last listed: it asks its person first.
_WAITING = """
    SELECT t.recording_id, c.id AS category_id
    FROM categories AS c
    JOIN category_sources AS s ON s.category_id = c.id
    JOIN collections AS k ON k.id = s.collection_id
    JOIN collection_rows AS r ON r.collection_id = k.id AND r.walk = k.walk
    JOIN tracks AS t ON t.id = r.track_id
    JOIN recordings AS w ON w.id = t.recording_id AND w.is_unjudged = 0
    LEFT JOIN matches AS m ON m.recording_id = t.recording_id
    WHERE c.is_included AND NOT c.is_protected AND c.held IS NULL AND c.merged_into IS NULL
      AND NOT EXISTS (
          SELECT 1 FROM category_parts AS p LEFT JOIN playlists AS l ON l.id = p.playlist_id AND NOT l.is_gone
          WHERE p.category_id = c.id AND l.id IS NULL AND EXISTS (SELECT 1 FROM settings WHERE key = ?)
      )
      AND (m.recording_id IS NULL OR m.status = 'missing' AND m.search_again_at <= ?)
    ORDER BY c.position, c.id, s.place, r.position
"""

_UNJUDGED = """
    SELECT w.id FROM recordings AS w WHERE w.is_unjudged = 1 AND EXISTS (
        SELECT 1 FROM tracks AS t
        JOIN collection_rows AS r ON r.track_id = t.id
        JOIN collections AS k ON k.id = r.collection_id AND k.walk = r.walk
        JOIN category_sources AS s ON s.collection_id = k.id
        JOIN categories AS c ON c.id = s.category_id
        WHERE t.recording_id = w.id
          AND c.is_included AND NOT c.is_protected AND c.held IS NULL AND c.merged_into IS NULL)
    ORDER BY w.searched_at, w.id LIMIT ?
"""

# What a source itself said (version 0) is not the matcher's to judge again.
_OUTDATED = f"""
    SELECT m.* FROM matches AS m JOIN recordings AS w ON w.id = m.recording_id
    WHERE m.origin = 'matcher' AND m.version > 0 AND m.version < ? AND w.is_unjudged = 0
      AND EXISTS (SELECT 1 FROM candidates WHERE recording_id = m.recording_id AND {_ALIVE})
      AND EXISTS (SELECT 1 FROM tracks WHERE recording_id = m.recording_id)
    ORDER BY m.recording_id LIMIT ?
"""

# A recording speaks with the words of the first of its tracks that was stored.
_RECORDINGS = """
    SELECT w.id, w.isrc, t.title, t.duration_ms, t.is_explicit, a.title AS album, a.released,
        (SELECT json_group_array(name) FROM
            (SELECT artists.name FROM track_artists JOIN artists ON artists.id = artist_id
             WHERE track_id = t.id ORDER BY place)) AS artists
    FROM json_each(?) AS wanted
    JOIN recordings AS w ON w.id = wanted.value
    JOIN tracks AS t ON t.id = (SELECT min(id) FROM tracks WHERE recording_id = w.id)
    LEFT JOIN albums AS a ON a.id = t.album_id
    ORDER BY wanted.key
"""

_SAVE_MATCH = """
    INSERT INTO matches (recording_id, status, video_id, origin, score, reason, version, decided_at, search_again_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (recording_id) DO UPDATE SET
        status = excluded.status, video_id = excluded.video_id, origin = excluded.origin, score = excluded.score,
        reason = excluded.reason, version = excluded.version, decided_at = excluded.decided_at,
        search_again_at = excluded.search_again_at
    WHERE excluded.origin = 'person' OR origin = 'matcher'
"""

_PLACES = """
    SELECT s.category_id, min(r.position + (
            SELECT coalesce(sum(before.span), 0) FROM category_sources AS b
            JOIN collections AS before ON before.id = b.collection_id
            WHERE b.category_id = s.category_id AND b.place < s.place)) AS position, t.label
    FROM tracks AS t
    JOIN collection_rows AS r ON r.track_id = t.id
    JOIN collections AS k ON k.id = r.collection_id AND k.walk = r.walk
    JOIN category_sources AS s ON s.collection_id = k.id
    JOIN categories AS c ON c.id = s.category_id
    WHERE t.recording_id = ?
    GROUP BY s.category_id ORDER BY c.position, c.id
"""


class SqliteMatches:
    """The port :class:`core.store.MatchStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, now: datetime, *, limit: int | None = None) -> tuple[Recording, ...]:
        """Recordings that need a search."""

        def work(connection: sqlite3.Connection) -> tuple[Recording, ...]:
            ids: dict[int, None] = {}
            for row in connection.execute(_WAITING, (LISTED, stamp(now))):
                ids[row["recording_id"]] = None
                if limit is not None and len(ids) >= limit:
                    break
            return read_recordings(connection, ids)

        return () if limit == 0 else await self._database.read(work)

    async def waiting_in(self, now: datetime) -> Mapping[CategoryId, tuple[RecordingId, ...]]:
        """The ids of what needs a search, category by category."""

        def work(connection: sqlite3.Connection) -> Mapping[CategoryId, tuple[RecordingId, ...]]:
            found: dict[CategoryId, dict[RecordingId, None]] = {}
            for row in connection.execute(_WAITING, (LISTED, stamp(now))):
                found.setdefault(CategoryId(row["category_id"]), {})[RecordingId(row["recording_id"])] = None
            return {category_id: tuple(ids) for category_id, ids in found.items()}

        return await self._database.read(work)

    async def recordings(self, ids: Sequence[RecordingId]) -> tuple[Recording, ...]:
        """Recordings by their ids."""
        return await self._database.read(lambda connection: read_recordings(connection, ids)) if ids else ()

    async def outdated(self, version: int, *, limit: int) -> tuple[tuple[Recording, Match], ...]:
        """Recordings with the matcher's decision of an older version, whose candidates are known."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[Recording, Match], ...]:
            rows = connection.execute(_OUTDATED, (version, limit)).fetchall()
            matches = {row["recording_id"]: to_match(row, RecordingId(row["recording_id"])) for row in rows}
            return tuple((one, matches[one.id]) for one in read_recordings(connection, matches))

        return await self._database.read(work)

    async def searched(self, *, limit: int | None = None) -> tuple[Recording, ...]:
        """Recordings of live categories that were searched for and not judged yet, oldest search first."""

        def work(connection: sqlite3.Connection) -> tuple[Recording, ...]:
            rows = connection.execute(
                _UNJUDGED,
                (-1 if limit is None else limit,),
            )
            return read_recordings(connection, [recording_id for (recording_id,) in rows])

        return await self._database.read(work)

    async def save_candidates(
        self, recording_id: RecordingId, candidates: Sequence[Candidate], *, at: datetime
    ) -> None:
        """Keep what a search gave in the old candidates' place; lengths once read stay known."""

        def work(connection: sqlite3.Connection) -> None:
            save_candidates(connection, recording_id, candidates)
            connection.execute(
                "UPDATE recordings SET searched_at = ?1, answered_at = ?1, is_unjudged = 1 WHERE id = ?2",
                (stamp(at), recording_id),
            )

        await self._database.run(work)

    async def candidates(self, recording_id: RecordingId) -> tuple[Candidate, ...]:
        """Candidates that are not gone, in the order the search gave them."""

        def work(connection: sqlite3.Connection) -> tuple[Candidate, ...]:
            rows = connection.execute(
                f"SELECT {CANDIDATE} FROM candidates WHERE recording_id = ? AND {_ALIVE} ORDER BY place",
                (recording_id,),
            )
            return tuple(map(to_candidate, rows))

        return await self._database.read(work)

    async def save_details(self, details: Sequence[VideoDetails], *, asked: Sequence[VideoId], at: datetime) -> None:
        """Complete candidates, wherever they stand; the ones asked for and not answered are gone."""

        def work(connection: sqlite3.Connection) -> None:
            now = stamp(at)
            connection.executemany(
                "UPDATE candidates SET seconds = ?, views = coalesce(?, views), is_embeddable = ?, details_at = ?, "
                "is_gone = 0 WHERE video_id = ?",
                ((one.seconds, one.views, one.is_embeddable, now, plain(one.video_id)) for one in details),
            )
            connection.executemany(
                "UPDATE seen_videos SET seconds = ?, views = coalesce(?, views), details_at = ?, is_gone = 0 "
                "WHERE video_id = ?",
                ((one.seconds, one.views, now, plain(one.video_id)) for one in details),
            )
            connection.executemany(
                "DELETE FROM absent_videos WHERE video_id = ?", ((plain(video_id),) for video_id in asked)
            )
            answered = {one.video_id for one in details}
            connection.executemany(
                "UPDATE candidates SET is_gone = 1, details_at = ? WHERE video_id = ?",
                ((now, plain(video_id)) for video_id in asked if video_id not in answered),
            )
            connection.executemany(
                "UPDATE seen_videos SET is_gone = 1, details_at = ? WHERE video_id = ?",
                ((now, plain(video_id)) for video_id in asked if video_id not in answered),
            )

        await self._database.run(work)

    async def decide(
        self,
        recording_id: RecordingId,
        decision: Decision,
        *,
        origin: MatchOrigin,
        at: datetime,
        search_again_at: datetime | None,
        operations: Sequence[Operation] = (),
    ) -> None:
        """Write a decision with its scores and the adds it sets free.

        Where a person has decided and the matcher speaks, only the scores are kept, and nothing is set free.
        """

        def work(connection: sqlite3.Connection) -> None:
            if write_decision(
                connection, recording_id, decision, origin=origin, at=at, search_again_at=search_again_at
            ):
                insert_operations(connection, operations)
                _place_adds(connection, operations)

        await self._database.run(work)

    async def match(self, recording_id: RecordingId) -> Match | None:
        """What is decided about a recording."""

        def work(connection: sqlite3.Connection) -> Match | None:
            row = connection.execute("SELECT * FROM matches WHERE recording_id = ?", (recording_id,)).fetchone()
            return to_match(row, RecordingId(row["recording_id"])) if row else None

        return await self._database.read(work)

    async def scored(self, recording_id: RecordingId) -> tuple[tuple[Candidate, float, Mapping[str, float]], ...]:
        """Judged candidates that are not gone, best first."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[Candidate, float, Mapping[str, float]], ...]:
            rows = connection.execute(
                f"SELECT {CANDIDATE}, score, signals FROM candidates "
                f"WHERE recording_id = ? AND {_ALIVE} AND score IS NOT NULL ORDER BY score DESC, place",
                (recording_id,),
            )
            return tuple((to_candidate(row), row["score"], json.loads(row["signals"])) for row in rows)

        return await self._database.read(work)

    async def categories_of(self, recording_id: RecordingId) -> tuple[tuple[CategoryId, int, str], ...]:
        """Where a recording stands first in each category; the positions are those of ``CategoryStore.wanted``."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[CategoryId, int, str], ...]:
            rows = connection.execute(_PLACES, (recording_id,))
            return tuple((CategoryId(category_id), position, label) for category_id, position, label in rows)

        return await self._database.read(work)


def write_decision(
    connection: sqlite3.Connection,
    recording_id: RecordingId,
    decision: Decision,
    *,
    origin: MatchOrigin,
    at: datetime,
    search_again_at: datetime | None = None,
) -> bool:
    """Write a decision with its scores; False where a person's stands and the matcher speaks."""
    save_scores(connection, recording_id, decision)
    connection.execute("UPDATE recordings SET is_unjudged = 0 WHERE id = ?", (recording_id,))
    written = connection.execute(
        _SAVE_MATCH,
        (
            recording_id,
            decision.status.value,
            decision.video_id,
            origin.value,
            float(decision.score),
            plain(decision.reason),
            decision.version,
            stamp(at),
            maybe(stamp, search_again_at),
        ),
    )
    return written.rowcount > 0


def read_recordings(connection: sqlite3.Connection, ids: Iterable[int]) -> tuple[Recording, ...]:
    """Recordings by their ids, in that order; one that no track stands for any more is left out."""
    return tuple(to_recording(row) for row in connection.execute(_RECORDINGS, (listed(ids),)))


def to_recording(row: sqlite3.Row) -> Recording:
    """A recording from a row that holds its ``id`` and the words of its first track."""
    return Recording(
        id=RecordingId(row["id"]),
        title=row["title"],
        artists=tuple(json.loads(row["artists"])),
        album=row["album"],
        duration_s=maybe(lambda length: length / 1000, row["duration_ms"]),
        isrc=row["isrc"],
        is_explicit=maybe(bool, row["is_explicit"]),
        released=row["released"],
    )


def to_match(row: sqlite3.Row, recording_id: RecordingId) -> Match:
    """What is decided of a recording, from a row that holds the columns of its match."""
    return Match(
        recording_id=recording_id,
        status=MatchStatus(row["status"]),
        video_id=maybe(VideoId, row["video_id"]),
        origin=MatchOrigin(row["origin"]),
        score=row["score"],
        reason=row["reason"],
        decided_at=when(row["decided_at"]),
        search_again_at=maybe(when, row["search_again_at"]),
    )


def _place_adds(connection: sqlite3.Connection, operations: Sequence[Operation]) -> None:
    """Tell adds where to go whose playlist was made while they were being thought of."""
    connection.executemany(
        "UPDATE operations SET playlist_id = "
        "(SELECT p.playlist_id FROM category_parts AS p WHERE p.category_id = operations.category_id AND p.part = 1) "
        "WHERE id = ? AND kind = 'add_video' AND playlist_id IS NULL",
        ((operation.id,) for operation in operations),
    )
