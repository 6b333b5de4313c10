"""The preview: reads what YouTube holds, and makes the plan that a person approves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.rejudge import rejudge
from core.listing import is_to_read
from core.planning.make import make_plan
from core.planning.trial import tried
from core.situation import situation
from core.states import RunKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from core.model import Spent, Window
    from core.planning.plan import CategoryPlan, Plan, Situation
    from core.planning.trial import Trial
    from core.quota import Allowance
    from core.session.machinery import Machinery


@dataclass(frozen=True, slots=True)
class Buckets:
    """Both daily allowances as the ledger knows them; ``spent`` is that of ``window``."""

    allowance: Allowance
    spent: Spent
    window: Window


class Plans:
    """Makes previews. Only :meth:`refresh` calls a service."""

    def __init__(self, machinery: Machinery) -> None:
        self._m = machinery

    async def refresh(self) -> None:
        """Read what YouTube holds: every playlist's head, and items where they may have changed or are needed.

        What an older version of the scoring decided is judged again first, without any call.

        Costs 1 unit a page, booked to today. Raises the dispositions of :mod:`core.errors`; what was read before
        stays in force.
        """
        if await self._m.store.runs.unfinished(RunKind.SYNC) is None:
            await rejudge(self._m.store, self._m.clock, self._m.settings)
        listing = self._m.listing()
        await listing.check_channel()
        await listing.heads()
        needed = {
            known.playlist_id
            for part in await self.categories()
            for known in part.parts
            if known.is_changed or part.waiting or part.removals_held
        }
        now = self._m.clock.now()
        due = [
            held.head.id
            for held in await self._m.store.channel.playlists()
            if held.head.id in needed or held.is_replaced or is_to_read(held, now=now)
        ]
        with self._m.notices.reading():
            for number, playlist_id in enumerate(due, 1):
                if len(due) > 1:
                    self._m.notices.progress(f"Reading your playlists: {number:,} of {len(due):,}")
                await listing.items(playlist_id)

    async def preview(self, *, allow_delete: bool = True, trial: Trial | None = None) -> Plan:
        """The plan from what is stored. ``trial`` tries other choices; ``allow_delete`` as the person would say.

        While a sync is unfinished, it prices what is left of that. Made in a thread, as all plans here: a large one
        takes a second, and whoever waits for it stays awake.
        """
        found = await self._situation(allow_delete=allow_delete)
        wanted = tried(found, trial) if trial else found
        return await asyncio.to_thread(make_plan, wanted, self._m.calendar, self._m.memory)

    async def categories(self) -> tuple[CategoryPlan, ...]:
        """The categories of the preview alone, without what they cost: quick for a library of any size."""
        return await asyncio.to_thread(self._m.memory.plans, await self._situation(allow_delete=True))

    async def compare(self, trials: Sequence[Trial]) -> AsyncIterator[Plan]:
        """A plan for each of some trials, from one reading of the store, each as soon as it is made."""
        found, memory = await self._situation(allow_delete=True), self._m.memory.copy()
        for trial in trials:
            yield await asyncio.to_thread(make_plan, tried(found, trial), self._m.calendar, memory)

    async def _situation(self, *, allow_delete: bool) -> Situation:
        unfinished = await self._m.store.runs.unfinished(RunKind.SYNC)
        return await situation(
            self._m.store, self._m.clock.now(), self._m.calendar, self._m.settings,
            allow_delete=unfinished.allow_delete if unfinished else allow_delete, unfinished=unfinished,
        )  # fmt: skip

    async def buckets(self) -> Buckets:
        """What today grants and what of it is spent."""
        meter = self._m.meter()
        day = await meter.day()
        return Buckets(meter.allowance, day.spent, day.window)
