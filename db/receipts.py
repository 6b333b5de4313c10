"""What a write's answer changes in what is known of YouTube, inside the transaction that writes the answer down.

Positions follow what the service does: an item put in pushes those at and behind its place down by one, one
taken out lets them move up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.marker import marked_category
from core.model import HeldItem, PlaylistId, RemotePlaylist
from core.states import OperationKind, OperationState
from db.links import link
from db.rows import HEAD, from_head, maybe, plain

if TYPE_CHECKING:
    import sqlite3

    from core.model import ItemId, Operation


def apply_receipt(
    connection: sqlite3.Connection,
    operation: Operation,
    receipt: RemotePlaylist | HeldItem | None,
    *,
    at: str,
    is_first: bool,
) -> None:
    """Take in what an operation's answer of ``at`` says. ``is_first`` is False when it was done before."""
    is_done = operation.state is OperationState.DONE
    if isinstance(receipt, RemotePlaylist):
        if operation.kind is OperationKind.RENAME_PLAYLIST:
            _keep_title(connection, operation, receipt)
        else:
            _keep_head(connection, operation, receipt, at=at)
        if operation.kind is OperationKind.CREATE_PLAYLIST:
            _place(connection, operation, receipt.id, description=receipt.description)
    elif isinstance(receipt, HeldItem):
        _keep_item(connection, operation, receipt, at=at)
    elif is_done and operation.kind is OperationKind.CREATE_PLAYLIST and operation.remote_id:
        _place(connection, operation, PlaylistId(operation.remote_id), description="")
    if not (is_done and is_first):
        return
    if operation.kind is OperationKind.DELETE_PLAYLIST and operation.playlist_id:
        forget_playlist(connection, operation.playlist_id, at=at)
    if operation.kind is OperationKind.REMOVE_VIDEO and operation.item_id:
        _withdraw(connection, operation.item_id, operation.playlist_id)
        connection.execute(
            "UPDATE categories SET may_remove = max(may_remove - 1, 0) WHERE id = ?", (operation.category_id,)
        )


def forget_playlist(connection: sqlite3.Connection, playlist_id: PlaylistId, *, at: str) -> None:
    """A playlist is gone since ``at``. Should it ever be listed again, its items must be read anew."""
    connection.execute(
        "UPDATE playlists SET is_gone = 1, is_replaced = 0, items_at = NULL, made_at = NULL, deleted_at = ? "
        "WHERE id = ?",
        (at, playlist_id),
    )


def ensure_playlist(connection: sqlite3.Connection, playlist_id: PlaylistId, *, at: str, items: int = 0) -> None:
    """Make room for the items of a playlist whose head was not listed yet."""
    connection.execute(
        f"INSERT INTO playlists ({HEAD}, place, listed_at) "
        "VALUES (?, '', '', 'private', ?, '', '', NULL, (SELECT coalesce(max(place) + 1, 0) FROM playlists), ?) "
        "ON CONFLICT DO NOTHING",
        (playlist_id, items, at),
    )


def _keep_head(connection: sqlite3.Connection, operation: Operation, head: RemotePlaylist, *, at: str) -> None:
    ensure_playlist(connection, head.id, at=at)
    # A change of ours to the head does not make the items we know older.
    connection.execute(
        f"UPDATE playlists SET is_gone = 0, deleted_at = NULL, listed_etag = iif(listed_etag = etag, ?, listed_etag), "
        f"({HEAD}) = (?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
        (plain(head.etag), *from_head(head), head.id),
    )
    if operation.kind is OperationKind.CREATE_PLAYLIST:
        connection.execute("UPDATE playlists SET made_at = ? WHERE id = ?", (at, head.id))
        connection.execute(
            "UPDATE playlists SET items_at = ?, listed_etag = etag, listed_count = 0 "
            "WHERE id = ? AND items_at IS NULL AND item_count = 0",
            (at, head.id),
        )


def _keep_title(connection: sqlite3.Connection, operation: Operation, head: RemotePlaylist) -> None:
    """Another title; how many items there are, its answer does not say. It does not make the items older, either."""
    connection.execute(
        "UPDATE playlists SET title = ?1, description = ?2, listed_etag = iif(listed_etag = etag, ?3, listed_etag), "
        "etag = ?3 WHERE id = ?4",
        (plain(head.title), plain(head.description), plain(head.etag), head.id),
    )
    connection.execute(
        "UPDATE category_parts SET given_title = ? WHERE playlist_id = ?", (plain(operation.label), head.id)
    )


