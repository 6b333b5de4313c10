"""``pause`` and ``cancel``: steering the run, wherever it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import StoreError
from tui.cli.exits import Exit
from tui.cli.invoke import finish
from tui.cli.output import say
from tui.cli.sentences import COMMANDS as GO_ON
from tui.cli.sentences import stands
from tui.words import RUNS

if TYPE_CHECKING:
    from tui.build import Options
    from tui.cli.invoke import Interrupts


@click.command()
@click.pass_obj
def pause(options: Options) -> None:
    """Pause the run at work, also one of another process; the operation in hand ends first."""

    async def work(interrupts: Interrupts) -> Exit:
        from tui.build import ask_holder, open_session

        answer = await ask_holder(options, {"do": "pause"})
        if answer is not None:
            if not answer.is_done:
                raise StoreError(answer.message)
            say(answer.message)
            return Exit.DONE
        async with await open_session(options, write=False) as session:
            interrupts.session = session
            run = await session.runs.current()
            if run is None:
                say("Nothing is running, so there is nothing to pause.")
            else:
                name = RUNS[run.kind].lower()
                say(f"Nothing is running now. The {name} goes on with '{GO_ON[run.kind]}'.")
        return Exit.DONE

    finish(work)


@click.command()
@click.pass_obj
def cancel(options: Options) -> None:
    """Cancel the unfinished run, also one of another process; what is done stays."""

    async def work(interrupts: Interrupts) -> Exit:
        from tui.build import ask_holder, open_session

        answer = await ask_holder(options, {"do": "cancel"})
        if answer is not None:
            if not answer.is_done:
                raise StoreError(answer.message)
            say(answer.message)
            return Exit.DONE
        async with await open_session(options, write=True) as session:
            interrupts.session = session
            run = await session.runs.cancel()
            say("There is no unfinished run to cancel." if run is None else stands(run, session.clock.now()))
        return Exit.DONE

    finish(work)


COMMANDS: tuple[click.Command, ...] = (pause, cancel)
