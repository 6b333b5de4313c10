"""The pile on the reviewer's table: the queue's order, the entry in hand, the entries around it, what can be undone.

No Textual here. The order is read whole, as bare ids; the entries themselves a window at a time, so that a queue of
any length costs what is looked at. A decision takes its entry off the pile at once and is written behind it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import Match, RecordingId, VideoId
    from core.session import Session
    from core.session.review import Reviewed

AHEAD, BEHIND = 24, 8
"""Entries read around the one in hand."""

KEPT = 400
"""Entries remembered at most; beyond that those farthest from the one in hand are read again when they are needed."""

UNDONE = 100
"""Decisions that can be taken back, the newest first."""


@dataclass(frozen=True, slots=True)
class Step:
    """A decision: whose, where its entry lay, the video (None: there is none), and what held before."""

    recording_id: RecordingId
    index: int
    video_id: VideoId | None
    title: str
    before: Match | None = None


class Pile:
    """``changed`` is called whenever there is something else to see."""

    def __init__(self, session: Session, changed: Callable[[], None]) -> None:
        self.session = session
        self.order: list[RecordingId] = []
        self.position = 0
        self.has_read = False
        self._changed = changed
        self._missing: frozenset[RecordingId] = frozenset()
        self._left_missing = 0
        self._known: dict[RecordingId, Reviewed] = {}
        self._done: list[Step] = []
        self._taken: set[RecordingId] = set()
        self._writing = asyncio.Lock()

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def current(self) -> Reviewed | None:
        """The entry in hand; None where the pile is empty, or it is still being read."""
        return self.at(self.position)

    @property
    def to_review(self) -> int:
        """How many have candidates to choose from."""
        return len(self.order) - self._left_missing

    @property
    def missing(self) -> int:
        """For how many no video was found."""
        return self._left_missing

    @property
    def can_undo(self) -> bool:
        """Whether a decision made here can be taken back."""
        return bool(self._done)

    def at(self, index: int) -> Reviewed | None:
        """The entry at a place; None where there is none, or it was not read yet."""
        return self._known.get(self.order[index]) if 0 <= index < len(self.order) else None

    def holds(self, found: Reviewed) -> bool:
        """Whether an entry is the one in hand."""
        return self.position < len(self.order) and self.order[self.position] == found.entry.recording.id

    async def read(self) -> None:
        """Read the order anew; the entry in hand stays in hand where it is still there."""
        queue = await self.session.review.queue()
        held = self.order[self.position] if self.position < len(self.order) else None
        self.order = [one for one in (*queue.to_review, *queue.missing) if one not in self._taken]
        self._missing = frozenset(queue.missing)
        self._left_missing = len(self._missing - self._taken)
        self.position = (
            self.order.index(held) if held in self.order else min(self.position, max(0, len(self.order) - 1))
        )
        await self._learn(self._around(self.position), is_fresh=True)
        self.has_read = True
        self._changed()

    async def hold(self, key: str) -> None:
        """Take an entry in hand by its recording's id in digits, where it lies on the pile."""
        found = next((place for place, one in enumerate(self.order) if str(one) == key), None) if key else None
        if found is not None:
            self.position = found
            await self.fetch()
            self._changed()

    async def fetch(self, around: int | None = None) -> None:
        """Read the entries around a place (without one the place in hand), but for those that are known."""
        wanted = self._around(self.position if around is None else around)
        unknown = [recording_id for recording_id in wanted if recording_id not in self._known]
        if unknown:
            if len(self._known) > KEPT:
                self._known = {key: self._known[key] for key in wanted if key in self._known}
            await self._learn(unknown)
            self._changed()

    def _around(self, middle: int) -> list[RecordingId]:
        """The entries around a place; behind the last comes the first."""
        end = middle + AHEAD
        window = self.order[max(0, middle - BEHIND) : end]
        return list(dict.fromkeys([*window, *self.order[: max(0, end - len(self.order))]]))

    async def _learn(self, recording_ids: list[RecordingId], *, is_fresh: bool = False) -> None:
        """Read entries; those that were decided elsewhere meanwhile go off the pile."""
        found = await self.session.review.reviewed(recording_ids)
        open_ones = {one.entry.recording.id: one for one in found if one.entry.is_open}
        self._known = open_ones if is_fresh else {**self._known, **open_ones}
        for recording_id in recording_ids:
            if recording_id not in open_ones and recording_id in self.order:
                self._drop(self.order.index(recording_id))

    def step(self, by: int) -> None:
        """Take another entry in hand; behind the last comes the first."""
        if self.order:
            self.position = (self.position + by) % len(self.order)

    # ── deciding ─────────────────────────────────────────────────────────────────────────────────────────

    def take(self, video_id: VideoId | None) -> Step | None:
        """Take the entry in hand off the pile with a decision, to be written by :meth:`save`; None without one."""
        found = self.current
        if found is None:
            return None
        step = Step(found.entry.recording.id, self.position, video_id, found.entry.recording.title)
        self._taken.add(step.recording_id)
        self._drop(self.position)
        self._changed()
        return step

    async def save(self, step: Step) -> None:
        """Write a decision; where that fails its entry is back on the pile. Raises StoreError."""
        async with self._writing:
            try:
                before = await self.session.review.decide(step.recording_id, step.video_id)
            except BaseException:
                self._put_back(step)
                raise
            finally:
                self._taken.discard(step.recording_id)
            self._done.append(Step(step.recording_id, step.index, step.video_id, step.title, before))
            del self._done[:-UNDONE]
        self._changed()

    async def undo(self) -> Step | None:
        """Take the newest decision back and its entry in hand; None where there is none."""
        async with self._writing:
            if not self._done:
                return None
            step = self._done[-1]
            await self.session.review.undo(step.recording_id, step.before)
            self._done.pop()
            self._put_back(step)
        await self.fetch()
        self._changed()
        return step

    def _drop(self, index: int) -> None:
        recording_id = self.order.pop(index)
        self._left_missing -= recording_id in self._missing
        self._known.pop(recording_id, None)
        if index < self.position:
            self.position -= 1
        if self.position >= len(self.order):
            self.position = 0

    def _put_back(self, step: Step) -> None:
        if step.recording_id not in self.order:
            self.order.insert(step.index, step.recording_id)
            self._left_missing += step.recording_id in self._missing
        self.position = self.order.index(step.recording_id)
