"""The third phase: the rows of every playlist whose snapshot changed since its last whole walk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.errors import Rejected
from core.importing.batch import Batch
from core.model import Checkpoint
from core.states import CollectionKind, ItemKind, ItemStatus, Phase, RunStatus

if TYPE_CHECKING:
    from core.engine.desk import Desk
    from core.importing.calls import Calls
    from core.model import Collection
    from core.ports import LibraryReader

_ROUNDS = 3
"""How often playlists that change while they are walked are walked at most."""


class PlaylistTracks:
    """Walks one playlist after the other; the list is read once more at the end to see what moved meanwhile."""

    phase = Phase.PLAYLIST_TRACKS

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls) -> None:
        self._desk = desk
        self._reader = reader
        self._calls = calls
        self._has_walked = False
        self._rounds = 1

    async def batch(self) -> Batch:
        """Read and stage one page of one playlist."""
        todo = await self._todo()
        if not todo:
            if self._has_walked and self._rounds < _ROUNDS:
                self._rounds += 1
                self._has_walked = False
                await self._list_again()
                return Batch(has_more=bool(await self._todo()))
            return Batch(message="Syncing tracks…")
        self._has_walked = True
        return await self._walk(todo[0], left=len(todo))

    async def _todo(self) -> list[Collection]:
        """Playlists to walk: new ones, changed ones, and with ``--full`` those this run did not walk yet."""
        library = self._desk.store.library
        full = bool(self._desk.run.arguments.get("full"))
        found = []
        for collection in await library.collections():
            if collection.kind is not CollectionKind.PLAYLIST or collection.gone_at is not None:
                continue
            walked = await library.checkpoint(self._desk.run.id, self.phase, collection.external_id)
            is_done = walked is not None and walked.status is RunStatus.COMPLETED
            if collection.walked_snapshot != collection.snapshot_id or (full and not is_done):
                found.append(collection)
        return found

    async def _walk(self, collection: Collection, *, left: int) -> Batch:
        desk = self._desk
        library = desk.store.library
        checkpoint = await library.checkpoint(desk.run.id, self.phase, collection.external_id)
        if (
            checkpoint is None
            or checkpoint.snapshot_id != collection.snapshot_id
            or checkpoint.status is RunStatus.COMPLETED
        ):
            checkpoint = Checkpoint(desk.run.id, self.phase, collection.external_id, snapshot_id=collection.snapshot_id)
            await library.discard_walk(checkpoint, collection.id)
            desk.item(self.phase, collection.external_id, ItemKind.PLAYLIST, ItemStatus.IN_PROGRESS, collection.title)
        limit = desk.settings.import_.playlists_batch
        read = partial(self._reader.playlist_rows, collection.external_id, offset=checkpoint.offset, limit=limit)
        try:
            page = await self._calls.make("playlists/items", read)
        except Rejected as refusal:
            done = replace(checkpoint, status=RunStatus.COMPLETED, last_error=refusal.reason)
            await library.mark_unreadable(done, collection.id, refusal.reason)
            desk.item(self.phase, collection.external_id, ItemKind.PLAYLIST, ItemStatus.FAILED, collection.title)
            return Batch(items=1, skipped=1, has_more=True, total=left, message=f"{collection.title} cannot be read")
        checkpoint = replace(
            checkpoint,
            offset=page.offset + (limit if page.has_more else len(page.rows)),
            total=page.total,
            processed=checkpoint.processed + len(page.rows),
            status=RunStatus.RUNNING,
        )
        saved = await library.save_rows(checkpoint, collection.id, page.rows)
        if page.has_more:
            return Batch(new=saved.new, updated=saved.updated, has_more=True, next_offset=checkpoint.offset,
                         total=left, message=f"Syncing tracks… {collection.title}")  # fmt: skip
        done = replace(checkpoint, status=RunStatus.COMPLETED)
        await library.finish_walk(done, collection.id, snapshot_id=collection.snapshot_id, total=page.total)
        desk.item(self.phase, collection.external_id, ItemKind.PLAYLIST, ItemStatus.SUCCEEDED, collection.title)
        return Batch(items=1, new=saved.new, updated=saved.updated, has_more=True, total=left,
                     message=f"Syncing tracks… {collection.title}")  # fmt: skip

    async def _list_again(self) -> None:
        """Read the heads once more: a snapshot that moved during the walk makes its playlist due again."""
        offset, limit = 0, self._desk.settings.import_.playlists_batch
        checkpoint = Checkpoint(self._desk.run.id, Phase.PLAYLISTS, status=RunStatus.COMPLETED)
        while True:
            page = await self._calls.make("me/playlists", partial(self._reader.playlists, offset=offset, limit=limit))
            await self._desk.store.library.save_playlists(checkpoint, page.rows)
            if not page.has_more:
                return
            offset += limit
