"""An optional phase: what Spotify says of the artists that track rows named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.importing.enrichment import Enrichment
from core.model import ArtistDetails
from core.states import Phase

if TYPE_CHECKING:
    from datetime import datetime

    from core.importing.calls import Calls
    from core.model import Checkpoint
    from core.ports import LibraryReader
    from core.work.desk import Desk


class Artists(Enrichment[ArtistDetails]):
    """Reads artists."""

    phase = Phase.ARTISTS

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls) -> None:
        super().__init__(desk, reader, calls, rows=desk.settings.import_.artists_batch)

    async def _due(self, before: datetime, limit: int) -> tuple[str, ...]:
        return await self._desk.store.details.due_artists(before, limit=limit)

    async def _count(self, before: datetime) -> int:
        return (await self._desk.store.details.count_due(before))[0]

    async def _many(self, ids: tuple[str, ...]) -> tuple[ArtistDetails, ...]:
        return await self._reader.artists(ids)

    async def _one(self, spotify_id: str) -> ArtistDetails:
        return await self._reader.artist(spotify_id)

    async def _save(
        self, checkpoint: Checkpoint, found: tuple[ArtistDetails, ...], *, asked: tuple[str, ...], at: datetime
    ) -> None:
        await self._desk.store.details.save_artists(checkpoint, found, asked=asked, at=at)
