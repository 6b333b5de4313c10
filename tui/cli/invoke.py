"""Carries a command out: opens the session, listens to signals, turns every end into an exit code.

No command prints an error or ends the process by itself; it raises, or returns its code.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from core.errors import CrossfadeError, Throttled, Transient
from core.files import why
from core.text import duration
from tui.cli.exits import Exit, exit_of_error
from tui.cli.output import complain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from core.ports import Clock
    from core.session import Session
    from tui.build import Options

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=2)
"""How often a command tells how far it is."""

_STOPPING = tuple(found for name in ("SIGINT", "SIGTERM", "SIGHUP") if (found := getattr(signal, name, None)))


def perform(options: Options, work: Callable[[Session], Awaitable[Exit]], *, write: bool) -> None:
    """Do ``work`` with a session of the profile, then end the process with its exit code.

    ``write`` takes the lock, so that work which changes something ends with exit 4 while another process is at
    it; without it the command only looks.
    """

    async def opened(interrupts: Interrupts) -> Exit:
        from tui.build import open_session

        async with await open_session(options, write=write) as session:
            interrupts.session = session
            if session.home_warning:
                complain(session.home_warning)
            with session.notices.heard_by(Meanwhile(session.clock)):
                return await work(session)

    finish(opened)


class Meanwhile:
    """Tells on stderr what a command waits for, and at most every :data:`EVERY` how far a longer read is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told_at = clock.now()
        self._said = ""

    def __call__(self, said: str, is_waiting: bool) -> None:  # noqa: FBT001 - the shape of a listener
        """Take a notice."""
        now = self._clock.now()
        if said and said != self._said and (is_waiting or now - self._told_at >= EVERY):
            self._told_at, self._said = now, said
            complain(f"{said}.")


def guarded(work: Callable[[], int]) -> int:
    """Do ``work`` and answer with its exit code, or with the code of the error that ended it."""
    logging.getLogger().addHandler(logging.NullHandler())  # before a log file is open, nothing may reach the terminal
    try:
        return work()
    except CrossfadeError as error:
        complain(f"{error}{_again(error)}")
        return int(exit_of_error(error))
    except BrokenPipeError:
        _drop_output()  # nobody reads any more
        return int(Exit.FAILED)
    except OSError as fault:
        # The system's word, not a bug of ours: a disk without room behind stdout, a folder that went.
        log.error("the system refused something", exc_info=fault)
        complain(f"The system refused something: {why(fault)}.")
        try:
            sys.stdout.flush()
        except OSError:
            _drop_output()
        return int(Exit.FAILED)
    except Exception as bug:
        # The program's outermost boundary: a bug becomes a sentence here and an entry in the log.
        log.exception("a bug ended the command")
        complain(f"Crossfade met a bug ({type(bug).__name__}). Nothing is lost; the log file tells more.")
        return int(Exit.FAILED)


def _again(error: CrossfadeError) -> str:
    """When to try again, of an error that passes by itself."""
    if isinstance(error, Throttled):
        return f" Nothing is lost; try again in {duration(max(60.0, error.wait_s or 0.0))}."
    return " Nothing is lost; try again in a minute." if isinstance(error, Transient) else ""


def _drop_output() -> None:
    """What is still buffered goes nowhere, so that the interpreter's end stays quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def finish(work: Callable[[Interrupts], Coroutine[None, None, Exit]]) -> None:
    """Run ``work`` in a loop of its own and end the process with its exit code."""
    raise SystemExit(_code(work))


def _code(work: Callable[[Interrupts], Coroutine[None, None, Exit]]) -> int:
    interrupts = Interrupts()

    async def main() -> Exit:
        with interrupts:
            return await work(interrupts)

    try:
        return guarded(lambda: int(asyncio.run(main())))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 128 + (interrupts.signal or signal.SIGINT)


class Interrupts:
    """What SIGINT, SIGTERM and SIGHUP do to a command.

    A run in progress is asked to pause after the operation in hand; anything else is broken off. A second
    SIGINT leaves at once: what was in flight is settled by the next start.
    """

    def __init__(self) -> None:
        self.session: Session | None = None
        self.signal: int | None = None
        self._is_awaited = False
        self._task: asyncio.Task[object] | None = None
        self._caught_one = asyncio.Event()

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in _STOPPING:
            with suppress(NotImplementedError, ValueError):
                loop.add_signal_handler(number, self._caught, number)
        return self

    def __exit__(self, *exc: object) -> None:
        loop = asyncio.get_running_loop()
        for number in _STOPPING:
            with suppress(NotImplementedError, ValueError):
                loop.remove_signal_handler(number)

    async def wait(self) -> None:
        """Wait for the first signal, which then does nothing else."""
        self._is_awaited = True
        await self._caught_one.wait()

    def _caught(self, number: int) -> None:
        if self.signal is not None:
            if number == signal.SIGINT:
                with suppress(OSError, ValueError):
                    sys.stdout.flush()
                os._exit(130)
            return
        self.signal = number
        self._caught_one.set()
        if self._is_awaited:
            return
        if self.session is not None and self.session.runs.is_active:
            self.session.runs.ask_pause()
            complain("Pausing after the operation in hand. Once more leaves at once; nothing is lost then either.")
        elif self._task is not None:
            self._task.cancel()
