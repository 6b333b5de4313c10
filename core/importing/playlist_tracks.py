"""The third phase: the rows of every playlist whose snapshot changed since its last whole walk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.errors import Rejected
from core.importing.batch import Batch
from core.importing.doubted_pages import DoubtedPages
from core.importing.paging import PageSize, advanced, next_offset
from core.model import Checkpoint
from core.planning.guards import shrunk
from core.states import CollectionKind, ItemKind, ItemStatus, Phase, RunStatus

if TYPE_CHECKING:
    from core.importing.calls import Calls
    from core.model import Collection, Saved
    from core.ports import LibraryReader
    from core.work.desk import Desk

_ROUNDS = 3
"""How often playlists that change while they are walked are walked at most."""


class PlaylistTracks:
    """Walks one playlist after the other; the list is read once more at the end to see what moved meanwhile.

    ``subject`` is the playlist in hand. Which playlists this run is through with stands in their checkpoints.
    """

    phase = Phase.PLAYLIST_TRACKS

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls) -> None:
        self._desk = desk
        self._reader = reader
        self._calls = calls
        self._pages = DoubtedPages(desk, calls)
        self.subject = ""
        self._queue: list[Collection] | None = None
        self._through: dict[str, bool] = {}  # by playlist: whether it could be read
        self._odd: set[str] = set()  # playlists of which this process read rows that could not be believed
        self._seen: dict[str, str | None] = {}  # by playlist: the snapshot this run walked
        self._has_walked = False
        self._rounds = 1
        self._listed = 0
        self.size = PageSize(desk.settings.import_.playlists_batch)

    async def batch(self) -> Batch:
        """Read and stage one page of one playlist, or a page of the list to see what moved."""
        if self._queue is None:
            await self._take_stock()
            self._queue = await self._due()
        if self._queue:
            return await self._walk(self._queue[0])
        self.subject = ""
        if self._has_walked and self._rounds < _ROUNDS:
            return await self._list_again()
        return self._result(has_more=False)

    async def _take_stock(self) -> None:
        """What this run did before, in this process or another."""
        for collection in await self._playlists():
            checkpoint = await self._checkpoint(collection)
            if checkpoint is not None and checkpoint.status is RunStatus.COMPLETED:
                self._through[collection.external_id] = checkpoint.last_error is None
                self._seen[collection.external_id] = checkpoint.snapshot_id
        self._has_walked = bool(self._through)

    async def _due(self) -> list[Collection]:
        """Playlists to walk: new ones, changed ones, and with ``full`` those this run is not through with.

        One that refused this run is left alone for the rest of it, whatever becomes of its snapshot; one whose walk is
        doubted (see :meth:`_finish`) until the next import, as long as its snapshot stays.
        """
        full = bool(self._desk.run.arguments.get("full"))
        return [
            collection
            for collection in await self._playlists()
            if self._through.get(collection.external_id, True)
            and (
                collection.walked_snapshot != collection.snapshot_id != self._seen.get(collection.external_id, "")
                or (full and collection.external_id not in self._through)
            )
        ]

    async def _playlists(self) -> list[Collection]:
        return [
            collection
            for collection in await self._desk.store.library.collections()
            if collection.kind is CollectionKind.PLAYLIST and collection.gone_at is None
        ]

    async def _checkpoint(self, collection: Collection) -> Checkpoint | None:
        return await self._desk.store.library.checkpoint(self._desk.run.id, self.phase, collection.external_id)

    async def _walk(self, collection: Collection) -> Batch:
        desk = self._desk
        library = desk.store.library
        if collection.total == 0:
            return await self._end_empty(collection)
        self.subject = collection.external_id
        checkpoint = await self._checkpoint(collection)
        if (
            checkpoint is None
            or checkpoint.snapshot_id != collection.snapshot_id
            or checkpoint.status is RunStatus.COMPLETED
        ):
            checkpoint = Checkpoint(desk.run.id, self.phase, self.subject, snapshot_id=collection.snapshot_id)
            await library.discard_walk(checkpoint, collection.id)
            desk.item(self.phase, self.subject, ItemKind.PLAYLIST, ItemStatus.IN_PROGRESS, collection.title)
        subject, offset = self.subject, checkpoint.offset
        try:
            read = partial(self._reader.playlist_rows, subject)
            page = await self._pages.read("playlists/items", read, self.size, of=subject, offset=offset)
        except Rejected as refusal:
            done = replace(checkpoint, status=RunStatus.COMPLETED, last_error=refusal.reason)
            await library.mark_unreadable(done, collection.id, refusal.reason)
            return self._ended(collection, is_readable=False)
        if page.odd:
            self._odd.add(subject)
        checkpoint = advanced(checkpoint, page, limit=self.size.rows)
        saved = await library.save_rows(checkpoint, collection.id, page.rows)
        if page.has_more:
            return self._result(len(page.rows), saved, next_offset=checkpoint.offset, title=collection.title)
        await self._finish(checkpoint, collection, total=page.total)
        return self._ended(collection, len(page.rows), saved)

    async def _end_empty(self, collection: Collection) -> Batch:
        """A playlist of which Spotify says itself that it holds nothing: there is no page to read."""
        library, run_id = self._desk.store.library, self._desk.run.id
        self.subject = collection.external_id
        checkpoint = Checkpoint(run_id, self.phase, self.subject, snapshot_id=collection.snapshot_id)
        await library.discard_walk(checkpoint, collection.id)
        await self._finish(checkpoint, collection, total=0)
        return self._ended(collection)

    async def _finish(self, checkpoint: Checkpoint, collection: Collection, *, total: int) -> None:
        """Put a walk in force; where it lost too much against the last one, the category waits for the person.

        A walk that brought fewer rows than are counted is doubted, and made again by the next import, unless the one
        before brought as many: some of what is counted is never shown. So is one with rows that cannot be believed.
        """
        processed = checkpoint.processed
        is_whole = processed == total or (processed > 0 and processed == collection.source_rows)
        is_sure = is_whole and collection.external_id not in self._odd
        after = processed if processed or total == 0 else collection.source_rows
        await self._desk.store.library.finish_walk(
            replace(checkpoint, status=RunStatus.COMPLETED),
            collection.id,
            snapshot_id=collection.snapshot_id if is_sure else None,
            total=total,
            held=shrunk(collection.source_rows, after, shrink_ask=self._desk.settings.import_.shrink_ask),
        )

    def _ended(
        self, collection: Collection, items: int = 0, saved: Saved | None = None, *, is_readable: bool = True
    ) -> Batch:
        """This run is through with a playlist."""
        status = ItemStatus.SUCCEEDED if is_readable else ItemStatus.FAILED
        self._desk.item(self.phase, collection.external_id, ItemKind.PLAYLIST, status, collection.title)
        self._through[collection.external_id] = is_readable
        self._seen[collection.external_id] = collection.snapshot_id
        self._has_walked = True
        self._queue = [other for other in self._queue or () if other.id != collection.id]
        batch = self._result(items, saved, title=collection.title)
        return batch if is_readable else replace(batch, message=f"{collection.title} cannot be read")

    async def _list_again(self) -> Batch:
        """Read a page of heads once more: a snapshot that moved during the walk makes its playlist due again."""
        library = self._desk.store.library
        run_id = self._desk.run.id
        page = await self._calls.page(
            "me/playlists", lambda limit: self._reader.playlists(offset=self._listed, limit=limit), self.size
        )
        whole = Checkpoint(run_id, Phase.PLAYLISTS, status=RunStatus.COMPLETED)
        await library.save_playlists(await library.checkpoint(run_id, Phase.PLAYLISTS) or whole, page.rows)
        self._listed = next_offset(page, limit=self.size.rows)
        if not page.has_more:
            self._rounds += 1
            self._has_walked = False
            self._listed = 0
            self._queue = await self._due()
        return self._result()

    def _result(
        self,
        items: int = 0,
        saved: Saved | None = None,
        *,
        has_more: bool = True,
        next_offset: int = 0,
        title: str = "",
    ) -> Batch:
        return Batch(
            items=items,
            new=saved.new if saved else 0,
            updated=saved.updated if saved else 0,
            done=len(self._through),
            skipped=sum(not is_readable for is_readable in self._through.values()),
            has_more=has_more,
            next_offset=next_offset,
            total=len(self._through.keys() | {waiting.external_id for waiting in self._queue or ()}),
            message=f"Syncing tracks… {title}".rstrip(),
        )
