"""Which recording a track stands for: files and Spotify meet by URI, by ISRC, else by name and length."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.marker import category_id
from core.model import RecordingId, SourceAlbum, SourceArtist, SourceTrack, VideoId
from core.states import CollectionKind, MatchOrigin, MatchStatus
from tests.db.journeys import begin_import, category_of
from tests.db.values import NOON, a_candidate, a_charge, a_checkpoint, a_decision, a_row, a_source, a_track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import WantedRow
    from db.store import SqliteStore


def of_file(
    title: str, *, key: str | None = None, isrc: str | None = None, ms: int | None = 200_900, album: str | None = None
) -> SourceTrack:
    """A track as a file names it."""
    uri = key or (f"isrc:{isrc}" if isrc else f"text:{title}")
    by = (SourceArtist("ADA"),)
    return SourceTrack(uri, title, by, album=SourceAlbum(album) if album else None, isrc=isrc, duration_ms=ms)


async def read_file(store: SqliteStore, tracks: Sequence[SourceTrack]) -> tuple[WantedRow, ...]:
    """Import a file's rows; returns them as the planner sees them."""
    collection = await store.library.file_collection("table:mine", "Mine")
    checkpoint = a_checkpoint(subject="mine", offset=len(tracks))
    await store.library.save_rows(checkpoint, collection.id, [a_row(at, track) for at, track in enumerate(tracks)])
    await store.library.finish_walk(checkpoint, collection.id, snapshot_id="s1", total=len(tracks))
    return await store.categories.wanted(category_id(CollectionKind.FILE, "table:mine"))


async def read_spotify(store: SqliteStore, tracks: Sequence[SourceTrack]) -> tuple[WantedRow, ...]:
    """The same for a playlist of Spotify."""
    checkpoint = a_checkpoint(subject="road", offset=len(tracks))
    await store.library.save_playlists(checkpoint, [a_source("road", total=len(tracks))])
    (road,) = [one for one in await store.library.collections() if one.external_id == "road"]
    await store.library.save_rows(checkpoint, road.id, [a_row(at, track) for at, track in enumerate(tracks)])
    await store.library.finish_walk(checkpoint, road.id, snapshot_id="s1", total=len(tracks))
    return await store.categories.wanted(category_of("road"))


def ids(rows: Sequence[WantedRow]) -> list[RecordingId | None]:
    """The recordings of rows."""
    return [row.recording_id for row in rows]


ALIKE = {
    "the same words and length": (of_file("one"), a_track("one")),
    "the same words, one with an ISRC": (of_file("One!"), a_track("one", isrc="X1")),
    "the same words, the file with an ISRC": (of_file("one", isrc="X1"), a_track("one")),
    "the same ISRC under other words": (of_file("eins", isrc="X1"), a_track("one", isrc="X1")),
    "guests in the title": (of_file("one (feat. Bob)"), a_track("one")),
    "no length, but the album": (of_file("one", ms=None, album="album"), a_track("one")),
}
OTHERS = {
    "another length": (of_file("one", ms=204_000), a_track("one")),
    "another title": (of_file("one (live)"), a_track("one")),
    "another ISRC": (of_file("one", isrc="X2"), a_track("one", isrc="X1")),
    "another artist": (of_file("one"), a_track("one", artists=("Bob",))),
    "no length and another album": (of_file("one", ms=None, album="Best of"), a_track("one")),
    "no length and no album": (of_file("one", ms=None), a_track("one")),
}


@pytest.mark.parametrize(
    ("pair", "same"), [*((p, True) for p in ALIKE.values()), *((p, False) for p in OTHERS.values())]
)
@pytest.mark.parametrize("is_file_first", [True, False])
async def test_files_and_spotify_meet_in_either_order(
    store: SqliteStore, pair: tuple[SourceTrack, SourceTrack], same: bool, is_file_first: bool
) -> None:
    await begin_import(store)
    mine, theirs = pair
    if is_file_first:
        await read_file(store, [mine])
        await read_spotify(store, [theirs])
    else:
        await read_spotify(store, [theirs])
        await read_file(store, [mine])
    file = await store.categories.wanted(category_id(CollectionKind.FILE, "table:mine"))
    spotify = await store.categories.wanted(category_of("road"))
    assert (ids(file) == ids(spotify)) is same


async def test_two_tracks_of_spotify_are_never_joined_by_their_names(store: SqliteStore) -> None:
    await begin_import(store)
    one, other = await read_spotify(store, [a_track("one"), replace(a_track("one"), uri="spotify:track:other")])
    assert one.recording_id != other.recording_id


async def test_a_decision_about_a_file_s_row_goes_along_when_spotify_names_it(store: SqliteStore) -> None:
    await begin_import(store)
    (mine,) = await read_file(store, [of_file("one")])
    assert mine.recording_id is not None
    await store.matches.decide(
        mine.recording_id, a_decision(video="v9"), origin=MatchOrigin.PERSON, at=NOON, search_again_at=None
    )
    first, second = await read_spotify(store, [a_track("one", isrc="X1"), a_track("two")])
    assert (first.video_id, first.isrc) == ("v9", "X1")
    assert second.video_id is None


