"""A clock that a test turns: sleeping moves it, and nothing waits for real."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.builders import NOON

if TYPE_CHECKING:
    from datetime import datetime


class VirtualClock:
    """Implements :class:`core.ports.Clock`. ``slept`` keeps every wait, in seconds.

    Its wall clock may be set wrong by :meth:`jump`; the services keep the true time.
    """

    def __init__(self, start: datetime = NOON) -> None:
        self._start = start
        self._passed_s = 0.0
        self._skew_s = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The virtual wall clock; no two looks at it are the same."""
        return self._true() + timedelta(seconds=self._skew_s)

    def monotonic(self) -> float:
        """Virtual seconds since the start."""
        return self._passed_s

    def seconds(self) -> float:
        """The true time for the services' clock: seconds since 1970."""
        return self._true().timestamp()

    def jump(self, seconds: float) -> None:
        """Set the wall clock wrong, forward or back; no time passes."""
        self._skew_s += seconds

    def pass_by(self, seconds: float) -> None:
        """Let time pass while nobody waits for it, as a suspended machine does."""
        self._passed_s += seconds

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self._passed_s += max(0.0, seconds)
        await asyncio.sleep(0)

    async def sleep_until(self, instant: datetime) -> None:
        """Let the time pass up to an instant."""
        await self.sleep(max(0.0, (instant - self.now()).total_seconds()))

    def _true(self) -> datetime:
        self._passed_s += 1e-6
        return self._start + timedelta(seconds=self._passed_s)
