"""What YouTube held when it was last listed, and which of it is ours.

A listing may lag: that it does not show an item of ours proves nothing before a second one, some time later,
agrees. Receipts of our own writes join through :mod:`db.receipts`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import StoreError
from core.marker import marked_category, marked_operation
from core.model import Account, CategoryId, HeldPlaylist, PlaylistId, VideoId
from db.links import link_if_free
from db.receipts import ensure_playlist, forget_playlist
from db.rows import HEAD, ITEM, from_head, listed, maybe, plain, stamp, to_head, to_item, when
from db.settings import read_setting, write_setting

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from core.model import RemoteItem, RemotePlaylist
    from db.connection import Database

_ID, _NAME, _COUNTRY = "channel.id", "channel.name", "channel.country"
LISTED = "channel.listed_at"
"""Under which setting stands when the heads were last read; nothing does before the first listing."""

_SAVE_HEAD = f"""
    INSERT INTO playlists ({HEAD}, place, listed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
        title = excluded.title, description = excluded.description, privacy = excluded.privacy,
        item_count = excluded.item_count, etag = excluded.etag, channel_id = excluded.channel_id,
        language = excluded.language,
        place = excluded.place, listed_at = excluded.listed_at, is_gone = 0, deleted_at = NULL
    WHERE deleted_at IS NULL OR deleted_at <= ?
"""

# An item of ours stays ours, whatever became of its note.
_SAVE_ITEM = """
    INSERT INTO playlist_items
        (id, playlist_id, video_id, position, title, note, is_dead, is_ours, recording_id, operation_id,
         channel_title, channel_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 IS NOT NULL, (SELECT recording_id FROM operations WHERE id = ?8), ?8,
        ?9, ?10)
    ON CONFLICT (id) DO UPDATE SET
        playlist_id = excluded.playlist_id, video_id = excluded.video_id, position = excluded.position,
        title = excluded.title, note = coalesce(excluded.note, note), is_dead = excluded.is_dead,
        is_ours = max(is_ours, excluded.is_ours), recording_id = coalesce(recording_id, excluded.recording_id),
        operation_id = coalesce(operation_id, excluded.operation_id), missing_at = NULL, removed_at = NULL,
        channel_title = excluded.channel_title, channel_id = excluded.channel_id
    WHERE is_withdrawn = 0
"""


_POOLED = ", ".join(f"i.{name}" for name in ITEM.split(", "))


class SqliteChannel:
    """The port :class:`core.store.ChannelStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def identity(self) -> Account | None:
        """The channel this database belongs to."""
        return await self._database.read(_identity)

    async def claim(self, channel: Account) -> None:
        """Tie the database to a channel, for good."""

        def work(connection: sqlite3.Connection) -> None:
            owner = _identity(connection)
            if owner and owner.account_id != channel.account_id:
                raise StoreError(
                    f"This database belongs to the YouTube channel {owner.name!r}, not to {channel.name!r}. "
                    "Sign in with that channel, or use a profile of its own for this one."
                )
            write_setting(connection, _ID, channel.account_id)
            write_setting(connection, _NAME, channel.name)
            if channel.country is not None:
                write_setting(connection, _COUNTRY, channel.country)

        await self._database.run(work)

    async def save_heads(self, heads: Sequence[RemotePlaylist], *, at: datetime, settle_s: float) -> None:
        """Take in a complete listing of own playlists; our own creations and deletions may be too fresh for it."""
        settled = stamp(at - timedelta(seconds=settle_s))

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(
                _SAVE_HEAD, ((*from_head(head), place, stamp(at), settled) for place, head in enumerate(heads))
            )
            connection.execute(
                "UPDATE playlists SET is_gone = 1 WHERE id NOT IN (SELECT value FROM json_each(?)) "
                "AND (made_at IS NULL OR made_at <= ?)",
                (listed(plain(head.id) for head in heads), settled),
            )
            for head in heads:
                marked = marked_category(head.description)
                if marked and marked[1] > 0:
                    link_if_free(connection, marked[0], head.id, part=marked[1])
            write_setting(connection, LISTED, stamp(at))

        await self._database.run(work)

    async def save_items(
        self, playlist_id: PlaylistId, items: Sequence[RemoteItem], *, at: datetime, settle_s: float
    ) -> None:
        """Take in a complete listing of a playlist's items."""

        def work(connection: sqlite3.Connection) -> None:
            now = stamp(at)
            ensure_playlist(connection, playlist_id, at=now)
            connection.executemany(
                _SAVE_ITEM,
                (
                    (
                        plain(item.id),
                        playlist_id,
                        plain(item.video_id),
                        item.position,
                        plain(item.title),
                        maybe(plain, item.note),
                        item.is_dead,
                        marked_operation(item.note),
                        plain(item.channel_title),
                        maybe(plain, item.channel_id),
                    )
                    for item in items
                ),
            )
            absent = "playlist_id = ? AND is_withdrawn = 0 AND id NOT IN (SELECT value FROM json_each(?))"
            where = (playlist_id, listed(plain(item.id) for item in items))
            connection.execute(
                f"DELETE FROM playlist_items WHERE {absent} AND is_ours = 0 AND operation_id IS NULL", where
            )
            connection.execute(
                f"UPDATE playlist_items SET removed_at = ?, position = -1 WHERE {absent} "
                "AND removed_at IS NULL AND missing_at <= ?",
                (now, *where, stamp(at - timedelta(seconds=settle_s))),
            )
            connection.execute(
                f"UPDATE playlist_items SET missing_at = ? WHERE {absent} AND missing_at IS NULL", (now, *where)
            )
            connection.execute(
                "UPDATE playlists SET items_at = ?, listed_etag = etag, listed_count = item_count WHERE id = ?",
                (now, playlist_id),
            )

        await self._database.run(work)

    async def forget(self, playlist_id: PlaylistId, *, at: datetime) -> None:
        """A playlist is gone; its category keeps the link, so that it can ask what to do."""

        def work(connection: sqlite3.Connection) -> None:
            forget_playlist(connection, playlist_id, at=stamp(at))

        await self._database.run(work)

    async def disown(self, playlist_id: PlaylistId, *, at: datetime) -> None:
        """A playlist never was; the category it was to be made for has none, until a listing shows the marked one."""

        def work(connection: sqlite3.Connection) -> None:
            forget_playlist(connection, playlist_id, at=stamp(at))
            connection.execute("DELETE FROM category_parts WHERE playlist_id = ?", (playlist_id,))

        await self._database.run(work)

    async def playlists(self) -> tuple[HeldPlaylist, ...]:
        """All that are there, in the order of the last listing, new ones last."""
        return await self._database.remembered("playlists", _held)

    async def playlist(self, playlist_id: PlaylistId) -> HeldPlaylist | None:
        """One playlist; None where it is not known or gone."""
        found = await self._database.read(lambda connection: _held(connection, playlist_id))
        return found[0] if found else None

    async def pool(self) -> tuple[RemoteItem, ...]:
        """Living videos, each once: the item of the first playlist that holds it, replaced playlists included."""

        def work(connection: sqlite3.Connection) -> tuple[RemoteItem, ...]:
            rows = connection.execute(
                f"SELECT {_POOLED} FROM playlist_items AS i JOIN playlists AS p ON p.id = i.playlist_id "
                "WHERE p.is_gone = 0 AND i.is_dead = 0 AND i.is_withdrawn = 0 AND i.removed_at IS NULL "
                "ORDER BY p.place, p.id, i.position, i.id"
            )
            first: dict[str, RemoteItem] = {}
            for row in rows:
                first.setdefault(row["video_id"], to_item(row).item)
            return tuple(first.values())

        return await self._database.read(work)

    async def listed_at(self) -> datetime | None:
        """When the heads were last read."""
        return await self._database.read(lambda connection: maybe(when, read_setting(connection, LISTED)))

    async def replace(self, playlist_ids: Sequence[PlaylistId], *, on: bool) -> tuple[PlaylistId, ...]:
        """Mark playlists for deletion after the sync, or take the mark away; returns the unknown ones."""

        def work(connection: sqlite3.Connection) -> tuple[PlaylistId, ...]:
            changed = connection.execute(
                "UPDATE playlists SET is_replaced = ? WHERE is_gone = 0 AND id IN (SELECT value FROM json_each(?)) "
                "RETURNING id",
                (on, listed(map(plain, playlist_ids))),
            )
            known = {row["id"] for row in changed}
            return tuple(playlist_id for playlist_id in playlist_ids if playlist_id not in known)

        return await self._database.run(work)


def _identity(connection: sqlite3.Connection) -> Account | None:
    channel_id = read_setting(connection, _ID)
    if channel_id is None:
        return None
    return Account(channel_id, read_setting(connection, _NAME) or "", read_setting(connection, _COUNTRY))


def _held(connection: sqlite3.Connection, only: PlaylistId | None = None) -> tuple[HeldPlaylist, ...]:
    rows = connection.execute(
        f"SELECT {HEAD}, listed_at, items_at, listed_etag, listed_count, is_replaced, p.category_id, p.part, "
        "p.given_title, (SELECT merged_into FROM categories WHERE categories.id = p.category_id) AS merged_into "
        "FROM playlists LEFT JOIN category_parts AS p ON p.playlist_id = playlists.id "
        "WHERE is_gone = 0 AND (?1 IS NULL OR id = ?1) ORDER BY place, id",
        (only,),
    ).fetchall()
    items = defaultdict(list)
    removed = defaultdict(set)
    for row in connection.execute(
        f"SELECT {ITEM}, removed_at FROM playlist_items WHERE is_withdrawn = 0 AND (?1 IS NULL OR playlist_id = ?1) "
        "ORDER BY playlist_id, position, missing_at IS NOT NULL, id",
        (only,),
    ):
        if row["removed_at"] is None:
            items[row["playlist_id"]].append(to_item(row))
        else:
            removed[row["playlist_id"]].add(VideoId(row["video_id"]))
    return tuple(
        HeldPlaylist(
            head=to_head(row),
            listed_at=when(row["listed_at"]),
            items_at=maybe(when, row["items_at"]),
            items=tuple(items[row["id"]]),
            removed=frozenset(removed[row["id"]]),
            listed_etag=row["listed_etag"],
            listed_count=row["listed_count"],
            category_id=maybe(CategoryId, row["category_id"]),
            is_replaced=bool(row["is_replaced"]),
            part=row["part"] or 1,
            given_title=row["given_title"],
            is_merged=row["merged_into"] is not None,
        )
        for row in rows
    )