async def test_the_louder_word_stays_when_two_recordings_turn_out_to_be_one(store: SqliteStore) -> None:
    await begin_import(store)
    (mine,) = await read_file(store, [of_file("one", ms=None)])  # too little to join by
    (theirs,) = await read_spotify(store, [a_track("one", isrc="X1")])
    assert mine.recording_id != theirs.recording_id
    for row, video, origin in ((mine, "v1", MatchOrigin.PERSON), (theirs, "v2", MatchOrigin.MATCHER)):
        assert row.recording_id is not None
        decision = a_decision(video=video)
        await store.matches.decide(row.recording_id, decision, origin=origin, at=NOON, search_again_at=None)
    (mine,) = await read_file(store, [replace(of_file("one", ms=None), isrc="X1")])
    (theirs,) = await store.categories.wanted(category_of("road"))
    assert (mine.recording_id, mine.video_id, theirs.video_id) == (theirs.recording_id, "v1", "v1")


async def test_a_video_that_a_row_names_is_accepted_without_a_search(store: SqliteStore) -> None:
    await begin_import(store)
    track = SourceTrack("youtube:video:v1", "YouTube video v1", (), video_id=VideoId("v1"))
    (row,) = await read_file(store, [track])
    assert (row.status, row.video_id) == (MatchStatus.ACCEPTED, "v1")
    assert row.recording_id is not None
    match = await store.matches.match(row.recording_id)
    assert match is not None
    assert (match.reason, match.origin, match.decided_at) == ("from YouTube", MatchOrigin.MATCHER, NOON)
    assert await store.matches.waiting(NOON) == ()


async def test_a_person_s_word_stays_above_the_video_a_row_names(store: SqliteStore) -> None:
    await begin_import(store)
    track = SourceTrack("youtube:video:v1", "one", (), video_id=VideoId("v1"))
    (row,) = await read_file(store, [track])
    assert row.recording_id is not None
    none = a_decision(MatchStatus.MISSING, None)
    await store.matches.decide(row.recording_id, none, origin=MatchOrigin.PERSON, at=NOON, search_again_at=None)
    (row,) = await read_file(store, [track])
    assert (row.status, row.video_id) == (MatchStatus.MISSING, None)


async def test_a_file_fills_in_what_was_missing_and_takes_nothing_away(store: SqliteStore) -> None:
    await begin_import(store)
    whole = a_track("one")
    await read_spotify(store, [whole])
    little = replace(whole, artists=(SourceArtist("Ada"),), album=None, duration_ms=None, isrc="X1", title="ONE")
    (row,) = await read_file(store, [little])
    assert (row.label, row.isrc) == ("Ada – one", "X1")
    (recording,) = await store.matches.waiting(NOON)
    assert (recording.duration_s, recording.album) == (200.0, "Album")
    collection = await store.library.file_collection("table:mine", "Mine")
    again = await store.library.save_rows(a_checkpoint(subject="mine"), collection.id, [a_row(0, little)])
    assert (again.new, again.updated) == (0, 0)


async def test_a_file_s_collection_is_made_once_and_takes_its_newest_title(store: SqliteStore) -> None:
    first = await store.library.file_collection("table:mine", "Mine")
    second = await store.library.file_collection("table:mine", "mine")
    assert first.id == second.id
    assert (second.kind, second.title) == (CollectionKind.FILE, "mine")


async def test_an_isrc_that_comes_later_takes_the_stored_match_and_what_was_searched_along(store: SqliteStore) -> None:
    """Neither half of what is now one recording is searched for twice in a month."""
    await begin_import(store)
    (known,) = ids(await read_spotify(store, [a_track("one", isrc="X1")]))
    (alone,) = ids(await read_file(store, [of_file("eins", key="text:eins")]))
    assert known is not None
    assert alone is not None
    assert known != alone
    await store.videos.begin_search(alone, replace(a_charge(), at=NOON))
    await store.videos.save_search(alone, [a_candidate("v1")], at=NOON)
    (joined,) = ids(await read_file(store, [of_file("eins", key="text:eins", isrc="X1")]))
    assert joined == known
    assert await store.videos.searched_since(NOON - timedelta(days=1)) >= {known}
    assert [one.id for one in await store.matches.searched()] == [known]
    assert [one.video_id for one in await store.matches.candidates(known)] == ["v1"]
    await store.matches.decide(known, a_decision(), origin=MatchOrigin.MATCHER, at=NOON, search_again_at=None)
    (row, second) = await read_spotify(store, [a_track("one", isrc="X1"), a_track("one again", isrc="X1")])
    assert (row.status, row.video_id) == (second.status, second.video_id) == (MatchStatus.ACCEPTED, "v1")


async def test_a_person_s_word_survives_another_import(store: SqliteStore) -> None:
    await begin_import(store)
    (recording,) = ids(await read_spotify(store, [a_track("one", isrc="X1")]))
    assert recording is not None
    mine = a_decision(video="mine")
    await store.matches.decide(recording, mine, origin=MatchOrigin.PERSON, at=NOON, search_again_at=None)
    for tracks in ([a_track("one, renamed", isrc="X1")], [], [a_track("one", isrc="X1")]):
        rows = await read_spotify(store, tracks)
    assert [(row.recording_id, row.status, row.video_id) for row in rows] == [(recording, MatchStatus.ACCEPTED, "mine")]
