"""Which playlists belong to which category: the stored id, which always wins over a marker.

``given_title`` is the title Crossfade last gave a playlist, or took it to have when it was linked: a category whose
title differs from it was renamed since, and so will its playlist be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.marker import part_title
from db.rows import maybe, plain

if TYPE_CHECKING:
    import sqlite3

    from core.model import CategoryId, PlaylistId


def link(
    connection: sqlite3.Connection,
    category_id: CategoryId,
    playlist_id: PlaylistId,
    *,
    part: int,
    title: str | None = None,
) -> None:
    """Make a playlist a category's ``part`` (from 1), whatever either was before; ``title`` was just given to it."""
    connection.execute("DELETE FROM category_parts WHERE playlist_id = ?", (playlist_id,))
    connection.execute(
        "INSERT INTO category_parts (category_id, part, playlist_id, given_title) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (category_id, part) DO UPDATE SET "
        "playlist_id = excluded.playlist_id, given_title = excluded.given_title",
        (category_id, part, playlist_id, maybe(plain, title)),
    )


def link_if_free(
    connection: sqlite3.Connection, category_id: CategoryId, playlist_id: PlaylistId, *, part: int
) -> None:
    """Make a marked playlist a category's part where the category is known and neither is linked yet.

    It keeps its title, unless the person gave the category another one.
    """
    category = connection.execute(
        "SELECT title, is_renamed, (SELECT title FROM playlists WHERE id = ?2) AS shown FROM categories WHERE id = ?1",
        (category_id, playlist_id),
    ).fetchone()
    if category is None:
        return
    given = category["shown"] if category["is_renamed"] else part_title(category["title"], part)
    connection.execute(
        "INSERT INTO category_parts (category_id, part, playlist_id, given_title) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (category_id, part, playlist_id, given),
    )
