"""Starts, steers and follows runs: the part of the session that owns the work in progress.

The work is a task of the session, not of a screen: a widget that goes away takes nothing with it.
"""

from __future__ import annotations

import asyncio
import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.engine.desk import Desk
from core.engine.drive import drive
from core.engine.reconcile import new_operation_id
from core.engine.stop import Stop, StopToken
from core.errors import Busy, UsageError
from core.events import StatusChanged
from core.model import Job, JobId, Run, RunId
from core.planning.operations import operations
from core.progress import RunView
from core.states import (
    IMPORT_PHASES,
    SYNC_STAGES,
    OperationKind,
    OperationState,
    Phase,
    Reason,
    RunKind,
    RunStatus,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.events import Follower
    from core.model import Operation
    from core.session.door import Machinery
    from core.session.plans import Plans

CLOSED_BUCKET = frozenset(
    {Reason.QUOTA_EXHAUSTED, Reason.SEARCHES_EXHAUSTED, Reason.PLAYLIST_LIMIT, Reason.RATE_LIMITED}
)
"""Reasons that a clock ends; until then nothing is tried."""

_PHASES: dict[RunKind, tuple[Phase, ...]] = {
    RunKind.IMPORT: IMPORT_PHASES,
    RunKind.MATCH: (Phase.MATCH,),
    RunKind.SYNC: SYNC_STAGES,
    RunKind.RETRY: SYNC_STAGES,
}


class Runs:
    """At most one run works at a time in this process; the lock sees to other processes."""

    def __init__(self, machinery: Machinery, plans: Plans) -> None:
        self._m = machinery
        self._plans = plans
        self._task: asyncio.Task[Run] | None = None
        self._stop = StopToken()

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def is_active(self) -> bool:
        """Whether a run works in this process now (one that waits for a reset with ``wait`` counts)."""
        return self._task is not None and not self._task.done()

    async def current(self) -> Run | None:
        """The unfinished run (of any kind, newest first), a failed one included; None where all is done."""
        return await self._m.store.runs.unfinished()

    async def view(self, run_id: RunId | None = None) -> RunView | None:
        """A run as stored now; without an id the unfinished one, else the newest. Another account's is None."""
        store = self._m.store.runs
        run = await store.get(run_id) if run_id else await store.unfinished() or await store.newest()
        if run is None or run.account not in await self._accounts():
            return None
        return RunView(run, await store.jobs(run.id), problems=await store.problems(run.id, limit=500))

    @contextmanager
    def follow(self, run_id: RunId, job_id: JobId | None = None) -> Iterator[Follower]:
        """Listen to a run of this process; ask :meth:`view` for its present state first."""
        with self._m.bus.follow(run_id, job_id) as follower:
            yield follower

    # ── starting ─────────────────────────────────────────────────────────────────────────────────────────

    async def start(
        self,
        kind: RunKind,
        *,
        new: bool = False,
        full: bool = False,
        allow_delete: bool = False,
        wait: bool = False,
    ) -> Run | None:
        """Begin an import, match, sync or retry, or take up the unfinished one of its kind.

        ``new`` starts over (the old one is cancelled); ``full`` walks unchanged playlists, too; ``allow_delete``
        is the person's word for deletions; with ``wait`` the run goes on by itself when a bucket opens again.

        Returns the run; None where there is nothing to do. A run whose bucket is still closed comes back as it
        is, untouched, unless ``wait``. Raises UsageError, LoginExpired, StoreError or Busy before a run is made.
        """
        self._must_be_free()
        unfinished = await self._m.store.runs.unfinished(kind)
        if unfinished is not None and not new:
            return await self.resume(unfinished.id, wait=wait)
        account = await self._account(kind)
        prepared = await self._prepare(kind, account, allow_delete=allow_delete, full=full)
        if prepared is None:
            return None
        run, jobs, planned = prepared
        if unfinished is not None:
            await self._cancel(unfinished)
        if kind is RunKind.SYNC and (matching := await self._m.store.runs.unfinished(RunKind.MATCH)) is not None:
            await self._cancel(matching)  # the sync goes on with its searches
        await self._m.store.runs.create(run, jobs, planned)
        self._launch(run, wait=wait)
        return run

    async def resume(self, run_id: RunId | None = None, *, wait: bool = False) -> Run:
        """Take up a paused, interrupted or failed run where it stopped.

        One whose bucket is still closed comes back untouched, unless ``wait``: it makes no call. Raises UsageError
        where there is none, or it is not paused.
        """
        self._must_be_free()
        store = self._m.store.runs
        run = await store.get(run_id) if run_id else await store.unfinished()
        if run is None or run.account not in await self._accounts():
            message = "There is no paused run to resume."
            raise UsageError(message)
        if run.status in (RunStatus.COMPLETED, RunStatus.CANCELLED, RunStatus.RUNNING):
            message = f"The run is {run.status.value}, not paused: there is nothing to resume."
            raise UsageError(message)
        if self._is_closed(run) and not wait:
            return run
        await self._account(run.kind)
        self._launch(run, wait=wait)
        return run

    # ── steering ─────────────────────────────────────────────────────────────────────────────────────────

    async def pause(self) -> Run | None:
        """Ask the run in progress to pause after the operation in hand; None where none works here."""
        if not self.is_active:
            return None
        self._stop.ask(Stop.PAUSE)
        return await self.finished()

    async def cancel(self) -> Run | None:
        """Cancel the run in progress or the unfinished one; what is done stays. None where there is none."""
        if self.is_active:
            self._stop.ask(Stop.CANCEL)
            return await self.finished()
        run = await self.current()
        return await self._cancel(run) if run is not None else None

    def ask_pause(self) -> None:
        """Ask for a pause without waiting for it; safe from a signal handler."""
        self._stop.ask(Stop.PAUSE)

    async def finished(self) -> Run | None:
        """Wait until the run in progress ended or paused, and return it as it then stands; None without one."""
        if self._task is None:
            return None
        return await asyncio.shield(self._task)

    # ── for the session ──────────────────────────────────────────────────────────────────────────────────

    async def recover(self) -> None:
        """Mark a run found at work, though nobody holds the lock, as interrupted."""
        for run in await self._m.store.runs.history(limit=50):
            if run.status in (RunStatus.RUNNING, RunStatus.PENDING):
                await self._interrupted(run)

    async def close(self) -> None:
        """Pause what works here and wait for it."""
        if self._task is not None and not self._task.done():
            self._stop.ask(Stop.PAUSE)
            await asyncio.wait({self._task})

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────

    def _must_be_free(self) -> None:
        holder = self._m.holder
        if holder is not None:
            message = f"Another crossfade is at work (pid {holder.pid}, since {holder.since})."
            raise Busy(message, pid=holder.pid, since=holder.since)
        if self.is_active:
            message = "A run is already in progress."
            raise Busy(message)

    def _is_closed(self, run: Run) -> bool:
        return run.reason in CLOSED_BUCKET and run.resumes_at is not None and run.resumes_at > self._m.clock.now()

    async def _accounts(self) -> frozenset[str]:
        """The accounts whose runs this session may see."""
        found = [connection.account for connection in [await self._m.accounts.connection(s) for s in Service]]
        identity = await self._m.store.channel.identity()
        remembered = await self._m.store.setting("spotify_account")
        ids = {account.account_id for account in (*found, identity) if account is not None}
        return frozenset(ids | ({remembered} if remembered else set()))

    async def _account(self, kind: RunKind) -> str:
        """Whose run it will be; raises where the sign-in it needs is missing."""
        if kind is RunKind.IMPORT:
            self._m.accounts.library()
            connection = await self._m.accounts.connection(Service.SPOTIFY)
            account = connection.account.account_id if connection.account else ""
            remembered = await self._m.store.setting("spotify_account")
            if remembered and account and remembered != account:
                message = (
                    "This profile's library belongs to another Spotify account. "
                    "Use another --profile, or 'crossfade disconnect spotify --purge' first."
                )
                raise UsageError(message)
            if account and not remembered:
                await self._m.store.set_setting("spotify_account", account)
            return account
        self._m.accounts.youtube()
        channel = (await self._m.accounts.connection(Service.YOUTUBE)).account
        if channel is not None:
            await self._m.store.channel.claim(channel)
        identity = channel or await self._m.store.channel.identity()
        return identity.account_id if identity else ""

    async def _prepare(
        self, kind: RunKind, account: str, *, allow_delete: bool, full: bool
    ) -> tuple[Run, tuple[Job, ...], tuple[Operation, ...]] | None:
        run = Run(
            id=RunId(str(uuid.uuid4())),
            kind=kind,
            account=account,
            status=RunStatus.PENDING,
            created_at=self._m.clock.now(),
            allow_delete=allow_delete,
            arguments={"full": "yes"} if full else {},
        )
        planned: Sequence[Operation] = ()
        waiting = 0
        match kind:
            case RunKind.SYNC:
                if await self._m.store.channel.listed_at() is None:
                    await self._plans.refresh()
                plan = await self._plans.preview(allow_delete=allow_delete)
                if plan.is_empty:
                    return None
                planned = operations(plan, run.id, new_id=new_operation_id)
                waiting = len(await self._m.store.matches.waiting(run.created_at))
            case RunKind.RETRY:
                planned = await self._failed_ones(run.id)
                if not planned:
                    return None
            case RunKind.MATCH:
                waiting = len(await self._m.store.matches.waiting(run.created_at))
                if not waiting and not await self._m.store.matches.searched(limit=1):
                    return None
            case _:
                pass
        jobs = tuple(
            Job(
                JobId(str(uuid.uuid4())),
                run.id,
                phase,
                total=waiting if phase is Phase.MATCH else sum(operation.phase is phase for operation in planned),
            )
            for phase in _PHASES[kind]
        )
        return run, jobs, tuple(planned)

    async def _failed_ones(self, run_id: RunId) -> tuple[Operation, ...]:
        """The failed operations of the last sync or retry, as fresh ones of another run."""
        store = self._m.store
        past = [await store.runs.newest(kind) for kind in (RunKind.SYNC, RunKind.RETRY)]
        newest = max((run for run in past if run is not None), key=lambda run: run.created_at, default=None)
        if newest is None:
            return ()
        if newest.status not in (RunStatus.COMPLETED, RunStatus.CANCELLED):
            message = "The last sync is not finished yet: 'crossfade sync --yes' goes on with it."
            raise UsageError(message)
        parts = {category.id: category.playlist_id for category in await store.categories.all()}
        return tuple(
            replace(
                operation,
                id=new_operation_id(),
                run_id=run_id,
                state=OperationState.PENDING,
                attempts=0,
                reason=None,
                message=None,
                remote_id=None,
                playlist_id=operation.playlist_id
                or (parts.get(operation.category_id) if operation.category_id else None),
            )
            for operation in await store.operations.of_run(newest.id)
            if operation.state is OperationState.FAILED
            or (operation.state is OperationState.SKIPPED and operation.reason == "playlist_not_created")
            or (operation.state is OperationState.SKIPPED and operation.kind is OperationKind.DELETE_PLAYLIST)
        )

    def _launch(self, run: Run, *, wait: bool) -> None:
        self._stop = StopToken()
        self._task = asyncio.ensure_future(self._supervise(run, wait=wait))

    async def _supervise(self, run: Run, *, wait: bool) -> Run:
        """Drive a run until it ends or pauses; with ``wait`` until it ends or needs the person."""
        clock = self._m.clock
        while True:
            if wait and self._is_closed(run) and run.resumes_at is not None:
                await self._stop.sleep_until(clock, run.resumes_at)
            if self._stop.asked is not None and run.status is not RunStatus.PENDING:
                return await self._stopped(run)
            run = await drive(await self._desk(run))
            again = wait and run.reason in CLOSED_BUCKET | {Reason.NETWORK} and run.resumes_at is not None
            if not again or self._stop.asked is not None:
                return run
            if run.reason is Reason.NETWORK and run.resumes_at is not None:
                await self._stop.sleep_until(clock, run.resumes_at)

    async def _stopped(self, run: Run) -> Run:
        """A stop asked for while the run waited for its bucket."""
        if self._stop.asked is Stop.CANCEL:
            return await self._cancel(run)
        return run

    async def _desk(self, run: Run) -> Desk:
        m = self._m
        return Desk(
            run=run,
            jobs={job.phase: job for job in await m.store.runs.jobs(run.id)},
            store=m.store,
            accounts=m.accounts,
            clock=m.clock,
            calendar=m.calendar,
            settings=m.settings,
            bus=m.bus,
            stop=self._stop,
            home=m.home,
        )

    async def _cancel(self, run: Run) -> Run:
        now = self._m.clock.now()
        cancelled = replace(run, status=RunStatus.CANCELLED, completed_at=now, resumes_at=None)
        jobs = [
            replace(job, status=RunStatus.CANCELLED, updated_at=now, resumes_at=None)
            for job in await self._m.store.runs.jobs(run.id)
            if not job.status.is_terminal or job.status is RunStatus.FAILED
        ]
        await self._m.store.runs.save(cancelled, *jobs)
        for job in jobs:
            self._m.bus.publish(StatusChanged(cancelled, now, job))
        self._m.bus.publish(StatusChanged(cancelled, now))
        return cancelled

    async def _interrupted(self, run: Run) -> None:
        now = self._m.clock.now()
        jobs = [
            replace(job, status=RunStatus.PAUSED, updated_at=now)
            for job in await self._m.store.runs.jobs(run.id)
            if job.status is RunStatus.RUNNING
        ]
        since = run.last_resumed_at or run.started_at
        worked = max((job.updated_at for job in jobs if job.updated_at), default=since)
        active = max(timedelta(), worked - since).total_seconds() if since and worked else 0.0
        paused = replace(
            run,
            status=RunStatus.PAUSED,
            reason=Reason.INTERRUPTED,
            paused_at_stage=run.stage,
            active_s=run.active_s + active,
        )
        await self._m.store.runs.save(paused, *jobs)
