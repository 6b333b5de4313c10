"""How a run looks to people: one frozen view, folded from events.

:func:`fold` is pure; a screen keeps the newest :class:`RunView` and draws from it. Rates and times left are
worked out here, from the times the events carry, never from a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.events import ErrorRaised, Event, ItemChanged, Progressed, StatusChanged
from core.states import IMPORT_PHASES, RunKind, RunStatus

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Job, JobId, Problem, Run
    from core.states import Phase

RECENT = 60
"""Items kept for the list of what flows by."""

PROBLEMS = 500
"""Problems kept for the error pane; the whole log is in the store."""

_RATE_OVER, _RATE_STEP = timedelta(seconds=30), timedelta(milliseconds=250)


@dataclass(frozen=True, slots=True)
class Sample:
    """How many items of a job were done at an instant."""

    job_id: JobId
    at: datetime
    done: int


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with its jobs, its latest items (newest last) and its problems (newest last).

    ``waiting`` says what it waits for now, and until when; empty where it works or rests.
    """

    run: Run
    jobs: tuple[Job, ...] = ()
    recent: tuple[ItemChanged, ...] = ()
    problems: tuple[Problem, ...] = ()
    samples: tuple[Sample, ...] = ()
    waiting: str = ""

    def job(self, phase: Phase) -> Job | None:
        """The job of a phase, if this run has it."""
        return next((job for job in self.jobs if job.phase is phase), None)

    @property
    def percent(self) -> int:
        """0…100: of an import its completed required phases, else the share of all items done."""
        if self.run.status is RunStatus.COMPLETED:
            return 100
        if self.run.kind is RunKind.IMPORT:
            required = [job for job in self.jobs if job.phase in IMPORT_PHASES]
            finished = sum(job.status is RunStatus.COMPLETED for job in required)
            return round(finished * 100 / len(required)) if required else 0
        total = sum(job.total for job in self.jobs)
        return min(99, sum(job.done for job in self.jobs) * 100 // total) if total else 0

    def rate(self, job: Job, *, now: datetime) -> float | None:
        """Items a second over the last half minute; None until two samples tell."""
        window = [sample for sample in self.samples if sample.job_id == job.id and now - sample.at <= _RATE_OVER]
        if len(window) < 2:
            return None
        seconds = (window[-1].at - window[0].at).total_seconds()
        return (window[-1].done - window[0].done) / seconds if seconds > 0 else None

    def time_left_s(self, job: Job, *, now: datetime) -> float | None:
        """Seconds until the job's items are done at the present rate, quota pauses left out; None if unknown."""
        rate = self.rate(job, now=now)
        return (job.total - job.done) / rate if rate else None


def fold(view: RunView, event: Event) -> RunView:
    """The view after an event. Events of other runs change nothing."""
    match event:
        case StatusChanged(run=run, job=job) if run.id == view.run.id:
            changed = replace(view, run=run, waiting="")
            return _with_job(changed, job) if job else changed
        case Progressed(job=job, at=at, is_waiting=is_waiting) if job.run_id == view.run.id:
            sample = Sample(job.id, at, job.done)
            return replace(
                _with_job(view, job),
                samples=(*_thinned(view.samples, job.id, at), sample),
                waiting=job.message if is_waiting else "",
            )
        case ItemChanged(run_id=run_id) if run_id == view.run.id:
            others = tuple(item for item in view.recent if item.item_id != event.item_id)
            return replace(view, recent=(*others, event)[-RECENT:])
        case ErrorRaised(problem=problem) if problem.run_id == view.run.id:
            return replace(view, problems=(*view.problems, problem)[-PROBLEMS:])
        case _:
            return view


def _thinned(samples: tuple[Sample, ...], job_id: JobId, at: datetime) -> tuple[Sample, ...]:
    """Those young enough to count, few of a job: a flood of progress must not make a flood of samples."""
    kept = tuple(old for old in samples if at - old.at <= _RATE_OVER)
    mine = [old for old in kept if old.job_id == job_id]
    is_crowded = len(mine) > 1 and at - mine[-2].at < _RATE_STEP
    return tuple(old for old in kept if old is not mine[-1]) if is_crowded else kept


def _with_job(view: RunView, job: Job) -> RunView:
    jobs = tuple(job if known.id == job.id else known for known in view.jobs)
    return replace(view, jobs=jobs)
