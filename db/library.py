"""Source collections: their heads, their rows, and how far an import got.

Walks through rows are kept by :mod:`db.walks`, tracks themselves by :mod:`db.tracks`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.model import Collection, CollectionId, Saved
from core.states import CollectionKind, Order, Policy, RowSkip
from db.bulk import insert_all
from db.categories import follow_heads, make_category
from db.checkpoints import save_checkpoint
from db.jobs import save_job
from db.own_playlists import save_own_playlists
from db.recordings import accept_given
from db.rows import CHECKPOINT, listed, maybe, plain, stamp, to_checkpoint, when
from db.tracks import save_tracks
from db.walks import append_rows_in_force, begin_walk, drop_walk, is_staged, put_in_force

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from core.model import Checkpoint, Job, RemotePlaylist, RunId, SourcePlaylist, SourceRow
    from core.states import Phase
    from db.connection import Database

_COLLECTION = (
    "id, kind, external_id, title, position, snapshot_id, walked_snapshot, total, source_rows, imported, skipped, "
    "unreadable, gone_at"
)
_SAVE_HEAD = """
    INSERT INTO collections
        (kind, external_id, title, owner_id, snapshot_id, total, position, is_collaborative, seen_by)
    VALUES ('playlist', ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, external_id) DO UPDATE SET
        title = excluded.title, owner_id = excluded.owner_id, snapshot_id = excluded.snapshot_id,
        total = excluded.total, position = excluded.position, is_collaborative = excluded.is_collaborative,
        seen_by = excluded.seen_by, gone_at = NULL
"""
_WITH_PLAYLIST = """
    SELECT s.category_id FROM category_sources AS s JOIN collections AS k ON k.id = s.collection_id
    WHERE k.kind = 'playlist'
