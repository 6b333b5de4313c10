"""Writes down what the matcher says of a recording, tells it, and sets the adds free that were waiting for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.engine.reconcile import new_operation_id
from core.planning.operations import add_operation
from core.planning.plan import PlannedAdd
from core.states import ItemKind, ItemStatus, MatchOrigin, MatchStatus, Phase, RunKind

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Decision, Operation, Recording
    from core.work.desk import Desk

FIRST_RETRY = timedelta(days=30)
"""A recording nothing was found for is searched again after this; the pause doubles each time."""


class Judge:
    """The one place where a match run's decisions become rows, events and operations."""

    phase = Phase.MATCH

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def begin(self, recording: Recording) -> None:
        """Tell that a recording is being looked for."""
        self._desk.item(self.phase, str(recording.id), ItemKind.SONG, ItemStatus.IN_PROGRESS, label_of(recording))

    async def write(self, recording: Recording, decision: Decision) -> None:
        """Store a decision with the adds it sets free, count it, and tell it."""
        desk = self._desk
        label = label_of(recording)
        now = desk.clock.now()
        again = await self._search_again_at(recording, now) if decision.status is MatchStatus.MISSING else None
        planned = await self._freed(recording, decision)
        await desk.store.matches.decide(
            recording.id,
            decision,
            origin=MatchOrigin.MATCHER,
            at=now,
            search_again_at=again,
            operations=planned,
        )
        if planned:
            job = desk.jobs[Phase.ADD_VIDEOS]
            await desk.save_job(Phase.ADD_VIDEOS, total=job.total + len(planned))
        accepted = decision.status is MatchStatus.ACCEPTED
        desk.counted(self.phase, ItemStatus.SUCCEEDED if accepted else None, skipped=not accepted)
        await desk.save_job(self.phase)
        desk.item(self.phase, str(recording.id), ItemKind.SONG, ItemStatus.SUCCEEDED, label)
        outcome = label if accepted else f"{label} ({decision.status.value}: {decision.reason})"
        status = ItemStatus.SUCCEEDED if accepted else ItemStatus.FAILED
        desk.item(self.phase, f"match-{recording.id}", ItemKind.MATCH, status, outcome)

    async def fail(self, recording: Recording, *, reason: str, message: str) -> None:
        """Tell that a search for a recording was refused; it concerns this recording alone."""
        desk = self._desk
        desk.counted(self.phase, ItemStatus.FAILED)
        said = f"{label_of(recording)}: {message}"
        await desk.log(desk.problem(self.phase, ItemKind.MATCH, str(recording.id), reason=reason, message=said))
        desk.item(self.phase, str(recording.id), ItemKind.SONG, ItemStatus.FAILED, label_of(recording))

    async def _search_again_at(self, recording: Recording, now: datetime) -> datetime:
        """When a recording that was not found is due again: 30, 60, 120 … days."""
        before = await self._desk.store.matches.match(recording.id)
        if before is None or before.search_again_at is None:
            return now + FIRST_RETRY
        return now + 2 * (before.search_again_at - before.decided_at)

    async def _freed(self, recording: Recording, decision: Decision) -> list[Operation]:
        """The adds that an acceptance sets free in a running sync: the approval covers them."""
        desk = self._desk
        video_id = decision.video_id
        if desk.run.kind is not RunKind.SYNC or decision.status is not MatchStatus.ACCEPTED or video_id is None:
            return []
        found: list[Operation] = []
        for category_id, position, label in await desk.store.matches.categories_of(recording.id):
            category = await desk.store.categories.get(category_id)
            if category is None or not category.is_included or category.is_protected or category.held:
                continue
            if not await desk.store.operations.is_open_to(desk.run.id, category.id, video_id):
                continue
            add = PlannedAdd(category.id, recording.id, video_id, label, position)
            found.append(add_operation(add, category, desk.run.id, operation_id=new_operation_id()))
        return found


def label_of(recording: Recording) -> str:
    """A recording as people read it."""
    return f"{', '.join(recording.artists)} – {recording.title}" if recording.artists else recording.title
