"""The unofficial search: asked before a search is spent where a person allows it, and stopping nobody when it fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import Rejected, ServiceError, Throttled, Transient
from core.model import Candidate, VideoId
from core.states import RunKind
from tests.engine.journey import WANTED, Crash, Crasher, completed, lonely_world, quick_settings

if TYPE_CHECKING:
    from core.config import Settings
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

DAY_S = 86_400.0


class Catalogue:
    """Implements :class:`core.music.MusicSearch` over the videos of a journey: each by the words of its title."""

    def __init__(self, journey: Journey, *, knows: int = 5) -> None:
        self._videos = journey.services.world.videos[:knows]
        self.asked: list[str] = []
        self.failure: ServiceError | None = None

    async def songs(self, query: str) -> tuple[Candidate, ...]:
        self.asked.append(query)
        if self.failure is not None:
            raise self.failure
        return tuple(
            Candidate(VideoId(one.id), one.title, one.channel_title, seconds=float(one.seconds))
            for one in self._videos
            if one.title.casefold() in query.casefold()
        )


def allowed(**quota: int) -> Settings:
    settings = quick_settings(**quota)
    return replace(settings, match=replace(settings.match, ytmusic=True))


async def imported(journey: Journey, session: Session, **known: int) -> Catalogue:
    """A library that was read, and a catalogue that can be asked."""
    journey.music = Catalogue(journey, **known)
    await journey.run(session, RunKind.IMPORT)
    return journey.music


async def test_who_is_found_there_takes_no_search(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=lonely_world(), settings=allowed())
    async with journey.session() as session:
        music = await imported(journey, session)
        assert completed(await journey.run(session, RunKind.MATCH))
        assert (len(music.asked), journey.services.log.searches) == (5, 0)
        await session.plans.refresh()
        plan = await session.plans.preview()
        assert plan.is_exact
        before = journey.services.log.units
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.services.log.units - before == plan.total_units, "the one look at all five is part of it"
    held = journey.playlists()
    assert {title: held[title] for title in WANTED} == WANTED


async def test_who_is_not_found_there_is_searched_for_and_not_asked_for_again_this_month(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=lonely_world(), settings=allowed(searches_per_day=1))
    async with journey.session() as session:
        music = await imported(journey, session, knows=2)
        await journey.run(session, RunKind.MATCH)
        assert (len(music.asked), journey.services.log.searches) == (5, 1)
    await journey.clock.sleep(DAY_S)
    async with journey.session() as session:
        await journey.run(session, RunKind.MATCH)
        assert (len(music.asked), journey.services.log.searches) == (5, 2)
    await journey.clock.sleep(31 * DAY_S)
    async with journey.session() as session:
        await journey.run(session, RunKind.MATCH)
    assert len(music.asked) > 5


async def test_switched_off_it_is_never_asked(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=lonely_world())
    async with journey.session() as session:
        music = await imported(journey, session)
        assert completed(await journey.run(session, RunKind.MATCH))
    assert (music.asked, journey.services.log.searches) == ([], 5)


@pytest.mark.parametrize(
    ("failure", "times"),
    [
        (Throttled("It asks for fewer searches.", wait_s=3_600.0), 1),
        (Transient("It cannot be reached.", is_network=True), 4),
        (Rejected("It is not what it used to be.", reason="ytmusic_changed"), 3),
    ],
)
async def test_a_failure_is_told_once_and_searching_goes_on(
    journey_of: MakeJourney, failure: ServiceError, times: int
) -> None:
    journey = await journey_of(world=lonely_world(), settings=allowed())
    async with journey.session() as session:
        music = await imported(journey, session)
        music.failure = failure
        began = journey.clock.monotonic()
        run = await journey.run(session, RunKind.MATCH)
        assert completed(run)
        assert run is not None
        assert journey.clock.monotonic() - began < 60, "nothing waits for it"
        told = await session.history.problems(run.id)
    assert (len(music.asked), journey.services.log.searches) == (times, 5)
    assert [problem.message for problem in told] == [
        f"{failure} It is left alone for now; searching goes on without it."
    ]


async def test_a_crash_anywhere_asks_once_more_at_most(journey_of: MakeJourney) -> None:
    at = 1
    while True:
        journey = await journey_of(world=lonely_world(), settings=allowed())
        async with journey.session() as session:
            music = await imported(journey, session)
        crasher = Crasher(at)
        broken = journey.session(crasher)
        try:
            await broken.__aenter__()
            await journey.run(broken, RunKind.MATCH)
        except Crash:
            pass
        if not crasher.where:
            break
        async with journey.session() as session:
            assert completed(await journey.run(session, RunKind.MATCH)), crasher.where
        assert journey.services.log.searches == 0, crasher.where
        assert len(music.asked) <= 6, crasher.where
        at += 1
    assert at > 10
