"""A clock whose sleeps return at once and move its time; nobody waits for real."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from core.adapters.login.consent import WAIT_S
from tests.engine.clock import VirtualClock

if TYPE_CHECKING:
    from datetime import datetime


class QuickClock(VirtualClock):
    """Implements :class:`core.ports.Clock`. ``passed_s`` is its time so far; a copy goes on from there.

    The five minutes that a person has to sign in never pass: the browser of these tests always answers.
    """

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__() if start is None else super().__init__(start)

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        if seconds == WAIT_S:
            await asyncio.Event().wait()
        await super().sleep(seconds)
