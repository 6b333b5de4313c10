"""Follows a run to its end or pause and tells what happens: lines for programs, or sentences for people."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.documents import collection_documents, event_line, present_lines, summary_line, worked_s
from core.events import ErrorRaised, Progressed, StatusChanged
from core.model import Spent
from core.states import CollectionKind, Phase, RunKind, RunStatus, Service
from core.text import duration
from tui.cli.exits import Exit, exit_of_run
from tui.cli.invoke import EVERY
from tui.cli.output import complain, line, say
from tui.cli.sentences import goes_on, stands, when
from tui.telling.words import PHASES, named, plural

if TYPE_CHECKING:
    from datetime import datetime

    from core.documents import Document
    from core.events import Event
    from core.model import Collection, Job, JobId, Run
    from core.progress import RunView
    from core.session import Session
    from core.session.history import Tally

_KINDS = {
    "": frozenset({CollectionKind.LIKED, CollectionKind.PLAYLIST, CollectionKind.ALBUM}),
    Service.YOUTUBE.value: frozenset({CollectionKind.YOUTUBE}),
}
_OF_FILES = frozenset({CollectionKind.FILE})


class Teller(Protocol):
    """Who hears of a run."""

    def present(self, view: RunView, now: datetime) -> None:
        """How it stands at first."""
        ...

    def event(self, event: Event, now: datetime) -> None:
        """What happened."""
        ...


class Lines:
    """Tells programs: one JSON object a line."""

    def present(self, view: RunView, now: datetime) -> None:
        """A status and a progress line for each job."""
        for content in present_lines(view, now):
            line(content)

    def event(self, event: Event, now: datetime) -> None:  # noqa: ARG002 - the Teller's shape
        """The event's line."""
        line(event_line(event))


class Sentences:
    """Tells people: a line when a stage ends, at most one every two seconds meanwhile.

    ``waits``: pauses are told, too, since the command goes on after them.
    """

    def __init__(self, *, waits: bool) -> None:
        self._waits = waits
        self._said: dict[JobId, tuple[datetime, RunStatus]] = {}
        self._last: dict[JobId, str] = {}

    def present(self, view: RunView, now: datetime) -> None:
        """Only where something was done before: how far it is."""
        if any(job.done for job in view.jobs):
            say(f"{named(view.run)} goes on at {view.percent} %.")
        self._said = {job.id: (now, job.status) for job in view.jobs}

    def event(self, event: Event, now: datetime) -> None:
        """A line where it tells something new."""
        match event:
            case Progressed(job=job, is_waiting=True):
                self._say(job, f"  {PHASES[job.phase]}: {job.message}")
            case Progressed(job=job, at=at):
                self._progress(job, at)
            case StatusChanged(job=job, at=at) if job is not None:
                self._status(job, at)
            case StatusChanged(run=run) if self._waits and run.status is RunStatus.PAUSED:
                say(stands(run, now))
            case ErrorRaised(problem=problem):
                complain(f"  {PHASES[problem.stage]}: {problem.message} ({problem.reason})")
            case _:
                pass

    def _progress(self, job: Job, at: datetime) -> None:
        last, status = self._said.get(job.id, (at - EVERY, job.status))
        if job.status is RunStatus.RUNNING and job.done and at - last >= EVERY:
            self._said[job.id] = (at, status)
            self._say(job, _counts(job))

    def _status(self, job: Job, at: datetime) -> None:
        _, before = self._said.get(job.id, (at, RunStatus.PENDING))
        self._said[job.id] = (at, job.status)
        if job.status is RunStatus.COMPLETED and before is not job.status and (job.total or job.message):
            self._say(job, _counts(job))

    def _say(self, job: Job, line: str) -> None:
        """Say of a job what was not just said."""
        if self._last.get(job.id) != line:
            self._last[job.id] = line
            say(line)


def teller(*, as_json: bool, waits: bool = False) -> Teller:
    """The teller a command's caller wants."""
    return Lines() if as_json else Sentences(waits=waits)


async def followed(session: Session, run: Run, told: Teller) -> Run:
    """Tell a run that works in this process until it ends or pauses; returns it as it then stands."""
    if not session.runs.is_active:
        return run
    with session.runs.follow(run.id) as follower:
        finished = asyncio.ensure_future(_finished(session))
        finished.add_done_callback(lambda _: follower.close())
        try:
            view = await session.runs.view(run.id)
            if view is not None:
                told.present(view, session.clock.now())
            async for event in follower:
                told.event(event, session.clock.now())
        except BrokenPipeError:
            session.runs.ask_pause()
            await finished
            raise
        return await finished or run


async def _finished(session: Session) -> Run | None:
    return await session.runs.finished()


# ── how it ended ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run stands when the command leaves it. ``run`` is None where nothing was to be done."""

    kind: RunKind
    run: Run | None
    tally: Tally
    failed: int
    left: int
    is_waiting: bool
    seconds: float
    resumes_at: datetime | None
    now: datetime

    @property
    def code(self) -> Exit:
        """The exit code."""
        if self.run is None:
            return Exit.DONE
        return exit_of_run(self.run, failed=self.failed, is_waiting=self.is_waiting)

    def line(self) -> Document:
        """The ``summary`` line."""
        return summary_line(
            self.run,
            tally=self.tally,
            failed=self.failed,
            left=self.left,
            seconds=self.seconds,
            resumes_at=self.resumes_at,
            now=self.now,
        )


