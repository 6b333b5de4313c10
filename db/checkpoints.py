"""How far a phase of an import got, written together with the rows it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.rows import CHECKPOINT, from_checkpoint

if TYPE_CHECKING:
    import sqlite3

    from core.model import Checkpoint

_SAVE = f"""
    INSERT INTO checkpoints ({CHECKPOINT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (run_id, phase, subject) DO UPDATE SET
        "offset" = excluded."offset", total = excluded.total, processed = excluded.processed, status = excluded.status,
        last_error = excluded.last_error, reset_at = excluded.reset_at, snapshot_id = excluded.snapshot_id
"""


def save_checkpoint(connection: sqlite3.Connection, checkpoint: Checkpoint) -> None:
    """Write a checkpoint, in the transaction of its rows."""
    connection.execute(_SAVE, from_checkpoint(checkpoint))
