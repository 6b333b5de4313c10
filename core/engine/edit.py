"""What the stages have in common that change items of ours already there: a batch a turn, after what comes before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from core.engine.turn import Blocked, Finished, Idle, Turn, Worked
from core.states import OperationKind, OperationState, Phase, Reason, RunStatus

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.model import Operation
    from core.quota import Method
    from core.work.desk import Desk


class Edit(ABC):
    """A stage of one ``kind`` of operation, each one call of ``method``.

    It is finished when nothing is pending and the stage ``after`` which it comes is, since that may plan more.
    """

    phase: Phase
    kind: ClassVar[OperationKind]
    method: ClassVar[Method]
    after: ClassVar[Phase]

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer

    async def turn(self) -> Turn:
        """Send a batch."""
        desk, targets = self._desk, self._performer.settle.targets
        if desk.jobs[Phase.BACKUP].status is not RunStatus.COMPLETED:
            return Idle()
        store = desk.store.operations
        pending = await store.next(desk.run.id, self.kind, limit=desk.settings.engine.batch, excluding=targets)
        if not pending:
            counts = await store.counts(desk.run.id)
            is_open = any((self.kind, state) in counts for state in (OperationState.PENDING, OperationState.SENDING))
            more_may_come = desk.jobs[self.after].status is not RunStatus.COMPLETED
            return Idle() if is_open or more_may_come else Finished()
        room = await desk.meter.room(self.method, batch=len(pending))
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

    @abstractmethod
    async def _send(self, operation: Operation) -> None:
        """Send one operation, or write why it is not sent."""
