"""What was seen of matched videos: when each was last looked at, which are dead, and whose matches that touches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.health import ABSENT_FOR, Death, Lost
from core.model import CategoryId, VideoId
from core.review import SPOTIFY
from core.states import MatchOrigin, VideoState
from db.matches import read_recordings, write_decision
from db.rows import OPERATION, listed, maybe, plain, stamp, to_operation, when

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from core.health import Look
    from core.model import Decision, Operation, RecordingId, RunId
    from db.connection import Database

# Nobody saw a video play since `{since}`: not in a look of its own, nor when its length was read as somebody's find.
# One that was not named in the last look is not seen, either.
_NOT_SEEN = """
    (EXISTS (SELECT 1 FROM absent_videos AS a WHERE a.video_id = {video})
    OR NOT EXISTS (SELECT 1 FROM video_looks AS v
        WHERE v.video_id = {video} AND v.state = 'playable' AND v.checked_at >= {since})
    AND NOT EXISTS (SELECT 1 FROM seen_videos AS n
        WHERE n.video_id = {video} AND n.is_gone = 0 AND n.details_at >= {since})
    AND NOT EXISTS (SELECT 1 FROM candidates AS d
        WHERE d.video_id = {video} AND d.is_gone = 0 AND d.details_at >= {since}))
"""
_UNSEEN = f"""
    SELECT DISTINCT m.video_id FROM matches AS m
    WHERE m.status = 'accepted' AND m.video_id IS NOT NULL AND {_NOT_SEEN.format(video="m.video_id", since="?1")}
"""
_DUE = f"""
    SELECT o.video_id FROM operations AS o
    WHERE o.run_id = ?1 AND o.kind = 'add_video' AND o.state = 'pending' AND o.number > ?2
      AND o.video_id IS NOT NULL AND {_NOT_SEEN.format(video="o.video_id", since="?3")}
    GROUP BY o.video_id ORDER BY min(o.place), min(o.ordinal), min(o.number) LIMIT ?4
"""
_DOOMED = f"""
    SELECT {", ".join(f"o.{name}" for name in OPERATION.split(", "))}, v.state AS seen FROM operations AS o
    JOIN video_looks AS v ON v.video_id = o.video_id AND v.state <> 'playable'
    WHERE o.run_id = ? AND o.kind = 'add_video' AND o.state = 'pending' ORDER BY o.place, o.ordinal, o.number
"""

# A video that died, or was absent, stays under watch while nothing took its place: it may come back.
_OLDEST = """
    SELECT watched.video_id FROM (
        SELECT video_id FROM matches WHERE status = 'accepted' AND video_id IS NOT NULL
        UNION SELECT video_id FROM lost_videos UNION SELECT video_id FROM absent_videos
    ) AS watched
    LEFT JOIN video_looks AS v ON v.video_id = watched.video_id
    WHERE coalesce(v.checked_at, '') < ? ORDER BY coalesce(v.checked_at, ''), watched.video_id LIMIT ?
"""
_LOST = """
    SELECT m.recording_id, v.video_id, v.state
    FROM video_looks AS v JOIN matches AS m ON m.video_id = v.video_id AND m.status = 'accepted'
    WHERE v.state <> 'playable' AND m.origin = 'matcher' ORDER BY m.recording_id
"""
_PLAYING = """
    SELECT video_id FROM (
        SELECT video_id, checked_at AS at FROM video_looks WHERE state = 'playable'
        UNION ALL SELECT video_id, details_at FROM candidates WHERE is_gone = 0 AND details_at IS NOT NULL
    )
    WHERE video_id NOT IN (SELECT video_id FROM absent_videos)
      AND video_id NOT IN (SELECT video_id FROM video_looks WHERE state <> 'playable')
      AND video_id NOT IN (SELECT value FROM json_each(?))
    GROUP BY video_id ORDER BY max(at) DESC, video_id LIMIT ?
"""

# What stood before a video died stands again, where what was written then is still the last word.
_COME_BACK = """
    UPDATE matches SET (status, video_id, score, reason, version, decided_at) =
        (SELECT 'accepted', l.video_id, l.score, l.reason, l.version, l.decided_at
         FROM lost_videos AS l WHERE l.recording_id = matches.recording_id)
    WHERE status = 'review' AND origin = 'matcher' AND EXISTS (
        SELECT 1 FROM lost_videos AS l WHERE l.recording_id = matches.recording_id AND l.video_id = ?
        AND l.decided_at IS NOT NULL AND l.given_back_at = matches.decided_at)
