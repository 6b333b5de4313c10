"""The two phases of an import of the own YouTube channel: the heads of its playlists, then their items.

Both keep the mirror of the channel, too: it is read as a preview reads it, and what the mirror holds already is
not asked for again. Playlists that Crossfade made are mirrored and never become sources.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import Rejected
from core.importing.batch import Batch
from core.importing.playlists import listing_message
from core.listing import is_to_read
from core.marker import is_made
from core.model import Checkpoint, SourceRow, SourceTrack
from core.quota import Method
from core.states import CollectionKind, ItemKind, ItemStatus, Phase, Reason, RowSkip, RunStatus
from core.work.pause import Pause

if TYPE_CHECKING:
    from core.model import Collection, HeldItem, HeldPlaylist, PlaylistId, Saved
    from core.work.desk import Desk


class OwnPlaylists:
    """Lists own playlists, whole: a head costs little, and only a whole listing tells which are gone."""

    phase = Phase.PLAYLISTS
    subject = ""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def batch(self) -> Batch:
        """Read and store every head."""
        desk = self._desk
        run_id = desk.run.id
        checkpoint = await desk.store.library.checkpoint(run_id, self.phase) or Checkpoint(run_id, self.phase)
        if checkpoint.status is RunStatus.COMPLETED:  # the program ended between the listing and the job's end
            return Batch(done=checkpoint.processed, total=checkpoint.total)
        await _afford(desk, Method.PLAYLISTS_LIST)
        before = await own_sources(desk)
        count = len(await desk.listing.heads(run_id=run_id))
        sources = [held.head for held in await desk.store.channel.playlists() if not is_made(held)]
        done = replace(checkpoint, offset=count, total=count, processed=count, status=RunStatus.COMPLETED)
        saved = await desk.store.library.save_own_playlists(done, sources, now=desk.clock.now())
        there = await own_sources(desk)
        renamed = [
            f"“{was.title}” is now “{there[key].title}”"
            for key, was in before.items()
            if key in there and there[key].title != was.title
        ]
        gone = [f"“{was.title}”" for key, was in before.items() if key not in there]
        message = listing_message(count, renamed, gone)
        return Batch(items=count, new=saved.new, updated=saved.updated, done=count, total=count, message=message)


class OwnItems:
    """Reads the items of one playlist after the other, where the mirror may be old, and makes source rows of them.

    ``subject`` is the playlist in hand. What this run is through with stands in checkpoints, one a playlist.
    """

    phase = Phase.PLAYLIST_TRACKS

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.subject = ""
        self._queue: list[PlaylistId] | None = None
        self._through: dict[PlaylistId, bool] = {}  # by playlist: whether it could be read

    async def batch(self) -> Batch:
        """Read one playlist and store it."""
        if self._queue is None:
            self._queue = await self._due()
        held = await self._desk.store.channel.playlist(self._queue[0]) if self._queue else None
        if held is not None:
            return await self._take_in(held)
        self._queue = self._queue[1:]
        return self._result(has_more=bool(self._queue))

    async def _due(self) -> list[PlaylistId]:
        """Playlists to read or to make rows of, those left out that this run is through with."""
        desk, full = self._desk, bool(self._desk.run.arguments.get("full"))
        collections, due = await own_sources(desk), []
        for held in await desk.store.channel.playlists():
            checkpoint = await desk.store.library.checkpoint(desk.run.id, self.phase, held.head.id)
            if checkpoint is not None and checkpoint.status is RunStatus.COMPLETED:
                self._through[held.head.id] = checkpoint.last_error is None
                continue
            collection = collections.get(held.head.id)
            has_old_rows = collection is not None and collection.walked_snapshot != _snapshot(held)
            if full or has_old_rows or is_to_read(held, now=desk.clock.now()):
                due.append(held.head.id)
        return due

    async def _take_in(self, held: HeldPlaylist) -> Batch:
        desk, playlist_id, title = self._desk, held.head.id, held.head.title
        self.subject = playlist_id
        done = Checkpoint(desk.run.id, self.phase, playlist_id, status=RunStatus.COMPLETED)
        if desk.run.arguments.get("full") or is_to_read(held, now=desk.clock.now()):
            await _afford(desk, Method.ITEMS_LIST)
            desk.item(self.phase, playlist_id, ItemKind.PLAYLIST, ItemStatus.IN_PROGRESS, title)
            try:
                await desk.listing.items(playlist_id, run_id=desk.run.id)
            except Rejected as refusal:
                return await self._refused(held, replace(done, last_error=refusal.reason))
        collection = (await own_sources(desk)).get(playlist_id)
        listed = await desk.store.channel.playlist(playlist_id)
        saved: Saved | None = None
        rows: tuple[SourceRow, ...] = ()
        if listed is not None and collection is not None:
            rows = source_rows(listed.items)
            count = len(rows)
            whole = replace(done, offset=count, total=count, processed=count, snapshot_id=_snapshot(listed))
            await desk.store.library.discard_walk(replace(whole, status=RunStatus.RUNNING), collection.id)
            saved = await desk.store.library.save_rows(replace(whole, status=RunStatus.RUNNING), collection.id, rows)
            await desk.store.library.finish_walk(whole, collection.id, snapshot_id=_snapshot(listed), total=count)
        else:  # ours, or gone a moment ago
            await desk.store.library.save_checkpoint(done)
        return self._ended(held, items=len(rows), saved=saved)

    async def _refused(self, held: HeldPlaylist, done: Checkpoint) -> Batch:
        collection = (await own_sources(self._desk)).get(held.head.id)
        if collection is None:
            await self._desk.store.library.save_checkpoint(done)
        else:
            await self._desk.store.library.mark_unreadable(done, collection.id, done.last_error or "")
        return replace(self._ended(held, is_readable=False), message=f"{held.head.title} cannot be read")

    def _ended(
        self, held: HeldPlaylist, *, items: int = 0, saved: Saved | None = None, is_readable: bool = True
    ) -> Batch:
        """This run is through with a playlist."""
        status = ItemStatus.SUCCEEDED if is_readable else ItemStatus.FAILED
        self._desk.item(self.phase, held.head.id, ItemKind.PLAYLIST, status, held.head.title)
        self._through[held.head.id] = is_readable
        self._queue = [other for other in self._queue or () if other != held.head.id]
        return self._result(items, saved, title=held.head.title, has_more=bool(self._queue))

    def _result(self, items: int = 0, saved: Saved | None = None, *, title: str = "", has_more: bool = True) -> Batch:
        return Batch(
            items=items,
            new=saved.new if saved else 0,
            updated=saved.updated if saved else 0,
            done=len(self._through),
            skipped=sum(not is_readable for is_readable in self._through.values()),
            has_more=has_more,
            total=len(self._through) + len(self._queue or ()),
            message=f"Syncing tracks… {title}".rstrip(),
        )


async def own_sources(desk: Desk) -> dict[str, Collection]:
    """The own playlists that are sources and were there when last listed, by their id."""
    return {
        found.external_id: found
        for found in await desk.store.library.collections()
        if found.kind is CollectionKind.YOUTUBE and found.gone_at is None
    }


async def _afford(desk: Desk, method: Method) -> None:
    """Pause until the next quota day where no units are left but those kept back for settling writes."""
    if not await desk.meter.room(method, batch=1):
        raise Pause(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)


def source_rows(items: tuple[HeldItem, ...]) -> tuple[SourceRow, ...]:
    """A playlist's items as rows of a source; one whose video is gone or private keeps its place without a track."""
    there = [held.item for held in items if not held.is_missing]
    return tuple(
        SourceRow(place, skip=RowSkip.DEAD_VIDEO)
        if item.is_dead
        else SourceRow(
            place, SourceTrack(f"youtube:video:{item.video_id}", item.title, artists=(), video_id=item.video_id)
        )
        for place, item in enumerate(there)
    )


def _snapshot(held: HeldPlaylist) -> str | None:
    """What the rows made of a listing are known by: when it was read."""
    return None if held.items_at is None else held.items_at.isoformat()
