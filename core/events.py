"""What the engine tells, and the bus that carries it.

Events are state, not deltas: a follower that missed some loses nothing but smoothness. They are published
after the commit they speak of. A slow follower never holds the engine: its queue keeps the newest state of
a job and lets old item events go.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime

    from core.model import Job, JobId, Problem, Run, RunId
    from core.states import ItemKind, ItemStatus, Phase


@dataclass(frozen=True, slots=True)
class Progressed:
    """A job's counts and message after a batch; ``is_waiting`` where the message says what it waits for."""

    job: Job
    at: datetime
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A run or, where ``job`` is given, one of its jobs has another status."""

    run: Run
    at: datetime
    job: Job | None = None


@dataclass(frozen=True, slots=True)
class ItemChanged:
    """One item of a job moved on; ``label`` is raw text."""

    run_id: RunId
    job_id: JobId
    phase: Phase
    item_id: str
    kind: ItemKind
    status: ItemStatus
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ErrorRaised:
    """A problem was written to the error log."""

    problem: Problem

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.problem.at


Event = Progressed | StatusChanged | ItemChanged | ErrorRaised


def run_of(event: Event) -> RunId:
    """The run an event belongs to."""
    match event:
        case Progressed(job=job):
            return job.run_id
        case StatusChanged(run=run):
            return run.id
        case ItemChanged(run_id=run_id):
            return run_id
        case ErrorRaised(problem=problem):
            return problem.run_id


def job_of(event: Event) -> JobId | None:
    """The job an event belongs to; None for the run's own status."""
    match event:
        case Progressed(job=job):
            return job.id
        case StatusChanged(job=job):
            return job.id if job else None
        case ItemChanged(job_id=job_id):
            return job_id
        case ErrorRaised(problem=problem):
            return problem.job_id


def is_last(event: Event, job_id: JobId | None) -> bool:
    """Whether a follower of ``job_id`` (None: of the whole run) is dropped after this event."""
    if not isinstance(event, StatusChanged):
        return False
    if job_id is None:
        return event.job is None and event.run.status.is_terminal
    if event.job is None:
        return event.run.status.is_terminal
    return event.job.id == job_id and event.job.status.is_terminal


class Follower:
    """One listener's own bounded queue; iterate it. It ends after the terminal event or :meth:`close`."""

    def __init__(self, run_id: RunId, job_id: JobId | None, size: int) -> None:
        self.run_id = run_id
        self.job_id = job_id
        self._events: deque[Event] = deque(maxlen=size)
        self._arrived = asyncio.Event()
        self._is_closed = False

    def offer(self, event: Event) -> bool:
        """Take an event if it concerns this follower; True when it was the last one."""
        if run_of(event) != self.run_id:
            return False
        if self.job_id is not None and job_of(event) not in (self.job_id, None):
            return False
        self._events.append(event)
        self._arrived.set()
        if is_last(event, self.job_id):
            self._is_closed = True
            return True
        return False

    def close(self) -> None:
        """Stop listening; an iteration in progress ends."""
        self._is_closed = True
        self._arrived.set()

    def drain(self) -> tuple[Event, ...]:
        """All that waits, oldest first, without waiting."""
        taken = tuple(self._events)
        self._events.clear()
        return taken

    async def __aiter__(self) -> AsyncIterator[Event]:
        while True:
            while self._events:
                yield self._events.popleft()
            if self._is_closed:
                return
            self._arrived.clear()
            await self._arrived.wait()


class Bus:
    """Carries events from the engine to its followers; publishing never waits."""

    def __init__(self) -> None:
        self._followers: list[Follower] = []

    def publish(self, event: Event) -> None:
        """Hand an event to every follower it concerns; drops those for whom it was the last."""
        self._followers = [follower for follower in self._followers if not follower.offer(event)]

    @contextmanager
    def follow(self, run_id: RunId, job_id: JobId | None = None, *, size: int = 4096) -> Iterator[Follower]:
        """Listen to a run, or to one job of it, until the block ends."""
        follower = Follower(run_id, job_id, size)
        self._followers.append(follower)
        try:
            yield follower
        finally:
            follower.close()
            if follower in self._followers:
                self._followers.remove(follower)
