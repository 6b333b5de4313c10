"""Moves the items of ours that stand out of the source's order, each to its place among those that stay.

A place is worked out right before its item is sent, from all that is known by then: earlier moves, adds and removals,
and the person's own items, which count as rows and stay where they are.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.engine.edit import Edit
from core.planning.operations import source_position
from core.quota import Method
from core.states import OperationKind, Phase

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.engine.standing import Standing
    from core.model import Operation, RemoteItem
    from core.work.desk import Desk

GONE = "it is not in the playlist any more"
IN_PLACE = "it stands at its place by now"


class MoveVideos(Edit):
    """Moves a batch a turn."""

    phase = Phase.MOVE_VIDEOS
    kind = OperationKind.MOVE_VIDEO
    method = Method.ITEMS_UPDATE
    after = Phase.REMOVE_VIDEOS

    def __init__(self, desk: Desk, performer: Performer, standing: Standing) -> None:
        super().__init__(desk, performer)
        self._standing = standing

    async def _send(self, operation: Operation) -> None:
        """Send one item to its place, unless it is gone or stands there."""
        held = await self._desk.store.channel.playlist(operation.playlist_id) if operation.playlist_id else None
        row = next((row for row in held.items if row.item.id == operation.item_id), None) if held else None
        if held is None or row is None:
            await self._performer.skipped(operation, reason="removed_on_youtube", message=GONE)
            return
        others = tuple(other for other in held.items if other.item.id != operation.item_id)
        position = await self._standing.position(operation, others, place=source_position(operation))
        shown = [other for other in held.items if not other.is_missing]
        position = len(shown) - 1 if position is None else position
        if position == next((index for index, other in enumerate(shown) if other is row), None):
            await self._performer.skipped(operation, reason="in_place", message=IN_PLACE)
            return
        await self._performer.perform(operation, partial(self._move, item=row.item, to=position), position=position)

    async def _move(self, _operation: Operation, *, item: RemoteItem, to: int) -> RemoteItem:
        moved = await self._desk.accounts.youtube().move(item, position=to)
        return moved if moved.position or not to else replace(moved, position=to)  # an answer that names no position
