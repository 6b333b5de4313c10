"""The second phase: the heads of the person's playlists."""

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
    from core.ports import LibraryReader
    from core.work.desk import Desk


class Playlists:
    """Lists playlists, own and followed; those that are not listed any more are marked as gone at the end."""

    phase = Phase.PLAYLISTS
    subject = ""

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls) -> None:
        self._desk = desk
        self._reader = reader
        self._calls = calls

    async def batch(self) -> Batch:
        """Read and store one page of heads."""
        library = self._desk.store.library
        run_id = self._desk.run.id
        checkpoint = await library.checkpoint(run_id, self.phase) or Checkpoint(run_id, self.phase)
        if checkpoint.status is RunStatus.COMPLETED:  # the program ended between the last page and the job's end
            return Batch(done=checkpoint.processed, total=checkpoint.total)
        limit = self._desk.settings.import_.playlists_batch
        read = partial(self._reader.playlists, offset=checkpoint.offset, limit=limit)
        page = await self._calls.make("me/playlists", read)
        checkpoint = advanced(checkpoint, page, limit=limit)
        saved = await library.save_playlists(checkpoint, page.rows)
        if not page.has_more:
            done = replace(checkpoint, status=RunStatus.COMPLETED)
            await library.finish_playlists(done, now=self._desk.clock.now())
        return Batch(
            items=len(page.rows),
            new=saved.new,
            updated=saved.updated,
            done=checkpoint.processed,
            total=page.total,
            has_more=page.has_more,
            next_offset=checkpoint.offset,
            message=f"{page.total:,} playlists found" if page.total else "Syncing playlists…",
        )
