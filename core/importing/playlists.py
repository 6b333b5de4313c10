"""The second phase: the heads of the person's playlists, and what became of those that were there before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.importing.batch import Batch
from core.importing.paging import PageSize, advanced
from core.model import Checkpoint
from core.planning.guards import SOURCE_GONE
from core.states import CollectionKind, Phase, RunStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.importing.calls import Calls
    from core.model import Collection, SourcePlaylist
    from core.ports import LibraryReader
    from core.work.desk import Desk


_NAMED = 3
"""Playlists that a message names at most."""


class Playlists:
    """Lists playlists, own and followed.

    Those that are not listed any more are marked as gone at the end, and their categories held back: whether their
    playlists on YouTube should go, too, is for the person to say.
    """

    phase = Phase.PLAYLISTS
    subject = ""

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls) -> None:
        self._desk = desk
        self._reader = reader
        self._calls = calls
        self._before: dict[str, Collection] | None = None
        self._renamed: list[str] = []
        self.size = PageSize(desk.settings.import_.playlists_batch)

    async def batch(self) -> Batch:
        """Read and store one page of heads."""
        library = self._desk.store.library
        run_id = self._desk.run.id
        checkpoint = await library.checkpoint(run_id, self.phase) or Checkpoint(run_id, self.phase)
        if checkpoint.status is RunStatus.COMPLETED:  # the program ended between the last page and the job's end
            return Batch(done=checkpoint.processed, total=checkpoint.total)
        if self._before is None:
            self._before = await self._listed()
        offset = checkpoint.offset
        page = await self._calls.page(
            "me/playlists", lambda limit: self._reader.playlists(offset=offset, limit=limit), self.size
        )
        self._note(page.rows)
        checkpoint = advanced(checkpoint, page, limit=self.size.rows)
        saved = await library.save_playlists(checkpoint, page.rows)
        gone: list[str] = []
        if not page.has_more:
            done = replace(checkpoint, status=RunStatus.COMPLETED)
            await library.finish_playlists(done, now=self._desk.clock.now(), held=SOURCE_GONE)
            there = await self._listed()
            gone = [f"“{head.title}”" for key, head in self._before.items() if key not in there]
        return Batch(
            items=len(page.rows),
            new=saved.new,
            updated=saved.updated,
            done=checkpoint.processed,
            total=page.total,
            has_more=page.has_more,
            next_offset=checkpoint.offset,
            message=self._message(page.total, gone),
        )

    async def _listed(self) -> dict[str, Collection]:
        """The playlists that are there, by their id."""
        return {
            head.external_id: head
            for head in await self._desk.store.library.collections()
            if head.kind is CollectionKind.PLAYLIST and head.gone_at is None
        }

    def _note(self, heads: Sequence[SourcePlaylist]) -> None:
        """Remember which of a page have another title than before."""
        for head in heads:
            before = (self._before or {}).get(head.spotify_id)
            if before is not None and before.title != head.title:
                self._renamed.append(f"“{before.title}” is now “{head.title}”")

    def _message(self, total: int, gone: Sequence[str]) -> str:
        return listing_message(total, self._renamed, gone)


def listing_message(total: int, renamed: Sequence[str], gone: Sequence[str]) -> str:
    """``31 playlists found; renamed: …; gone: …``: the job's message, of which what follows the first part is news."""
    parts = [f"{total:,} playlists found" if total else "Syncing playlists…"]
    parts += [f"renamed: {_some(renamed)}"] if renamed else []
    parts += [f"gone: {_some(gone)}"] if gone else []
    return "; ".join(parts)


def _some(names: Sequence[str]) -> str:
    """The first few of some names."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
