"""How patiently a read is made: again after short waits, as long as is reasonable, told while it waits.

A read changes nothing, so it may be made again at once where it failed. A stop that is asked for ends every wait, and
the wait for an answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from core import retry
from core.errors import Throttled, Transient, Unavailable
from core.retry import CALL_S, REST_S, read_again_s
from core.states import Reason
from core.work.pause import Pause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from core.ports import Clock
    from core.work.stop import StopToken

T = TypeVar("T")

TRIES_MAX = 10
"""Tries of one read, whatever the time; waits named by a service may be short."""

BAD_TRIES = 2
"""Tries of a read that comes after one that was given up."""

TOLD_AFTER_S = 2.0
"""A wait shorter than this is not told."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Something is waited for until ``until`` at most; ``why`` is a sentence."""

    why: str
    until: datetime

    def __str__(self) -> str:
        """``Waiting until 14:03:20: YouTube asks for fewer calls``, in local time."""
        return f"Waiting until {self.until.astimezone():%H:%M:%S}: {self.why.rstrip('.')}"


async def tell_nobody(wait: Wait | None) -> None:
    """Where nobody listens."""


def no_jitter() -> float:
    """Where waits are to be whole: in tests, and for a program alone."""
    return 0.0


class Patience:
    """Makes reads, again where they fail.

    ``longest_s`` is the longest pause named by a service that is waited out; ``jitter`` gives a number from 0 to 1.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        longest_s: float,
        stop: StopToken | None = None,
        tell: Callable[[Wait | None], Awaitable[None]] = tell_nobody,  # None: nothing is waited for any more
        jitter: Callable[[], float] = no_jitter,
    ) -> None:
        self._clock = clock
        self._longest_s = longest_s
        self._stop = stop
        self._tell = tell
        self._jitter = jitter
        self._is_told = False
        self._is_bad = False

    async def read(
        self,
        call: Callable[[], Awaitable[T]],
        *,
        again: Callable[[], Awaitable[None]] | None = None,
        failed: Callable[[Transient | Throttled], None] | None = None,
        tries: int | None = None,
    ) -> T:
        """Make a read; ``again`` is awaited before each further try (it books it), ``failed`` hears of each failure.

        ``tries`` bounds their number beside the time, where fewer are reasonable. After a read that was given up the
        next ones are given up sooner, until one is answered: who reads on after a failure does not wait anew.

        Raises Unavailable where it failed for as long as is reasonable, Throttled where the service asks for a longer
        pause than is waited out, :class:`Pause` where a stop was asked for, and what ``call`` raises beside.
        """
        began_s, failures = self._clock.monotonic(), 0
        most = min(tries or TRIES_MAX, BAD_TRIES if self._is_bad else TRIES_MAX)
        try:
            while True:
                try:
                    if failures and again is not None:
                        await again()
                    answer = await self._answer(call)
                except (Transient, Throttled) as failure:
                    failures += 1
                    if failed is not None:
                        failed(failure)
                    wait_s = self._wait_s(failure, failures, began_s, is_last=failures >= most)
                    if wait_s >= TOLD_AFTER_S:
                        await self._say(str(failure), wait_s)
                else:
                    self._is_bad = False
                    return answer
                await self._sleep(wait_s)
        finally:
            if self._is_told:
                self._is_told = False
                await self._tell(None)

    def _wait_s(self, failure: Transient | Throttled, failures: int, began_s: float, *, is_last: bool) -> float:
        """Seconds to wait after a failure. Raises where it is the last that is waited out."""
        is_limited, named_s = isinstance(failure, Throttled), None
        if isinstance(failure, Throttled):
            if failure.is_daily or (failure.wait_s or 0.0) > self._longest_s:
                raise failure
            named_s = failure.wait_s
        elif isinstance(failure, Unavailable):
            raise failure
        wait_s = read_again_s(failures, jitter=self._jitter()) if named_s is None else named_s
        is_network = isinstance(failure, Transient) and failure.is_network
        longest_s = retry.OFFLINE_FOR_S if is_network else retry.READ_FOR_S
        if is_last or self._clock.monotonic() + wait_s - began_s > longest_s:
            self._is_bad = True
            raise Unavailable(
                str(failure),
                wait_s=max(REST_S, wait_s),
                is_network=is_network,
                is_lost=isinstance(failure, Transient) and failure.is_lost,
                is_limited=is_limited,
            ) from failure
        return wait_s

    async def _answer(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make one try; a slow answer is told. What a stop leaves behind in a lane ends there by itself."""
        answer = asyncio.ensure_future(call())
        stopped = None if self._stop is None else asyncio.ensure_future(self._stop.wait())
        waits = {answer} if stopped is None else {answer, stopped}
        try:
            # Real time, whatever the clock shows: only a real call takes so long.
            done, _ = await asyncio.wait(waits, timeout=TOLD_AFTER_S, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                await self._say("There is no answer yet", CALL_S)
                done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            if answer in done:
                return answer.result()
            raise Pause(Reason.BY_USER)
        finally:
            for each in waits:
                each.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _say(self, why: str, seconds: float) -> None:
        self._is_told = True
        await self._tell(Wait(why, self._clock.now() + timedelta(seconds=seconds)))

    async def _sleep(self, seconds: float) -> None:
        if self._stop is None:
            await self._clock.sleep(seconds)
            return
        await self._stop.sleep(self._clock, seconds)
        if self._stop.asked is not None:
            raise Pause(Reason.BY_USER)
