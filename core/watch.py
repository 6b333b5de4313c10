"""Looks whether the videos that stand for recordings still play, and gives back the matches of those that died.

One look costs 1 unit for 50 videos. An answer that names few of them is doubted and held against videos that surely
play, for one unit more. A match whose video died goes back to review, with what the matcher would take of the
candidates that are left; a video that a person chose stays theirs. No search is ever made here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.health import WHY, is_doubtful, looks
from core.matching.decide import decide
from core.quota import PAGE, Method
from core.states import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.config import Settings
    from core.health import Death, Look
    from core.meter import Meter
    from core.model import Decision, Recording, RunId, VideoDetails, VideoId
    from core.ports import Accounts, Clock
    from core.store import Store


CONTROLS = 5
"""Videos known to play that a doubted answer is held against: where none of them is named, it says nothing."""

RELOOK_S = 2.0
"""Seconds before a doubted look is taken again."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of videos: ``looks`` that can be believed; of ``doubted`` ones nothing is known.

    ``is_again``: the first answer was doubted, and a second call made.
    """

    looks: tuple[Look, ...]
    doubted: frozenset[VideoId]
    is_again: bool = False

    @property
    def absent(self) -> tuple[Look, ...]:
        """The looks at videos that were not named."""
        return tuple(look for look in self.looks if look.state is None)


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
    ) -> Sight:
        """Look at 50 videos at most, and keep what can be believed. Raises the dispositions of core.errors."""
        sight = await self.sight(video_ids, run_id=run_id, is_surplus=is_surplus)
        await self._store.health.save(sight.looks, at=self._clock.now())
        return sight

    async def sight(
        self, video_ids: Sequence[VideoId], *, run_id: RunId | None = None, is_surplus: bool = False
    ) -> Sight:
        """Look at 50 videos at most, for 1 unit, and for one more where the answer is doubted; nothing is kept."""
        asked = tuple(dict.fromkeys(video_ids))[:PAGE]
        found = await self._named(asked, run_id=run_id, is_surplus=is_surplus)
        doubted: frozenset[VideoId] = frozenset()
        if is_again := is_doubtful(asked=len(asked), named=len(found)):
            await self._clock.sleep(RELOOK_S)
            known = await self._store.health.playing(without=asked, limit=CONTROLS)
            again = [one for one in asked if one not in found][: PAGE - len(known)]
            second = await self._named((*again, *known), run_id=run_id, is_surplus=True)
            found |= {one: details for one, details in second.items() if one in asked}
            is_proven = any(one in second for one in known) or not known
            doubted = frozenset(asked) - found.keys() - (frozenset(again) if is_proven else frozenset())
        region = await region_of(self._store, self._settings)
        sure = [one for one in asked if one not in doubted]
        return Sight(looks(sure, tuple(found.values()), region=region), doubted, is_again)

    async def _named(
        self, asked: Sequence[VideoId], *, run_id: RunId | None, is_surplus: bool
    ) -> dict[VideoId, VideoDetails]:
        await self._meter.book(Method.VIDEOS_LIST, run_id=run_id, is_surplus=is_surplus)
        return {one.video_id: one for one in await self._accounts.youtube().details(asked)}

    async def give_back(self) -> int:
        """Send the matches of dead videos to review; returns how many. Nothing happens to those given back before."""
        lost = await self._store.health.lost()
        for each in lost:
            found = await self.next_best(each.recording, without=each.video_id)
            decision = replace(found, status=MatchStatus.REVIEW, video_id=None, reason=WHY[each.state])
            await self._store.health.give_back(each.recording.id, decision, at=self._clock.now())
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
