"""A damaged database: how it is noticed, and the sentence that says so with the way back."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from core.errors import StoreError
from db.copies import FOLDER, newest_good

if TYPE_CHECKING:
    from pathlib import Path

_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_TEXT = "Could not decode to UTF-8"
"""How Python's ``sqlite3`` begins to tell of a text that is none; such an error has no code."""

_NO_WORD = " is not a valid "
"""How an Enum tells of a word that is none of its own: a CHECK keeps such out, and a file opened to read has none."""

WRONG_VALUE = (ValueError, TypeError, KeyError, OverflowError)
"""What reading a row raises where a stored value is none that was ever written; a bug of ours can raise it, too."""


def damaged(path: Path | None = None) -> StoreError:
    """What is told of a damaged database: at ``path`` with its newest good copy, else with where copies lie."""
    if path is None:
        return StoreError("The database is damaged. Put the newest good copy from the backups folder in its place.")
    good = newest_good(path.parent / FOLDER)
    advice = (
        f"Put the newest good copy, {good}, in its place." if good else "There is no good copy in its backups folder."
    )
    return StoreError(f"The database {path} is damaged. {advice}")


def is_damage(error: Exception) -> bool:
    """Whether an error alone tells of damage: SQLite says so, or a text, a document or a word in a row is none."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return str(error).startswith(_NO_TEXT) if code is None else code & 0xFF in _CODES
    if isinstance(error, UnicodeDecodeError | json.JSONDecodeError):
        return True
    return isinstance(error, ValueError) and _NO_WORD in str(error)


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds every page, type and CHECK of a database in order; about 1 s for a gigabyte."""
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter where SQLite's own message quotes the damage
        if is_damage(error):
            return False
        raise
