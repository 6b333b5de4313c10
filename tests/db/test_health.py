"""What is known of matched videos: who was seen when, who died, and whose matches that touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.health import Look
from core.model import RecordingId, RunId, VideoDetails, VideoId
from core.states import MatchOrigin, MatchStatus, VideoState
from tests.db.journeys import category_of, import_playlists, plan_sync, recordings_of
from tests.db.values import NOON, a_candidate, a_decision, an_operation, later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.store import SqliteStore

ROAD = category_of("road")
DAY_S = 86_400.0
MATCHER, PERSON = MatchOrigin.MATCHER, MatchOrigin.PERSON


async def matched(store: SqliteStore, *videos: str, origin: MatchOrigin = MATCHER) -> list[RecordingId]:
    """A playlist with one recording for each video, each accepted a minute after noon and never looked at."""
    await import_playlists(store, {"road": [f"song {video}" for video in videos]})
    found = await recordings_of(store, "road")
    for recording, video in zip(found, videos, strict=True):
        await store.matches.decide(
            recording, a_decision(video=video), origin=origin, at=later(60), search_again_at=None
        )
    return found


def seen(*videos: str) -> list[Look]:
    """Looks at videos that play."""
    return [Look(VideoId(one), VideoState.PLAYABLE, VideoDetails(VideoId(one), 200.0)) for one in videos]


def died(*videos: str, state: VideoState = VideoState.GONE) -> list[Look]:
    """Looks at videos that do not."""
    return [Look(VideoId(one), state) for one in videos]


async def unseen(store: SqliteStore, before: datetime) -> Sequence[str]:
    return sorted(await store.health.unseen(before))


async def test_a_video_nobody_looked_at_is_unseen_and_a_look_changes_that(store: SqliteStore) -> None:
    await matched(store, "v1", "v2")
    assert await unseen(store, later(0)) == ["v1", "v2"]
    await store.health.save(seen("v1"), at=later(10))
    assert await unseen(store, later(5)) == ["v2"]
    assert await unseen(store, later(20)) == ["v1", "v2"]


async def test_lengths_that_were_read_count_as_a_look(store: SqliteStore) -> None:
    (recording,) = await matched(store, "v1")
    await store.matches.save_candidates(recording, [a_candidate("v1")], at=NOON)
    assert await unseen(store, NOON) == ["v1"]
    await store.matches.save_details([VideoDetails(VideoId("v1"), 200.0)], asked=[VideoId("v1")], at=later(30))
    assert await unseen(store, later(20)) == []


async def test_the_ones_longest_not_looked_at_come_first_and_never_looked_at_before_all(store: SqliteStore) -> None:
    await matched(store, "v1", "v2", "v3")
    await store.health.save(seen("v2"), at=later(10))
    await store.health.save(seen("v1"), at=later(20))
    assert await store.health.oldest(later(60)) == ("v3", "v2", "v1")
    assert await store.health.oldest(later(60), limit=1) == ("v3",)
    assert await store.health.oldest(later(20)) == ("v3", "v2")


async def test_pending_adds_of_old_videos_are_due_in_the_order_of_the_plan(store: SqliteStore) -> None:
    await matched(store, "v1", "v2", "v3")
    adds = [
        an_operation(f"a{n}", ordinal=n, category=ROAD, video=video) for n, video in enumerate(("v3", "v1", "v2", "v3"))
    ]
    await plan_sync(store, *adds)
    await store.health.save(seen("v1"), at=later(10))
    run = RunId("run")
    assert await store.health.due(run, later(5), after=0, limit=50) == ("v3", "v2")
    assert await store.health.due(run, later(5), after=0, limit=1) == ("v3",)
    assert await store.health.due(run, later(15), after=await store.health.newest_add(), limit=50) == ()
    assert await store.health.due(RunId("another"), later(15), after=0, limit=50) == ()


async def test_pending_adds_of_dead_videos_are_doomed(store: SqliteStore) -> None:
    await matched(store, "v1", "v2")
    await plan_sync(store, *(an_operation(f"a{n}", category=ROAD, video=f"v{n}") for n in (1, 2)))
    await store.health.save(died("v2", state=VideoState.BLOCKED), at=later(10))
    ((operation, state),) = await store.health.doomed(RunId("run"))
    assert (operation.id, state) == ("a2", VideoState.BLOCKED)
    assert await store.health.dead() == {"v2"}


async def test_a_match_whose_video_died_is_lost_until_it_is_given_back(store: SqliteStore) -> None:
    first, _ = await matched(store, "v1", "v2")
    await store.health.save(died("v1"), at=later(10))
    (lost,) = await store.health.lost()
    assert (lost.recording.id, lost.recording.title, lost.video_id) == (first, "song v1", "v1")
    given_back = a_decision(MatchStatus.REVIEW, None, reason="its video is gone")
    await store.matches.decide(first, given_back, origin=MATCHER, at=later(11), search_again_at=None)
    assert await store.health.lost() == ()
    (death,) = await store.health.deaths()
    assert (death.video_id, death.label, death.title) == ("v1", "Ada – song v1", "Ada – song v1")
    assert (death.state, death.checked_at, death.categories) == (VideoState.GONE, later(10), ((ROAD, "road"),))
    assert death.track_id == "song v1"
    assert not death.is_chosen


async def test_a_video_that_a_person_chose_stays_theirs_and_is_told(store: SqliteStore) -> None:
    await matched(store, "v1", origin=PERSON)
    await store.health.save(died("v1"), at=later(10))
    assert await store.health.lost() == ()
    (death,) = await store.health.deaths()
    assert death.is_chosen


async def test_a_death_is_over_when_another_video_is_taken_or_the_person_wants_none(store: SqliteStore) -> None:
    first, second = await matched(store, "v1", "v2")
    await store.health.save(died("v1", "v2"), at=later(10))
    assert [death.video_id for death in await store.health.deaths()] == ["v1", "v2"]
    await store.matches.decide(first, a_decision(video="v9"), origin=PERSON, at=later(20), search_again_at=None)
    none = a_decision(MatchStatus.MISSING, None)
    await store.matches.decide(second, none, origin=PERSON, at=later(20), search_again_at=None)
    assert await store.health.deaths() == ()


async def test_a_video_that_came_back_is_dead_no_more(store: SqliteStore) -> None:
    (recording,) = await matched(store, "v1")
    await store.matches.save_candidates(recording, [a_candidate("v1"), a_candidate("v2")], at=NOON)
    await store.health.save(died("v1"), at=later(10))
    assert [one.video_id for one in await store.matches.candidates(recording)] == ["v2"]
    review = a_decision(MatchStatus.REVIEW, None)
    await store.matches.decide(recording, review, origin=MATCHER, at=later(11), search_again_at=None)
    assert await store.health.oldest(later(20)) == ("v1",), "what died stays under watch"
    await store.health.save(seen("v1"), at=later(20))
    assert [one.video_id for one in await store.matches.candidates(recording)] == ["v1", "v2"]
    assert (await store.health.deaths(), await store.health.dead()) == ((), frozenset())


async def test_no_search_brings_a_dead_video_back_as_a_candidate(store: SqliteStore) -> None:
    (recording,) = await matched(store, "v1")
    await store.health.save(died("v1", state=VideoState.BLOCKED), at=later(10))
    await store.matches.save_candidates(recording, [a_candidate("v1"), a_candidate("v2")], at=later(20))
    details = [VideoDetails(VideoId(one), 200.0) for one in ("v1", "v2")]
    await store.matches.save_details(details, asked=[one.video_id for one in details], at=later(20))
    assert [one.video_id for one in await store.matches.candidates(recording)] == ["v2"]


def not_named(*videos: str) -> list[Look]:
    """Looks at videos that YouTube did not name."""
    return [Look(VideoId(one), None) for one in videos]


async def test_a_video_that_is_not_named_dies_of_the_second_look_an_hour_later(store: SqliteStore) -> None:
    await matched(store, "v1", "v2")
    await store.health.save(seen("v1", "v2"), at=later(10))
    for seconds in (20, 30, 20 + 3_599):
        await store.health.save(not_named("v1"), at=later(seconds))
        assert await store.health.absent() == {"v1"}
        assert (await store.health.dead(), await store.health.lost()) == (frozenset(), ())
        assert await unseen(store, later(10)) == ["v1"], "it is to be looked at before it is written"
    await store.health.save(not_named("v1"), at=later(20 + 3_600))
    assert await store.health.absent() == frozenset()
    assert await store.health.dead() == {"v1"}
    assert [lost.state for lost in await store.health.lost()] == [VideoState.GONE]


async def test_an_absence_is_over_when_the_video_is_named(store: SqliteStore) -> None:
    (recording,) = await matched(store, "v1")
    await store.health.save(not_named("v1"), at=later(10))
    await store.health.save(seen("v1"), at=later(20))
    await store.health.save(not_named("v1"), at=later(4_000))
    assert await store.health.dead() == frozenset(), "its hour begins anew"
    await store.matches.save_candidates(recording, [a_candidate("v1")], at=later(4_000))
    await store.matches.save_details([VideoDetails(VideoId("v1"), 200.0)], asked=[VideoId("v1")], at=later(4_010))
    assert await store.health.absent() == frozenset(), "a measuring names it, too"


async def test_what_is_known_to_be_dead_stays_so_until_it_is_named(store: SqliteStore) -> None:
    await matched(store, "v1")
    await store.health.save(died("v1", state=VideoState.BLOCKED), at=later(10))
    await store.health.save(not_named("v1"), at=later(20))
    ((state,),) = [(death.state,) for death in await store.health.deaths()]
    assert state is VideoState.BLOCKED
    assert await store.health.absent() == frozenset()


async def test_a_match_comes_back_with_its_video_as_it_was(store: SqliteStore) -> None:
    first, second = await matched(store, "v1", "v2")
    before = await store.matches.match(first)
    await store.health.save(died("v1", "v2"), at=later(100))
    for recording in (first, second):
        await store.health.give_back(recording, a_decision(MatchStatus.REVIEW, None), at=later(110))
    anew = a_decision(MatchStatus.REVIEW, None, reason="judged anew")
    await store.matches.decide(second, anew, origin=MATCHER, at=later(120), search_again_at=None)
    await store.health.save(seen("v1", "v2"), at=later(200))
    assert await store.matches.match(first) == before
    other = await store.matches.match(second)
    assert other is not None
    assert (other.status, other.reason) == (MatchStatus.REVIEW, "judged anew")


async def test_the_videos_seen_to_play_last_come_first(store: SqliteStore) -> None:
    (recording, *_) = await matched(store, "v1", "v2", "v3", "v4")
    await store.matches.save_candidates(recording, [a_candidate("v9")], at=NOON)
    await store.matches.save_details([VideoDetails(VideoId("v9"), 200.0)], asked=[VideoId("v9")], at=later(15))
    await store.health.save(seen("v1"), at=later(10))
    await store.health.save(seen("v2", "v3"), at=later(20))
    await store.health.save(not_named("v3"), at=later(30))
    await store.health.save(died("v4"), at=later(30))
    assert await store.health.playing(without=[], limit=9) == ("v2", "v9", "v1")
    assert await store.health.playing(without=[VideoId("v9")], limit=1) == ("v2",)
