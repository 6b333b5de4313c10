"""Puts the videos in, one after another, each at its place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.engine.turn import Blocked, Finished, Idle, Turn, Worked
from core.marker import item_marker
from core.model import HeldItem, RemoteItem
from core.planning.operations import source_position
from core.planning.parts import PLAYLIST_MAX
from core.quota import Method
from core.states import OperationKind, OperationState, Phase, Reason, RunStatus

if TYPE_CHECKING:
    from core.engine.perform import Performer, Receipt
    from core.engine.standing import Around, Standing
    from core.model import CategoryId, HeldPlaylist, Operation, PlaylistId
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
        self._has_notes: bool | None = None
        self._waiting_for_room: set[str] = set()
        self._there: dict[PlaylistId, HeldPlaylist] = {}
        self._around: dict[CategoryId | None, Around] = {}

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
        self._there.clear()
        self._around.clear()
        try:
            for operation in pending[:room]:
                if desk.stop.asked:
                    break
                if operation.target not in self._waiting_for_room and self._performer.may_send(operation):
                    await self._send(operation)
        except Exception:
            await self._performer.write_down()
            raise
        await self._performer.write_down()
        desk.report(self.phase)
        return Worked()

    async def _excluded(self) -> frozenset[str]:
        """Targets that must not be written to now: something in flight, or a full playlist that removals will open."""
        if self._waiting_for_room:
            self._waiting_for_room &= await self._opening()
        return self._settle.targets | self._waiting_for_room

    async def _opening(self) -> frozenset[str]:
        """The playlists from which this run is still to remove something."""
        removals = await self._desk.store.operations.of_run(self._desk.run.id, kind=OperationKind.REMOVE_VIDEO)
        is_open = (OperationState.PENDING, OperationState.SENDING)
        return frozenset(each.target for each in removals if each.state in is_open)

    async def _send(self, planned: Operation) -> None:
        held = await self._held(planned)
        operation = planned
        if held is not None and len(held.items) >= PLAYLIST_MAX:
            if planned.target in await self._opening():
                self._waiting_for_room.add(planned.target)
                return
            found = await self._with_room(planned)
            if found is None:
                await self._performer.skipped(planned, reason="playlist_full", message=FULL)
                return
            operation, held = found, await self._held(found)
        position = await self._position(operation, held)
        add = partial(self._add, position=position)
        item = await self._performer.perform(operation, add, position=position, is_followed=True)
        self._keep(operation, held, item)

    async def _held(self, operation: Operation) -> HeldPlaylist | None:
        """The playlist as it is known now, receipts included: read once a turn, and again after anything unusual."""
        playlist_id = operation.playlist_id
        if playlist_id is None:
            return None
        if (known := self._there.get(playlist_id)) is not None:
            return known
        await self._performer.write_down()
        held = await self._desk.store.channel.playlist(playlist_id)
        if held is not None:
            self._there[playlist_id] = held
        return held

    def _keep(self, operation: Operation, held: HeldPlaylist | None, item: Receipt) -> None:
        """Follow an item that went behind all others; whatever else happened, the store is asked anew."""
        if held is not None and isinstance(item, RemoteItem) and item.playlist_id == held.head.id:
            last = held.items[-1].item.position if held.items else -1
            if item.position > last and all(row.item.id != item.id for row in held.items):
                row = HeldItem(item, is_ours=True, recording_id=operation.recording_id)
                self._there[held.head.id] = replace(held, items=(*held.items, row))
                return
        if operation.playlist_id is not None:
            self._there.pop(operation.playlist_id, None)

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
        if self._has_notes is None:
            self._has_notes = await desk.store.setting(NOTES) != "refused"
        return item_marker(operation.id) if self._has_notes else None

    async def _position(self, operation: Operation, held: HeldPlaylist | None) -> int | None:
        """Where the video belongs now; None appends it."""
        if held is None or "manual_sort_required" in self._performer.refused_forms:
            return None
        if operation.category_id not in self._around:
            self._around[operation.category_id] = await self._standing.around(operation)
        around = self._around[operation.category_id]
        return await self._standing.position(operation, held.items, place=source_position(operation), around=around)

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
