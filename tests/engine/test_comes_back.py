"""Looks that name nothing, and what comes back: no match dies of one answer, and none stays dead whose video shows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from core.demo.channel_port import LocalYouTube
from core.demo.control import Control, Stage
from core.demo.door import Door
from core.demo.faults import Rule
from core.demo.hand import Edit, Hand
from core.model import Decision, PlaylistId, VideoId
from core.states import MatchOrigin, MatchStatus, RunKind
from tests.engine.journey import MORNING, OLD, WANTED, completed, small_world

if TYPE_CHECKING:
    from core.demo.world import World
    from core.model import Match
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

HOUR_S = 3_600.0
LOOK = "youtube.videos.list"
HOLLOW = Rule(LOOK, "garbage", form="hollow")
VIDEO, SPARE = "vid-song-03", "vid-spare-3"


def edit(journey: Journey, video: str, **what: object) -> None:
    """Do to a video what its owner, or YouTube, may do."""
    Control(Stage(journey.services)).edit(json.dumps({"do": "video", "video": video, **what}).encode())


async def matches(journey: Journey) -> dict[str, Match]:
    """What is decided about each song."""
    found = {}
    for category in await journey.store.categories.all():
        for row in await journey.store.categories.wanted(category.id):
            assert row.recording_id is not None
            match = await journey.store.matches.match(row.recording_id)
            assert match is not None
            found[row.label] = match
    return found


async def check(journey: Journey, session: Session, *, after_s: float = 0.0) -> int:
    """Look at every matched video, some time later; how many are known to be dead then."""
    await journey.clock.sleep(after_s)
    await session.health.check()
    return await session.health.died()


async def test_no_number_of_hollow_looks_within_an_hour_changes_a_match(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        before = await matches(journey)
        journey.trouble(HOLLOW)
        for _ in range(5):
            assert await check(journey, session, after_s=600) == 0
        assert await matches(journey) == before
        journey.trouble()
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.playlists() == WANTED


async def test_a_look_that_names_few_is_held_against_videos_that_play(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        journey.services.log.entries.clear()
        for video in ("vid-song-01", "vid-song-02", "vid-song-03", "vid-song-04"):
            edit(journey, video, state="private")
        checked = await session.health.check()
        looks = [entry.summary for entry in journey.services.log.entries if entry.method == LOOK]
        assert (checked.videos, checked.units, checked.unsure) == (5, 2, 4)
        assert len(looks) == 2
        assert "vid-song-05" in looks[0]
        assert "vid-song-05" not in looks[1], "one that was named need not be asked for again"


async def test_what_two_looks_an_hour_apart_do_not_name_is_gone_and_comes_back_with_its_decision(
    journey_of: MakeJourney,
) -> None:
    journey = await journey_of(world=with_spare())
    async with journey.session() as session:
        await journey.prepare(session)
        before = await matches(journey)
        edit(journey, VIDEO, state="private")
        assert [await check(journey, session, after_s=wait) for wait in (0.0, 1_800.0, 2_000.0)] == [0, 0, 1]
        (lost,) = [match for label, match in (await matches(journey)).items() if match != before[label]]
        assert (lost.status, lost.video_id) == (MatchStatus.REVIEW, None)
        edit(journey, VIDEO)
        assert await check(journey, session) == 0
        assert await matches(journey) == before
        assert completed(await journey.run(session, RunKind.SYNC))
    assert journey.playlists() == WANTED


async def test_what_somebody_decided_meanwhile_stays_when_the_video_shows_again(journey_of: MakeJourney) -> None:
    journey = await journey_of(world=with_spare())
    async with journey.session() as session:
        await journey.prepare(session)
        edit(journey, VIDEO, allowed=[])
        assert await check(journey, session) == 1
        (lost,) = [match for match in (await matches(journey)).values() if match.status is MatchStatus.REVIEW]
        spare = Decision(MatchStatus.ACCEPTED, VideoId(SPARE), 1.0, "chosen", (), 0)
        await journey.store.matches.decide(
            lost.recording_id, spare, origin=MatchOrigin.PERSON, at=journey.clock.now(), search_again_at=None
        )
        edit(journey, VIDEO)
        assert await check(journey, session, after_s=HOUR_S) == 0
        match = await journey.store.matches.match(lost.recording_id)
        assert match is not None
        assert (match.origin, match.video_id) == (MatchOrigin.PERSON, SPARE)


async def test_a_measuring_that_names_nothing_drops_no_candidate(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        journey.trouble(HOLLOW)
        await journey.run(session, RunKind.IMPORT)
        await journey.run(session, RunKind.MATCH)
        searches = journey.services.log.searches
        plan = await session.plans.preview()
        assert sum(part.waiting for part in plan.categories) == 7, "nothing is in review, and nothing missing"
        (told,) = await session.history.problems()
        assert told.reason == "answers_doubted"
        journey.trouble()
        await journey.run(session, RunKind.MATCH)
        assert {match.status for match in (await matches(journey)).values()} == {MatchStatus.ACCEPTED}
        assert journey.services.log.searches <= searches + 1


async def test_a_review_offers_again_what_an_absurd_answer_took(journey_of: MakeJourney) -> None:
    """Also where an older version believed it: the next look that names the video has its songs judged again."""
    journey = await journey_of(world=with_spare())
    async with journey.session() as session:
        await journey.prepare(session)
        (recording_id,) = [one.recording_id for one in (await matches(journey)).values() if one.video_id == VIDEO][:1]
        edit(journey, VIDEO, allowed=[])
        await check(journey, session)
        review = Decision(MatchStatus.REVIEW, None, 0.5, "not sure", (), 1)
        await journey.store.matches.decide(
            recording_id, review, origin=MatchOrigin.MATCHER, at=journey.clock.now(), search_again_at=None
        )
        edit(journey, VIDEO)
        await check(journey, session)
        assert VIDEO in {one.video_id for one in await journey.store.matches.candidates(recording_id)}
        await journey.run(session, RunKind.MATCH)
        match = await journey.store.matches.match(recording_id)
        assert match is not None
        assert match.video_id == VIDEO


async def test_two_items_with_one_mark_are_named(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        assert completed(await journey.whole(session))
        morning = next(one for one in journey.services.youtube.channel.all_true() if one.title == MORNING)
        first = morning.items[0]
        second = LocalYouTube(Door(journey.services, "youtube"))
        await second.add(PlaylistId(morning.id), VideoId(first.video_id), position=1, note=first.note)
        Hand(journey.services).do(Edit("spotify_add", playlist="list000000000000000001", track=f"track{2:017d}"))
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await journey.run(session, kind)
        await session.plans.refresh()
        run = await journey.run(session, RunKind.SYNC, wait=True)
        assert completed(run)
        (told,) = [one.message for one in await session.history.problems() if one.reason == "differs"]
    assert told == (
        "Morning: the videos at places 1 (Cobblestones) and 2 (Cobblestones) carry the mark of one and the same add; "
        "delete one of them"
    )


async def test_an_old_playlist_that_suddenly_shows_nothing_is_not_deleted(journey_of: MakeJourney) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare(session)
        journey.trouble(Rule("youtube.playlistItems.list", "garbage", form="hollow", every=1))
        await session.sources.replace([PlaylistId(OLD)])
        await journey.run(session, RunKind.SYNC)
    assert "old songs" in journey.playlists()


def with_spare() -> World:
    """The small world, in which the third recording has a second upload."""
    world = small_world()
    third = next(video for video in world.videos if video.id == VIDEO)
    return replace(world, videos=(*world.videos, replace(third, id=SPARE, views=10)))
