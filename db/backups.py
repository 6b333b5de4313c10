"""The backups that restores go by, kept as text until nothing needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from db.connection import Database


class SqliteBackups:
    """The port :class:`core.backups.kept.BackupStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, digest: str, document: str) -> None:
        """Keep a backup under its digest, and throw those away that no unfinished run goes by."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM backups WHERE digest NOT IN (SELECT coalesce(arguments ->> '$.backup', '') FROM runs "
                "WHERE kind = 'restore' AND status NOT IN ('completed', 'cancelled'))"
            )
            connection.execute(
                "INSERT INTO backups (digest, document) VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, document)
            )

        await self._database.run(work)

    async def document(self, digest: str) -> str | None:
        """A backup's text; None where it is not kept."""

        def work(connection: sqlite3.Connection) -> str | None:
            row = connection.execute("SELECT document FROM backups WHERE digest = ?", (digest,)).fetchone()
            return str(row["document"]) if row else None

        return await self._database.read(work)
