"""``match``, ``sync``, ``retry-failed`` and ``resume``: what starts a run, or goes on with one, and follows it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from core.errors import UsageError
from core.model import RunId
from core.states import RunKind, RunStatus
from tui.cli.exits import Exit
from tui.cli.follow import ending, followed, summarize, teller
from tui.cli.invoke import finish, perform
from tui.cli.options import delete_option, json_option, new_option, wait_option, yes_option
from tui.cli.output import complain, say
from tui.cli.preview import fresh_plan, print_plan
from tui.cli.sentences import stands
from tui.cli.steer import answered
from tui.telling.words import plural

if TYPE_CHECKING:
    from core.model import Run
    from core.session import Session
    from tui.build import Options
    from tui.cli.invoke import Interrupts


async def follow_to_end(
    session: Session, kind: RunKind, run: Run | None, *, as_json: bool, waits: bool = False
) -> Exit:
    """Follow a run that was just started (None: there was nothing to do), then sum it up."""
    if run is not None:
        run = await followed(session, run, teller(as_json=as_json, waits=waits))
    return await summarize(session, await ending(session, kind, run), as_json=as_json)


@click.command()
@new_option
@wait_option
@json_option
@click.pass_obj
def match(options: Options, *, new: bool, wait: bool, as_json: bool) -> None:
    """Find videos for your recordings, as far as today's searches go."""

    async def work(session: Session) -> Exit:
        run = await session.runs.start(RunKind.MATCH, new=new, wait=wait)
        return await follow_to_end(session, RunKind.MATCH, run, as_json=as_json, waits=wait)

    perform(options, work, write=True)


@click.command()
@yes_option
@delete_option
@wait_option
@new_option
@json_option
@click.pass_obj
def sync(options: Options, *, yes: bool, allow_delete: bool, wait: bool, new: bool, as_json: bool) -> None:
    """Plan, approve and run: create playlists, add videos, delete what was replaced, verify.

    An unfinished sync goes on with its approved plan; --new starts over. Without --yes it shows the preview and
    asks.
    """

    async def work(session: Session) -> Exit:
        if not yes:
            plan, trouble = await fresh_plan(session)
            print_plan(plan, session, as_json=as_json)
            if trouble is not None:
                raise trouble  # an old listing can be looked at, but not approved
            if not plan.is_empty and not _agreed("Do all this?"):
                return _not_agreed("crossfade sync --yes")
        run = await session.runs.start(RunKind.SYNC, new=new, allow_delete=allow_delete, wait=wait)
        return await follow_to_end(session, RunKind.SYNC, run, as_json=as_json, waits=wait)

    perform(options, work, write=True)


@click.command("retry-failed")
@yes_option
@delete_option
@wait_option
@json_option
@click.pass_obj
def retry_failed(options: Options, *, yes: bool, allow_delete: bool, wait: bool, as_json: bool) -> None:
    """Try the failed items of the last sync again, and nothing else."""

    async def work(session: Session) -> Exit:
        if not yes:
            failed = await _failed_last(session)
            text = f"{plural(failed, 'operation')} of the last run failed."
            if as_json:
                complain(text)
            else:
                say(text)
            if failed and not _agreed("Try them again?"):
                return _not_agreed("crossfade retry-failed --yes")
        run = await session.runs.start(RunKind.RETRY, allow_delete=allow_delete, wait=wait)
        return await follow_to_end(session, RunKind.RETRY, run, as_json=as_json, waits=wait)

    perform(options, work, write=True)


async def _failed_last(session: Session) -> int:
    for run in await session.history.runs():
        if run.kind in (RunKind.SYNC, RunKind.RETRY):
            return (await session.history.tally(run.id)).failed
    return 0


def _agreed(question: str) -> bool:
    """Whether a person at a terminal says yes; without a terminal nobody does."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    try:
        return click.confirm(question)
    except click.Abort:
        return False


def _not_agreed(command: str) -> Exit:
    complain(f"Nothing was done. '{command}' does it without asking.")
    return Exit.USAGE


@click.command()
@click.argument("run_id", required=False, metavar="[RUN]")
@wait_option
@json_option
@click.pass_obj
def resume(options: Options, *, run_id: str | None, wait: bool, as_json: bool) -> None:
    """Go on with the paused run, or with the RUN named, where it stopped.

    Where another process holds it, such as an open screen, that process goes on with it.
    """

    async def work(interrupts: Interrupts) -> Exit:
        from tui.build import ask_holder, open_session

        answer = await ask_holder(options, {"do": "resume", "run": run_id} if run_id else {"do": "resume"})
        if answer is not None:
            if not answer.is_done:
                raise UsageError(answer.message)
            return answered(answer, as_json=as_json)
        async with await open_session(options, write=True) as session:
            interrupts.session = session
            run = await session.runs.resume(RunId(run_id) if run_id else None, wait=wait)
            if not as_json and session.runs.is_active and run.status is not RunStatus.PENDING:
                say(stands(run, session.clock.now()), "Going on.")
            return await follow_to_end(session, run.kind, run, as_json=as_json, waits=wait)

    finish(work)


COMMANDS: tuple[click.Command, ...] = (match, sync, retry_failed, resume)
