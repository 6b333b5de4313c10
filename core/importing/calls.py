"""Makes Spotify calls, patiently: each is logged with its time; none is made that the day's budget or Spotify forbids.

Spotify counts calls over about 24 rolling hours and locks an app out for hours beyond an unpublished number
(https://developer.spotify.com/blog/2026-07-23-web-api-quota-updates); asking on makes it longer. So Crossfade stops
itself before, at ``[spotify] daily_calls``, and remembers over restarts until when Spotify asked to wait.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.errors import OddRows, Throttled, Transient
from core.importing.batch import UNNAMED_QUOTA_S

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from core.importing.paging import PageSize
    from core.model import T
    from core.work.desk import Desk

WINDOW = timedelta(hours=24)
"""Over what time calls are counted."""

BLOCKED_UNTIL = "spotify.blocked_until"
"""The setting that holds until when Spotify asked not to be called."""

KEPT_BACK = 0.1
"""The share of a day's calls that optional reads leave for the next import, which costs a few."""


class Calls:
    """The counted way to Spotify. ``made`` counts this process's calls of the run."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._limit = desk.settings.spotify.daily_calls
        self._times: deque[datetime] | None = None
        self._blocked_until: datetime | None = None
        self.made = 0

    def keep_back(self) -> None:
        """Leave some of the day's calls from now on: what is read next can wait."""
        limit = self._desk.settings.spotify.daily_calls
        self._limit = limit - int(limit * KEPT_BACK)

    async def make(self, endpoint: str, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call, again where it fails; each try is logged.

        Raises Throttled, without a call, while none may be made, and what :meth:`Patience.read` raises."""
        return await self._desk.patience.read(lambda: self._once(endpoint, call))

    async def page(
        self,
        endpoint: str,
        read: Callable[[int], Awaitable[T]],
        size: PageSize,
        *,
        failed: Callable[[Transient | Throttled], None] = lambda _: None,
    ) -> T:
        """Read ``size`` rows. Pages that are too hard to give are asked for in smaller pieces, from then on.

        ``failed`` hears of each refusal; what it raises ends the read."""

        def hear(refusal: Transient | Throttled) -> None:
            failed(refusal)
            if isinstance(refusal, Transient) and not (refusal.is_network or isinstance(refusal, OddRows)):
                size.shrink()

        return await self._desk.patience.read(lambda: self._once(endpoint, lambda: read(size.rows)), failed=hear)

    async def _once(self, endpoint: str, call: Callable[[], Awaitable[T]]) -> T:
        now = self._desk.clock.now()
        times = await self._admitted(now)
        await self._desk.store.library.book_call(now, endpoint)
        times.append(now)
        self.made += 1
        try:
            return await call()
        except Throttled as refusal:
            await self._remember(refusal)
            raise

    async def _admitted(self, now: datetime) -> deque[datetime]:
        """The calls of the last 24 hours, if one more is allowed."""
        if self._times is None:
            self._times = deque(await self._desk.store.library.call_times(now - WINDOW))
            until = await self._desk.store.setting(BLOCKED_UNTIL)
            self._blocked_until = datetime.fromisoformat(until) if until else None
        if self._blocked_until is not None and now < self._blocked_until:
            message = "Spotify asked not to be called for a while."
            raise Throttled(message, wait_s=(self._blocked_until - now).total_seconds(), is_daily=True)
        times = self._times
        while times and times[0] <= now - WINDOW:
            times.popleft()
        if len(times) < self._limit:
            return times
        free_at = times[len(times) - self._limit] + WINDOW
        message = f"The {self._limit:,} calls to Spotify of the last 24 hours are made ([spotify] daily_calls)."
        raise Throttled(message, wait_s=(free_at - now).total_seconds(), is_daily=True)

    async def _remember(self, refusal: Throttled) -> None:
        """Keep a wait of hours, so that a new process does not knock meanwhile."""
        wait_s = UNNAMED_QUOTA_S if refusal.wait_s is None and refusal.is_daily else refusal.wait_s or 0.0
        if wait_s > self._desk.settings.import_.wait_s:
            self._blocked_until = self._desk.clock.now() + timedelta(seconds=wait_s)
            await self._desk.store.set_setting(BLOCKED_UNTIL, self._blocked_until.isoformat())