"""
_UNKNOWN = -1
"""A total that the service does not say."""

_HEAD_FACTS = "title, owner_id, snapshot_id, total, position, is_collaborative"


class SqliteLibrary:
    """The port :class:`core.store.LibraryStore`. ``policy`` and ``order`` are what new categories begin with."""

    def __init__(self, database: Database, *, policy: Policy = Policy.ADD, order: Order = Order.EXACT) -> None:
        self._database = database
        self._policy = policy
        self._order = order

    async def checkpoint(self, run_id: RunId, phase: Phase, subject: str = "") -> Checkpoint | None:
        """How far a phase got; None where it did not begin."""

        def work(connection: sqlite3.Connection) -> Checkpoint | None:
            row = connection.execute(
                f"SELECT {CHECKPOINT} FROM checkpoints WHERE run_id = ? AND phase = ? AND subject = ?",
                (run_id, phase.value, plain(subject)),
            ).fetchone()
            return to_checkpoint(row) if row else None

        return await self._database.read(work)

    async def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint alone."""
        await self._database.run(lambda connection: save_checkpoint(connection, checkpoint))

    async def liked(self, account_id: str) -> Collection:
        """The account's liked songs. Raises StoreError where they are not there and this process may only look."""

        def look(connection: sqlite3.Connection) -> Collection | None:
            row = connection.execute(
                f"SELECT {_COLLECTION} FROM collections WHERE kind = 'liked' AND external_id = ?", (account_id,)
            ).fetchone()
            return _to_collection(row) if row else None

        def make(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO collections (kind, external_id, title) VALUES ('liked', ?, 'Liked Songs') "
                "ON CONFLICT DO NOTHING",
                (account_id,),
            )

        known = await self._database.read(look)
        if known is None:
            await self._database.run(make)
            known = await self._database.read(look)
        if known is None:
            raise StoreError("The liked songs could not be kept.")
        return known

    async def file_collection(self, external_id: str, title: str) -> Collection:
        """A playlist of a file, made at first use; a newer export may give it another title."""

        def work(connection: sqlite3.Connection) -> Collection:
            key = plain(external_id)
            connection.execute(
                "INSERT INTO collections (kind, external_id, title) VALUES ('file', ?, ?) "
                "ON CONFLICT (kind, external_id) DO UPDATE SET title = excluded.title WHERE title <> excluded.title",
                (key, plain(title)),
            )
            row = connection.execute(
                f"SELECT {_COLLECTION} FROM collections WHERE kind = 'file' AND external_id = ?", (key,)
            ).fetchone()
            return _to_collection(row)

        return await self._database.run(work)

    async def save_playlists(self, checkpoint: Checkpoint, page: Sequence[SourcePlaylist]) -> Saved:
        """Write a page of heads; a category whose title nobody changed follows its playlist's."""

        def work(connection: sqlite3.Connection) -> Saved:
            rows = {
                plain(head.spotify_id): (
                    plain(head.title),
                    plain(head.owner_id),
                    plain(head.snapshot_id),
                    _UNKNOWN if head.total is None else head.total,
                    head.position,
                    int(head.is_collaborative),
                )
                for head in page
            }
            known = {
                row["external_id"]: tuple(row)[1:-1] if row["gone_at"] is None else None
                for row in connection.execute(
                    f"SELECT external_id, {_HEAD_FACTS}, gone_at FROM collections WHERE kind = 'playlist' "
                    "AND external_id IN (SELECT value FROM json_each(?))",
                    (listed(rows),),
                )
            }
            connection.executemany(_SAVE_HEAD, ((key, *facts, checkpoint.run_id) for key, facts in rows.items()))
            follow_heads(connection, list(rows))
            save_checkpoint(connection, checkpoint)
            return Saved(
                new=len(rows) - len(known),
                updated=sum(known[key] != facts for key, facts in rows.items() if key in known),
            )

        return await self._database.run(work)

    async def finish_playlists(self, checkpoint: Checkpoint, *, now: datetime, held: str | None = None) -> int:
        """Mark what this run's listing did not hold as gone; returns how many playlists are there.

        Categories of what went are held back with the words ``held``; those that came back whole are let go.
        """

        def work(connection: sqlite3.Connection) -> int:
            connection.execute(
                "UPDATE categories SET held = ?1 WHERE ?1 IS NOT NULL AND held IS NULL AND id IN "
                f"({_WITH_PLAYLIST} AND k.gone_at IS NULL AND k.seen_by IS NOT ?2)",
                (held, checkpoint.run_id),
            )
            connection.execute(
                "UPDATE collections SET gone_at = ? WHERE kind = 'playlist' AND gone_at IS NULL AND seen_by IS NOT ?",
                (stamp(now), checkpoint.run_id),
            )
            connection.execute(
                f"UPDATE categories SET held = NULL WHERE held = ? AND id NOT IN ({_WITH_PLAYLIST} "
                "AND k.gone_at IS NOT NULL)",
                (held,),
            )
            save_checkpoint(connection, checkpoint)
            (there,) = connection.execute(
                "SELECT count(*) FROM collections WHERE kind = 'playlist' AND gone_at IS NULL"
            ).fetchone()
            return int(there)

        return await self._database.run(work)

    async def save_own_playlists(
        self, checkpoint: Checkpoint, playlists: Sequence[RemotePlaylist], *, now: datetime
    ) -> Saved:
        """Write the own YouTube playlists that are sources, and mark the others as gone at ``now``."""

        def work(connection: sqlite3.Connection) -> Saved:
            saved = save_own_playlists(connection, playlists, run_id=checkpoint.run_id, now=now)
            save_checkpoint(connection, checkpoint)
            return saved

        return await self._database.run(work)

    async def save_rows(
        self, checkpoint: Checkpoint, collection_id: CollectionId, rows: Sequence[SourceRow], *, job: Job | None = None
    ) -> Saved:
        """Stage a page of a walk. What another run staged for the collection is forgotten.

        The answer counts tracks: new ones, and those whose facts changed. A video that a row itself names is accepted,
        unless a person decided otherwise or one is accepted already.
        """

        def work(connection: sqlite3.Connection) -> Saved:
            walk = begin_walk(connection, collection_id, checkpoint.run_id)
            tracks = [row.track for row in rows if row.track is not None]
            saved, ids = save_tracks(connection, tracks)
            given = [plain(track.uri) for track in tracks if track.video_id is not None]
            accept_given(connection, checkpoint.run_id, given)
            insert_all(
                connection,
                "INSERT OR REPLACE INTO collection_rows (collection_id, walk, position, track_id, skip, added_at)",
                [
                    (
                        collection_id,
                        walk,
                        row.position,
                        None if row.track is None else ids[plain(row.track.uri)],
                        maybe(str, row.skip),
                        maybe(stamp, row.added_at),
                    )
                    for row in rows
                ],
            )
            save_checkpoint(connection, checkpoint)
            if job is not None:
                save_job(connection, job)
            return saved

        return await self._database.run(work, may_be_read_again=True)

    async def discard_walk(self, checkpoint: Checkpoint, collection_id: CollectionId) -> None:
        """Forget the walk in hand; the rows in force stay."""

        def work(connection: sqlite3.Connection) -> None:
            drop_walk(connection, collection_id)
            save_checkpoint(connection, checkpoint)

        await self._database.run(work)

    async def finish_walk(
        self,
        checkpoint: Checkpoint,
        collection_id: CollectionId,
        *,
        snapshot_id: str | None,
        total: int,
        held: str | None = None,
        tail: int | None = None,
    ) -> None:
        """Put a whole walk in force; with ``tail`` the rows in force from that many on complete it.

        Where this run staged no row although the source counts some, the rows in force stay: it was finished
        before (a crash came between), or the service contradicts itself.
        """

        def work(connection: sqlite3.Connection) -> None:
            walk = begin_walk(connection, collection_id, checkpoint.run_id)
            is_there = is_staged(connection, collection_id, walk)
            if is_there and tail is not None:
                append_rows_in_force(connection, collection_id, walk, tail=tail)
            if is_there or total == 0:
                put_in_force(connection, collection_id, walk, total=total)
            connection.execute("DELETE FROM walks WHERE collection_id = ?", (collection_id,))
            connection.execute(
                "UPDATE collections SET snapshot_id = coalesce(?1, snapshot_id), walked_snapshot = ?1, "
                "unreadable = NULL, gone_at = NULL WHERE id = ?2",
                (snapshot_id, collection_id),
            )
            make_category(connection, collection_id, policy=self._policy, order=self._order)
            connection.execute(
                "UPDATE categories SET held = ? WHERE held IS NULL AND id = "
                "(SELECT category_id FROM category_sources WHERE collection_id = ?)",
                (maybe(plain, held), collection_id),
            )
            save_checkpoint(connection, checkpoint)

        await self._database.run(work)

    async def mark_unreadable(self, checkpoint: Checkpoint, collection_id: CollectionId, reason: str) -> None:
        """Remember that this version of a collection cannot be read; rows of an earlier walk stay in force."""

        def work(connection: sqlite3.Connection) -> None:
            drop_walk(connection, collection_id)
            connection.execute(
                "UPDATE collections SET unreadable = ?, walked_snapshot = coalesce(?, snapshot_id) WHERE id = ?",
                (plain(reason), checkpoint.snapshot_id, collection_id),
            )
            save_checkpoint(connection, checkpoint)

        await self._database.run(work)

    async def collections(self) -> tuple[Collection, ...]:
        """All, gone ones included: liked songs, playlists in the person's order, files, own YouTube playlists."""

        def work(connection: sqlite3.Connection) -> tuple[Collection, ...]:
            rows = connection.execute(
                f"SELECT {_COLLECTION} FROM collections "
                "ORDER BY CASE kind WHEN 'liked' THEN 0 WHEN 'playlist' THEN 1 WHEN 'youtube' THEN 3 ELSE 2 END, "
                "position, id"
            )
            return tuple(map(_to_collection, rows))

        return await self._database.read(work)

    async def first_rows(
        self, collection_id: CollectionId, limit: int
    ) -> tuple[tuple[str | None, datetime | None], ...]:
        """``(uri, added_at)`` of the first rows in force; the uri is None for a row without a track."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[str | None, datetime | None], ...]:
            rows = connection.execute(
                "SELECT t.uri, r.added_at FROM collections AS c "
                "JOIN collection_rows AS r ON r.collection_id = c.id AND r.walk = c.walk "
                "LEFT JOIN tracks AS t ON t.id = r.track_id WHERE c.id = ? ORDER BY r.position LIMIT ?",
                (collection_id, limit),
            )
            return tuple((uri, maybe(when, added_at)) for uri, added_at in rows)

        return await self._database.read(work)

    async def staged_rows(self, collection_id: CollectionId) -> tuple[tuple[str | None, datetime | None], ...]:
        """``(uri, added_at)`` of the rows of the walk in hand."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[str | None, datetime | None], ...]:
            rows = connection.execute(
                "SELECT t.uri, r.added_at FROM walks AS w "
                "JOIN collection_rows AS r ON r.collection_id = w.collection_id AND r.walk = w.walk "
                "LEFT JOIN tracks AS t ON t.id = r.track_id WHERE w.collection_id = ? ORDER BY r.position",
                (collection_id,),
            )
            return tuple((uri, maybe(when, added_at)) for uri, added_at in rows)

        return await self._database.read(work)

    async def book_call(self, at: datetime, endpoint: str) -> None:
        """Log a Spotify call."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO spotify_calls (at, endpoint) VALUES (?, ?)", (stamp(at), plain(endpoint)))

        await self._database.run(work, may_be_read_again=True)

    async def calls_since(self, at: datetime) -> int:
        """How many Spotify calls were logged at ``at`` or later."""

        def work(connection: sqlite3.Connection) -> int:
            (count,) = connection.execute("SELECT count(*) FROM spotify_calls WHERE at >= ?", (stamp(at),)).fetchone()
            return int(count)

        return await self._database.read(work)

    async def call_times(self, after: datetime) -> tuple[datetime, ...]:
        """When Spotify was called later than ``after``, oldest first."""

        def work(connection: sqlite3.Connection) -> tuple[datetime, ...]:
            rows = connection.execute("SELECT at FROM spotify_calls WHERE at > ? ORDER BY at", (stamp(after),))
            return tuple(when(at) for (at,) in rows)

        return await self._database.read(work)


def _to_collection(row: sqlite3.Row) -> Collection:
    return Collection(
        id=CollectionId(row["id"]),
        kind=CollectionKind(row["kind"]),
        external_id=row["external_id"],
        title=row["title"],
        position=row["position"],
        snapshot_id=row["snapshot_id"],
        walked_snapshot=row["walked_snapshot"],
        total=None if row["total"] == _UNKNOWN else row["total"],
        source_rows=row["source_rows"],
        imported=row["imported"],
        skipped={RowSkip(skip): count for skip, count in json.loads(row["skipped"]).items()},
        unreadable=row["unreadable"],
        gone_at=maybe(when, row["gone_at"]),
    )
