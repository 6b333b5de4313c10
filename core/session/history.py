"""What ran, what it cost and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model import OperationId
from core.states import OperationKind, OperationState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.model import Job, Problem, Run, RunId, Spent, Window
    from core.session.machinery import Machinery


@dataclass(frozen=True, slots=True)
class Tally:
    """A run's books: what it was charged and what it wrote. ``failed`` counts all its writes, adds among them."""

    spent: Spent
    created: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    deleted: int = 0
    failed: int = 0
    adds_failed: int = 0


class History:
    """Reads past runs."""

    def __init__(self, machinery: Machinery) -> None:
        self._m = machinery

    async def runs(self, *, limit: int = 200) -> tuple[Run, ...]:
        """Newest first."""
        return await self._m.store.runs.history(limit=limit)

    async def jobs(self, run_id: RunId) -> tuple[Job, ...]:
        """A run's jobs, in the order of their phases."""
        return await self._m.store.runs.jobs(run_id)

    async def problems(self, run_id: RunId | None = None, *, limit: int = 1000) -> tuple[Problem, ...]:
        """The error log of one run or of all, newest last."""
        return await self._m.store.runs.problems(run_id, limit=limit)

    async def sent(self, problem: Problem) -> int | None:
        """How often the write that failed was sent to the service; None where it was no write."""
        return await self._m.store.operations.sent(OperationId(problem.entity_id))

    async def days(self, *, limit: int = 90) -> tuple[tuple[Window, Spent], ...]:
        """What the latest quota days with charges were charged, oldest first."""
        calendar = self._m.calendar
        return tuple((calendar.window(start), spent) for start, spent in await self._m.store.ledger.days(limit=limit))

    async def last_synced(self) -> datetime | None:
        """The end of the last sync that completed; None: never."""
        return await self._m.store.runs.last_synced()

    async def tally(self, run_id: RunId) -> Tally:
        """What a run did and took."""
        counts = await self._m.store.operations.counts(run_id)
        return Tally(
            spent=await self._m.store.ledger.of_run(run_id),
            created=_done(counts, OperationKind.CREATE_PLAYLIST),
            added=_done(counts, OperationKind.ADD_VIDEO),
            removed=_done(counts, OperationKind.REMOVE_VIDEO),
            moved=_done(counts, OperationKind.MOVE_VIDEO),
            deleted=_done(counts, OperationKind.DELETE_PLAYLIST),
            failed=sum(n for (_, state), n in counts.items() if state is OperationState.FAILED),
            adds_failed=counts.get((OperationKind.ADD_VIDEO, OperationState.FAILED), 0),
        )


def _done(counts: Mapping[tuple[OperationKind, OperationState], int], kind: OperationKind) -> int:
    return counts.get((kind, OperationState.DONE), 0)
