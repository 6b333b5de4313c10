"""Whose database a file is, whether it is whole, and how its schema is brought up to date.

The version stands in ``user_version``, the owner in ``application_id``. A migration is one transaction; before
the first one an existing database is copied.
"""

from __future__ import annotations

import sqlite3
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from core.errors import StoreError
from core.sameness import same_words
from db.copies import FOLDER, copy
from db.damage import damaged, is_whole
from db.rows import plain

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID = 0x58464144
"""``XFAD``: what marks a SQLite file as ours."""

CHECKED_BYTES = 256 * 1024 * 1024
"""The largest file that is checked at every start: about 0.3 s. A larger one is taken at its word."""


class Migration(NamedTuple):
    """A step of the schema: what brings a database to version ``number``."""

    number: int
    name: str
    sql: str


def migrations() -> tuple[Migration, ...]:
    """All steps, in order; their files are named ``0001_….sql`` and on."""
    files = (file for file in resources.files("db.sql.migrations").iterdir() if file.name.endswith(".sql"))
    steps = (Migration(int(file.name[:4]), file.name, file.read_text("utf-8")) for file in files)
    return tuple(sorted(steps))


def is_empty(path: Path) -> bool:
    """Whether there is no database at ``path`` yet: no file, or one that nothing was written to."""
    try:
        return path.stat().st_size == 0 and not path.with_name(f"{path.name}-wal").exists()
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StoreError(f"The database {path} cannot be opened: {error.strerror}.") from error


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError where the file is damaged, naming the newest good copy if there is one."""
    if path.stat().st_size <= CHECKED_BYTES and not is_whole(connection):
        raise damaged(path)


def refuse_stranger(connection: sqlite3.Connection, path: Path, *, is_writer: bool) -> int:
    """The schema's version, once it is sure that this program may use the file. Raises StoreError with the reason."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    newest = migrations()[-1].number
    if owner != APPLICATION_ID and (owner or version or tables):
        raise StoreError(f"{path} is not a database of Crossfade.")
    if version > newest:
        raise StoreError(f"The database {path} was made by a newer Crossfade; update this one. Nothing was changed.")
    if version < newest and not is_writer:
        raise StoreError(
            f"The database {path} was made by an older Crossfade; start any other command once to update it."
        )
    return int(version)


def migrate(connection: sqlite3.Connection, path: Path | None) -> None:
    """Bring the schema up to date; an existing database is copied to its backups folder first.

    ``path`` is None for a database in memory. Raises StoreError for a file that is not ours to change.
    """
    version = refuse_stranger(connection, path, is_writer=True) if path else 0
    steps = [step for step in migrations() if step.number > version]
    if steps and version and path:
        copy(connection, path.parent / FOLDER / f"{path.stem}-before-{steps[-1].number:04}.db")
    connection.create_function("same_words", 2, _same_words, deterministic=True)
    for step in steps:
        _apply(connection, step)
    if steps and connection.execute("PRAGMA foreign_key_check").fetchone():
        raise StoreError(f"The database {path} contradicts itself after its update; put the copy made before it back.")


def _same_words(title: str, artist: str | None) -> str:
    """What steps reckon for tracks that were stored before it was asked for."""
    return plain(same_words(title, artist)) if artist else ""


def _apply(connection: sqlite3.Connection, step: Migration) -> None:
    try:
        # Two pragmas take no parameters; both values are numbers of ours.
        connection.executescript(
            f"BEGIN IMMEDIATE; {step.sql}\n"
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {step.number}; COMMIT;"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
