"""One thread for one vendor's client: calls go through it one after another, in the order they were asked.

The thread is a daemon, so that a call which hangs in the network never keeps the process from ending. What a
call does, and what its errors mean, is the business of the adapter that asks.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.ports import Clock

T = TypeVar("T")


class Lane:
    """Runs blocking calls on a thread of its own.

    ``spacing_s`` is kept between the end of a call and the start of the next, on the monotonic clock.
    Cancelling who waits for a call that has begun does not stop it: its outcome is then unknown to them, and
    the next call still waits for its end. A call that has not begun is dropped.
    """

    def __init__(self, name: str, *, clock: Clock, spacing_s: float = 0.0) -> None:
        self.clock = clock
        self._name = name
        self._spacing_s = spacing_s
        self._turn = asyncio.Lock()
        self._jobs: queue.SimpleQueue[tuple[Callable[[], None], Future[None]] | None] = queue.SimpleQueue()
        self._endings: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None
        self._ended_at: float | None = None
        self._is_closed = False

    async def call(self, work: Callable[[], T]) -> T:
        """Run ``work`` in the lane and return what it returns, or raise what it raises."""
        async with self._turn:
            if self._ended_at is not None and self._spacing_s:
                await self._wait_until(self._ended_at + self._spacing_s)
            if self._is_closed:
                message = f"The lane {self._name!r} is closed."
                raise RuntimeError(message)
            return await self._run(work)

    @property
    def idle_s(self) -> float:
        """Seconds since the last call ended; 0 before the first."""
        return 0.0 if self._ended_at is None else self.clock.monotonic() - self._ended_at

    def at_end(self, ending: Callable[[], None]) -> None:
        """Have ``ending`` run in the lane when it closes, after the call in hand: the place to close connections."""
        self._endings.append(ending)

    def close(self) -> None:
        """Take no further calls. Returns at once; a call in hand goes on to its end, if the process lives that long."""
        self._is_closed = True
        self._jobs.put(None)

    async def _wait_until(self, instant: float) -> None:
        if (left := instant - self.clock.monotonic()) > 0:
            await self.clock.sleep(left)

    async def _run(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        begun: Future[None] = Future()

        def job() -> None:
            try:
                outcome = partial(answer.set_result, work())
            except BaseException as error:  # noqa: BLE001 (the thread lives on; the error belongs to who asked)
                outcome = partial(answer.set_exception, error)
            self._ended_at = self.clock.monotonic()
            _tell(loop, answer, outcome)

        self._jobs.put((job, begun))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=f"lane-{self._name}", daemon=True)
            self._thread.start()
        try:
            return await answer
        except asyncio.CancelledError:
            begun.cancel()
            raise

    def _work(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, begun = entry
            if begun.set_running_or_notify_cancel():
                job()
        for ending in self._endings:
            ending()


def _tell(loop: asyncio.AbstractEventLoop, answer: asyncio.Future[T], settle: Callable[[], None]) -> None:
    """Hand an outcome to the loop that waits for it; nobody hears it where the loop has ended or the waiter left."""

    def deliver() -> None:
        if not answer.done():
            settle()

    try:
        loop.call_soon_threadsafe(deliver)
    except RuntimeError:
        if not loop.is_closed():
            raise
