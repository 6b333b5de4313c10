"""Categories: what becomes a playlist, from which collections, and what a person chose about it."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.marker import category_id as id_of
from core.marker import marked_category
from core.model import Category, CategoryId, CollectionId, PlaylistId, RecordingId, VideoId, WantedRow
from core.states import CollectionKind, MatchStatus, Order, Policy, RowSkip
from db.links import link, link_if_free
from db.rows import listed, maybe, plain, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from db.connection import Database

BY_ITSELF = (CollectionKind.LIKED, CollectionKind.PLAYLIST, CollectionKind.FILE, CollectionKind.CATALOGUE)
"""Kinds of collection that become a category without being asked for."""

_LAST = 1_000_000
"""The place of what stands in no list of the person's: behind everything that does."""

_CATEGORY = "id, title, position, is_included, is_protected, policy, item_order, held, may_remove"
_SKIPS = {skip.value: skip for skip in RowSkip}
_STATUSES = {status.value: status for status in MatchStatus}

# Sources of a category follow each other; a row's place counts over all of them.
_SOURCES = """
    SELECT s.collection_id, k.walk, coalesce(sum(k.span) OVER (ORDER BY s.place
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS base
    FROM category_sources AS s JOIN collections AS k ON k.id = s.collection_id
    WHERE s.category_id = ? ORDER BY s.place
"""
_WANTED = """
    SELECT r.position, r.skip, t.label, t.isrc, t.recording_id,
        iif(m.status = 'missing' AND m.search_again_at <= ?3, NULL, m.status) AS status, m.video_id
    FROM collection_rows AS r
    LEFT JOIN tracks AS t ON t.id = r.track_id
    LEFT JOIN matches AS m ON m.recording_id = t.recording_id
    WHERE r.collection_id = ?1 AND r.walk = ?2 ORDER BY r.position
"""


