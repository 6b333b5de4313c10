"""The first phase: liked songs, newest first, with their dates."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.importing.batch import Batch
from core.model import Checkpoint
from core.states import Phase, RunStatus

if TYPE_CHECKING:
    from core.engine.desk import Desk
    from core.importing.calls import Calls
    from core.model import Account, Collection, Page, SourceRow
    from core.ports import LibraryReader


class LikedSongs:
    """Walks the liked songs; a first page that is known to the row ends the walk."""

    phase = Phase.LIKED_SONGS

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls, account: Account) -> None:
        self._desk = desk
        self._reader = reader
        self._calls = calls
        self._account = account

    async def batch(self) -> Batch:
        """Read and stage one page; the last one puts the walk in force."""
        library = self._desk.store.library
        run_id = self._desk.run.id
        collection = await library.liked(self._account.account_id)
        checkpoint = await library.checkpoint(run_id, self.phase) or Checkpoint(run_id, self.phase)
        if checkpoint.status is RunStatus.COMPLETED:  # the program ended between the last page and the job's end
            return Batch(total=checkpoint.total)
        limit = self._desk.settings.import_.liked_songs_batch
        read = partial(self._reader.liked_songs, offset=checkpoint.offset, limit=limit)
        page = await self._calls.make("me/tracks", read)
        if checkpoint.offset == 0:
            if not self._desk.run.arguments.get("full") and await self._is_known(collection, page):
                done = replace(checkpoint, offset=page.total, total=page.total, status=RunStatus.COMPLETED)
                await library.save_checkpoint(done)
                return _result(page, page.total, has_more=False)
            await library.discard_walk(checkpoint, collection.id)
        checkpoint = replace(
            checkpoint,
            offset=page.offset + (limit if page.has_more else len(page.rows)),
            total=page.total,
            processed=checkpoint.processed + len(page.rows),
            status=RunStatus.RUNNING,
        )
        saved = await library.save_rows(checkpoint, collection.id, page.rows)
        if not page.has_more:
            done = replace(checkpoint, status=RunStatus.COMPLETED)
            await library.finish_walk(done, collection.id, snapshot_id=None, total=page.total)
        skipped = sum(row.skip is not None for row in page.rows)
        result = _result(page, len(page.rows), has_more=page.has_more)
        return replace(result, new=saved.new, updated=saved.updated, skipped=skipped, next_offset=checkpoint.offset)

    async def _is_known(self, collection: Collection, page: Page[SourceRow]) -> bool:
        """Whether the newest page and the total are what the last whole walk found."""
        if page.total != collection.total or collection.source_rows == 0:
            return False
        known = await self._desk.store.library.first_rows(collection.id, len(page.rows))
        return known == tuple((row.track.uri if row.track else None, row.added_at) for row in page.rows)


def _result(page: Page[SourceRow], items: int, *, has_more: bool) -> Batch:
    message = f"{page.total:,} songs found" if page.total else "Syncing songs…"
    return Batch(items=items, total=page.total, has_more=has_more, message=message)
