"""The whole store: one database, its subjects side by side, and the three ways to open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from core.states import Order, Policy, Service
from db import connection as connections
from db.backups import SqliteBackups
from db.categories import SqliteCategories
from db.channel import SqliteChannel
from db.copies import copy
from db.details import SqliteDetails
from db.health import SqliteHealth
from db.ledger import SqliteLedger
from db.library import SqliteLibrary
from db.matches import SqliteMatches
from db.music import SqliteMusic
from db.operations import SqliteOperations
from db.purge import purge_spotify, purge_youtube
from db.review import SqliteReview
from db.runs import SqliteRuns
from db.settings import read_setting, write_setting
from db.videos import SqliteVideos

if TYPE_CHECKING:
    from pathlib import Path

    from db.connection import Database


class SqliteStore:
    """The port :class:`core.store.Store`. It must be closed in a ``finally``, or used with ``async with``.

    ``policy`` and ``order`` are what new categories begin with; those that are there keep theirs.
    """

    def __init__(self, database: Database, *, policy: Policy = Policy.ADD, order: Order = Order.EXACT) -> None:
        self._database = database
        self.runs = SqliteRuns(database)
        self.library = SqliteLibrary(database, policy=policy, order=order)
        self.details = SqliteDetails(database)
        self.categories = SqliteCategories(database, policy=policy, order=order)
        self.matches = SqliteMatches(database)
        self.videos = SqliteVideos(database)
        self.review = SqliteReview(database)
        self.music = SqliteMusic(database)
        self.health = SqliteHealth(database)
        self.channel = SqliteChannel(database)
        self.operations = SqliteOperations(database)
        self.ledger = SqliteLedger(database)
        self.backups = SqliteBackups(database)

    @property
    def is_writer(self) -> bool:
        """False for a process that may only look."""
        return self._database.is_writer

    async def setting(self, key: str) -> str | None:
        """What is remembered under ``key``."""
        return await self._database.read(lambda connection: read_setting(connection, key))

    async def set_setting(self, key: str, value: str | None) -> None:
        """Remember ``value``; None forgets it."""
        await self._database.run(lambda connection: write_setting(connection, key, value))

    async def purge(self, service: Service) -> None:
        """Delete what is stored of a service; runs, charges and decisions stay."""
        await self._database.run(purge_spotify if service is Service.SPOTIFY else purge_youtube)

    async def copy_to(self, path: Path) -> None:
        """Write a consistent copy, whole or not at all, mode 0600. Raises StoreError and StoreFull."""
        await self._database.plain(lambda connection: copy(connection, path))

    async def close(self) -> None:
        """End all work and close the file. Closing twice is no error."""
        await self._database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def open_store(path: Path, *, policy: Policy = Policy.ADD, order: Order = Order.EXACT) -> SqliteStore:
    """The store at ``path``, to write; made or brought up to date where needed.

    New categories begin with ``policy`` and ``order``.
    The caller holds :class:`db.lock.WriterLock`. Raises StoreError, in a sentence, for a file that is damaged,
    of another program, or of a newer Crossfade.
    """
    return SqliteStore(await connections.open_writer(path), policy=policy, order=order)


async def open_readonly(path: Path) -> SqliteStore:
    """The store at ``path``, to look at beside its writer.

    Where nothing was written yet it is an empty one, so that callers show empty states without a special case;
    open it anew to see a database made since. Raises StoreError as :func:`open_store` does, and for an older
    schema, which only a writer may bring up to date.
    """
    return SqliteStore(await connections.open_reader(path) or connections.open_memory(is_writer=False))


async def open_memory(*, policy: Policy = Policy.ADD, order: Order = Order.EXACT) -> SqliteStore:
    """An empty store in memory, whose every method is done at once: for simulations and tests."""
    return SqliteStore(connections.open_memory(), policy=policy, order=order)