def _place(connection: sqlite3.Connection, operation: Operation, playlist_id: PlaylistId, *, description: str) -> None:
    """Tie a playlist to its category and tell the adds that wait for it where they go."""
    if operation.item_id is not None:  # it stands for a lost playlist, which the adds name until now
        connection.execute(
            "UPDATE operations SET playlist_id = ? WHERE run_id = ? AND kind = 'add_video' AND state = 'pending' "
            "AND playlist_id = ?",
            (playlist_id, operation.run_id, operation.item_id),
        )
    if operation.category_id is None:
        return
    marked = marked_category(description)
    part = marked[1] if marked and marked[0] == operation.category_id else operation.part
    link(connection, operation.category_id, playlist_id, part=part, title=operation.label)
    connection.execute(
        "UPDATE operations SET playlist_id = ? WHERE run_id = ? AND category_id = ? AND kind = 'add_video' "
        "AND state = 'pending' AND playlist_id IS NULL AND part = ?",
        (playlist_id, operation.run_id, operation.category_id, part),
    )


def _keep_item(connection: sqlite3.Connection, operation: Operation, held: HeldItem, *, at: str) -> None:
    item = held.item
    known = connection.execute("SELECT playlist_id, position FROM playlist_items WHERE id = ?", (item.id,)).fetchone()
    is_placed = connection.execute(
        "UPDATE playlists SET item_count = item_count + ? WHERE id = ?", (0 if known else 1, item.playlist_id)
    ).rowcount
    if not is_placed:
        ensure_playlist(connection, item.playlist_id, at=at, items=0 if known else 1)
    if known:
        _close_gap(connection, known["playlist_id"], known["position"])
    connection.execute(
        "UPDATE playlist_items SET position = position + 1 WHERE playlist_id = ? AND position >= ?",
        (item.playlist_id, item.position),
    )
    connection.execute(
        """
        INSERT INTO playlist_items
            (id, playlist_id, video_id, position, title, note, is_dead, is_ours, recording_id, operation_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
            playlist_id = excluded.playlist_id, video_id = excluded.video_id, position = excluded.position,
            title = excluded.title, note = coalesce(excluded.note, note), is_dead = excluded.is_dead,
            is_ours = max(is_ours, excluded.is_ours), recording_id = coalesce(excluded.recording_id, recording_id),
            operation_id = coalesce(operation_id, excluded.operation_id),
            missing_at = NULL, removed_at = NULL, is_withdrawn = 0
        """,
        (
            plain(item.id),
            item.playlist_id,
            plain(item.video_id),
            item.position,
            plain(item.title),
            maybe(plain, item.note),
            item.is_dead,
            held.is_ours,
            held.recording_id or operation.recording_id,
            operation.id,
        ),
    )
    # What the person once took out and is now back is no longer taken out.
    connection.execute(
        "DELETE FROM playlist_items WHERE playlist_id = ? AND video_id = ? AND removed_at IS NOT NULL",
        (item.playlist_id, item.video_id),
    )


def _withdraw(connection: sqlite3.Connection, item_id: ItemId, playlist_id: PlaylistId | None) -> None:
    """Our own removal. The row stays as a mark, so that a listing that lags behind does not bring it back."""
    known = connection.execute(
        "SELECT playlist_id, position FROM playlist_items WHERE id = ? AND is_withdrawn = 0", (item_id,)
    ).fetchone()
    if known:
        playlist_id = known["playlist_id"]
        connection.execute(
            "UPDATE playlist_items SET is_withdrawn = 1, position = -1, missing_at = NULL, removed_at = NULL "
            "WHERE id = ?",
            (item_id,),
        )
        _close_gap(connection, known["playlist_id"], known["position"])
    connection.execute("UPDATE playlists SET item_count = max(item_count - 1, 0) WHERE id = ?", (playlist_id,))


def _close_gap(connection: sqlite3.Connection, playlist_id: str, position: int) -> None:
    if position >= 0:
        connection.execute(
            "UPDATE playlist_items SET position = position - 1 WHERE playlist_id = ? AND position > ?",
            (playlist_id, position),
        )
