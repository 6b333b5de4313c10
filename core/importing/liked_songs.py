"""The first phase: liked songs, newest first, with their dates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.importing.batch import Batch
from core.importing.doubted_pages import DoubtedPages
from core.importing.known import Known, pairs
from core.importing.paging import PageSize, advanced
from core.model import Checkpoint
from core.planning.guards import shrunk
from core.states import Phase, RunStatus

if TYPE_CHECKING:
    from core.importing.calls import Calls
    from core.model import Account, Collection, Page, SourceRow
    from core.ports import LibraryReader
    from core.work.desk import Desk

_RESTARTS = 2
"""How often a walk begins anew because songs were liked or unliked meanwhile."""

_ALL = 2**31


class LikedSongs:
    """Walks the liked songs as far as they changed, or with ``full`` to the end.

    A page that is wholly known ends the walk where the total agrees: nothing was unliked further down. A like or
    unlike during the walk moves rows over the edges of pages, where one would be lost or doubled; the changed total
    tells, and the walk begins anew.
    """

    phase = Phase.LIKED_SONGS
    subject = ""

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls, account: Account) -> None:
        self._desk = desk
        self._reader = reader
        self._pages = DoubtedPages(desk, calls)
        self._account = account
        self._restarts = 0
        self._known: Known | None = None
        self._position: tuple[Collection, Checkpoint] | None = None
        self.size = PageSize(desk.settings.import_.liked_songs_batch)

    async def batch(self) -> Batch:
        """Read and stage one page; the last one puts the walk in force."""
        library = self._desk.store.library
        collection, checkpoint = self._position or await self._begin()
        if checkpoint.status is RunStatus.COMPLETED:  # the program ended between the last page and the job's end
            return _unchanged(collection, checkpoint.total)
        offset = checkpoint.offset
        page = await self._pages.read("me/tracks", self._reader.liked_songs, self.size, of="liked", offset=offset)
        limit = self.size.rows
        if checkpoint.offset == 0:
            if self._is_light(collection) and await self._is_known(collection, page):
                known = replace(checkpoint, offset=page.total, processed=page.total, total=page.total)
                await library.save_checkpoint(replace(known, status=RunStatus.COMPLETED))
                return _unchanged(collection, page.total)
            await library.discard_walk(checkpoint, collection.id)
        elif page.total != checkpoint.total and self._restarts < _RESTARTS:
            self._restarts += 1
            fresh = Checkpoint(self._desk.run.id, self.phase)
            await library.discard_walk(fresh, collection.id)
            self._position, self._known = (collection, fresh), None
            return Batch(has_more=True, total=page.total, message=_message(page.total))
        return await self._take(collection, checkpoint, page, limit=limit)

    async def _begin(self) -> tuple[Collection, Checkpoint]:
        library, run_id = self._desk.store.library, self._desk.run.id
        collection = await library.liked(self._account.account_id)
        return collection, await library.checkpoint(run_id, self.phase) or Checkpoint(run_id, self.phase)

    async def _take(
        self, collection: Collection, checkpoint: Checkpoint, page: Page[SourceRow], *, limit: int
    ) -> Batch:
        """Stage a page; the last one that is needed completes the walk."""
        library = self._desk.store.library
        tail = await self._tail(collection, page) if page.has_more else None
        checkpoint = advanced(checkpoint, page, limit=limit)
        has_more = page.has_more and tail is None
        done = checkpoint.processed
        skipped = self._desk.jobs[self.phase].skipped + sum(row.skip is not None for row in page.rows)
        batch = Batch(
            items=len(page.rows),
            done=done,
            skipped=min(skipped, done),  # a kill may have lost some meanwhile; the end counts anew
            total=page.total,
            has_more=has_more,
            next_offset=checkpoint.offset,
            message=_message(page.total),
        )
        if has_more:
            job = self._desk.changed(self.phase, **batch.counts(self._desk.jobs[self.phase]))
            saved = await library.save_rows(checkpoint, collection.id, page.rows, job=job)
            self._position = (collection, checkpoint)
            self._desk.took(job)
            return replace(batch, new=saved.new, updated=saved.updated, is_counted=True)
        saved = await library.save_rows(checkpoint, collection.id, page.rows)
        self._position = (collection, checkpoint)
        done = checkpoint.processed if tail is None else page.total
        whole = replace(checkpoint, status=RunStatus.COMPLETED, processed=done)
        held = shrunk(collection.source_rows, done, shrink_ask=self._desk.settings.import_.shrink_ask)
        await library.finish_walk(whole, collection.id, snapshot_id=None, total=page.total, held=held, tail=tail)
        skipped = sum((await library.liked(self._account.account_id)).skipped.values())
        return replace(batch, new=saved.new, updated=saved.updated, done=done, skipped=min(skipped, done))

    def _is_light(self, collection: Collection) -> bool:
        return not self._desk.run.arguments.get("full") and collection.source_rows > 0

    async def _is_known(self, collection: Collection, page: Page[SourceRow]) -> bool:
        """Whether the newest page and the total are what the last whole walk found."""
        if page.total != collection.total:
            return False
        known = await self._desk.store.library.first_rows(collection.id, len(page.rows))
        return list(known) == pairs(page.rows)

    async def _tail(self, collection: Collection, page: Page[SourceRow]) -> int | None:
        """Behind how many of the rows in force the rest of them completes the walk; None where it must go on."""
        if not self._is_light(collection):
            return None
        library = self._desk.store.library
        if self._known is None:
            self._known = Known(await library.first_rows(collection.id, _ALL))
            if page.offset:
                self._known.take(await library.staged_rows(collection.id))
        is_known = self._known.take(pairs(page.rows))
        return self._known.tail(page.total) if is_known else None


def _unchanged(collection: Collection, total: int) -> Batch:
    """The walk in force is the present one."""
    skipped = sum(collection.skipped.values())
    return Batch(done=collection.source_rows, skipped=skipped, total=total, message=_message(total))


def _message(total: int) -> str:
    return f"{total:,} songs found" if total else "Syncing songs…"