"""

# Whoever was judged without a video that shows again is judged again; a person's word stays.
_JUDGE_AGAIN = """
    UPDATE recordings SET is_unjudged = 1
    WHERE id IN (SELECT recording_id FROM candidates WHERE video_id = ?1 AND (is_gone = 1 OR ?2))
      AND id IN (SELECT recording_id FROM matches WHERE origin = 'matcher' AND status <> 'accepted')
"""
_DEATHS = """
    SELECT l.recording_id, l.video_id, v.state, v.checked_at, t.label, t.uri, m.status = 'accepted' AS is_chosen,
        coalesce((SELECT title FROM candidates AS c WHERE c.video_id = l.video_id LIMIT 1), t.label) AS title,
        (SELECT json_group_array(json_array(id, title)) FROM (
            SELECT DISTINCT c.id, c.title FROM tracks AS held
            JOIN collection_rows AS r ON r.track_id = held.id
            JOIN collections AS k ON k.id = r.collection_id AND k.walk = r.walk
            JOIN category_sources AS s ON s.collection_id = k.id
            JOIN categories AS c ON c.id = s.category_id AND c.is_included AND c.merged_into IS NULL
            WHERE held.recording_id = l.recording_id ORDER BY c.position, c.id)) AS categories
    FROM lost_videos AS l
    JOIN video_looks AS v ON v.video_id = l.video_id AND v.state <> 'playable'
    JOIN matches AS m ON m.recording_id = l.recording_id
    JOIN tracks AS t ON t.id = (SELECT min(id) FROM tracks WHERE recording_id = l.recording_id)
    WHERE (m.status <> 'accepted' OR m.video_id = l.video_id) AND (m.status <> 'missing' OR m.origin <> 'person')
    ORDER BY v.checked_at DESC, l.recording_id
