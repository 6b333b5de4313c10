"""``status``, ``history`` and ``errors``: commands that only look, beside any process at work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from core.documents import history_document, instant, problem_document, run_document, worked_s
from core.states import Reason, RunKind, RunStatus
from core.text import ago, duration
from tui.cli.exits import Exit
from tui.cli.invoke import perform
from tui.cli.options import csv_option, json_option
from tui.cli.output import csv, document, say, table
from tui.cli.sentences import at_work, goes_on, local, stands
from tui.telling.words import PHASES, STATUS_WORDS, named, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.documents import Document
    from core.model import Run
    from core.progress import RunView
    from core.session import Session
    from core.session.history import Tally
    from core.session.plans import Buckets
    from tui.build import Options

_AT_WORK = (RunStatus.RUNNING, RunStatus.PENDING)


@click.command()
@json_option
@click.pass_obj
def status(options: Options, *, as_json: bool) -> None:
    """Show what runs or waits, when the last sync ended, and what today's quota still holds."""
    print_status(options, as_json=as_json)


def print_status(options: Options, *, as_json: bool, code: int = 0, after: str | None = None) -> None:
    """Print the status, then ``after``, and end with ``code``."""

    async def work(session: Session) -> Exit:
        current = await session.runs.current()
        view = seen(session, await session.runs.view(current.id)) if current else None
        if as_json:
            document(await _status_document(session, view))
        else:
            await _say_status(session, view)
        if after is not None:
            say(*after.splitlines())
        return Exit(code)

    perform(options, work, write=False)


def seen(session: Session, view: RunView | None) -> RunView | None:
    """A run as it really stands: one stored as running, though nobody holds the lock, was interrupted."""
    if view is None or session.holder is not None or view.run.status not in _AT_WORK:
        return view
    jobs = tuple(replace(job, status=RunStatus.PAUSED) if job.status is RunStatus.RUNNING else job for job in view.jobs)
    return replace(view, run=_interrupted(view.run), jobs=jobs)


def _interrupted(run: Run) -> Run:
    return replace(run, status=RunStatus.PAUSED, reason=Reason.INTERRUPTED, paused_at_stage=run.stage)


async def _status_document(session: Session, view: RunView | None) -> Document:
    run: Document | None = None
    if view is not None:
        spent = (await session.history.tally(view.run.id)).spent
        run = run_document(view, spent, holder=session.holder, now=session.clock.now())
    plan = await session.plans.preview()
    buckets = await session.plans.buckets()
    return {
        "run": run,
        "last_synced": instant(await session.history.last_synced()),
        "buckets": {
            "units": {
                "limit": buckets.allowance.units,
                "spent_today": buckets.spent.units,
                "reserve": buckets.allowance.reserve,
                "cost": plan.total_units,
            },
            "searches": {
                "limit": buckets.allowance.searches,
                "spent_today": buckets.spent.searches,
                "cost": plan.total_searches,
            },
        },
    }


async def _say_status(session: Session, view: RunView | None) -> None:
    now = session.clock.now()
    for connection in await session.sources.connections():
        name = {"spotify": "Spotify", "youtube": "YouTube"}[connection.service.value]
        account = connection.account
        who = f"signed in as {account.name or account.account_id}" if account else "not signed in"
        say(f"{name}: {who}." + (f" {connection.hint}" if connection.hint else ""))
    if session.holder is not None:
        say(at_work(session.holder))
    if view is None:
        say("No run is unfinished.")
    else:
        say(stands(view.run, now) + f" {view.percent} % done.")
        for job in view.jobs:
            if job.done or job.total or job.status is not RunStatus.PENDING:
                of = f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}"
                failed = f", {job.failed:,} failed" if job.failed else ""
                say(f"  {PHASES[job.phase]}: {of}, {STATUS_WORDS[job.status]}{failed}")
        if session.holder is None:
            say(f"'{goes_on(view.run)}' goes on with it.")
    say(f"Last sync: {ago(await session.history.last_synced(), now)}.")
    _say_buckets(await session.plans.buckets())


def _say_buckets(buckets: Buckets) -> None:
    spent, allowance = buckets.spent, buckets.allowance
    say(
        f"Today {spent.units:,} of {allowance.units:,} units and {spent.searches:,} of {allowance.searches:,} searches "
        f"are used; the next quota day begins at {local(buckets.window.end)}."
    )


@click.command()
@json_option
@click.pass_obj
def history(options: Options, *, as_json: bool) -> None:
    """List past runs, newest first, with what they did and took."""

    async def work(session: Session) -> Exit:
        now = session.clock.now()
        documents: list[Document] = []
        rows: list[tuple[str, ...]] = []
        for stored in await session.history.runs():
            run = _interrupted(stored) if session.holder is None and stored.status in _AT_WORK else stored
            tally = await session.history.tally(run.id)
            counts = await _counts(session, run, tally)
            documents.append(history_document(run, tally.spent, counts, now=now))
            rows.append(_history_row(run, tally, counts, worked_s(run, now)))
        if as_json:
            document(documents)
        elif not rows:
            say("Nothing ran yet.")
        else:
            heads = ("Started", "Run", "Outcome", "Took", "Units", "Searches", "Counts")
            table(heads, rows, right=frozenset({3, 4, 5}))
        return Exit.DONE

    perform(options, work, write=False)


async def _counts(session: Session, run: Run, tally: Tally) -> dict[str, int]:
    """What a run did: of a sync its writes, of others each phase's items."""
    if run.kind in (RunKind.SYNC, RunKind.RETRY, RunKind.RESTORE):
        return {
            "created": tally.created,
            "added": tally.added,
            "removed": tally.removed,
            "moved": tally.moved,
            "deleted": tally.deleted,
            "failed": tally.failed,
        }
    jobs = await session.history.jobs(run.id)
    return {job.phase.value: job.succeeded for job in jobs} | {"failed": sum(job.failed for job in jobs)}


def _history_row(run: Run, tally: Tally, counts: Mapping[str, int], seconds: float) -> tuple[str, ...]:
    return (
        local(run.started_at or run.created_at),
        named(run),
        "interrupted" if run.reason is Reason.INTERRUPTED else STATUS_WORDS[run.status],
        duration(seconds),
        f"{tally.spent.units:,}",
        f"{tally.spent.searches:,}",
        ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number),
    )


@click.command()
@csv_option
@json_option
@click.pass_obj
def errors(options: Options, *, as_csv: bool, as_json: bool) -> None:
    """List what went wrong, newest last."""

    async def work(session: Session) -> Exit:
        rows = [problem_document(problem) for problem in await session.history.problems()]
        if as_json:
            document(rows)
        elif as_csv:
            heads = ("at", "stage", "entity_kind", "entity_id", "reason", "message", "run_id", "job_id")
            csv(heads, [[row[head] or "" for head in heads] for row in rows])
        elif not rows:
            say("Nothing went wrong.")
        else:
            for row in rows:
                say(f"{row['at']}  {row['stage']}  {row['reason']}: {row['message']}")
            say(f"{plural(len(rows), 'error')}.")
        return Exit.DONE

    perform(options, work, write=False)


COMMANDS: tuple[click.Command, ...] = (status, history, errors)
