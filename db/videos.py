"""Videos that searches and listings showed, the lists seen, and which recordings were searched for when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Candidate, PlaylistId, RecordingId, VideoId
from core.seen import DOUBTED_FOR, KEPT, VideoList, lists_in
from db.candidates import CANDIDATE, facts, save_candidates, to_candidate
from db.ledger import book
from db.rows import listed, maybe, plain, stamp, when

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.model import Charge
    from db.connection import Database

_SEE = f"""
    INSERT INTO seen_videos ({CANDIDATE}, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (video_id) DO UPDATE SET
        title = excluded.title, channel_title = excluded.channel_title, channel_id = excluded.channel_id,
        description = CASE WHEN length(excluded.description) >= length(description)
            THEN excluded.description ELSE description END,
        seconds = coalesce(excluded.seconds, seconds), views = coalesce(excluded.views, views),
        seen_at = excluded.seen_at, is_gone = 0
"""
# A video whose length is known is not asked again, whichever recording it was found for.
_LENGTHS = """
    UPDATE candidates SET (seconds, views, details_at) =
        (SELECT s.seconds, coalesce(s.views, candidates.views), s.details_at FROM seen_videos AS s
         WHERE s.video_id = candidates.video_id)
    WHERE recording_id = ? AND seconds IS NULL
"""
_PLAYS = "video_id NOT IN (SELECT video_id FROM video_looks WHERE state <> 'playable')"
_OWN = f"""
    SELECT i.video_id, i.title, i.channel_title, i.channel_id, coalesce(s.description, '') AS description,
        s.seconds, s.views
    FROM playlist_items AS i JOIN playlists AS p ON p.id = i.playlist_id
    LEFT JOIN seen_videos AS s ON s.video_id = i.video_id
    WHERE p.is_gone = 0 AND i.is_dead = 0 AND i.is_withdrawn = 0 AND i.removed_at IS NULL
        AND coalesce(s.is_gone, 0) = 0 AND i.{_PLAYS}
    ORDER BY p.place, p.id, i.position, i.id
"""


class SqliteVideos:
    """The port :class:`core.seen.VideoStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin_search(self, recording_id: RecordingId, charge: Charge) -> None:
        """Book a search and mark its recording, so that whatever happens it is not searched for again soon.

        One that is searched for again since its answer is doubted goes on waiting until there is another answer.
        """

        def work(connection: sqlite3.Connection) -> None:
            book(connection, charge)
            connection.execute(
                "UPDATE recordings SET searched_at = ?, is_unjudged = 1 WHERE id = ? AND doubted_at IS NULL",
                (stamp(charge.at), recording_id),
            )

        await self._database.run(work)

    async def cancel_search(self, recording_id: RecordingId) -> None:
        """Take the mark of a search back that was surely not made; its charge stays."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE recordings SET searched_at = answered_at, is_unjudged = 0 WHERE id = ? AND doubted_at IS NULL",
                (recording_id,),
            )

        await self._database.run(work)

    async def save_empty(self, recording_id: RecordingId, *, is_sound: bool, at: datetime) -> bool:
        """Note a search that showed nothing; True where that is believed, since it did so long enough before, too."""

        def work(connection: sqlite3.Connection) -> bool:
            (since,) = connection.execute(
                "SELECT doubted_at FROM recordings WHERE id = ?", (recording_id,)
            ).fetchone() or (None,)
            is_believed = is_sound and since is not None and when(since) <= at - DOUBTED_FOR
            connection.execute(
                "UPDATE recordings SET searched_at = iif(?2 OR ?3, ?1, coalesce(doubted_at, ?1)), answered_at = ?1, "
                "is_unjudged = ?2, doubted_at = iif(?2, NULL, coalesce(doubted_at, ?1)) WHERE id = ?4",
                (stamp(at), is_believed, is_sound, recording_id),
            )
            return is_believed

        return await self._database.run(work)

    async def believe(self, recording_ids: Sequence[RecordingId]) -> None:
        """Let answers count that were doubted."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE recordings SET is_unjudged = 1, doubted_at = NULL "
                "WHERE doubted_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
                (listed(recording_ids),),
            )

        await self._database.run(work)

    async def doubt(self, recording_id: RecordingId) -> None:
        """Let a recording wait for another search, whose answer cannot be judged."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE recordings SET is_unjudged = 0, doubted_at = searched_at WHERE id = ?",
                (recording_id,),
            )

        await self._database.run(work)

    async def doubted(self) -> frozenset[RecordingId]:
        """Recordings whose search was answered with what is doubted."""

        def work(connection: sqlite3.Connection) -> frozenset[RecordingId]:
            rows = connection.execute("SELECT id FROM recordings WHERE doubted_at IS NOT NULL")
            return frozenset(RecordingId(row["id"]) for row in rows)

        return await self._database.read(work)

    async def findable(self) -> RecordingId | None:
        """The recording whose search was the last to show anything; None where there was none."""

        def work(connection: sqlite3.Connection) -> RecordingId | None:
            row = connection.execute(
                "SELECT w.id FROM recordings AS w WHERE w.answered_at IS NOT NULL AND w.doubted_at IS NULL "
                "AND EXISTS (SELECT 1 FROM candidates WHERE recording_id = w.id) "
                "AND EXISTS (SELECT 1 FROM tracks WHERE recording_id = w.id) ORDER BY w.answered_at DESC, w.id LIMIT 1"
            ).fetchone()
            return None if row is None else RecordingId(row["id"])

        return await self._database.read(work)

    async def save_search(self, recording_id: RecordingId, found: Sequence[Candidate], *, at: datetime) -> None:
        """Keep what a search showed."""

        def work(connection: sqlite3.Connection) -> None:
            _see(connection, found, at=at)
            _forget_old(connection, at=at)
            save_candidates(connection, recording_id, found)
            connection.execute(_LENGTHS, (recording_id,))
            connection.execute(
                "UPDATE recordings SET searched_at = ?1, answered_at = ?1, is_unjudged = 1, doubted_at = NULL "
                "WHERE id = ?2",
                (stamp(at), recording_id),
            )

        await self._database.run(work)

    async def save_page(
        self, of: VideoList, found: Sequence[Candidate], *, next_token: str | None, newest: int, at: datetime
    ) -> None:
        """Keep a page of a list with how far it was read."""

        def work(connection: sqlite3.Connection) -> None:
            _see(connection, found, at=at)
            connection.execute(
                "UPDATE seen_lists SET pages = ?, next_token = ?, is_read = ?, read_at = ?, newest = ?, "
                "refused_at = NULL, refusal = NULL WHERE id = ?",
                (of.pages + 1, maybe(plain, next_token), next_token is None, stamp(at), newest, of.id),
            )

        await self._database.run(work)

    async def refuse(self, list_id: PlaylistId, reason: str, *, at: datetime) -> None:
        """Remember that a list cannot be read."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE seen_lists SET refused_at = ?, refusal = ?, pages = pages + 1 WHERE id = ?",
                (stamp(at), plain(reason), list_id),
            )

        await self._database.run(work)

    async def save_seen(self, found: Sequence[Candidate], *, at: datetime) -> None:
        """Keep videos seen elsewhere."""
        if found:
            await self._database.run(lambda connection: _see(connection, found, at=at))

    async def seen(self, *, since: datetime, limit: int) -> tuple[Candidate, ...]:
        """Living videos shown since an instant, newest first."""

        def work(connection: sqlite3.Connection) -> tuple[Candidate, ...]:
            rows = connection.execute(
                f"SELECT {CANDIDATE} FROM seen_videos WHERE seen_at > ? AND is_gone = 0 AND {_PLAYS} "
                "ORDER BY seen_at DESC, video_id LIMIT ?",
                (stamp(since), limit),
            )
            return tuple(map(to_candidate, rows))

        return await self._database.read(work)

    async def own(self) -> tuple[Candidate, ...]:
        """Living videos of own playlists in the listing's order."""

        def work(connection: sqlite3.Connection) -> tuple[Candidate, ...]:
            rows = connection.execute(_OWN)
            first: dict[str, Candidate] = {}
            for row in rows:
                first.setdefault(row["video_id"], to_candidate(row))
            return tuple(first.values())

        return await self._database.read(work)

    async def unmeasured(self, video_ids: Sequence[VideoId]) -> tuple[VideoId, ...]:
        """Videos whose length was never asked for."""

        def work(connection: sqlite3.Connection) -> tuple[VideoId, ...]:
            rows = connection.execute(
                "SELECT wanted.value AS id FROM json_each(?) AS wanted LEFT JOIN seen_videos AS s "
                "ON s.video_id = wanted.value WHERE s.details_at IS NULL AND s.seconds IS NULL ORDER BY wanted.key",
                (listed(map(plain, video_ids)),),
            )
            return tuple(VideoId(row["id"]) for row in rows)

        return await self._database.read(work)

    async def lists(self) -> tuple[VideoList, ...]:
        """Every list seen, in the order of their ids."""

        def work(connection: sqlite3.Connection) -> tuple[VideoList, ...]:
            return tuple(map(_to_list, connection.execute("SELECT * FROM seen_lists ORDER BY seen_at, id")))

        return await self._database.read(work)

    async def searched_since(self, at: datetime) -> frozenset[RecordingId]:
        """Recordings searched for later than ``at``, but for those whose doubted search may be made again."""

        def work(connection: sqlite3.Connection) -> frozenset[RecordingId]:
            rows = connection.execute(
                "SELECT id FROM recordings WHERE searched_at > ?1 "
                "AND (doubted_at IS NULL OR (searched_at > doubted_at AND doubted_at > ?2))",
                (stamp(at), stamp(at + KEPT - DOUBTED_FOR)),
            )
            return frozenset(RecordingId(row["id"]) for row in rows)

        return await self._database.read(work)

    async def lost(self) -> frozenset[RecordingId]:
        """Recordings searched for without an answer."""

        def work(connection: sqlite3.Connection) -> frozenset[RecordingId]:
            rows = connection.execute(
                "SELECT id FROM recordings WHERE is_unjudged = 1 AND searched_at IS NOT NULL "
                "AND (answered_at IS NULL OR answered_at < searched_at)"
            )
            return frozenset(RecordingId(row["id"]) for row in rows)

        return await self._database.read(work)

    async def artists(self) -> Mapping[RecordingId, str]:
        """First artists of what is not decided for good, by the first track of each recording."""

        def work(connection: sqlite3.Connection) -> Mapping[RecordingId, str]:
            rows = connection.execute(
                "SELECT w.id, a.name FROM recordings AS w "
                "JOIN tracks AS t ON t.id = (SELECT min(id) FROM tracks WHERE recording_id = w.id) "
                "JOIN track_artists AS r ON r.track_id = t.id "
                "AND r.place = (SELECT min(place) FROM track_artists WHERE track_id = t.id) "
                "JOIN artists AS a ON a.id = r.artist_id LEFT JOIN matches AS m ON m.recording_id = w.id "
                "WHERE m.recording_id IS NULL OR m.status = 'missing'"
            )
            return {RecordingId(row["id"]): row["name"] for row in rows}

        return await self._database.read(work)


def _see(connection: sqlite3.Connection, found: Sequence[Candidate], *, at: datetime) -> None:
    """Keep videos, and the lists that they reveal."""
    now = stamp(at)
    connection.executemany(_SEE, ((*facts(video), now) for video in found))
    connection.executemany(
        "INSERT INTO seen_lists (id, artist, seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        ((list_id, plain(artist), now) for list_id, artist in lists_in(found).items()),
    )


def _forget_old(connection: sqlite3.Connection, *, at: datetime) -> None:
    """YouTube's words are kept for a while only; a list that was not read or refused lately counts as new."""
    old = stamp(at - KEPT)
    connection.execute("DELETE FROM seen_videos WHERE seen_at <= ?", (old,))
    connection.execute(
        "UPDATE seen_lists SET pages = 0, next_token = NULL, is_read = 0, read_at = NULL, newest = 0, "
        "refused_at = NULL, refusal = NULL WHERE coalesce(refused_at, read_at) <= ?",
        (old,),
    )


def _to_list(row: sqlite3.Row) -> VideoList:
    return VideoList(
        id=PlaylistId(row["id"]),
        artist=row["artist"],
        pages=row["pages"],
        next_token=row["next_token"],
        is_read=bool(row["is_read"]),
        read_at=maybe(when, row["read_at"]),
        newest=row["newest"],
        refused_at=maybe(when, row["refused_at"]),
    )
