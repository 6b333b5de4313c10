"""The health check: which matched videos died, told with their price before, and what could take their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.documents import instant_in
from core.errors import Busy, QuotaExhausted
from core.health import SEEN_FOR
from core.quota import PAGE, Method, cost, pages
from core.session.owner import owner_of
from core.states import RunKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.health import Death
    from core.model import VideoId
    from core.session.errand import Errand
    from core.session.machinery import Machinery
    from core.session.runs import Runs
    from core.watch import Sight

_SINCE = "health.since"
"""The setting that remembers when the check in hand began; forgotten when it has seen every video."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is left of a check: so many videos, for so many units. ``is_going_on``: another day began it."""

    videos: int
    units: int
    is_going_on: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check did: videos looked at, and left for another day since today's units are used; units it took.

    ``unsure`` are those of which nothing is known, since YouTube did not name them: they are to be looked at again.
    """

    videos: int
    left: int
    units: int
    unsure: int = 0


class Health:
    """Looks at matched videos, those first that were longest not looked at. Only :meth:`check` calls a service."""

    def __init__(self, machinery: Machinery, runs: Runs, errand: Errand) -> None:
        self._m = machinery
        self._runs = runs
        self._errand = errand

    async def outlook(self) -> Outlook:
        """What a check would look at now, and its price.

        Raises LoginExpired without a sign-in, StoreError where the database is another channel's.
        """
        await owner_of(self._m, RunKind.MATCH)
        begun = await self._begun_at()
        videos = len(await self._m.store.health.oldest(begun or self._m.clock.now()))
        return Outlook(videos, _price(videos), begun is not None)

    async def check(self, *, tell: Callable[[int, int], None] = lambda _done, _of: None) -> Checked:
        """Look at every matched video, as far as today's units go; the next check goes on where this one ended.

        ``tell`` gets how many were looked at, of how many, after each call. The reserve stays untouched. Matches of
        dead videos go back to review; a video that a person chose is only told of. Raises Busy while a run works, and
        the dispositions of :mod:`core.errors`; what was seen before is kept.
        """
        if self._m.holder is not None or self._runs.is_active:
            raise Busy("A run is in progress; the health check can be made when it rests.")
        with self._errand.at("matched videos are being looked at"):
            return await self._check(tell)

    async def _check(self, tell: Callable[[int, int], None]) -> Checked:
        await owner_of(self._m, RunKind.MATCH)
        meter, watch = self._m.meter(), self._m.watch()
        since = await self._begin()
        left = await self._m.store.health.oldest(since)
        of, units, unsure = len(left), 0, 0
        await watch.give_back()
        while left and await meter.room(Method.VIDEOS_LIST, batch=1):
            units += cost(Method.VIDEOS_LIST)
            try:
                sight = await watch.look(left[:PAGE])
            except QuotaExhausted as empty:
                await meter.close_bucket(empty.bucket.value)
                break
            units += cost(Method.VIDEOS_LIST) if sight.is_again else 0
            unsure += len(sight.doubted) + len(await self._absent(sight))
            await watch.give_back()
            left = left[PAGE:]
            tell(of - len(left), of)
        if not left:
            await self._m.store.set_setting(_SINCE, None)
        return Checked(of - len(left), len(left), units, unsure)

    async def _absent(self, sight: Sight) -> frozenset[VideoId]:
        """Those that were not named, and are not known to be gone."""
        return await self._m.store.health.absent() & {look.video_id for look in sight.absent}

    async def died(self) -> int:
        """How many deaths nothing made good yet, as far as they were seen."""
        return len(await self._m.store.health.deaths())

    async def deaths(self) -> tuple[Death, ...]:
        """Every death that nothing made good, newest look first, each with what the matcher would take instead."""
        return await self._m.watch().deaths()

    async def _begun_at(self) -> datetime | None:
        """When the check in hand began; None where none is, or it is so old that another has to begin."""
        stored = await self._m.store.setting(_SINCE)
        begun = instant_in(stored)
        return begun if begun is not None and self._m.clock.now() - begun < SEEN_FOR else None

    async def _begin(self) -> datetime:
        begun = await self._begun_at()
        if begun is None:
            begun = self._m.clock.now()
            await self._m.store.set_setting(_SINCE, begun.isoformat())
        return begun


def _price(videos: int) -> int:
    return pages(videos) * cost(Method.VIDEOS_LIST) if videos else 0
