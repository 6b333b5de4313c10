"""The desk a run is worked at: its row, its jobs, and the words it says while it goes on.

Everything is written to the store first and told to the bus afterwards. No decisions live here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.events import ErrorRaised, ItemChanged, Progressed, StatusChanged
from core.listing import Listing
from core.meter import Meter
from core.model import Problem
from core.reading.accounts import PatientAccounts
from core.reading.patience import Patience, no_jitter
from core.states import ItemStatus, RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from core.config import Settings
    from core.events import Bus
    from core.model import Job, Run
    from core.ports import Accounts, Clock, LibraryFiles, QuotaCalendar
    from core.reading.patience import Wait
    from core.states import ItemKind, Phase
    from core.store import Store
    from core.work.stop import StopToken


@dataclass(slots=True)
class Desk:
    """A run in hand, whose reads are patient.

    ``home`` is the profile's folder; ``last_write_s`` the monotonic time of the last write sent; ``jitter`` spreads
    waits (0 to 1).
    """

    run: Run
    jobs: dict[Phase, Job]
    store: Store
    accounts: Accounts
    clock: Clock
    calendar: QuotaCalendar
    settings: Settings
    bus: Bus
    stop: StopToken
    home: Path
    files: LibraryFiles | None = None
    jitter: Callable[[], float] = no_jitter
    last_write_s: float = 0.0
    meter: Meter = field(init=False)
    listing: Listing = field(init=False)
    patience: Patience = field(init=False)
    _waits_in: tuple[Phase, str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.meter = Meter(self.store.ledger, self.clock, self.calendar, self.settings)
        self.patience = Patience(
            self.clock,
            longest_s=self.settings.import_.wait_s,
            stop=self.stop,
            tell=self.waits,
            jitter=self.jitter,
        )
        self.accounts = PatientAccounts(self.accounts, self.patience, self.meter, run_id=self.run.id)
        self.listing = Listing(
            self.store, self.accounts, self.meter, self.clock, self.settings.youtube.settle_s, tell=self.reads
        )

    # ── the run ──────────────────────────────────────────────────────────────────────────────────────────

    async def take_up(self) -> bool:
        """Set the run going, in the stage it paused in; True where it was away, False for a new one."""
        is_new = self.run.status is RunStatus.PENDING
        now = self.clock.now()
        await self.save_run(
            status=RunStatus.RUNNING,
            reason=None,
            resumes_at=None,
            message=None,
            stage=self.run.paused_at_stage or self.run.stage,
            started_at=self.run.started_at or now,
            last_resumed_at=self.run.last_resumed_at if is_new else now,
        )
        return not is_new

    async def save_run(self, **changes: object) -> None:
        """Change the run's row and tell its followers."""
        run = replace(self.run, **changes)  # type: ignore[arg-type]  # the keywords are Run's own fields
        await self.store.runs.save(run)
        self.run = run  # not before: where the disk is full it stays what the store holds
        self.bus.publish(StatusChanged(self.run, self.clock.now()))

    async def enter(self, phase: Phase) -> None:
        """Note that a stage has the turn; its job runs from the first one on."""
        job = self.jobs[phase]
        if self.run.stage is phase and job.status is RunStatus.RUNNING:
            return
        now = self.clock.now()
        self.run = replace(self.run, stage=phase)
        if job.status is not RunStatus.RUNNING:
            job = replace(
                job, status=RunStatus.RUNNING, started_at=job.started_at or now, updated_at=now, resumes_at=None
            )
            self.jobs[phase] = job
        await self.store.runs.save(self.run, job)
        self.bus.publish(StatusChanged(self.run, now, job))

    async def end(
        self, phase: Phase, status: RunStatus, *, message: str | None = None, resumes_at: datetime | None = None
    ) -> None:
        """Give a job its status, once; its message stays where None is given."""
        job = self.jobs[phase]
        if job.status is status:
            return
        now = self.clock.now()
        job = replace(
            job,
            status=status,
            message=job.message if message is None else message,
            updated_at=now,
            resumes_at=resumes_at,
            completed_at=now if status is RunStatus.COMPLETED else job.completed_at,
        )
        self.jobs[phase] = job
        await self.store.runs.save(self.run, job)
        self.bus.publish(Progressed(job, now))
        self.bus.publish(StatusChanged(self.run, now, job))

    # ── jobs and items ───────────────────────────────────────────────────────────────────────────────────

    def counted(
        self, phase: Phase, status: ItemStatus | None = None, *, skipped: bool = False, message: str = ""
    ) -> Job:
        """The job with one more item counted; it is kept here and saved with the item's own row."""
        job = self.jobs[phase]
        succeeded = job.succeeded + (status is ItemStatus.SUCCEEDED and not skipped)
        failed = job.failed + (status is ItemStatus.FAILED and not skipped)
        left_out = job.skipped + skipped
        done = succeeded + failed + left_out
        job = replace(
            job,
            succeeded=succeeded,
            failed=failed,
            skipped=left_out,
            done=done,
            total=max(job.total, done),
            message=message or job.message,
            updated_at=self.clock.now(),
        )
        self.jobs[phase] = job
        return job

    def changed(self, phase: Phase, **changes: object) -> Job:
        """The job with some changes, for whoever stores it with rows of its own, and then tells :meth:`took`."""
        return replace(self.jobs[phase], updated_at=self.clock.now(), **changes)  # type: ignore[arg-type]  # Job's own fields

    def took(self, job: Job) -> None:
        """Keep a job as it was just stored, and tell its followers."""
        self.jobs[job.phase] = job
        self.report(job.phase)

    async def save_job(self, phase: Phase, **changes: object) -> None:
        """Change a job's row and tell its followers."""
        job = self.jobs[phase] = self.changed(phase, **changes)
        await self.store.runs.save_progress(job)
        self.report(phase)

    def report(self, phase: Phase) -> None:
        """Tell followers a job's counts as they are stored."""
        self.bus.publish(Progressed(self.jobs[phase], self.clock.now()))

    async def waits(self, wait: Wait | None, phase: Phase | None = None) -> None:
        """Say on a job (of the stage in hand) what is waited for; with None it says again what it said before."""
        await self._say_meanwhile(None if wait is None else str(wait), phase, is_waiting=True)

    async def reads(self, said: str | None) -> None:
        """Say on the job of the stage in hand how far a longer read is; None: it is over."""
        await self._say_meanwhile(said, None, is_waiting=False)

    async def _say_meanwhile(self, said: str | None, phase: Phase | None, *, is_waiting: bool) -> None:
        if said is None:
            before, self._waits_in = self._waits_in, None
            if before is not None:
                await self.save_job(before[0], message=before[1])
            return
        phase = phase or self.run.stage
        if phase is None or phase not in self.jobs:
            return
        if self._waits_in is None:
            self._waits_in = (phase, self.jobs[phase].message)
        self.jobs[phase] = self.changed(phase, message=said)
        await self.store.runs.save_progress(self.jobs[phase])
        self.bus.publish(Progressed(self.jobs[phase], self.clock.now(), is_waiting=is_waiting))

    def item(self, phase: Phase, item_id: str, kind: ItemKind, status: ItemStatus, label: str) -> None:
        """Tell followers where an item stands."""
        event = ItemChanged(self.run.id, self.jobs[phase].id, phase, item_id, kind, status, label, self.clock.now())
        self.bus.publish(event)

    def problem(self, phase: Phase, kind: ItemKind, entity_id: str, *, reason: str, message: str) -> Problem:
        """An entry for the error log; :meth:`raised` tells it after it was stored."""
        return Problem(self.run.id, self.jobs[phase].id, phase, kind, entity_id, reason, message, self.clock.now())

    async def log(self, problem: Problem) -> None:
        """Store a problem that belongs to no operation, and tell it."""
        job = replace(self.jobs[problem.stage], last_error=problem.message)
        self.jobs[problem.stage] = job
        await self.store.runs.save(self.run, job, problem=problem)
        self.raised(problem)

    def raised(self, problem: Problem) -> None:
        """Tell followers of a stored problem."""
        self.bus.publish(ErrorRaised(problem))

    # ── waiting for listings to tell the truth ───────────────────────────────────────────────────────────

    def wrote(self) -> None:
        """A write was sent just now."""
        self.last_write_s = self.clock.monotonic()

    def unsettled_s(self) -> float:
        """Seconds until a listing that lacks our last write would prove something; 0 when it does now."""
        return max(0.0, self.last_write_s + self.settings.youtube.settle_s - self.clock.monotonic())
