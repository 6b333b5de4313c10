"""Looks at the videos of pending adds that nobody saw to play for 30 days, before any of them is sent.

Fifty videos a call, for 1 unit, booked before it is made; the answer is stored before anything follows from it. An
add whose video died is skipped and told once, and its match goes back to review: no such video is ever inserted. One
whose video YouTube did not name is left for the next sync, which looks again: its match stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.turn import Blocked, Worked
from core.errors import Rejected
from core.health import WHY, due_before
from core.quota import PAGE, Method
from core.states import ItemKind, ItemStatus, MatchOrigin, OperationKind, OperationState, Reason
from core.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.engine.turn import Stage, Turn
    from core.model import Operation, VideoId, Window
    from core.states import Phase, VideoState
    from core.work.desk import Desk


ABSENT = "YouTube did not name its video when it was looked at: the next sync looks again"
"""Why an add is left for the next sync."""


class Check:
    """Sees to it that a run adds no video unseen. It works by what is stored, so a crash repeats one call at most."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._watch = Watch(desk.store, desk.accounts, desk.meter, desk.clock, desk.settings)
        self._window: Window | None = None
        self._known = 0
        self._unsure: set[VideoId] = set()

    async def turn(self, phase: Phase) -> Turn | None:
        """Skip what is known to be dead, then look at fifty videos; None where every pending add was seen.

        ``phase`` is the stage that has the turn. Within a quota day only adds that joined the plan are looked for.
        """
        desk = self._desk
        health = desk.store.health
        window = desk.calendar.window(desk.clock.now())
        if window != self._window:
            self._window, self._known = window, 0
        newest = await health.newest_add()
        if newest == self._known:
            return None
        for operation, state in await health.doomed(desk.run.id):
            await self._skip(operation, state)
        await self._leave_unsure()
        await self._watch.give_back()
        before = due_before(desk.clock.now(), desk.calendar)
        due = await health.due(desk.run.id, before, after=self._known, limit=PAGE)
        if not due:
            self._known = newest
            return None
        if not await desk.meter.room(Method.VIDEOS_LIST, batch=1):
            return Blocked(Reason.QUOTA_EXHAUSTED, window.end)
        await desk.enter(phase)
        # What grew too old since the plan was made is a look beyond it.
        is_surplus = before > due_before(desk.run.created_at, desk.calendar)
        try:
            sight = await self._watch.look(due, run_id=desk.run.id, is_surplus=is_surplus)
        except Rejected as refusal:
            self._known = newest  # what YouTube says of each video when it is added has to do
            await desk.log(
                desk.problem(phase, ItemKind.VIDEO, due[0], reason=refusal.reason, message=f"A look failed: {refusal}")
            )
            return Worked()
        self._unsure |= sight.doubted | ({look.video_id for look in sight.absent} & await health.absent())
        if sight.doubted:
            message = f"YouTube named few of {len(due)} videos: the next sync looks at them again, and adds what plays."
            await desk.log(desk.problem(phase, ItemKind.VIDEO, due[0], reason="video_absent", message=message))
        await self._leave_unsure(told=sight.doubted)
        return Worked()

    async def _leave_unsure(self, *, told: Collection[VideoId] = ()) -> None:
        """Skip the adds of videos that were not named; those ``told`` were told of together."""
        if not self._unsure:
            return
        desk = self._desk
        for operation in await desk.store.operations.of_run(desk.run.id, kind=OperationKind.ADD_VIDEO):
            if operation.state is OperationState.PENDING and operation.video_id in self._unsure:
                is_told = operation.video_id in told
                await self._skip_for(operation, reason="video_absent", message=ABSENT, is_told=is_told)

    async def _skip(self, operation: Operation, state: VideoState) -> None:
        """Write that an add is not made, and why, together; nothing was sent for it."""
        desk = self._desk
        match = await desk.store.matches.match(operation.recording_id) if operation.recording_id is not None else None
        is_chosen = match is not None and match.origin is MatchOrigin.PERSON
        then = "you chose it yourself, so nothing takes its place" if is_chosen else "its match waits for review"
        await self._skip_for(operation, reason=f"video_{state.value}", message=f"{WHY[state]}; {then}")

    async def _skip_for(self, operation: Operation, *, reason: str, message: str, is_told: bool = False) -> None:
        desk = self._desk
        told = desk.problem(
            operation.phase, ItemKind.VIDEO, operation.id, reason=reason, message=f"{operation.label}: {message}"
        )
        finished = replace(operation, state=OperationState.SKIPPED, reason=reason, message=message)
        job = replace(desk.counted(operation.phase, skipped=True), last_error=told.message)
        desk.jobs[operation.phase] = job
        await desk.store.operations.finish(finished, job, problem=None if is_told else told)
        desk.item(operation.phase, operation.id, ItemKind.VIDEO, ItemStatus.FAILED, operation.label)
        if not is_told:
            desk.raised(told)


class Checked:
    """A stage that has its turn only where every pending add was seen."""

    def __init__(self, check: Check, stage: Stage) -> None:
        self._check = check
        self._stage = stage

    @property
    def phase(self) -> Phase:
        """The stage's own."""
        return self._stage.phase

    async def turn(self) -> Turn:
        """Look first; the stage's turn comes when nothing is left to look at."""
        return await self._check.turn(self.phase) or await self._stage.turn()
