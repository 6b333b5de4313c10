"""Puts the videos in, one after another, each at its place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.engine.turn import Blocked, Finished, Idle, Turn, Worked
from core.marker import item_marker
from core.planning.operations import source_position
from core.planning.position import places, position_for
from core.quota import Method
from core.states import OperationKind, OperationState, Phase, Reason, RunStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.engine.perform import Performer
    from core.model import CategoryId, Operation, RemoteItem, VideoId
    from core.work.desk import Desk

NOTES = "item_notes"
"""The setting that remembers that YouTube refused notes on items."""


class AddVideos:
    """Fills playlists. Never two writes at once into one; one that settles is passed over meanwhile."""

    phase = Phase.ADD_VIDEOS

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer
        self._settle = performer.settle
        self._places: dict[CategoryId, Mapping[VideoId, int]] = {}

    async def turn(self) -> Turn:
        """Add a batch."""
        desk = self._desk
        if desk.jobs[Phase.BACKUP].status is not RunStatus.COMPLETED:
            return Idle()
        store = desk.store.operations
        kind = OperationKind.ADD_VIDEO
        batch = desk.settings.engine.batch
        pending = await store.next(desk.run.id, kind, limit=batch, excluding=self._settle.targets)
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
            if operation.target in self._settle.targets:
                continue
            position = await self._position(operation)
            await self._performer.perform(operation, partial(self._add, position=position), position=position)
        desk.report(self.phase)
        return Worked()

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

    async def _position(self, operation: Operation) -> int | None:
        """Where the video belongs now; None appends it."""
        desk = self._desk
        if operation.playlist_id is None or operation.category_id is None:
            return None
        if "manual_sort_required" in self._performer.refused_forms:
            return None
        category = await desk.store.categories.get(operation.category_id)
        held = await desk.store.channel.playlist(operation.playlist_id)
        if category is None or held is None:
            return None
        if operation.category_id not in self._places:
            self._places[operation.category_id] = places(await desk.store.categories.wanted(operation.category_id))
        known = dict(self._places[operation.category_id])
        if operation.video_id is not None:
            known.setdefault(operation.video_id, source_position(operation))
            self._places[operation.category_id] = known
        return position_for(source_position(operation), held.items, places=known, order=category.order)