"""


class SqliteHealth:
    """The port :class:`core.health.HealthStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unseen(self, before: datetime) -> frozenset[VideoId]:
        """Videos of accepted matches that nobody saw to play since ``before``."""
        return await self._videos(_UNSEEN, stamp(before))

    async def dead(self) -> frozenset[VideoId]:
        """Videos that did not play when they were last looked at."""
        return await self._videos("SELECT video_id FROM video_looks WHERE state <> 'playable'")

    async def due(self, run_id: RunId, before: datetime, *, after: int, limit: int) -> tuple[VideoId, ...]:
        """Videos of a run's pending adds that nobody saw to play since ``before``, in plan order."""

        def work(connection: sqlite3.Connection) -> tuple[VideoId, ...]:
            rows = connection.execute(_DUE, (run_id, after, stamp(before), limit))
            return tuple(VideoId(video_id) for (video_id,) in rows)

        return await self._database.read(work)

    async def doomed(self, run_id: RunId) -> tuple[tuple[Operation, VideoState], ...]:
        """A run's pending adds of videos that do not play, in plan order."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[Operation, VideoState], ...]:
            rows = connection.execute(_DOOMED, (run_id,))
            return tuple((to_operation(row), VideoState(row["seen"])) for row in rows)

        return await self._database.read(work)

    async def newest_add(self) -> int:
        """The number of the newest planned write; 0 where there is none."""
        return await self._database.read(
            lambda connection: int(connection.execute("SELECT coalesce(max(number), 0) FROM operations").fetchone()[0])
        )

    async def oldest(self, since: datetime, *, limit: int | None = None) -> tuple[VideoId, ...]:
        """Videos under watch that were not looked at since, the ones never looked at first."""

        def work(connection: sqlite3.Connection) -> tuple[VideoId, ...]:
            rows = connection.execute(_OLDEST, (stamp(since), -1 if limit is None else limit))
            return tuple(VideoId(video_id) for (video_id,) in rows)

        return await self._database.read(work)

    async def save(self, looks: Sequence[Look], *, at: datetime) -> None:
        """Keep a look, complete candidates with it, and remember which matches lost their video."""

        def work(connection: sqlite3.Connection) -> None:
            for look in looks:
                _save(connection, look, at)

        await self._database.run(work)

    async def absent(self) -> frozenset[VideoId]:
        """Videos that were not named when they were last looked at, and are not known to be dead."""
        return await self._videos("SELECT video_id FROM absent_videos")

    async def playing(self, *, without: Sequence[VideoId], limit: int) -> tuple[VideoId, ...]:
        """Videos that were seen to play, the last seen first."""

        def work(connection: sqlite3.Connection) -> tuple[VideoId, ...]:
            rows = connection.execute(_PLAYING, (listed(without), limit))
            return tuple(VideoId(video_id) for (video_id,) in rows)

        return await self._database.read(work)

    async def give_back(self, recording_id: RecordingId, decision: Decision, *, at: datetime) -> None:
        """Write what is decided of a recording that lost its video, and when, in one."""

        def work(connection: sqlite3.Connection) -> None:
            if write_decision(connection, recording_id, decision, origin=MatchOrigin.MATCHER, at=at):
                connection.execute(
                    "UPDATE lost_videos SET given_back_at = ? WHERE recording_id = ?", (stamp(at), recording_id)
                )

        await self._database.run(work)

    async def lost(self) -> tuple[Lost, ...]:
        """Matches to give back, in the order their recordings came."""

        def work(connection: sqlite3.Connection) -> tuple[Lost, ...]:
            rows = connection.execute(_LOST).fetchall()
            known = {one.id: one for one in read_recordings(connection, [row["recording_id"] for row in rows])}
            return tuple(
                Lost(known[row["recording_id"]], VideoId(row["video_id"]), VideoState(row["state"]))
                for row in rows
                if row["recording_id"] in known
            )

        return await self._database.read(work)

    async def deaths(self) -> tuple[Death, ...]:
        """Every death that nothing made good, newest look first."""

        def work(connection: sqlite3.Connection) -> tuple[Death, ...]:
            rows = connection.execute(_DEATHS).fetchall()
            known = {one.id: one for one in read_recordings(connection, [row["recording_id"] for row in rows])}
            return tuple(
                Death(
                    recording=known[row["recording_id"]],
                    label=row["label"],
                    track_id=row["uri"].removeprefix(SPOTIFY),
                    video_id=VideoId(row["video_id"]),
                    title=row["title"],
                    state=VideoState(row["state"]),
                    checked_at=when(row["checked_at"]),
                    categories=tuple((CategoryId(key), title) for key, title in json.loads(row["categories"])),
                    is_chosen=bool(row["is_chosen"]),
                )
                for row in rows
            )

        return await self._database.read(work)

    async def _videos(self, sql: str, *values: object) -> frozenset[VideoId]:
        return await self._database.remembered(
            (sql, *values),
            lambda connection: frozenset(VideoId(video_id) for (video_id,) in connection.execute(sql, values)),
        )


def _save(connection: sqlite3.Connection, look: Look, at: datetime) -> None:
    video_id, now, state = plain(look.video_id), stamp(at), look.state
    known = connection.execute("SELECT state FROM video_looks WHERE video_id = ?", (video_id,)).fetchone()
    was_dead = known is not None and known["state"] != VideoState.PLAYABLE.value
    if state is None:
        if not was_dead and not _is_gone(connection, video_id, at):
            return
        state = VideoState(known["state"]) if was_dead else VideoState.GONE
    connection.execute("DELETE FROM absent_videos WHERE video_id = ?", (video_id,))
    is_dead = state is not VideoState.PLAYABLE
    connection.execute(
        "INSERT INTO video_looks (video_id, state, checked_at) VALUES (?, ?, ?) "
        "ON CONFLICT (video_id) DO UPDATE SET state = excluded.state, checked_at = excluded.checked_at",
        (video_id, state.value, now),
    )
    if is_dead:
        connection.execute(
            "INSERT OR REPLACE INTO lost_videos (recording_id, video_id, score, reason, version, decided_at) "
            "SELECT recording_id, video_id, score, reason, version, decided_at FROM matches "
            "WHERE video_id = ? AND status = 'accepted'",
            (video_id,),
        )
    else:
        connection.execute(_COME_BACK, (video_id,))
        connection.execute(_JUDGE_AGAIN, (video_id, was_dead))
        connection.execute("DELETE FROM lost_videos WHERE video_id = ?", (video_id,))
    for table in ("candidates", "seen_videos"):
        connection.execute(
            f"UPDATE {table} SET seconds = coalesce(?, seconds), views = coalesce(?, views), details_at = ?, "
            "is_gone = ? WHERE video_id = ?",
            (
                maybe(lambda one: one.seconds, look.details),
                maybe(lambda one: one.views, look.details),
                now,
                is_dead,
                video_id,
            ),
        )


def _is_gone(connection: sqlite3.Connection, video_id: str, at: datetime) -> bool:
    """Note that a video was not named; True where it was not named long enough before, either."""
    since = connection.execute("SELECT since FROM absent_videos WHERE video_id = ?", (video_id,)).fetchone()
    if since is not None and when(since["since"]) <= at - ABSENT_FOR:
        return True
    connection.execute(
        "INSERT INTO absent_videos (video_id, since, looked_at) VALUES (?1, ?2, ?2) "
        "ON CONFLICT (video_id) DO UPDATE SET looked_at = excluded.looked_at",
        (video_id, stamp(at)),
    )
    return False
