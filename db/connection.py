"""How the database is reached: whole transactions, one at a time, each as one closure.

A closure gets the plain ``sqlite3`` connection and runs from BEGIN to COMMIT without the event loop in between,
on aiosqlite's thread (a file) or in place (in memory, for simulations). Cancelling who waits for it changes
nothing: it ends, whole. SQL of any subject does not belong here.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from abc import ABC, abstractmethod
from contextlib import closing, suppress
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

import aiosqlite

from core.errors import StoreError, StoreFull
from core.files import descriptor, make_folder, see_file, why
from db.damage import WRONG_VALUE, damaged, is_damage, is_whole
from db.migrate import check, is_empty, migrate, refuse_stranger

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

T = TypeVar("T")

_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
)
_WRITER_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA journal_size_limit = 16777216",
    "PRAGMA wal_autocheckpoint = 4096",
)
_NORMAL, _FULL = 1, 2
_NO_ROOM = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
"""How SQLite tells of a spent quota of the disk, and of a file of shared memory that cannot grow."""

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "The database is held by another program; close it and try again.",
    sqlite3.SQLITE_LOCKED: "The database is held by another program; close it and try again.",
    sqlite3.SQLITE_READONLY: "The database may not be written; check the rights of its folder.",
    sqlite3.SQLITE_PERM: "The database may not be opened; check the rights of its folder.",
    sqlite3.SQLITE_CANTOPEN: "The database cannot be opened; check that its folder exists and may be written.",
    sqlite3.SQLITE_IOERR: "The disk refuses to read or write the database.",
    sqlite3.SQLITE_CONSTRAINT: "The database refuses a change that would contradict what it holds.",
}


def explained(error: sqlite3.Error) -> StoreError | None:
    """What a fault of SQLite means for a person; None where it is a bug of ours, which must not be hidden."""
    if is_damage(error):
        return damaged()
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_FULL or code in _NO_ROOM:
        return StoreFull("The disk is full. What was done so far is kept; free some space and go on.")
    return StoreError(f"{_SENTENCES.get(primary, 'The database cannot be used.')} ({error})")


def transact(work: Callable[[sqlite3.Connection], T], connection: sqlite3.Connection, *, begin: str) -> T:
    """Run ``work`` between ``begin`` and COMMIT; an error leaves no trace and no open transaction.

    Some faults (a full disk) roll back by themselves, hence the look before the ROLLBACK. A value that no row ever
    had is a bug of ours or damage; where SQLite finds the file whole it is taken for the former.
    """
    try:
        connection.execute(begin)
        try:
            result = work(connection)
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, WRONG_VALUE) and (is_damage(error) or not is_whole(connection)):
                raise damaged() from error
            raise
    except sqlite3.Error as error:
        fault = explained(error)
        if fault is None:
            raise
        raise fault from error
    return result


def set_waiting(connection: sqlite3.Connection, *, is_durable: bool) -> None:
    """Whether commits from now on wait for the disk; in WAL mode the log keeps its order, so a cut takes the newest."""
    (level,) = connection.execute("PRAGMA synchronous").fetchone()
    if level in (_NORMAL, _FULL):  # else a file system without WAL, where less would risk the file
        connection.execute(f"PRAGMA synchronous = {_FULL if is_durable else _NORMAL}")


class Database(ABC):
    """One connection. ``is_writer`` is False where it may only look."""

    def __init__(self, *, is_writer: bool) -> None:
        self.is_writer = is_writer
        self._is_closed = False
        self._is_durable = True
        self._written = 0
        self._version = (-1, -1)
        self._memory: dict[Hashable, object] = {}

    async def run(
        self, work: Callable[[sqlite3.Connection], T], *, may_be_read_again: bool = False, is_aside: bool = False
    ) -> T:
        """Carry out a whole writing transaction; durable when it returns. Raises StoreError and StoreFull.

        With ``may_be_read_again`` it survives the end of this process, but a power cut may take it back, alone or
        with others of its kind after the last durable one: for what a service will say once more. ``is_aside`` promises
        that it changes nothing that is :meth:`remembered`.
        """
        if not self.is_writer:
            raise StoreError("This process may only look: another one is at work, or nothing was begun yet.")

        def counted(connection: sqlite3.Connection) -> T:
            if self._is_durable is may_be_read_again:  # asked for in rows: the setting is changed between kinds only
                set_waiting(connection, is_durable=not may_be_read_again)
                self._is_durable = not may_be_read_again
            try:
                return transact(work, connection, begin="BEGIN IMMEDIATE")
            finally:
                self._written += not is_aside

        return await self.plain(counted)

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Look, with everything seen at one instant. Raises StoreError."""
        return await self.plain(partial(transact, work, begin="BEGIN"))

    async def remembered(self, key: Hashable, work: Callable[[sqlite3.Connection], T]) -> T:
        """Look; or give what the same look, by its ``key``, gave before, where nothing was written since.

        For large answers that are asked for again and again and must not be changed by who gets them.
        """

        def look(connection: sqlite3.Connection) -> T:
            (others,) = connection.execute("PRAGMA data_version").fetchone()  # counts commits of other processes
            if self._version != (self._written, others):
                self._version = (self._written, others)
                self._memory.clear()
            if key not in self._memory:
                self._memory[key] = transact(work, connection, begin="BEGIN")
            known: T = self._memory[key]  # type: ignore[assignment]  # a key stands for one look, so for one type
            return known

        return await self.plain(look)

    async def plain(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Use the connection outside any transaction, as a backup needs it."""
        if self._is_closed:
            raise StoreError("The database is closed.")
        return await self._submit(work)

    async def close(self) -> None:
        """End it, after all that was submitted before. Closing twice is no error."""
        if not self._is_closed:
            self._is_closed = True
            await self._end()

    @abstractmethod
    async def _submit(self, work: Callable[[sqlite3.Connection], T]) -> T: ...

    @abstractmethod
    async def _end(self) -> None: ...


class SerialConnection(aiosqlite.Connection):
    """aiosqlite's connection and thread, with one way in: a whole closure.

    ``_execute`` is the one private name used of aiosqlite; a test pins it.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self.raw: sqlite3.Connection | None = None
        self._fault: StoreError | None = None

        def remember() -> sqlite3.Connection:
            try:
                self.raw = connect()
            except StoreError as fault:
                self._fault = fault
                self.raw = sqlite3.connect(":memory:")
            return self.raw

        super().__init__(remember, iter_chunk_size=64)

    async def open(self) -> None:
        """Connect. Raises StoreError once the thread has ended.

        aiosqlite's own way to fail leaves the thread to end later, when the event loop may be closed already.
        """
        await self
        if self._fault is not None:
            await self.close()
            raise self._fault

    async def submit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a closure on the thread. Who is cancelled while waiting leaves it to end by itself.

        It is queued before anything is waited for, and no wait of ours can call it back.
        """
        result: T = await self._execute(work, self.raw)  # type: ignore[no-untyped-call]  # aiosqlite has no types here
        return result


class ThreadDatabase(Database):
    """A file, reached through aiosqlite's thread.

    It must be closed in a ``finally``. Where that was forgotten the thread does not hold the process: it is a
    daemon, since a thread inherits that from the one that made it, and SQLite undoes an unfinished commit.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection], *, is_writer: bool) -> None:
        super().__init__(is_writer=is_writer)
        made: list[SerialConnection] = []
        maker = threading.Thread(target=lambda: made.append(SerialConnection(connect)), daemon=True)
        maker.start()
        maker.join()
        self._connection = made[0]

    async def open(self) -> None:
        """Connect. Raises StoreError."""
        await self._connection.open()

    async def _submit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._connection.submit(work)

    async def _end(self) -> None:
        await asyncio.shield(self._connection.close())


