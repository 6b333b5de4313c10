"""Puts the videos in, one after another, each at its place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.engine.turn import Blocked, Finished, Idle, Turn, Worked
from core.marker import item_marker
from core.planning.operations import source_position
from core.planning.parts import PLAYLIST_MAX
from core.quota import Method
from core.states import OperationKind, OperationState, Phase, Reason, RunStatus

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.engine.standing import Standing
    from core.model import HeldPlaylist, Operation, RemoteItem
    from core.work.desk import Desk

NOTES = "item_notes"
"""The setting that remembers that YouTube refused notes on items."""

FULL = "its playlist holds as many videos as YouTube allows: the next sync opens another part"


class AddVideos:
    """Fills playlists. Never two writes at once into one; one that settles is passed over meanwhile."""

    phase = Phase.ADD_VIDEOS

    def __init__(self, desk: Desk, performer: Performer, standing: Standing) -> None:
        self._desk = desk
        self._performer = performer
        self._settle = performer.settle
        self._standing = standing

    async def turn(self) -> Turn:
        """Add a batch."""
        desk = self._desk
        if desk.jobs[Phase.BACKUP].status is not RunStatus.COMPLETED:
            return Idle()
        store = desk.store.operations
        kind = OperationKind.ADD_VIDEO
        batch = desk.settings.engine.batch
        pending = await store.next(desk.run.id, kind, limit=batch, excluding=await self._excluded())
        if not pending:
            counts = await store.counts(desk.run.id)
            open_ones = counts.get((kind, OperationState.PENDING), 0) + counts.get((kind, OperationState.SENDING), 0)
            more_may_come = any(
                desk.jobs[phase].status is not RunStatus.COMPLETED for phase in (Phase.MATCH, Phase.CREATE_PLAYLISTS)
            )
            return Idle() if open_ones or more_may_come else Finished()
        room = await desk.meter.room(Method.ITEMS_INSERT, batch=len(pending))
        if not room:
            return Blocked(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)
        await desk.enter(self.phase)
        for operation in pending[:room]:
            if desk.stop.asked:
                break
            if self._performer.may_send(operation):
                await self._send(operation)
        desk.report(self.phase)
        return Worked()

    async def _excluded(self) -> frozenset[str]:
        """Targets that must not be written to now."""
        return self._settle.targets

    async def _send(self, planned: Operation) -> None:
        held = await self._held(planned)
        operation = planned
        if held is not None and len(held.items) >= PLAYLIST_MAX:
            found = await self._with_room(planned)
            if found is None:
                await self._performer.skipped(planned, reason="playlist_full", message=FULL)
                return
            operation, held = found, await self._held(found)
        position = await self._position(operation, held)
        await self._performer.perform(operation, partial(self._add, position=position), position=position)

    async def _held(self, operation: Operation) -> HeldPlaylist | None:
        return await self._desk.store.channel.playlist(operation.playlist_id) if operation.playlist_id else None

    async def _add(self, operation: Operation, *, position: int | None) -> RemoteItem:
        desk = self._desk
        if operation.playlist_id is None or operation.video_id is None:
            message = f"operation {operation.id} names no playlist or video"
            raise ValueError(message)
        item = await desk.accounts.youtube().add(
            operation.playlist_id, operation.video_id, position=position, note=await self._note(operation)
        )
        if position is None and item.position == 0:  # appended: an answer without a position must not mean the front
            held = await desk.store.channel.playlist(operation.playlist_id)
            item = replace(item, position=len(held.items) if held else 0)
        return item

    async def _note(self, operation: Operation) -> str | None:
        desk = self._desk
        if desk.settings.youtube.item_markers == "off":
            return None
        if "note_refused" in self._performer.refused_forms:
            await desk.store.set_setting(NOTES, "refused")
            return None
        if await desk.store.setting(NOTES) == "refused":
            return None
        return item_marker(operation.id)

    async def _position(self, operation: Operation, held: HeldPlaylist | None) -> int | None:
        """Where the video belongs now; None appends it."""
        if held is None or "manual_sort_required" in self._performer.refused_forms:
            return None
        return await self._standing.position(operation, held.items, place=source_position(operation))

    async def _with_room(self, operation: Operation) -> Operation | None:
        """The operation, aimed at another part of its category; None where all are full.

        A plan gives each video a part with room; what a late match set free may find it full by now.
        """
        desk = self._desk
        category = await desk.store.categories.get(operation.category_id) if operation.category_id else None
        for part in category.parts if category is not None else ():
            other = await desk.store.channel.playlist(part)
            if other is not None and len(other.items) < PLAYLIST_MAX and part not in self._settle.targets:
                return await desk.store.operations.aim(operation, part)
        return None