async def ending(session: Session, kind: RunKind, run: Run | None) -> Ending:
    """Sum a run up: its books, and beside what YouTube holds what is left to do. Makes no call."""
    from core.session.history import Tally

    now = session.clock.now()
    parts = await session.plans.categories()
    live = [part for part in parts if part.category.is_included and not part.category.is_protected]
    waiting = sum(part.waiting for part in live)
    left = sum(part.to_add for part in live) + waiting
    if run is None:
        return Ending(kind, None, Tally(Spent()), 0, left, waiting > 0, 0.0, None, now)
    jobs = await session.history.jobs(run.id)
    tally = await session.history.tally(run.id)
    if kind is RunKind.RESTORE:
        left = sum(job.total - job.done for job in jobs if job.phase is Phase.ADD_VIDEOS)
    elif run.status in (RunStatus.COMPLETED, RunStatus.CANCELLED):
        left = max(0, left - tally.adds_failed)  # a new plan would try them again; this run is done with them
    is_waiting = waiting > 0 and kind in (RunKind.MATCH, RunKind.SYNC)
    resumes_at = run.resumes_at
    if resumes_at is None and run.status is RunStatus.COMPLETED and is_waiting:
        resumes_at = (await session.plans.buckets()).window.end
    return Ending(
        kind=kind,
        run=run,
        tally=tally,
        failed=max(tally.failed, sum(job.failed for job in jobs)),
        left=left,
        is_waiting=is_waiting,
        seconds=worked_s(run, now),
        resumes_at=resumes_at,
        now=now,
    )


async def summarize(session: Session, ended: Ending, *, as_json: bool) -> Exit:
    """Print how it ended; returns the exit code."""
    is_import = ended.kind is RunKind.IMPORT
    collections = await imported(session, ended.run) if is_import else ()
    calls = await _calls(session, ended) if is_import else 0
    if as_json:
        content = ended.line()
        if is_import:
            content |= {"collections": collection_documents(collections), "calls": calls}
        line(content)
        return ended.code
    if ended.run is None:
        say("There is nothing to do.")
        return ended.code
    say(stands(ended.run, ended.now))
    if is_import:
        there = [found for found in collections if found.gone_at is None]
        tracks, skipped = sum(c.imported for c in there), sum(sum(c.skipped.values()) for c in there)
        read = f"{plural(len(there), 'collection')} with {plural(tracks, 'track')}"
        say(f"{read} ({skipped:,} rows skipped), {plural(calls, 'call')}.")
        closed = sum(found.unreadable is not None for found in there)
        if closed:
            service = "YouTube" if ended.run.source == Service.YOUTUBE else "Spotify"
            say(f"{service} does not let {plural(closed, 'playlist')} of them be read.")
        for category in await session.categories.all():
            if category.held and category.is_included and not category.is_protected:
                say(f"{category.title} is held back: {category.held}. 'categories set … --include' lets it go on.")
    _say_books(ended)
    _say_next(ended)
    return ended.code


async def imported(session: Session, run: Run | None) -> tuple[Collection, ...]:
    """The collections of the source that a run read; all where there was no run."""
    found = await session.sources.collections()
    kinds = _KINDS.get(run.source, _OF_FILES) if run else frozenset(CollectionKind)
    return tuple(collection for collection in found if collection.kind in kinds)


async def _calls(session: Session, ended: Ending) -> int:
    """Calls that an import made: to YouTube each costs a unit, to Spotify all since it began are its own."""
    if ended.run is None:
        return 0
    if ended.run.source:
        return ended.tally.spent.units
    return await session.sources.calls_since(ended.run.created_at)


def _say_books(ended: Ending) -> None:
    tally = ended.tally
    done = [
        (tally.created, "playlist created", "playlists created"),
        (tally.added, "video added", "videos added"),
        (tally.removed, "video removed", "videos removed"),
        (tally.moved, "video moved", "videos moved"),
        (tally.deleted, "playlist deleted", "playlists deleted"),
        (ended.failed, "item failed", "items failed"),
    ]
    parts = [plural(number, one, many) for number, one, many in done if number]
    if parts:
        say(f"{', '.join(parts)}.")
    spent = tally.spent
    if spent.units or spent.searches:
        beyond = f" ({spent.surplus_units:,} of them beyond the plan)" if spent.surplus_units else ""
        searches = plural(spent.searches, "search", "searches")
        say(f"It took {plural(spent.units, 'unit')}{beyond}, {searches}, {duration(ended.seconds)}.")


def _say_next(ended: Ending) -> None:
    if ended.failed:
        is_sync = ended.kind in (RunKind.SYNC, RunKind.RETRY)
        again = " 'crossfade retry-failed --yes' tries it again." if is_sync else ""
        say(f"'crossfade errors' lists what failed.{again}")
    run = ended.run
    if run is None or run.status is RunStatus.CANCELLED:
        return
    if run.status is not RunStatus.COMPLETED:
        say(f"'{goes_on(run)}' goes on with it; with --wait it waits by itself.")
    elif ended.is_waiting and ended.resumes_at is not None:
        say(f"Some recordings still wait for searches; the next are granted {when(ended.resumes_at, ended.now)}.")


def _counts(job: Job) -> str:
    of = f"{job.done:,} of {job.total:,}" if job.total else ""
    failed = f", {job.failed:,} failed" if job.failed else ""
    message = f" ({job.message})" if job.message and job.status is not RunStatus.COMPLETED else ""
    return f"  {PHASES[job.phase]}: {of or job.message or 'done'}{failed}{message if of else ''}"
