"""Consistent copies of the database, and which of them is the newest good one.

Copies are made by SQLite's backup, never by copying files: a file without its log has been seen to lack every
table.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from core.errors import StoreError, StoreFull
from core.files import NO_ROOM, flush, private_folder, see_file

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "backups"
"""Where copies stand, beside the database."""


def copy(connection: sqlite3.Connection, path: Path) -> None:
    """Write what ``connection`` holds to ``path``, mode 0600: whole, or not at all.

    Call it outside a transaction. Raises StoreError, StoreFull where the disk is full.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        private_folder(path.parent)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(part, isolation_level=None)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without side files, wherever it is opened
        flush(part)
        part.replace(path)
        flush(path.parent)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL or getattr(error, "errno", 0) in NO_ROOM:
            raise StoreFull(f"The disk is full: no copy of the database was made at {path}.") from error
        raise StoreError(f"No copy of the database could be made at {path}: {error}.") from error


def newest_good(folder: Path, *, look_at: int = 5) -> Path | None:
    """The newest copy in ``folder`` that SQLite finds whole, of the ``look_at`` newest; None where none is."""
    copies = []
    with suppress(OSError):
        for path in folder.glob("*.db"):
            with suppress(OSError):  # a pipe, for which SQLite would wait; a link that leads nowhere
                see_file(path)
                copies.append((path.stat().st_mtime_ns, path))
    return next((path for _, path in sorted(copies, reverse=True)[:look_at] if _is_whole(path)), None)


def _is_whole(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False
