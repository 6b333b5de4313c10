"""The first phase: liked songs, newest first, with their dates."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.importing.batch import Batch
from core.importing.paging import advanced
from core.model import Checkpoint
from core.states import Phase, RunStatus

if TYPE_CHECKING:
    from core.importing.calls import Calls
    from core.model import Account, Collection, Page, SourceRow
    from core.ports import LibraryReader
    from core.work.desk import Desk

_RESTARTS = 2
"""How often a walk begins anew because songs were liked or unliked meanwhile."""


class LikedSongs:
    """Walks the liked songs; a first page that is known to the row ends the walk.

    A like or unlike during the walk moves rows over the edges of pages, where one would be lost or doubled. The
    changed total tells, and the walk begins anew.
    """

    phase = Phase.LIKED_SONGS
    subject = ""

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls, account: Account) -> None:
        self._desk = desk
        self._reader = reader
        self._calls = calls
        self._account = account
        self._restarts = 0

    async def batch(self) -> Batch:
        """Read and stage one page; the last one puts the walk in force."""
        library = self._desk.store.library
        run_id = self._desk.run.id
        collection = await library.liked(self._account.account_id)
        checkpoint = await library.checkpoint(run_id, self.phase) or Checkpoint(run_id, self.phase)
        if checkpoint.status is RunStatus.COMPLETED:  # the program ended between the last page and the job's end
            return _unchanged(collection, checkpoint.total)
        limit = self._desk.settings.import_.liked_songs_batch
        read = partial(self._reader.liked_songs, offset=checkpoint.offset, limit=limit)
        page = await self._calls.make("me/tracks", read)
        skipped = sum(row.skip is not None for row in page.rows)
        if checkpoint.offset == 0:
            if not self._desk.run.arguments.get("full") and await self._is_known(collection, page):
                known = replace(checkpoint, offset=page.total, processed=page.total, total=page.total)
                await library.save_checkpoint(replace(known, status=RunStatus.COMPLETED))
                return _unchanged(collection, page.total)
            await library.discard_walk(checkpoint, collection.id)
        elif page.total != checkpoint.total and self._restarts < _RESTARTS:
            self._restarts += 1
            await library.discard_walk(Checkpoint(run_id, self.phase), collection.id)
            return Batch(has_more=True, total=page.total, message=_message(page.total))
        else:
            skipped += self._desk.jobs[self.phase].skipped  # a kill may have lost some; the end counts anew
        checkpoint = advanced(checkpoint, page, limit=limit)
        saved = await library.save_rows(checkpoint, collection.id, page.rows)
        if not page.has_more:
            done = replace(checkpoint, status=RunStatus.COMPLETED)
            await library.finish_walk(done, collection.id, snapshot_id=None, total=page.total)
            skipped = sum((await library.liked(self._account.account_id)).skipped.values())
        return Batch(
            items=len(page.rows),
            new=saved.new,
            updated=saved.updated,
            done=checkpoint.processed,
            skipped=skipped,
            total=page.total,
            has_more=page.has_more,
            next_offset=checkpoint.offset,
            message=_message(page.total),
        )

    async def _is_known(self, collection: Collection, page: Page[SourceRow]) -> bool:
        """Whether the newest page and the total are what the last whole walk found."""
        if page.total != collection.total or collection.source_rows == 0:
            return False
        known = await self._desk.store.library.first_rows(collection.id, len(page.rows))
        return known == tuple((row.track.uri if row.track else None, row.added_at) for row in page.rows)


def _unchanged(collection: Collection, total: int) -> Batch:
    """The walk in force is the present one."""
    skipped = sum(collection.skipped.values())
    return Batch(done=collection.source_rows, skipped=skipped, total=total, message=_message(total))


def _message(total: int) -> str:
    return f"{total:,} songs found" if total else "Syncing songs…"
