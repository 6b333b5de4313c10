"""Asks the ledger before, and books, every call to YouTube."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import QuotaExhausted
from core.model import Charge
from core.quota import COSTS, Allowance, Method, affordable
from core.states import Bucket

if TYPE_CHECKING:
    from core.config import Settings
    from core.model import OperationId, RunId, Spent, Window
    from core.ports import Clock, QuotaCalendar
    from core.store import LedgerStore

PLAYLISTS = "playlists"
"""The third, unwritten limit: how many playlists an account may create in a day."""


@dataclass(frozen=True, slots=True)
class Day:
    """The present quota day: its ends, what is spent of it, and which buckets the service itself closed."""

    window: Window
    spent: Spent
    exhausted: frozenset[str]


class Meter:
    """The ledger's door for everything that calls YouTube. A charge is booked before the call, and never back."""

    def __init__(self, ledger: LedgerStore, clock: Clock, calendar: QuotaCalendar, settings: Settings) -> None:
        self._ledger = ledger
        self._clock = clock
        self._calendar = calendar
        quota = settings.quota
        self.allowance = Allowance(
            units=quota.units_per_day,
            searches=quota.searches_per_day,
            playlists=quota.playlists_per_day,
            reserve=quota.reserve,
        )

    async def day(self) -> Day:
        """Today's books."""
        window = self._calendar.window(self._clock.now())
        return Day(window, await self._ledger.spent(window), await self._ledger.exhausted(window))

    async def room(self, method: Method, *, batch: int) -> int:
        """How many calls of ``method`` the next batch may make; 0 when its bucket is closed for today."""
        day = await self.day()
        bucket, unit_cost = COSTS[method]
        if bucket in day.exhausted:
            return 0
        if bucket is Bucket.SEARCHES:
            return max(0, min(batch, self.allowance.searches - day.spent.searches))
        room = affordable(self.allowance, day.spent, unit_cost=unit_cost, batch=batch)
        if method is Method.PLAYLISTS_INSERT:
            if PLAYLISTS in day.exhausted:
                return 0
            room = min(room, max(0, self.allowance.playlists - day.spent.playlists))
        return room

    def charge(
        self,
        method: Method,
        *,
        run_id: RunId | None = None,
        operation_id: OperationId | None = None,
        is_surplus: bool = False,
    ) -> Charge:
        """What one call will be booked as, now."""
        now = self._clock.now()
        bucket, amount = COSTS[method]
        return Charge(
            at=now,
            window_start=self._calendar.window(now).start,
            bucket=bucket,
            amount=amount,
            method=method.value,
            run_id=run_id,
            operation_id=operation_id,
            is_surplus=is_surplus,
        )

    async def book(self, method: Method, *, run_id: RunId | None = None, is_surplus: bool = False) -> None:
        """Book one read. It may use the reserve, but the day never goes below zero.

        Raises QuotaExhausted where the bucket has not enough left, or was closed by the service.
        """
        await self.check(method)
        await self._ledger.charge(self.charge(method, run_id=run_id, is_surplus=is_surplus))

    async def check(self, method: Method) -> None:
        """Raise QuotaExhausted where one call's bucket has not enough left, or was closed by the service."""
        day = await self.day()
        bucket, amount = COSTS[method]
        limit, spent = (
            (self.allowance.searches, day.spent.searches)
            if bucket is Bucket.SEARCHES
            else (self.allowance.units, day.spent.units)
        )
        if bucket in day.exhausted or spent + amount > limit:
            message = f"Today's {bucket.value} are used up."
            raise QuotaExhausted(message, bucket=bucket, until=day.window.end)

    async def close_bucket(self, bucket: str) -> None:
        """Believe the service: nothing more from this bucket today."""
        await self._ledger.mark_exhausted(self._calendar.window(self._clock.now()), bucket)
