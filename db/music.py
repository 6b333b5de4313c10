"""For which recordings the unofficial search was asked lately. What it found lies among all videos seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import RecordingId
from db.rows import stamp

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from db.connection import Database


class SqliteMusic:
    """The port :class:`core.music.MusicStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def asked_since(self, at: datetime) -> frozenset[RecordingId]:
        """Recordings that were asked for later than ``at``."""

        def work(connection: sqlite3.Connection) -> frozenset[RecordingId]:
            rows = connection.execute("SELECT recording_id FROM music_asked WHERE asked_at > ?", (stamp(at),))
            return frozenset(RecordingId(recording_id) for (recording_id,) in rows)

        return await self._database.read(work)

    async def save_asked(self, recording_id: RecordingId, *, at: datetime) -> None:
        """Remember that an answer came, whatever it held."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO music_asked (recording_id, asked_at) VALUES (?, ?) "
                "ON CONFLICT (recording_id) DO UPDATE SET asked_at = excluded.asked_at",
                (recording_id, stamp(at)),
            )

        await self._database.run(work)
