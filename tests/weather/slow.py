"""A call that is slower than a person can bear, in no time: the watchdog that ends it is told that its time is over.

What it then does to the connection is its own doing; that its own timer goes off is shown, in real time, where the
watchdog is tested.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from core.adapters import session
from core.adapters.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.weather.clock import QuickClock


class Slowness:
    """Knows the calls in hand, and lets the time of all of them run out."""

    def __init__(self) -> None:
        self._in_hand: dict[TurnedWatchdog, float] = {}

    def __call__(self, clock: QuickClock) -> None:
        """So much time passes that no call in hand is borne any longer."""
        for watchdog, limit_s in list(self._in_hand.items()):
            clock.pass_by(limit_s)
            watchdog.shut()

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Have the program's watchdogs go by this time in place of their own."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(session, "Watchdog", lambda: TurnedWatchdog(self._in_hand))
            yield


class TurnedWatchdog(Watchdog):
    """A watchdog without a timer."""

    def __init__(self, in_hand: dict[TurnedWatchdog, float]) -> None:
        super().__init__()
        self._in_hand = in_hand

    @contextmanager
    def over(self, limit_s: float) -> Iterator[None]:
        """Be in hand while the block lasts."""
        self._in_hand[self] = limit_s
        try:
            yield
        finally:
            del self._in_hand[self]

    def shut(self) -> None:
        """Do what a watchdog does when the time is over."""
        self._shut()

    def close(self) -> None:
        """There is no thread to end."""
