"""A walk through a collection: its rows lie apart until it is whole, then they take the old ones' place at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

    from core.model import CollectionId, RunId


def begin_walk(connection: sqlite3.Connection, collection_id: CollectionId, run_id: RunId) -> int:
    """The number of this run's walk through a collection; another run's is dropped."""
    staged = connection.execute("SELECT walk, run_id FROM walks WHERE collection_id = ?", (collection_id,)).fetchone()
    if staged and staged["run_id"] == run_id:
        return int(staged["walk"])
    drop_walk(connection, collection_id)
    made = connection.execute(
        "INSERT INTO walks (collection_id, walk, run_id) SELECT id, walk + 1, ? FROM collections WHERE id = ? "
        "RETURNING walk",
        (run_id, collection_id),
    ).fetchone()
    if made is None:
        raise StoreError(f"There is no collection {collection_id}.")
    return int(made["walk"])


def drop_walk(connection: sqlite3.Connection, collection_id: CollectionId) -> None:
    """Forget what was staged for a collection, whichever run did it."""
    connection.execute(
        "DELETE FROM collection_rows WHERE collection_id = ?1 "
        "AND walk = (SELECT walk FROM walks WHERE collection_id = ?1)",
        (collection_id,),
    )
    connection.execute("DELETE FROM walks WHERE collection_id = ?", (collection_id,))


def is_staged(connection: sqlite3.Connection, collection_id: CollectionId, walk: int) -> bool:
    """Whether a walk holds any row."""
    return (
        connection.execute(
            "SELECT 1 FROM collection_rows WHERE collection_id = ? AND walk = ? LIMIT 1", (collection_id, walk)
        ).fetchone()
        is not None
    )


def append_rows_in_force(connection: sqlite3.Connection, collection_id: CollectionId, walk: int, *, tail: int) -> None:
    """Let the rows in force, but for the first ``tail`` of them, follow behind those of a walk."""
    connection.execute(
        """
        INSERT INTO collection_rows (collection_id, walk, position, track_id, skip, added_at)
        SELECT ?1, ?2,
            (SELECT coalesce(max(position), -1) FROM collection_rows WHERE collection_id = ?1 AND walk = ?2)
                + row_number() OVER (ORDER BY position),
            track_id, skip, added_at
        FROM (SELECT r.position, r.track_id, r.skip, r.added_at FROM collection_rows AS r
              JOIN collections AS c ON c.id = r.collection_id AND c.walk = r.walk
              WHERE c.id = ?1 ORDER BY r.position LIMIT -1 OFFSET ?3)
        """,
        (collection_id, walk, tail),
    )


def put_in_force(connection: sqlite3.Connection, collection_id: CollectionId, walk: int, *, total: int) -> None:
    """Let a walk's rows take the place of all others, and count them."""
    counts = connection.execute(
        "SELECT skip, count(*), max(position) + 1 FROM collection_rows WHERE collection_id = ? AND walk = ? "
        "GROUP BY skip",
        (collection_id, walk),
    ).fetchall()
    connection.execute(
        "UPDATE collections SET walk = ?, total = ?, source_rows = ?, imported = ?, skipped = ?, span = ? WHERE id = ?",
        (
            walk,
            total,
            sum(count for _, count, _ in counts),
            sum(count for skip, count, _ in counts if skip is None),
            json.dumps({skip: count for skip, count, _ in counts if skip is not None}),
            max((span for _, _, span in counts), default=0),
            collection_id,
        ),
    )
    connection.execute("DELETE FROM collection_rows WHERE collection_id = ? AND walk <> ?", (collection_id, walk))
