"""Starts, steers and follows runs: the part of the session that owns the work in progress.

The work is a task of the session, not of a screen: a widget that goes away takes nothing with it.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.drive import drive
from core.errors import Busy, UsageError
from core.progress import RunView
from core.session.endings import cancel_run, interrupt_run
from core.session.owner import owner_of, visible_accounts
from core.session.prepare import prepare
from core.states import ENRICHMENT_PHASES, Reason, RunKind, RunStatus
from core.text import shown
from core.work.desk import Desk
from core.work.stop import Stop, StopToken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.events import Follower
    from core.model import JobId, Run, RunId
    from core.session.errand import Errand
    from core.session.machinery import Machinery
    from core.session.plans import Plans

CLOSED_BUCKET = frozenset(
    {Reason.QUOTA_EXHAUSTED, Reason.SEARCHES_EXHAUSTED, Reason.PLAYLIST_LIMIT, Reason.RATE_LIMITED}
)
"""Reasons that a clock ends; until then nothing is tried."""


class Runs:
    """At most one run works at a time in this process; the lock sees to other processes."""

    def __init__(self, machinery: Machinery, plans: Plans, errand: Errand) -> None:
        self._m = machinery
        self._plans = plans
        self._errand = errand
        self._task: asyncio.Task[Run] | None = None
        self._stop = StopToken()
        self._at: Desk | None = None

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def is_active(self) -> bool:
        """Whether a run works in this process now (one that waits for a reset with ``wait`` counts)."""
        return self._task is not None and not self._task.done()

    @property
    def is_enriching(self) -> bool:
        """Whether what works here is an import that is complete but for artists and albums: others may start."""
        desk = self._at
        return desk is not None and desk.run.kind is RunKind.IMPORT and desk.run.stage in ENRICHMENT_PHASES

    async def current(self) -> Run | None:
        """The unfinished run (of any kind, newest first), a failed one included; None where all is done."""
        return await self._m.store.runs.unfinished()

    async def view(self, run_id: RunId | None = None) -> RunView | None:
        """A run as stored now; without an id the unfinished one, else the newest. Another account's is None."""
        store = self._m.store.runs
        run = await store.get(run_id) if run_id else await store.unfinished() or await store.newest()
        if run is None or run.account not in await visible_accounts(self._m):
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
        source: str = "",
        only: str = "",
    ) -> Run | None:
        """Begin an import, match, sync, retry or restore, or take up the unfinished one of its kind.

        An import reads ``source``: Spotify where it is empty, ``youtube``, or the file of an absolute path. A
        restore reads the backup file of an absolute path.
        ``new`` starts over (the old one is cancelled); ``full`` walks unchanged playlists, too; ``allow_delete``
        is the person's word for deletions; with ``wait`` the run goes on by itself when a bucket opens again.
        ``only`` is the one operation that a retry tries again, as its problem names it; empty: all that failed.

        Returns the run; None where there is nothing to do. A run whose bucket is still closed comes back as it
        is, untouched, unless ``wait``. Raises UsageError, LoginExpired, StoreError or Busy before a run is made.
        """
        await self._make_way()
        self._must_be_free()
        unfinished = await self._m.store.runs.unfinished(kind, source=None if kind is RunKind.RESTORE else source)
        if unfinished is not None and not new:
            if unfinished.source != source:
                message = (
                    f"The restore of {shown(unfinished.source)} is not finished yet: 'crossfade resume' goes on with "
                    "it, 'crossfade cancel' ends it."
                )
                raise UsageError(message)
            return await self.resume(unfinished.id, wait=wait)
        account = await owner_of(self._m, kind, source=source)
        if unfinished is not None:
            await cancel_run(self._m, unfinished)
        asked = (("source", source), ("full", "yes" if full else ""), ("only", only))
        arguments = {name: value for name, value in asked if value}
        made = await prepare(
            self._m, self._plans, kind, account=account, allow_delete=allow_delete, arguments=arguments
        )
        if made is None:
            return None
        if kind is RunKind.SYNC and (matching := await self._m.store.runs.unfinished(RunKind.MATCH)) is not None:
            await cancel_run(self._m, matching)  # the sync goes on with its searches
        await self._m.store.runs.create(made.run, made.jobs, made.operations)
        self._launch(made.run, wait=wait)
        return made.run

    async def resume(self, run_id: RunId | None = None, *, wait: bool = False) -> Run:
        """Take up a paused, interrupted or failed run where it stopped.

        One whose bucket is still closed comes back untouched, unless ``wait``: it makes no call. Raises UsageError
        where there is none, or it is not paused.
        """
        await self._make_way()
        self._must_be_free()
        store = self._m.store.runs
        run = await store.get(run_id) if run_id else await store.unfinished()
        if run is None or run.account not in await visible_accounts(self._m):
            message = "There is no paused run to resume."
            raise UsageError(message)
        if run.status is RunStatus.RUNNING:  # not here: its end could not be stored
            run = await interrupt_run(self._m, run)
        if run.status in (RunStatus.COMPLETED, RunStatus.CANCELLED, RunStatus.RUNNING):
            message = f"The run is {run.status.value}, not paused: there is nothing to resume."
            raise UsageError(message)
        if self._is_closed(run) and not wait:
            return run
        await owner_of(self._m, run.kind, source=run.source)
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
        return await cancel_run(self._m, run) if run is not None else None

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
                await interrupt_run(self._m, run)

    async def close(self) -> None:
        """Pause what works here and wait for it."""
        if self._task is not None and not self._task.done():
            self._stop.ask(Stop.PAUSE)
            await asyncio.wait({self._task})

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────

    async def _make_way(self) -> None:
        """End an import that only reads artists and albums still: nothing waits for those."""
        if self.is_active and self.is_enriching:
            self._stop.ask(Stop.PAUSE)
            await self.finished()

    def _must_be_free(self) -> None:
        holder = self._m.holder
        if holder is not None:
            message = f"Another crossfade is at work (pid {holder.pid}, since {holder.since})."
            raise Busy(message, pid=holder.pid, since=holder.since)
        if self.is_active:
            message = "A run is already in progress."
            raise Busy(message)
        self._errand.must_be_done()

    def _is_closed(self, run: Run) -> bool:
        return run.reason in CLOSED_BUCKET and run.resumes_at is not None and run.resumes_at > self._m.clock.now()

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
            self._at = await self._desk(run)
            run = await drive(self._at)
            again = wait and run.reason in CLOSED_BUCKET | {Reason.NETWORK} and run.resumes_at is not None
            if not again or self._stop.asked is not None:
                return run
            if run.reason is Reason.NETWORK and run.resumes_at is not None:
                await self._stop.sleep_until(clock, run.resumes_at)

    async def _stopped(self, run: Run) -> Run:
        """A stop asked for while the run waited for its bucket."""
        if self._stop.asked is Stop.CANCEL:
            return await cancel_run(self._m, run)
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
            files=m.files,
            jitter=m.jitter,
        )
