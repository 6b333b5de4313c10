"""How a run is asked to stop: a token that is looked at between operations."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from datetime import datetime

    from core.ports import Clock


class Stop(StrEnum):
    """What the person wants of the run."""

    PAUSE = "pause"
    CANCEL = "cancel"


class StopToken:
    """Asked for once, seen at the next look; a wait in progress ends at once."""

    def __init__(self) -> None:
        self._asked: Stop | None = None
        self._event = asyncio.Event()

    @property
    def asked(self) -> Stop | None:
        """What was asked for; None while nothing was."""
        return self._asked

    def ask(self, stop: Stop) -> None:
        """Ask for it. A cancellation is not taken back by a pause."""
        if self._asked is not Stop.CANCEL:
            self._asked = stop
        self._event.set()

    async def sleep(self, clock: Clock, seconds: float) -> None:
        """Wait, but no longer than until a stop is asked for."""
        await self._first(clock.sleep(seconds))

    async def sleep_until(self, clock: Clock, instant: datetime) -> None:
        """Wait for an instant of the wall clock, but no longer than until a stop is asked for."""
        await self._first(clock.sleep_until(instant))

    async def _first(self, wait: Awaitable[None]) -> None:
        tasks = [asyncio.ensure_future(wait), asyncio.ensure_future(self.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def wait(self) -> None:
        """Wait until a stop is asked for."""
        await self._event.wait()
