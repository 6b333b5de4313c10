"""Which playlists belong to which category: the stored id, which always wins over a marker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from core.model import CategoryId, PlaylistId


def link(connection: sqlite3.Connection, category_id: CategoryId, playlist_id: PlaylistId, *, part: int) -> None:
    """Make a playlist a category's ``part`` (from 1), whatever either was before."""
    connection.execute("DELETE FROM category_parts WHERE playlist_id = ?", (playlist_id,))
    connection.execute(
        "INSERT INTO category_parts (category_id, part, playlist_id) VALUES (?, ?, ?) "
        "ON CONFLICT (category_id, part) DO UPDATE SET playlist_id = excluded.playlist_id",
        (category_id, part, playlist_id),
    )


def link_if_free(
    connection: sqlite3.Connection, category_id: CategoryId, playlist_id: PlaylistId, *, part: int
) -> None:
    """Make a marked playlist a category's part where the category is known and neither is linked yet."""
    connection.execute(
        "INSERT INTO category_parts (category_id, part, playlist_id) "
        "SELECT id, ?, ? FROM categories WHERE id = ? ON CONFLICT DO NOTHING",
        (part, playlist_id, category_id),
    )