class InlineDatabase(Database):
    """A database in memory whose closures run at once, in the calling thread: nothing to schedule, nothing to lose."""

    def __init__(self, connection: sqlite3.Connection, *, is_writer: bool) -> None:
        super().__init__(is_writer=is_writer)
        self._connection = connection

    async def _submit(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return work(self._connection)

    async def _end(self) -> None:
        self._connection.close()


def _connected(source: str, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(source, isolation_level=None, uri=source.startswith("file:"), cached_statements=256)
    connection.row_factory = sqlite3.Row
    try:
        for pragma in pragmas:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _writable(path: Path) -> sqlite3.Connection:
    """Open ``path`` to write, made where it is not there, and bring its schema up to date."""
    try:
        make_folder(path.parent)
        # SQLite gives its side files the rights of the main one, so these are set before it looks.
        os.close(descriptor(path, os.O_RDWR | os.O_CREAT, is_link_followed=False))
    except OSError as error:
        raise StoreError(f"The database {path} cannot be opened: {why(error)}.") from error
    _see_files(path)
    try:
        connection = _connected(str(path), *_PRAGMAS)
        try:
            check(connection, path)
            refuse_stranger(connection, path, is_writer=True)  # before the first thing that would change the file
            _keep_private(path)
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            for pragma in _WRITER_PRAGMAS:
                connection.execute(pragma)
            if mode != "wal":  # a file system without shared memory: a rollback journal needs the stricter setting
                connection.execute("PRAGMA synchronous = EXTRA")
            migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _not_opened(error, path) from error
    return connection


def _not_opened(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> Exception:
    """What is told where a database cannot be opened; SQLite's messages quote damage, which need not be text."""
    if is_damage(error) or isinstance(error, UnicodeDecodeError):
        return damaged(path)
    return explained(error) or error


def _files(path: Path) -> tuple[Path, ...]:
    """A database's file, and those that SQLite may put beside it."""
    return (path, *(path.with_name(f"{path.name}-{ending}") for ending in ("wal", "shm", "journal")))


def _see_files(path: Path) -> None:
    """Raise StoreError where one of a database's files is no regular one: SQLite would wait, or write elsewhere."""
    for file in _files(path):
        try:
            see_file(file, is_link_followed=False)
        except OSError as error:
            raise StoreError(f"The database {file} cannot be opened: {why(error)}.") from error


def _keep_private(path: Path) -> None:
    """Take away whatever rights others have to a database that somebody copied here."""
    for file in _files(path):
        with suppress(FileNotFoundError, PermissionError):
            file.chmod(0o600)


def _readable(path: Path) -> sqlite3.Connection:
    try:
        connection = _connected(f"{path.absolute().as_uri()}?mode=ro", *_PRAGMAS, "PRAGMA query_only = ON")
        try:
            refuse_stranger(connection, path, is_writer=False)
        except BaseException:
            connection.close()
            raise
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _not_opened(error, path) from error
    return connection


def _in_memory() -> sqlite3.Connection:
    connection = _connected(":memory:", *_PRAGMAS)
    if not hasattr(connection, "deserialize"):  # SQLite can be built without it
        migrate(connection, None)
        return connection
    with closing(sqlite3.connect(":memory:")) as pattern:
        pattern.deserialize(_pattern())
        pattern.backup(connection)
    return connection


@cache
def _pattern() -> bytes:
    """An empty database of today's schema: every migration is run once a process, not once a database in memory."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, None)
        return connection.serialize()


async def open_writer(path: Path) -> Database:
    """The database at ``path``, made or brought up to date where needed; its file is 0600.

    Whoever opens it holds :class:`db.lock.WriterLock`. Raises StoreError for a damaged file, one of another
    program, and one made by a newer Crossfade.
    """
    database = ThreadDatabase(partial(_writable, path), is_writer=True)
    await database.open()
    return database


async def open_reader(path: Path) -> Database | None:
    """The database at ``path``, to look at beside its writer; None where there is none yet.

    Raises StoreError for a damaged file, one of another program, and one of another version.
    """
    _see_files(path)
    if is_empty(path):
        return None
    database = ThreadDatabase(partial(_readable, path), is_writer=False)
    await database.open()
    return database


def open_memory(*, is_writer: bool = True) -> Database:
    """A new, empty database in memory, gone when closed."""
    return InlineDatabase(_in_memory(), is_writer=is_writer)
