"""What is known of artists and albums beyond the names in track rows, and which of them are due to be asked about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.model import AlbumDetails, ArtistDetails
from db.checkpoints import save_checkpoint
from db.rows import listed, maybe, plain, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from core.model import Checkpoint
    from db.connection import Database

_DUE = "spotify_id IS NOT NULL AND (enriched_at IS NULL OR enriched_at < ?)"
_SAVE_ARTIST = """
    UPDATE artists SET genres = coalesce(?, genres), popularity = coalesce(?, popularity),
        followers = coalesce(?, followers), images = coalesce(?, images)
    WHERE spotify_id = ?
"""
_SAVE_ALBUM = """
    UPDATE albums SET label = coalesce(?, label), released = coalesce(?, released),
        track_count = coalesce(?, track_count), popularity = coalesce(?, popularity), genres = coalesce(?, genres),
        images = coalesce(?, images)
    WHERE spotify_id = ?
"""


class SqliteDetails:
    """The port :class:`core.store.DetailStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due_artists(self, before: datetime, *, limit: int) -> tuple[str, ...]:
        """Spotify ids of artists never enriched, or last before ``before``; those never asked about first."""
        return await self._due("artists", before, limit)

    async def due_albums(self, before: datetime, *, limit: int) -> tuple[str, ...]:
        """The same of albums."""
        return await self._due("albums", before, limit)

    async def count_due(self, before: datetime) -> tuple[int, int]:
        """How many artists and how many albums are due."""

        def work(connection: sqlite3.Connection) -> tuple[int, int]:
            artists, albums = (
                int(connection.execute(f"SELECT count(*) FROM {table} WHERE {_DUE}", (stamp(before),)).fetchone()[0])
                for table in ("artists", "albums")
            )
            return artists, albums

        return await self._database.read(work)

    async def save_artists(
        self, checkpoint: Checkpoint, details: Sequence[ArtistDetails], *, asked: Sequence[str], at: datetime
    ) -> None:
        """Keep what was said; all that were asked for count as enriched."""
        rows = [
            (_array(one.genres), one.popularity, one.followers, _array(one.images), plain(one.spotify_id))
            for one in details
        ]
        await self._save(_SAVE_ARTIST, rows, checkpoint=checkpoint, table="artists", asked=asked, at=at)

    async def save_albums(
        self, checkpoint: Checkpoint, details: Sequence[AlbumDetails], *, asked: Sequence[str], at: datetime
    ) -> None:
        """Keep what was said; all that were asked for count as enriched."""
        rows = [
            (
                maybe(plain, one.label),
                maybe(plain, one.released),
                one.track_count,
                one.popularity,
                _array(one.genres),
                _array(one.images),
                plain(one.spotify_id),
            )
            for one in details
        ]
        await self._save(_SAVE_ALBUM, rows, checkpoint=checkpoint, table="albums", asked=asked, at=at)

    async def artist(self, spotify_id: str) -> ArtistDetails | None:
        """What is known of an artist; None where no row named it."""

        def work(connection: sqlite3.Connection) -> ArtistDetails | None:
            row = connection.execute("SELECT * FROM artists WHERE spotify_id = ?", (spotify_id,)).fetchone()
            return row and ArtistDetails(
                spotify_id, _texts(row["genres"]), row["popularity"], row["followers"], _texts(row["images"])
            )

        return await self._database.read(work)

    async def album(self, spotify_id: str) -> AlbumDetails | None:
        """What is known of an album; None where no row named it."""

        def work(connection: sqlite3.Connection) -> AlbumDetails | None:
            row = connection.execute("SELECT * FROM albums WHERE spotify_id = ?", (spotify_id,)).fetchone()
            return row and AlbumDetails(
                spotify_id,
                label=row["label"],
                released=row["released"],
                track_count=row["track_count"],
                popularity=row["popularity"],
                genres=_texts(row["genres"]),
                images=_texts(row["images"]),
            )

        return await self._database.read(work)

    async def _due(self, table: str, before: datetime, limit: int) -> tuple[str, ...]:
        def work(connection: sqlite3.Connection) -> tuple[str, ...]:
            rows = connection.execute(
                f"SELECT spotify_id FROM {table} WHERE {_DUE} ORDER BY enriched_at, id LIMIT ?", (stamp(before), limit)
            )
            return tuple(row["spotify_id"] for row in rows)

        return await self._database.read(work)

    async def _save(
        self,
        sql: str,
        rows: Sequence[tuple[object, ...]],
        *,
        checkpoint: Checkpoint,
        table: str,
        asked: Sequence[str],
        at: datetime,
    ) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(sql, rows)
            connection.execute(
                f"UPDATE {table} SET enriched_at = ? WHERE spotify_id IN (SELECT value FROM json_each(?))",
                (stamp(at), listed(asked)),
            )
            save_checkpoint(connection, checkpoint)

        await self._database.run(work)


def _array(texts: Iterable[str]) -> str | None:
    """Texts as one value; None for none, so that what was known stays."""
    return listed(map(plain, texts)) if (texts := tuple(texts)) else None


def _texts(value: str | None) -> tuple[str, ...]:
    return tuple(json.loads(value)) if value else ()
