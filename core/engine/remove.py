"""Takes out what left the source: items of ours alone, each by its own id, never by its video.

Only what the plan names is removed, and a plan names removals only with the person's word. It goes on while adds wait
for searches or for playlists that may not be made today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.turn import Blocked, Finished, Idle, Turn, Worked
from core.quota import Method
from core.states import OperationKind, OperationState, Phase, Reason, RunStatus

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.model import Operation
    from core.work.desk import Desk


class RemoveVideos:
    """Removes a batch a turn. An item that is gone already is success."""

    phase = Phase.REMOVE_VIDEOS

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer
        self._settle = performer.settle

    async def turn(self) -> Turn:
        """Remove a batch."""
        desk = self._desk
        if desk.jobs[Phase.BACKUP].status is not RunStatus.COMPLETED:
            return Idle()
        store, kind = desk.store.operations, OperationKind.REMOVE_VIDEO
        batch = desk.settings.engine.batch
        pending = await store.next(desk.run.id, kind, limit=batch, excluding=self._settle.targets)
        if not pending:
            counts = await store.counts(desk.run.id)
            is_open = any((kind, state) in counts for state in (OperationState.PENDING, OperationState.SENDING))
            more_may_come = desk.jobs[Phase.ADD_VIDEOS].status is not RunStatus.COMPLETED
            return Idle() if is_open or more_may_come else Finished()
        room = await desk.meter.room(Method.ITEMS_DELETE, batch=len(pending))
        if not room:
            return Blocked(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)
        await desk.enter(self.phase)
        for operation in pending[:room]:
            if desk.stop.asked:
                break
            if self._performer.may_send(operation):
                await self._performer.perform(operation, self._remove)
        desk.report(self.phase)
        return Worked()

    async def _remove(self, operation: Operation) -> None:
        if operation.item_id is None:
            message = f"operation {operation.id} names no item"
            raise ValueError(message)
        await self._desk.accounts.youtube().remove(operation.item_id)