class SqliteCategories:
    """The port :class:`core.store.CategoryStore`. ``policy`` and ``order`` are what chosen categories begin with."""

    def __init__(self, database: Database, *, policy: Policy = Policy.ADD, order: Order = Order.EXACT) -> None:
        self._database = database
        self._policy = policy
        self._order = order

    async def all(self) -> tuple[Category, ...]:
        """All but merged ones: liked songs, then playlists in the person's order, then the rest."""
        return await self._database.read(_all)

    async def get(self, key: str) -> Category | None:
        """By id (a merged one, too), else by exact title without regard to case, else None."""

        def work(connection: sqlite3.Connection) -> Category | None:
            rows = connection.execute(f"SELECT {_CATEGORY} FROM categories WHERE id = ?", (plain(key),)).fetchall()
            if rows:
                return _categories(connection, rows, only=rows[0]["id"])[0]
            wanted = plain(key).casefold()
            return next((category for category in _all(connection) if category.title.casefold() == wanted), None)

        return await self._database.read(work)

    async def save(self, *categories: Category) -> None:
        """Write what a person may choose, all or nothing. Raises StoreError for an unknown category."""

        def work(connection: sqlite3.Connection) -> None:
            for category in categories:
                _save(connection, category)

        await self._database.run(work, is_aside=True)

    async def choose(self, collection_id: CollectionId) -> CategoryId:
        """Make the category of a collection. Raises StoreError where there is none such."""

        def work(connection: sqlite3.Connection) -> CategoryId:
            made = make_category(connection, collection_id, policy=self._policy, order=self._order, is_chosen=True)
            if made is None:
                raise StoreError(f"There is no collection {collection_id}.")
            return made

        return await self._database.run(work)

    async def merge(self, source: CategoryId, into: CategoryId) -> None:
        """Move a category's sources behind those of another. Raises StoreError where either cannot take part."""

        def work(connection: sqlite3.Connection) -> None:
            whole = {
                row["id"]
                for row in connection.execute(
                    "SELECT id FROM categories WHERE id IN (?, ?) AND merged_into IS NULL", (source, into)
                )
            }
            if source == into or whole != {source, into}:
                raise StoreError("A category can be merged into another one only, and only once.")
            (behind,) = connection.execute(
                "SELECT coalesce(max(place) + 1, 0) FROM category_sources WHERE category_id = ?", (into,)
            ).fetchone()
            connection.execute(
                "UPDATE category_sources SET category_id = ?, place = place + ? WHERE category_id = ?",
                (into, behind, source),
            )
            connection.execute("UPDATE categories SET merged_into = ? WHERE id = ?", (into, source))

        await self._database.run(work)

    async def split(self, source: CategoryId, sources: Sequence[CollectionId]) -> None:
        """Give a merged category its sources back, in the order given, and let it stand by itself again."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE categories SET merged_into = NULL WHERE id = ?", (source,))
            connection.executemany(
                "UPDATE category_sources SET category_id = ?, place = ? WHERE collection_id = ?",
                [(source, place, collection_id) for place, collection_id in enumerate(sources)],
            )

        await self._database.run(work)

    async def link(self, category_id: CategoryId, playlist_id: PlaylistId, *, part: int = 1) -> None:
        """Remember a category's playlist, or another part of it."""
        await self._database.run(lambda connection: link(connection, category_id, playlist_id, part=part))

    async def unlink(self, category_id: CategoryId) -> None:
        """Forget all playlists of a category."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM category_parts WHERE category_id = ?", (category_id,))

        await self._database.run(work)

    async def wanted(self, category_id: CategoryId, *, now: datetime | None = None) -> tuple[WantedRow, ...]:
        """Every row of every source in order; ``position`` counts over all of them, a skipped row has no label.

        What is missing and due to be searched for again by ``now`` has no status.
        """
        due = maybe(stamp, now)

        def work(connection: sqlite3.Connection) -> tuple[WantedRow, ...]:
            return tuple(
                WantedRow(
                    base + position,
                    label or "",
                    recording_id=maybe(RecordingId, recording_id),
                    skip=_SKIPS[skip] if skip else None,
                    status=_STATUSES[status] if status else None,
                    video_id=maybe(VideoId, video_id),
                    isrc=isrc,
                )
                for collection_id, walk, base in connection.execute(_SOURCES, (category_id,)).fetchall()
                for position, skip, label, isrc, recording_id, status, video_id in connection.execute(
                    _WANTED, (collection_id, walk, due)
                )
            )

        key = "wanted", category_id, None if due is None else await self._due_by(due)
        return await self._database.remembered(key, work)

    async def _due_by(self, due: str) -> int:
        """How many missing recordings are to be searched for again by an instant: with each the rows change."""

        def work(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT search_again_at FROM matches WHERE status = 'missing' AND search_again_at IS NOT NULL "
                "ORDER BY search_again_at"
            )
            return [again_at for (again_at,) in rows]

        return bisect_right(await self._database.remembered("missing until", work), due)


def _save(connection: sqlite3.Connection, category: Category) -> None:
    changed = connection.execute(
        """
        UPDATE categories SET
            is_renamed = iif(title = ?2, is_renamed,
                ?2 IS NOT (SELECT k.title FROM collections AS k WHERE k.id = collection_id)),
            title = ?2, is_included = ?3, is_protected = ?4, policy = ?5, item_order = ?6, held = ?7,
            may_remove = ?8
        WHERE id = ?1
        """,
        (
            category.id,
            plain(category.title),
            category.is_included,
            category.is_protected,
            category.policy.value,
            category.order.value,
            maybe(plain, category.held),
            category.may_remove,
        ),
    )
    if changed.rowcount == 0:
        raise StoreError(f"There is no category {category.id}.")


def _all(connection: sqlite3.Connection) -> tuple[Category, ...]:
    return _categories(
        connection,
        connection.execute(
            f"SELECT {_CATEGORY} FROM categories WHERE merged_into IS NULL "
            "AND id IN (SELECT category_id FROM category_sources) ORDER BY position, id"
        ),
    )


def _categories(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], *, only: str | None = None
) -> tuple[Category, ...]:
    where, values = ("WHERE category_id = ?", (only,)) if only is not None else ("", ())
    parts: dict[str, list[PlaylistId]] = {}
    first: dict[str, PlaylistId] = {}
    for row in connection.execute(
        f"SELECT category_id, part, playlist_id FROM category_parts {where} ORDER BY part", values
    ):
        playlist_id = PlaylistId(row["playlist_id"])
        parts.setdefault(row["category_id"], []).append(playlist_id)
        if row["part"] == 1:
            first[row["category_id"]] = playlist_id
    sources: dict[str, list[CollectionId]] = {}
    for row in connection.execute(
        f"SELECT category_id, collection_id FROM category_sources {where} ORDER BY place", values
    ):
        sources.setdefault(row["category_id"], []).append(CollectionId(row["collection_id"]))
    return tuple(
        Category(
            id=CategoryId(row["id"]),
            title=row["title"],
            position=row["position"],
            is_included=bool(row["is_included"]),
            is_protected=bool(row["is_protected"]),
            policy=Policy(row["policy"]),
            order=Order(row["item_order"]),
            playlist_id=first.get(row["id"]),
            parts=tuple(parts.get(row["id"], ())),
            sources=tuple(sources.get(row["id"], ())),
            held=row["held"],
            may_remove=row["may_remove"],
        )
        for row in rows
    )


def make_category(
    connection: sqlite3.Connection,
    collection_id: CollectionId,
    *,
    policy: Policy,
    order: Order,
    is_chosen: bool = False,
) -> CategoryId | None:
    """Give a readable collection its category where it has none, and tie playlists that carry its marker to it.

    ``policy`` and ``order`` are what a new one begins with; one that is there keeps its own. None where it has to be
    chosen first (``is_chosen``), and where there is no such collection.
    """
    row = connection.execute(
        "SELECT kind, external_id, title, position FROM collections WHERE id = ?", (collection_id,)
    ).fetchone()
    if row is None:
        return None
    kind = CollectionKind(row["kind"])
    if kind not in BY_ITSELF and not is_chosen:
        return None
    category_id = id_of(kind, row["external_id"])
    places = {CollectionKind.LIKED: 0, CollectionKind.PLAYLIST: row["position"] + 1}
    made = connection.execute(
        "INSERT INTO categories "
        "(id, collection_id, title, position, is_included, is_protected, policy, item_order) "
        "VALUES (?, ?, ?, ?, 1, 0, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "collection_id = excluded.collection_id, title = excluded.title, position = excluded.position "
        "WHERE collection_id IS NULL",
        (
            category_id,
            collection_id,
            row["title"],
            places.get(kind, _LAST + collection_id),
            policy.value,
            order.value,
        ),
    )
    if made.rowcount == 0:
        return category_id
    connection.execute(
        "INSERT INTO category_sources (category_id, place, collection_id) VALUES (?, 0, ?)",
        (category_id, collection_id),
    )
    for playlist in connection.execute(
        "SELECT id, description FROM playlists WHERE is_gone = 0 AND instr(description, ?) ORDER BY place",
        (f"crossfade:c:{category_id}:",),
    ).fetchall():
        marked = marked_category(playlist["description"])
        if marked and marked[0] == category_id and marked[1] > 0:
            link_if_free(connection, category_id, PlaylistId(playlist["id"]), part=marked[1])
    return category_id


def follow_heads(connection: sqlite3.Connection, external_ids: list[str]) -> None:
    """Let categories of Spotify playlists follow their place, and their title unless the person gave another."""
    connection.execute(
        """
        UPDATE categories SET
            position = (SELECT k.position + 1 FROM collections AS k WHERE k.id = collection_id),
            title = iif(is_renamed, title, (SELECT k.title FROM collections AS k WHERE k.id = collection_id))
        WHERE collection_id IN (SELECT id FROM collections WHERE kind = 'playlist'
                                AND external_id IN (SELECT value FROM json_each(?)))
        """,
        (listed(external_ids),),
    )
