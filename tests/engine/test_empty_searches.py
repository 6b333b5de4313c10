"""Searches that show nothing: when that is believed, what waits, and what it costs to find out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from core.demo.faults import Rule
from core.states import MatchStatus, RunKind, RunStatus
from tests.engine.artists import world_of
from tests.engine.journey import Crash, Crasher, lonely_world

if TYPE_CHECKING:
    from core.demo.world import World
    from core.model import Run
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

DAY_S = 86_400.0
SEARCH = "youtube.search.list"
EMPTY = b'{"kind":"youtube#searchListResponse","items":[],"pageInfo":{"totalResults":0,"resultsPerPage":50}}'


def hollow(nth: int | None = None) -> Rule:
    """The so-manieth search, or each, counts what it does not show."""
    return Rule(SEARCH, "garbage", form="hollow", nth=nth)


def nothing(*nth: int) -> Rule:
    """These searches show nothing and count nothing."""
    return Rule(SEARCH, "refuse", status=200, body=msgspec.Raw(EMPTY), nth=nth)


def without(*songs: int) -> World:
    """Five songs of five artists, some of which nobody ever uploaded."""
    world = lonely_world()
    gone = {f"vid-song-{number:02d}" for number in songs}
    youtube = replace(world.youtube, playlists=())
    return replace(world, youtube=youtube, videos=tuple(one for one in world.videos if one.id not in gone))


async def matched(journey: Journey, session: Session) -> Run | None:
    """Import what is there and match it once."""
    await journey.run(session, RunKind.IMPORT)
    return await journey.run(session, RunKind.MATCH)


async def decided(journey: Journey) -> dict[str, MatchStatus | None]:
    """What is decided about each song, None while it waits."""
    return {
        row.label: row.status
        for category in await journey.store.categories.all()
        for row in await journey.store.categories.wanted(category.id)
    }


async def counted(journey: Journey, status: MatchStatus | None) -> int:
    """How many songs have that status."""
    return list((await decided(journey)).values()).count(status)


async def told(session: Session) -> list[str]:
    """What was told of doubted answers."""
    return [one.message for one in await session.history.problems() if one.reason == "answers_doubted"]


@pytest.mark.parametrize("songs", [(1,), (1, 2)])
async def test_one_or_two_songs_that_nobody_uploaded_are_missing_at_once(
    journey_of: MakeJourney, songs: tuple[int, ...]
) -> None:
    journey = await journey_of(world=without(*songs))
    async with journey.session() as session:
        await matched(journey, session)
        assert await counted(journey, MatchStatus.MISSING) == len(songs)
        assert journey.calls("search.list") == 5, "no search is made beyond the plan"
        assert await told(session) == []


async def test_an_answer_that_counts_what_it_does_not_show_is_never_believed(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=without())
    async with journey.session() as session:
        journey.trouble(hollow(2))
        await matched(journey, session)
        assert (await counted(journey, None), await counted(journey, MatchStatus.ACCEPTED)) == (1, 4)
        assert len(await told(session)) == 1
        assert (await session.plans.preview()).total_searches == 1
        for _ in range(3):
            journey.trouble(hollow())
            await journey.clock.sleep(2 * DAY_S)
            await journey.run(session, RunKind.MATCH)
            assert await counted(journey, None) == 1
        journey.trouble()
        await journey.run(session, RunKind.MATCH)
        assert await counted(journey, MatchStatus.ACCEPTED) == 5


async def test_a_row_of_empty_answers_is_held_against_a_search_that_found_something(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=without(1, 2, 3, 4))
    async with journey.session() as session:
        await matched(journey, session)
        assert await counted(journey, MatchStatus.ACCEPTED) == 1, "it was searched for first"
        assert await counted(journey, MatchStatus.MISSING) == 4
        assert journey.calls("search.list") == 5 + 1


async def test_a_row_that_the_control_joins_is_not_believed_and_the_searches_are_spared(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=world_of(12, 1, lists=1))
    async with journey.session() as session:
        journey.trouble(nothing(*range(3, 100)))
        await matched(journey, session)
        assert journey.calls("search.list") == 2 + 3 + 1
        assert await counted(journey, MatchStatus.MISSING) == await counted(journey, MatchStatus.REVIEW) == 0
        waiting = await counted(journey, None)
        assert waiting >= 9
        (sentence,) = await told(session)
        assert sentence == (
            "YouTube's answers to some searches cannot be believed: 3 songs wait, and the next match asks again."
        )
        journey.trouble()
        await journey.run(session, RunKind.MATCH)
        assert await counted(journey, MatchStatus.ACCEPTED) == 12
        assert journey.calls("search.list") <= 6 + waiting, "each that was doubted is searched for once more"


async def test_a_sound_answer_later_settles_what_was_empty_before(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=world_of(12, 1, lists=1))
    async with journey.session() as session:
        journey.trouble(nothing(1, 2))
        await matched(journey, session)
        assert await counted(journey, MatchStatus.MISSING) == 2
        assert journey.calls("search.list") == 12


async def test_a_library_that_youtube_does_not_have_ends_as_missing_for_one_search_more_each(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=without(1, 2, 3, 4, 5))
    async with journey.session() as session:
        await matched(journey, session)
        assert set((await decided(journey)).values()) == {None}
        assert journey.calls("search.list") == 5
        for _ in range(3):
            await journey.clock.sleep(1.5 * DAY_S)
            await journey.run(session, RunKind.MATCH)
        assert set((await decided(journey)).values()) == {MatchStatus.MISSING}
        assert journey.calls("search.list") == 10


async def test_within_a_day_a_doubted_song_is_searched_for_once_more_and_then_left_in_peace(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=without(1, 2, 3, 4, 5))
    async with journey.session() as session:
        for _ in range(4):
            await matched(journey, session)
            await journey.clock.sleep(600)
        assert journey.calls("search.list") == 10
        assert (await session.plans.preview()).total_searches == 0


async def test_a_kill_between_two_empty_answers_costs_one_search_a_song_at_most(journey_of: MakeJourney) -> None:
    at = 1
    while True:
        journey = await journey_of(world=without(1, 2))
        async with journey.session() as session:
            await journey.run(session, RunKind.IMPORT)
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
            run = await journey.run(session, RunKind.MATCH)
            assert run is None or run.status is RunStatus.COMPLETED, crasher.where
        assert await counted(journey, None) == 0, crasher.where
        assert journey.calls("search.list") <= 5 + 2, crasher.where
        at += 1
    assert at > 30
