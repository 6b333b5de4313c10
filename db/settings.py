"""Small remembered facts by key. Keys that begin with ``channel.`` are the store's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.rows import plain

if TYPE_CHECKING:
    import sqlite3


def read_setting(connection: sqlite3.Connection, key: str) -> str | None:
    """What is remembered under ``key``; None where nothing is."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row["value"])


def write_setting(connection: sqlite3.Connection, key: str, value: str | None) -> None:
    """Remember ``value`` under ``key``; None forgets it."""
    if value is None:
        connection.execute("DELETE FROM settings WHERE key = ?", (key,))
    else:
        connection.execute(
            "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, plain(value)),
        )
