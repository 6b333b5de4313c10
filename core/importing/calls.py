"""Makes Spotify calls: each is logged with its time, so that a day's budget can be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from core.model import T
    from core.work.desk import Desk


class Calls:
    """The counted way to Spotify. ``made`` counts this process's calls of the run."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.made = 0

    async def make(self, endpoint: str, call: Callable[[], Awaitable[T]]) -> T:
        """Log a call and make it."""
        self.made += 1
        await self._desk.store.library.book_call(self._desk.clock.now(), endpoint)
        return await call()
