"""The services' clock: any flow of seconds, and a shift that a control call or a simulation sets.

It never reads the computer's clock by itself; a door hands it the flow.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ServiceClock:
    """``flow`` gives seconds since 1970 (real time, a simulation's time, or a constant); ``shift_s`` moves it."""

    def __init__(self, flow: Callable[[], float], *, shift_s: float = 0.0) -> None:
        self._flow = flow
        self.shift_s = shift_s

    def seconds(self) -> float:
        """Seconds since 1970 as the services see them."""
        return self._flow() + self.shift_s

    def now(self) -> datetime:
        """The services' wall clock, aware, in UTC."""
        return EPOCH + timedelta(seconds=self.seconds())

    def advance(self, seconds: float) -> None:
        """Jump ahead (or back, where negative)."""
        self.shift_s += seconds


def stamp(instant: datetime) -> str:
    """An instant the way both services write it: ISO 8601, whole seconds, ``Z``."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
