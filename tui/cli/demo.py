"""``demo``: the whole journey of the real program against services on this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from core.states import RunKind, RunStatus
from tui.cli.exits import Exit
from tui.cli.follow import ending, followed, summarize, teller
from tui.cli.invoke import Interrupts, finish, guarded
from tui.cli.options import FILE, json_option, no_mouse_option
from tui.cli.output import complain, say
from tui.cli.preview import print_plan
from tui.cli.screen import has_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from core.model import Run
    from core.session import Session
    from tui.build.demo import Demo
    from tui.cli.follow import Teller


@click.command()
@click.option("--headless", is_flag=True, help="Without the screen, to the end, by itself.")
@click.option(
    "--keep",
    type=FILE,
    metavar="DIR",
    help="Keep the profile in DIR, and the services until Ctrl-C.",
)
@no_mouse_option
@json_option
@click.pass_context
def demo(context: click.Context, *, headless: bool, keep: Path | None, no_mouse: bool, as_json: bool) -> None:
    """See it all work, without any account: import, match, preview, sync, quota pause, verify.

    An invented library, an invented YouTube, a small quota whose days last half a minute.
    """
    if headless or as_json or not has_terminal():
        finish(lambda interrupts: _headless(interrupts, keep, as_json=as_json))
    mouse = not (no_mouse or context.find_root().params.get("no_mouse"))
    raise SystemExit(guarded(lambda: _on_screen(keep, mouse=mouse)))


async def _headless(interrupts: Interrupts, keep: Path | None, *, as_json: bool) -> Exit:
    from tui.build import open_session
    from tui.build.demo import staged

    with staged(keep=keep, is_shown=False, env=os.environ) as stage:
        async with await open_session(stage.options, write=True) as session:
            interrupts.session = session
            code = await _journey(session, stage, as_json=as_json)
        if keep is not None:
            _tell_exports(stage, aside=as_json)
            await interrupts.wait()
    return code


async def _journey(session: Session, stage: Demo, *, as_json: bool) -> Exit:
    """Import, match, preview, sync to the end, then plan once more."""
    told = teller(as_json=as_json, waits=True)
    await stage.prepare(session)
    for kind in (RunKind.IMPORT, RunKind.MATCH):
        run = await _to_end(session, stage, kind, told)
        ended = await ending(session, kind, run)
        if run is None or run.status is not RunStatus.COMPLETED:
            return await summarize(session, ended, as_json=as_json)
        if not as_json:
            await summarize(session, ended, as_json=False)
    await session.plans.refresh()
    if not as_json:
        print_plan(await session.plans.preview(), session, as_json=False)
    run = await _to_end(session, stage, RunKind.SYNC, told)
    if run is not None and run.status is RunStatus.COMPLETED:
        await session.plans.refresh()
    ended = await ending(session, RunKind.SYNC, run)
    code = await summarize(session, ended, as_json=as_json)
    if not as_json:
        say(
            "One more plan finds nothing left to do." if not ended.left else f"One more plan finds {ended.left:,} left."
        )
    return Exit.FAILED if ended.left and code is Exit.DONE else code


async def _to_end(session: Session, stage: Demo, kind: RunKind, told: Teller) -> Run | None:
    """Start a run and follow it to its end; where it waits for another day, the clocks jump there."""
    run = await session.runs.start(kind, allow_delete=True)
    while run is not None:
        run = await followed(session, run, told)
        if run.status.is_terminal or run.resumes_at is None:
            return run
        stage.jump_to(run.resumes_at)
        run = await session.runs.resume(run.id)
    return None


def _on_screen(keep: Path | None, *, mouse: bool) -> int:
    import asyncio

    from tui.build import open_session
    from tui.build.demo import staged
    from tui.launch import run_app

    async def prepare(stage: Demo) -> None:
        async with await open_session(stage.options, write=True) as session:
            await stage.prepare(session)

    say("Setting the stage…")
    with staged(keep=keep, is_shown=True, env=os.environ) as stage:
        asyncio.run(prepare(stage))
        code = run_app(open_session, stage.options, mouse=mouse, demo=True)
        if keep is not None:
            _tell_exports(stage, aside=False)

            async def wait() -> None:
                with Interrupts() as interrupts:
                    await interrupts.wait()

            asyncio.run(wait())
    if keep is None:
        say("The demo is over; nothing of it stays.")
    return code


def _tell_exports(stage: Demo, *, aside: bool) -> None:
    """Say how other processes reach the stage that is kept; ``aside`` on stderr."""
    exports = dict(stage.exports)
    if stage.clock.ahead:
        exports["CROSSFADE_CLOCK_SHIFT_S"] = f"{stage.clock.ahead.total_seconds():.0f}"
    lines = ["Services and profile stay until Ctrl-C. In another terminal:"]
    lines += [f"export {name}='{value}'" for name, value in exports.items()]
    (complain if aside else say)(*lines)


COMMANDS: tuple[click.Command, ...] = (demo,)
