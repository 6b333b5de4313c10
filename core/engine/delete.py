"""Deletes old playlists, last and only when every video somebody wants was read back elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.backups.files import saved_items
from core.engine.turn import Blocked, Finished, Idle, Turn, Waiting, Worked
from core.planning.make import make_plan
from core.quota import Method
from core.situation import situation
from core.states import ItemKind, OperationKind, OperationState, Phase, Reason, RunStatus

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.model import Operation, PlaylistId, RemoteItem
    from core.planning.plan import Deletion
    from core.work.desk import Desk

_EARLIER = (Phase.BACKUP, Phase.MATCH, Phase.CREATE_PLAYLISTS, Phase.ADD_VIDEOS, Phase.REMOVE_VIDEOS, Phase.MOVE_VIDEOS)


FRESH = timedelta(minutes=10)
"""How long a read-back of this stage is believed, so that a restart need not read it again."""


class DeletePlaylists:
    """One playlist a turn: read it, read its successors, compare, delete."""

    phase = Phase.DELETE_PLAYLISTS

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer
        self._settle = performer.settle
        self._looked_twice: set[PlaylistId] = set()

    async def turn(self) -> Turn:
        """Delete one playlist, or say why it stays."""
        desk = self._desk
        if any(desk.jobs[phase].status is not RunStatus.COMPLETED for phase in _EARLIER) or self._settle.is_open:
            return Idle()
        store = desk.store.operations
        kind = OperationKind.DELETE_PLAYLIST
        pending = await store.next(desk.run.id, kind, limit=1, excluding=self._settle.targets)
        if not pending:
            counts = await store.counts(desk.run.id)
            return Idle() if counts.get((kind, OperationState.SENDING), 0) else Finished()
        if desk.unsettled_s() > 0:
            return Waiting(desk.unsettled_s(), "YouTube takes a while to show what was written", self.phase)
        if not await desk.meter.room(Method.PLAYLISTS_DELETE, batch=1):
            return Blocked(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)
        await desk.enter(self.phase)
        operation = pending[0]
        reason = await self._unsafe(operation)
        if reason is None and not await desk.meter.room(Method.PLAYLISTS_DELETE, batch=1):
            return Blocked(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)
        if reason is None:
            await self._performer.perform(operation, self._delete)
        elif operation.playlist_id is not None and operation.playlist_id not in self._looked_twice:
            self._looked_twice.add(operation.playlist_id)
            why = "a playlist is looked at once more before another is deleted"
            return Waiting(desk.settings.youtube.settle_s, why, self.phase)
        else:
            await self._hold(operation, reason)
        desk.report(self.phase)
        return Worked()

    async def _delete(self, operation: Operation) -> None:
        if operation.playlist_id is not None:
            await self._desk.accounts.youtube().delete(operation.playlist_id)

    async def _hold(self, operation: Operation, reason: str) -> None:
        desk = self._desk
        await self._performer.skipped(operation, reason="not_safe", message=reason)
        await desk.log(
            desk.problem(
                self.phase,
                ItemKind.PLAYLIST,
                operation.id,
                reason="not_safe",
                message=f"{operation.label} was kept: {reason}",
            )
        )

    async def _unsafe(self, operation: Operation) -> str | None:
        """Why a playlist must stay; None when it may go. Reads it and all that takes over its videos."""
        desk = self._desk
        playlist_id = operation.playlist_id
        if playlist_id is None:
            return "it is not known which playlist was meant"
        saved = self._saved(playlist_id)
        if saved is None:
            return "its backup cannot be read"
        listed = await self._read(playlist_id)
        if listed is None:
            return None
        held = await desk.store.channel.playlist(playlist_id)
        if not listed and (saved or (held is not None and held.head.item_count)):
            return "YouTube showed none of its videos"
        if any(item.id not in saved for item in listed):
            return "it holds videos that came after the backup"
        deletion = await self._planned(playlist_id)
        if deletion is None:
            return "a video in it is wanted elsewhere and is not there"
        for category_id, videos in deletion.successors.items():
            category = await desk.store.categories.get(category_id)
            there: set[str] = set()
            for part in category.parts if category else ():
                there |= {item.video_id for item in await self._read(part, instead_of=playlist_id) or ()}
            if not videos <= there:
                return "not all of its videos were found in the playlists that take them over"
        return None

    async def _read(
        self, playlist_id: PlaylistId, *, instead_of: PlaylistId | None = None
    ) -> tuple[RemoteItem, ...] | None:
        """A playlist's items as just listed; one reading serves all deletions of these minutes."""
        desk = self._desk
        held = await desk.store.channel.playlist(playlist_id)
        began = desk.jobs[self.phase].started_at
        was_read = held is not None and held.items_at is not None and began is not None and held.items_at > began
        is_second_look = (instead_of or playlist_id) in self._looked_twice
        is_fresh = held is not None and held.items_at is not None and desk.clock.now() - held.items_at < FRESH
        if held is not None and was_read and is_fresh and not is_second_look:
            return tuple(row.item for row in held.items if not row.is_missing)
        return await desk.listing.items(playlist_id, run_id=desk.run.id, is_surplus=was_read)

    def _saved(self, playlist_id: PlaylistId) -> frozenset[str] | None:
        """The ids of a playlist's items in this run's backup; None where it is not the file that was written."""
        file, digest = self._desk.run.backup_file, self._desk.run.backup_sha256
        if file is None or digest is None:
            return None
        return saved_items(Path(file), digest).get(playlist_id)

    async def _planned(self, playlist_id: PlaylistId) -> Deletion | None:
        """The deletion as a plan made now would hold it; None where a guard holds it back."""
        desk = self._desk
        found = await situation(
            desk.store, desk.clock.now(), desk.calendar, desk.settings, allow_delete=True, unfinished=desk.run
        )
        plan = make_plan(found, desk.calendar)
        return next((deletion for deletion in plan.deletions if deletion.playlist_id == playlist_id), None)
