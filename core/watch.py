"""Looks whether the videos that stand for recordings still play, and gives back the matches of those that died.

One look costs 1 unit for 50 videos. A match whose video died goes back to review, with what the matcher would take
of the candidates that are left; a video that a person chose stays theirs. No search is ever made here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.health import WHY, looks
from core.matching.decide import decide
from core.quota import PAGE, Method
from core.states import MatchOrigin, MatchStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.config import Settings
    from core.health import Death
    from core.meter import Meter
    from core.model import Decision, Recording, RunId, VideoId
    from core.ports import Accounts, Clock
    from core.store import Store


async def region_of(store: Store, settings: Settings) -> str | None:
    """The person's country: the setting, else their channel's; None where neither is known."""
    if settings.youtube.region is not None:
        return settings.youtube.region.upper()
    identity = await store.channel.identity()
    return identity.country if identity else None


class Watch:
    """Looks at videos and gives back the matches of those that died. Each step is whole in itself."""

    def __init__(self, store: Store, accounts: Accounts, meter: Meter, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._accounts = accounts
        self._meter = meter
        self._clock = clock
        self._settings = settings

    async def look(
        self, video_ids: Sequence[VideoId], *, run_id: RunId | None = None, is_surplus: bool = False
    ) -> None:
        """Look at 50 videos at most, for 1 unit, and keep the answer. Raises the dispositions of core.errors."""
        asked = video_ids[:PAGE]
        await self._meter.book(Method.VIDEOS_LIST, run_id=run_id, is_surplus=is_surplus)
        details = await self._accounts.youtube().details(asked)
        region = await region_of(self._store, self._settings)
        await self._store.health.save(looks(asked, details, region=region), at=self._clock.now())

    async def give_back(self) -> int:
        """Send the matches of dead videos to review; returns how many. Nothing happens to those given back before."""
        lost = await self._store.health.lost()
        for each in lost:
            found = await self.next_best(each.recording, without=each.video_id)
            decision = replace(found, status=MatchStatus.REVIEW, video_id=None, reason=WHY[each.state])
            await self._store.matches.decide(
                each.recording.id, decision, origin=MatchOrigin.MATCHER, at=self._clock.now(), search_again_at=None
            )
        return len(lost)

    async def next_best(self, recording: Recording, *, without: VideoId) -> Decision:
        """What the matcher says of the stored candidates but one; dead ones are none any more."""
        left = [one for one in await self._store.matches.candidates(recording.id) if one.video_id != without]
        setting = self._settings.match
        return decide(recording, left, accept=setting.accept, gap=setting.gap)

    async def deaths(self) -> tuple[Death, ...]:
        """Every death that nothing made good, with what the matcher would take instead."""
        found: list[Death] = []
        for death in await self._store.health.deaths():
            decision = await self.next_best(death.recording, without=death.video_id)
            is_found = decision.status is MatchStatus.ACCEPTED and decision.ranked
            found.append(replace(death, replacement=decision.ranked[0] if is_found else None))
        return tuple(found)
