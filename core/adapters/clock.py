"""The real clock. The one place in the product that reads time and waits."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

SLICE_S = 30.0
"""The longest single wait for an instant: a clock that jumped or a computer that slept is noticed after it."""


class SystemClock:
    """Implements :class:`core.ports.Clock`.

    ``shift_s`` moves the wall clock, never the monotonic one, so that other days can be tried.
    """

    def __init__(self, *, shift_s: float = 0.0) -> None:
        self._shift = timedelta(seconds=shift_s)

    def now(self) -> datetime:
        """The wall clock, shifted, aware, in UTC."""
        return datetime.now(UTC) + self._shift

    def monotonic(self) -> float:
        """Seconds that only grow; not comparable between processes."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait ``seconds`` on the loop's timer, which is the monotonic clock; 0 still lets others run."""
        await asyncio.sleep(max(0.0, seconds))

    async def sleep_until(self, instant: datetime) -> None:
        """Wait until the wall clock shows ``instant``, looking at it at least every ``SLICE_S``."""
        while (left := (instant - self.now()).total_seconds()) > 0:
            await self.sleep(min(left, SLICE_S))
