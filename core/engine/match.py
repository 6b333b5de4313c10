"""Finds videos for the recordings that wait: a search, the lengths, a decision.

What a search brought is stored before it is judged, so that a search is never made twice. When the day's
searches are spent this stage is blocked, and writing goes on without it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.engine.reconcile import new_operation_id
from core.engine.turn import Blocked, Finished, Turn, Worked
from core.errors import Rejected
from core.matching.decide import decide
from core.matching.query import query
from core.planning.operations import add_operation
from core.planning.plan import PlannedAdd
from core.quota import PAGE, Method
from core.states import ItemKind, ItemStatus, MatchOrigin, MatchStatus, Phase, Reason, RunKind

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Decision, Operation, Recording, RecordingId
    from core.work.desk import Desk

FIRST_RETRY = timedelta(days=30)
"""A recording nothing was found for is searched again after this; the pause doubles each time."""


class Match:
    """Judges and searches, a batch a turn."""

    phase = Phase.MATCH

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._refused: set[RecordingId] = set()
        self._blocked: Blocked | None = None

    async def turn(self) -> Turn:
        """Judge what was searched before; then search as far as today's searches and units go."""
        desk = self._desk
        batch = desk.settings.engine.batch
        matches = desk.store.matches
        now = desk.clock.now()
        if self._blocked is not None and self._blocked.until is not None and now < self._blocked.until:
            return self._blocked
        unjudged = [found for found in await matches.searched(limit=batch) if found.id not in self._refused]
        waiting = [
            found
            for found in await matches.waiting(now, limit=batch + len(self._refused))
            if found.id not in self._refused
        ]
        if not unjudged and not waiting:
            return Finished()
        end = (await desk.meter.day()).window.end
        units = await desk.meter.room(Method.VIDEOS_LIST, batch=batch)
        if not units:
            self._blocked = Blocked(Reason.QUOTA_EXHAUSTED, end)
            return self._blocked
        if unjudged:
            await desk.enter(self.phase)
            for recording in unjudged[:units]:
                if desk.stop.asked:
                    break
                await self._judge(recording)
            desk.report(self.phase)
            return Worked()
        searches = await desk.meter.room(Method.SEARCH_LIST, batch=min(batch, units))
        if not searches:
            self._blocked = Blocked(Reason.SEARCHES_EXHAUSTED, end)
            return self._blocked
        await desk.enter(self.phase)
        for recording in waiting[:searches]:
            if desk.stop.asked:
                break
            await self._search(recording)
        desk.report(self.phase)
        return Worked()

    async def _search(self, recording: Recording) -> None:
        desk = self._desk
        label = _label(recording)
        desk.item(self.phase, str(recording.id), ItemKind.SONG, ItemStatus.IN_PROGRESS, label)
        await desk.meter.book(Method.SEARCH_LIST, run_id=desk.run.id)
        try:
            found = await desk.accounts.youtube().search(query(recording))
        except Rejected as refusal:
            await self._give_up(recording, refusal)
            return
        await desk.store.matches.save_candidates(recording.id, found[:PAGE], at=desk.clock.now())
        await self._judge(recording)

    async def _judge(self, recording: Recording) -> None:
        """Complete a recording's candidates with their lengths and decide."""
        desk = self._desk
        label = _label(recording)
        matches = desk.store.matches
        candidates = await matches.candidates(recording.id)
        asked = [candidate.video_id for candidate in candidates][:PAGE]
        if asked:
            await desk.meter.book(Method.VIDEOS_LIST, run_id=desk.run.id)
            try:
                details = await desk.accounts.youtube().details(asked)
            except Rejected as refusal:
                await self._give_up(recording, refusal)
                return
            await matches.save_details(details, asked=asked, at=desk.clock.now())
            candidates = await matches.candidates(recording.id)
        setting = desk.settings.match
        decision = decide(recording, candidates, accept=setting.accept, gap=setting.gap)
        now = desk.clock.now()
        again = await self._search_again_at(recording, now) if decision.status is MatchStatus.MISSING else None
        planned = await self._freed(recording, decision)
        await matches.decide(
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
        planned = {
            (operation.category_id, operation.video_id) for operation in await desk.store.operations.of_run(desk.run.id)
        }
        found: list[Operation] = []
        for category_id, position, label in await desk.store.matches.categories_of(recording.id):
            category = await desk.store.categories.get(category_id)
            if category is None or not category.is_included or category.is_protected or category.held:
                continue
            held = await desk.store.channel.playlist(category.playlist_id) if category.playlist_id else None
            there = {row.item.video_id for row in held.items} | held.removed if held else frozenset()
            if video_id in there or (category.id, video_id) in planned:
                continue
            if held is None and not any(owner == category.id for owner, _ in planned):
                continue
            add = PlannedAdd(category.id, recording.id, video_id, label, position)
            found.append(add_operation(add, category, desk.run.id, operation_id=new_operation_id()))
        return found

    async def _give_up(self, recording: Recording, refusal: Rejected) -> None:
        """A refused search concerns this recording alone, and is not tried again in this run."""
        desk = self._desk
        self._refused.add(recording.id)
        desk.counted(self.phase, ItemStatus.FAILED)
        message = f"{_label(recording)}: {refusal}"
        await desk.log(
            desk.problem(self.phase, ItemKind.MATCH, str(recording.id), reason=refusal.reason, message=message)
        )
        desk.item(self.phase, str(recording.id), ItemKind.SONG, ItemStatus.FAILED, _label(recording))


def _label(recording: Recording) -> str:
    return f"{', '.join(recording.artists)} – {recording.title}" if recording.artists else recording.title
