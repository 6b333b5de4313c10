"""The import of a file: its liked songs, its playlists and their rows, read here and now without any account.

What the store holds of the same content is not read again. A kill costs nothing but reading on from the file's
beginning: rows that were staged are not staged again.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.model import Checkpoint
from core.states import ItemKind, ItemStatus, Phase, Reason, RunStatus
from core.work.pause import Pause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import Collection, DroppedRow, FileCollection, SourceRow
    from core.ports import LibraryFile
    from core.work.desk import Desk

PAGE = 500
"""Rows read and stored at a time."""

REPORTED = 1_000
"""Dropped rows of a collection that are told one by one; of more there is one word at the end."""


@dataclass(slots=True)
class _Count:
    """What a phase's job counts. ``total`` is an estimate before the rows are read."""

    imported: int = 0
    skipped: int = 0
    total: int = 0


class FileImporter:
    """Imports what :attr:`core.model.Run.source` names. Its run's ``arguments`` hold ``full`` to read all anew."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def work(self) -> None:
        """Go through the phases. Raises :class:`Pause` where a stop was asked for, UsageError for a bad file."""
        desk = self._desk
        was_away = await desk.take_up()
        if desk.files is None:
            message = "Files cannot be imported here."
            raise UsageError(message)
        file = await desk.files.open(Path(desk.run.source))
        try:
            liked = [one for one in file.collections if one.is_liked]
            await self._rows(Phase.LIKED_SONGS, file, liked)
            await self._playlists(file, is_new=not was_away)
            await self._rows(Phase.PLAYLIST_TRACKS, file, [one for one in file.collections if not one.is_liked])
        finally:
            await file.close()

    async def _playlists(self, file: LibraryFile, *, is_new: bool) -> None:
        """Tell what the file holds."""
        desk = self._desk
        phase = Phase.PLAYLISTS
        if desk.jobs[phase].status is RunStatus.COMPLETED:
            return
        await desk.enter(phase)
        for collection in file.collections:
            await desk.store.library.file_collection(collection.external_id, collection.title)
        for notice in file.notices if is_new else ():
            await self._tell(phase, desk.run.source, reason="notice", message=notice)
        found = len(file.collections)
        message = f"{found:,} playlists found ({file.format})"
        await desk.save_job(phase, succeeded=found, done=found, total=found, message=message)
        await desk.end(phase, RunStatus.COMPLETED)

    async def _rows(self, phase: Phase, file: LibraryFile, collections: Sequence[FileCollection]) -> None:
        """Walk collections, one after the other; the job counts their rows."""
        desk = self._desk
        if desk.jobs[phase].status is RunStatus.COMPLETED:
            return
        await desk.enter(phase)
        count = _Count(total=sum(one.rows for one in collections))
        for collection in collections:
            await self._save(phase, count, f"Syncing tracks… {collection.title}")
            stored = await self._collection(phase, file, collection, count)
            count.total += stored.source_rows - collection.rows
        await self._save(phase, count, f"{count.imported:,} songs found" if collections else "")
        await desk.end(phase, RunStatus.COMPLETED)

    async def _collection(
        self, phase: Phase, file: LibraryFile, collection: FileCollection, count: _Count
    ) -> Collection:
        """Bring one collection up to date; returns it as it then is stored."""
        desk = self._desk
        library = desk.store.library
        stored = await library.file_collection(collection.external_id, collection.title)
        checkpoint = await library.checkpoint(desk.run.id, phase, collection.external_id)
        if checkpoint is None or checkpoint.snapshot_id != collection.snapshot_id:
            checkpoint = Checkpoint(desk.run.id, phase, collection.external_id, snapshot_id=collection.snapshot_id)
            is_known = stored.walked_snapshot == collection.snapshot_id and not desk.run.arguments.get("full")
        else:
            is_known = checkpoint.status is RunStatus.COMPLETED
        if is_known:
            count.imported += stored.imported
            count.skipped += sum(stored.skipped.values())
            return stored
        desk.item(phase, collection.external_id, ItemKind.PLAYLIST, ItemStatus.IN_PROGRESS, collection.title)
        if checkpoint.offset == 0:
            await library.discard_walk(checkpoint, stored.id)
        checkpoint = await self._walk(file, collection, stored=stored, checkpoint=checkpoint, count=count)
        await library.finish_walk(
            replace(checkpoint, total=checkpoint.offset, status=RunStatus.COMPLETED),
            stored.id,
            snapshot_id=collection.snapshot_id,
            total=checkpoint.offset,
        )
        desk.item(phase, collection.external_id, ItemKind.PLAYLIST, ItemStatus.SUCCEEDED, collection.title)
        return await library.file_collection(collection.external_id, collection.title)

    async def _walk(
        self,
        file: LibraryFile,
        collection: FileCollection,
        *,
        stored: Collection,
        checkpoint: Checkpoint,
        count: _Count,
    ) -> Checkpoint:
        """Stage the rows behind the checkpoint; returns the one that stands behind all."""
        desk = self._desk
        phase = checkpoint.phase
        reported = 0
        async with aclosing(file.pages(collection, limit=PAGE)) as pages:
            async for rows, dropped in pages:
                if desk.stop.asked is not None:
                    raise Pause(Reason.BY_USER)
                count.imported += len(rows) - len(dropped)
                count.skipped += len(dropped)
                end = rows[-1].position + 1
                if end <= checkpoint.offset:
                    continue
                total = max(collection.rows, end)
                checkpoint = replace(checkpoint, offset=end, processed=end, total=total, status=RunStatus.RUNNING)
                await desk.store.library.save_rows(checkpoint, stored.id, rows)
                await self._report(phase, rows, dropped[: REPORTED - reported] if reported < REPORTED else ())
                reported += len(dropped)
                await self._save(phase, count, desk.jobs[phase].message)
        if reported > REPORTED:
            message = f"{reported - REPORTED:,} more rows of {collection.title} hold no track."
            await self._tell(phase, collection.external_id, reason="dropped", message=message)
        return checkpoint

    async def _report(self, phase: Phase, rows: Sequence[SourceRow], dropped: Sequence[DroppedRow]) -> None:
        """Tell each dropped row with its file, number and reason."""
        skips = [row.skip for row in rows if row.skip is not None]
        for skip, one in zip(skips, dropped, strict=False):
            message = f"{one.file}, row {one.row:,}: {one.reason}"
            await self._tell(phase, f"{one.file}:{one.row}", reason=skip.value, message=message)

    async def _tell(self, phase: Phase, entity_id: str, *, reason: str, message: str) -> None:
        """An entry in the error log that is no failure of the job."""
        desk = self._desk
        problem = desk.problem(phase, ItemKind.SONG, entity_id, reason=reason, message=message)
        await desk.store.runs.save(desk.run, desk.jobs[phase], problem=problem)
        desk.raised(problem)

    async def _save(self, phase: Phase, count: _Count, message: str) -> None:
        done = count.imported + count.skipped
        await self._desk.save_job(
            phase,
            succeeded=count.imported,
            skipped=count.skipped,
            done=done,
            total=max(count.total, done),
            message=message,
        )
