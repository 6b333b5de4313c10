"""``pause`` and ``cancel``: steering the run, wherever it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import StoreError
from tui.cli.exits import Exit
from tui.cli.invoke import finish
from tui.cli.options import json_option
from tui.cli.output import document, say
from tui.cli.sentences import goes_on
from tui.telling.words import called

if TYPE_CHECKING:
    from tui.build import Options
    from tui.cli.invoke import Interrupts
    from tui.control import Answer


@click.command()
@json_option
@click.pass_obj
def pause(options: Options, *, as_json: bool) -> None:
    """Pause the run at work, also one of another process; the operation in hand ends first."""

    async def work(interrupts: Interrupts) -> Exit:
        from tui.build import ask_holder, open_session
        from tui.control import Answer

        answer = await ask_holder(options, {"do": "pause"})
        if answer is None:
            async with await open_session(options, write=False) as session:
                interrupts.session = session
                run = await session.runs.current()
            if run is None:
                answer = Answer(is_done=True, message="Nothing is running, so there is nothing to pause.")
            else:
                text = f"Nothing is running now. The {called(run)} goes on with '{goes_on(run)}'."
                answer = Answer(is_done=True, message=text, run_id=run.id, status=run.status.value)
        return answered(answer, as_json=as_json)

    finish(work)


@click.command()
@json_option
@click.pass_obj
def cancel(options: Options, *, as_json: bool) -> None:
    """Cancel the unfinished run, also one of another process; what is done stays."""

    async def work(interrupts: Interrupts) -> Exit:
        from tui.build import ask_holder, open_session
        from tui.control import told

        answer = await ask_holder(options, {"do": "cancel"})
        if answer is None:
            async with await open_session(options, write=True) as session:
                interrupts.session = session
                answer = told(await session.runs.cancel(), "There is no unfinished run to cancel.")
        return answered(answer, as_json=as_json)

    finish(work)


def answered(answer: Answer, *, as_json: bool) -> Exit:
    """Print what became of a request. Raises StoreError where it could not be done."""
    if not answer.is_done:
        raise StoreError(answer.message)
    if as_json:
        document({"message": answer.message, "run_id": answer.run_id, "status": answer.status})
    else:
        say(answer.message)
    return Exit.DONE


COMMANDS: tuple[click.Command, ...] = (pause, cancel)
