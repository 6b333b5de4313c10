"""Own YouTube playlists as source collections, and the choice that makes a category of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Saved
from db.rows import listed, plain, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from core.model import RemotePlaylist, RunId

_SAVE = """
    INSERT INTO collections (kind, external_id, title, total, position, seen_by) VALUES ('youtube', ?, ?, ?, ?, ?)
    ON CONFLICT (kind, external_id) DO UPDATE SET
        title = excluded.title, total = excluded.total, position = excluded.position, seen_by = excluded.seen_by,
        gone_at = NULL
"""
_GONE = """
    UPDATE collections SET gone_at = ?
    WHERE kind = 'youtube' AND gone_at IS NULL AND external_id NOT IN (SELECT value FROM json_each(?))
"""
_FOLLOW = """
    UPDATE categories SET title = (SELECT k.title FROM collections AS k WHERE k.id = collection_id)
    WHERE is_renamed = 0 AND collection_id IN (SELECT id FROM collections WHERE kind = 'youtube' AND gone_at IS NULL)
"""


def save_own_playlists(
    connection: sqlite3.Connection, playlists: Sequence[RemotePlaylist], *, run_id: RunId, now: datetime
) -> Saved:
    """Write all that are sources; a chosen one's category follows its title unless the person gave another."""
    rows = {plain(head.id): (plain(head.title), head.item_count) for head in playlists}
    known = {
        row["external_id"]: (row["title"], row["total"])
        for row in connection.execute(
            "SELECT external_id, title, total FROM collections WHERE kind = 'youtube' AND gone_at IS NULL"
        )
    }
    connection.executemany(_SAVE, ((key, *facts, place, run_id) for place, (key, facts) in enumerate(rows.items())))
    connection.execute(_GONE, (stamp(now), listed(rows)))
    connection.execute(_FOLLOW)
    return Saved(
        new=sum(key not in known for key in rows),
        updated=sum(known.get(key, facts) != facts for key, facts in rows.items()),
    )
