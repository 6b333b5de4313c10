"""The review queue, its order and its entries; overrides that nothing replaces, and taking them back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.model import RecordingId, VideoId
from core.review import Override, Queue
from core.states import MatchOrigin, MatchStatus, Service
from tests.db.journeys import category_of, import_playlists, recordings_of
from tests.db.values import NOON, a_candidate, a_checkpoint, a_decision, a_row, a_track, later

if TYPE_CHECKING:
    from core.model import Match
    from db.store import SqliteStore

MATCHER = MatchOrigin.MATCHER
ROAD, SEA, SKY = category_of("road"), category_of("sea"), category_of("sky")


async def judged(store: SqliteStore, recording: RecordingId, status: MatchStatus, video: str | None = None) -> None:
    """Let the matcher say something."""
    decision = a_decision(status, video, ranked=[("v1", 0.7), ("v2", 0.6)], reason="a doubt")
    again = later(60) if status is MatchStatus.MISSING else None
    await store.matches.decide(recording, decision, origin=MATCHER, at=NOON, search_again_at=again)


async def override(store: SqliteStore, recording: RecordingId, video: str | None, *, after_s: float = 1) -> int:
    """Let a person say something."""
    word = Override(recording, None if video is None else VideoId(video))
    return await store.review.override([word], at=later(after_s))


async def decided(store: SqliteStore, recording: RecordingId) -> Match:
    """What holds about a recording."""
    match = await store.matches.match(recording)
    assert match is not None
    return match


async def test_the_most_wanted_come_first_then_the_order_of_the_playlists(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["d", "a", "b", "e"], "sea": ["c", "b"], "sky": ["b", "c", "e"]})
    d, a, b, e = await recordings_of(store, "road")
    c, _ = await recordings_of(store, "sea")
    for recording in (a, c, b, d):
        await judged(store, recording, MatchStatus.REVIEW)
    await judged(store, e, MatchStatus.MISSING)
    assert await store.review.queue() == Queue((b, c, d, a), (e,))


async def test_only_what_an_included_playlist_waits_for_is_in_the_queue(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"], "sea": ["a", "b"], "sky": ["c"]})
    a, b = await recordings_of(store, "sea")
    (c,) = await recordings_of(store, "sky")
    for recording in (a, b, c):
        await judged(store, recording, MatchStatus.REVIEW)
    for key, is_protected in ((SEA, False), (SKY, True)):
        category = await store.categories.get(key)
        assert category is not None
        await store.categories.save(replace(category, is_included=is_protected, is_protected=is_protected))
    assert await store.review.queue() == Queue((a,), ())
    (entry, other) = await store.review.entries([a, b])
    assert entry.waiting == ((ROAD, "road"),)
    assert other.waiting == ()


async def test_what_is_accepted_waiting_or_decided_by_a_person_is_not_in_the_queue(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b", "c", "d"]})
    a, b, c, _ = await recordings_of(store, "road")
    await judged(store, a, MatchStatus.ACCEPTED, "v1")
    await judged(store, b, MatchStatus.REVIEW)
    await judged(store, c, MatchStatus.REVIEW)
    await override(store, b, "mine")
    await override(store, c, None)
    assert await store.review.queue() == Queue()
    assert await store.review.overridden() == (b, c)


async def test_an_entry_tells_all_that_is_known_of_its_track(store: SqliteStore) -> None:
    track = a_track("one", isrc="X1", artists=("Ada", "Bob"), album="Works")
    text = replace(a_track("two"), uri="text:abc", spotify_id=None, isrc=None)
    await import_playlists(store, {"road": [track, text]})
    one, two = await recordings_of(store, "road")
    await judged(store, one, MatchStatus.REVIEW)
    (second, first) = await store.review.entries([two, RecordingId(99), one])
    assert (first.track_id, first.spotify_id) == ("one", "one")
    assert (first.recording.title, first.recording.artists, first.recording.album) == ("one", ("Ada", "Bob"), "Works")
    assert (first.recording.isrc, first.recording.duration_s, first.recording.released) == ("X1", 200.0, "2011-05-02")
    assert first.match == await store.matches.match(one)
    assert first.is_open
    assert (second.track_id, second.spotify_id, second.match) == ("text:abc", None, None)
    assert not second.is_open


async def test_a_recording_is_found_by_any_of_its_tracks_and_by_its_isrc(store: SqliteStore) -> None:
    again = replace(a_track("again", isrc="X1"), spotify_id="again")
    await import_playlists(store, {"road": [a_track("one", isrc="X1"), again, "two"]})
    one, same, two = await recordings_of(store, "road")
    assert one == same
    names = ["spotify:track:one", "spotify:track:again", "isrc:X1", "spotify:track:two", "spotify:track:three", "'; --"]
    found = await store.review.find(names)
    assert found == {names[0]: one, names[1]: one, names[2]: one, names[3]: two}


async def test_a_person_s_word_takes_any_other_s_place_and_saying_it_twice_changes_nothing(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    a, b = await recordings_of(store, "road")
    await judged(store, a, MatchStatus.REVIEW)
    assert await override(store, a, "mine") == 1
    assert await override(store, a, "mine", after_s=9) == 0
    match = await decided(store, a)
    assert (match.status, match.video_id, match.origin) == (MatchStatus.ACCEPTED, "mine", MatchOrigin.PERSON)
    assert match.decided_at == later(1)
    words = [Override(a, None), Override(b, VideoId("other")), Override(a, None)]
    assert await store.review.override(words, at=later(20)) == 2
    assert (await decided(store, a)).status is MatchStatus.MISSING
    assert (await decided(store, a)).search_again_at is None
    assert (await decided(store, b)).video_id == "other"


async def test_one_unknown_recording_and_none_of_them_is_overridden(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    (a,) = await recordings_of(store, "road")
    with pytest.raises(StoreError):
        await store.review.override([Override(a, None), Override(RecordingId(99), None)], at=NOON)
    assert await store.matches.match(a) is None


async def test_an_override_outlives_the_matcher_a_new_scoring_and_an_import(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    a, b = await recordings_of(store, "road")
    await override(store, a, "mine")
    await override(store, b, None)
    await judged(store, b, MatchStatus.ACCEPTED, "v1")
    await store.matches.save_candidates(a, [a_candidate("v3")], at=later(5))
    newer = replace(a_decision(MatchStatus.ACCEPTED, "v3", ranked=[("v3", 0.99)]), version=99)
    await store.matches.decide(a, newer, origin=MATCHER, at=later(6), search_again_at=None)
    found = (await store.library.collections())[0]
    named = replace(a_track("a"), video_id=VideoId("given"))
    checkpoint = a_checkpoint(subject="road", offset=2)
    await store.library.save_rows(checkpoint, found.id, [a_row(0, named), a_row(1, "b")])
    await store.library.finish_walk(checkpoint, found.id, snapshot_id="s2", total=2)
    assert await recordings_of(store, "road") == [a, b]
    assert ((await decided(store, a)).video_id, (await decided(store, b)).status) == ("mine", MatchStatus.MISSING)
    assert await store.matches.waiting(later(10**9)) == ()
    assert await store.matches.outdated(100, limit=9) == ()


async def test_an_override_outlives_a_purge_and_the_import_that_follows(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a"]})
    (a,) = await recordings_of(store, "road")
    await override(store, a, "mine")
    await store.purge(Service.SPOTIFY)
    assert await store.review.entries([a]) == ()
    assert await store.review.find(["spotify:track:a"]) == {}
    assert await store.review.overridden() == (a,)


async def test_a_word_taken_back_leaves_what_the_matcher_had_said(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    a, b = await recordings_of(store, "road")
    await judged(store, a, MatchStatus.REVIEW)
    await judged(store, b, MatchStatus.MISSING)
    before = [await decided(store, a), await decided(store, b)]
    for video in ("mine", None, "other"):
        await override(store, a, video)
        await override(store, b, video)
    assert [await store.review.take_back(a), await store.review.take_back(b)] == [True, True]
    assert [await decided(store, a), await decided(store, b)] == before
    assert await store.review.take_back(a) is False
    assert await store.review.queue() == Queue((a,), (b,))


async def test_where_the_matcher_had_said_nothing_it_judges_what_it_knows_or_searches(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    a, b = await recordings_of(store, "road")
    await store.matches.save_candidates(a, [a_candidate("v1")], at=NOON)
    for recording in (a, b):
        await override(store, recording, "mine")
    assert (await store.matches.searched(), await store.matches.waiting(NOON)) == ((), ())
    for recording in (a, b):
        await store.review.take_back(recording)
    assert [one.id for one in await store.matches.searched()] == [a]
    assert [one.id for one in await store.matches.waiting(NOON)] == [b]
