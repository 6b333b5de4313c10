"""Recordings, candidates, decisions: what waits, what is judged, whose word counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.model import Match, PlaylistId, Recording, RecordingId, RunId, VideoDetails, VideoId
from core.states import MatchOrigin, MatchStatus, OperationKind
from tests.db.journeys import category_of, import_playlists, plan_sync, recordings_of
from tests.db.values import NOON, a_candidate, a_decision, a_head, a_track, an_operation, later

if TYPE_CHECKING:
    from db.store import SqliteStore

MATCHER, PERSON = MatchOrigin.MATCHER, MatchOrigin.PERSON
ROAD, SEA = category_of("road"), category_of("sea")


async def waiting(store: SqliteStore, after_s: float = 0) -> list[str]:
    """The titles of those that wait."""
    return [recording.title for recording in await store.matches.waiting(later(after_s))]


async def test_a_recording_speaks_with_all_that_is_known_of_its_track(store: SqliteStore) -> None:
    track = replace(a_track("one", isrc="X1", artists=("Ada", "Bob"), album="Works"), is_explicit=True)
    await import_playlists(store, {"road": [track]})
    (recording,) = await store.matches.waiting(NOON)
    assert recording == Recording(
        recording.id,
        "one",
        artists=("Ada", "Bob"),
        album="Works",
        duration_s=200.0,
        isrc="X1",
        is_explicit=True,
        released="2011-05-02",
    )


async def test_those_waiting_come_in_the_order_of_their_categories_each_once(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["c", "a", "c"], "sea": ["b", "a"]})
    assert await waiting(store) == ["c", "a", "b"]
    assert [one.title for one in await store.matches.waiting(NOON, limit=2)] == ["c", "a"]
    assert await store.matches.waiting(NOON, limit=0) == ()


@pytest.mark.parametrize("choice", ["excluded", "protected"])
async def test_what_will_not_be_written_is_not_searched_for(store: SqliteStore, choice: str) -> None:
    await import_playlists(store, {"road": ["c", "a"], "sea": ["a"]})
    road = await store.categories.get(ROAD)
    assert road is not None
    await store.categories.save(replace(road, is_included=choice != "excluded", is_protected=choice == "protected"))
    assert await waiting(store) == ["a"]


async def test_a_category_that_asks_its_person_first_is_not_searched_for(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["c", "a"], "sea": ["a"]})
    road = await store.categories.get(ROAD)
    assert road is not None
    await store.categories.save(replace(road, held="it shrank from 40 to 2 rows"))
    assert await waiting(store) == ["a"]
    await store.categories.save(road)
    assert await waiting(store) == ["c", "a"]


async def test_a_category_whose_playlist_is_gone_is_not_searched_for(store: SqliteStore) -> None:
    """Before the first listing nobody knows, and nothing is held back."""
    await import_playlists(store, {"road": ["c", "a"], "sea": ["a"]})
    await store.categories.link(ROAD, PlaylistId("P"))
    assert await waiting(store) == ["c", "a"]
    await store.channel.save_heads([a_head("P")], at=NOON, settle_s=0)
    assert await waiting(store) == ["c", "a"]
    await store.channel.save_heads([], at=later(1), settle_s=0)
    assert await waiting(store) == ["a"]
    await store.categories.unlink(ROAD)
    assert await waiting(store) == ["c", "a"]


async def test_what_is_decided_waits_no_more_and_what_is_missing_waits_until_it_is_due(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b", "c", "d"]})
    a, b, c, d = await recordings_of(store, "road")
    for recording, status, again in (
        (a, MatchStatus.ACCEPTED, None),
        (b, MatchStatus.REVIEW, None),
        (c, MatchStatus.MISSING, later(60)),
        (d, MatchStatus.MISSING, None),
    ):
        video = "v" if status is MatchStatus.ACCEPTED else None
        await store.matches.decide(recording, a_decision(status, video), origin=MATCHER, at=NOON, search_again_at=again)
    assert await waiting(store, 59) == []
    assert await waiting(store, 60) == ["c"]


async def test_between_search_and_decision_a_recording_is_searched_and_not_waiting(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    a, b = await recordings_of(store, "road")
    await store.matches.save_candidates(b, [a_candidate("v1")], at=later(1))
    await store.matches.save_candidates(a, [], at=later(2))
    assert await waiting(store) == []
    assert [one.id for one in await store.matches.searched()] == [b, a]
    assert [one.id for one in await store.matches.searched(limit=1)] == [b]
    await store.matches.decide(b, a_decision(), origin=MATCHER, at=NOON, search_again_at=None)
    assert [one.id for one in await store.matches.searched()] == [a]


async def test_candidates_keep_the_order_of_the_search_and_a_new_search_takes_their_place(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    (a,) = await recordings_of(store, "road")
    await store.matches.save_candidates(a, [a_candidate("v2"), a_candidate("v1"), a_candidate("v2")], at=NOON)
    assert [one.video_id for one in await store.matches.candidates(a)] == ["v2", "v1"]
    await store.matches.save_details([VideoDetails(VideoId("v1"), 201.5, views=7)], asked=[VideoId("v1")], at=NOON)
    await store.matches.save_candidates(a, [a_candidate("v3"), a_candidate("v1")], at=NOON)
    assert [(one.video_id, one.seconds, one.views) for one in await store.matches.candidates(a)] == [
        ("v3", None, None),
        ("v1", 201.5, 7),
    ]


async def test_a_video_that_was_asked_for_and_not_answered_is_no_candidate_any_more(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    (a,) = await recordings_of(store, "road")
    await store.matches.save_candidates(a, [a_candidate("v1"), a_candidate("v2"), a_candidate("v3")], at=NOON)
    asked = [VideoId("v1"), VideoId("v2")]
    await store.matches.save_details([VideoDetails(VideoId("v1"), 200.0)], asked=asked, at=NOON)
    assert [(one.video_id, one.seconds) for one in await store.matches.candidates(a)] == [("v1", 200.0), ("v3", None)]


async def test_a_decision_is_kept_with_the_scores_that_made_it(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    (a,) = await recordings_of(store, "road")
    await store.matches.save_candidates(a, [a_candidate("v1"), a_candidate("v2")], at=NOON)
    decision = a_decision(MatchStatus.REVIEW, None, ranked=[("v2", 0.7), ("v1", 0.6)], reason="gap too small")
    await store.matches.decide(a, decision, origin=MATCHER, at=NOON, search_again_at=later(5))
    assert await store.matches.match(a) == Match(
        a,
        MatchStatus.REVIEW,
        video_id=None,
        origin=MATCHER,
        score=0.7,
        reason="gap too small",
        decided_at=NOON,
        search_again_at=later(5),
    )
    assert [(one.video_id, score, signals) for one, score, signals in await store.matches.scored(a)] == [
        ("v2", 0.7, {"title": 0.7}),
        ("v1", 0.6, {"title": 0.6}),
    ]


async def test_the_matcher_s_word_never_replaces_a_person_s(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    (a,) = await recordings_of(store, "road")
    await plan_sync(store)
    add = an_operation("a1", category=ROAD, recording=a, video="v2", playlist="p")
    await store.matches.decide(a, a_decision(video="mine"), origin=PERSON, at=NOON, search_again_at=None)
    decision = a_decision(video="v2", ranked=[("v2", 0.9)])
    await store.matches.decide(a, decision, origin=MATCHER, at=NOON, search_again_at=None, operations=[add])
    match = await store.matches.match(a)
    assert match is not None
    assert (match.video_id, match.origin) == ("mine", PERSON)
    assert await store.operations.of_run(RunId("run")) == ()
    assert [score for _, score, _ in await store.matches.scored(a)] == [0.9]
    await store.matches.decide(a, a_decision(video="other"), origin=PERSON, at=NOON, search_again_at=None)
    match = await store.matches.match(a)
    assert match is not None
    assert match.video_id == "other"


async def test_a_person_s_word_without_scores_leaves_the_scores(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    (a,) = await recordings_of(store, "road")
    await store.matches.decide(a, a_decision(ranked=[("v1", 0.9)]), origin=MATCHER, at=NOON, search_again_at=None)
    await store.matches.decide(a, a_decision(video="v9"), origin=PERSON, at=NOON, search_again_at=None)
    assert [one.video_id for one, _, _ in await store.matches.scored(a)] == ["v1"]


async def test_an_accepted_recording_sets_its_adds_free_at_once(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"], "sea": ["a"]})
    (a,) = await recordings_of(store, "road")
    await plan_sync(store, an_operation("c", OperationKind.CREATE_PLAYLIST, category=SEA))
    await store.categories.link(ROAD, PlaylistId("p"))
    adds = [
        an_operation(name, category=name_of, recording=a, video="v1") for name, name_of in (("r", ROAD), ("s", SEA))
    ]
    await store.matches.decide(a, a_decision(), origin=MATCHER, at=NOON, search_again_at=None, operations=adds)
    planned = await store.operations.of_run(RunId("run"), kind=OperationKind.ADD_VIDEO)
    assert [(one.id, one.playlist_id) for one in planned] == [("r", "p"), ("s", None)]
    ready = await store.operations.next(RunId("run"), OperationKind.ADD_VIDEO, limit=9)
    assert [one.id for one in ready] == ["r"]


async def test_a_recording_is_found_where_it_stands_first_in_each_category(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["b", "a", "a"], "sea": ["a"], "sky": ["b"]})
    _, a, _ = await recordings_of(store, "road")
    assert await store.matches.categories_of(a) == ((ROAD, 1, "Ada – a"), (SEA, 0, "Ada – a"))


async def test_nothing_is_known_of_a_recording_that_nobody_has(store: SqliteStore) -> None:
    nobody = RecordingId(99)
    assert await store.matches.match(nobody) is None
    assert await store.matches.candidates(nobody) == ()
    assert await store.matches.categories_of(nobody) == ()
    with pytest.raises(StoreError):
        await store.matches.decide(nobody, a_decision(), origin=PERSON, at=NOON, search_again_at=None)
