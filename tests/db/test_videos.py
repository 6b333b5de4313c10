"""Videos and lists that were seen, and the searches that were begun: what is kept, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model import PlaylistId, RecordingId, RunId, VideoDetails, VideoId
from core.seen import KEPT, REFUSALS, VideoList, are_given, lists_in, uploads_of
from core.states import Service
from tests.db.journeys import import_playlists, plan_sync, recordings_of
from tests.db.values import NOON, TODAY, a_candidate, a_charge, a_head, an_item, later

if TYPE_CHECKING:
    from core.model import Candidate
    from db.store import SqliteStore

CHANNEL = "UClamp000000000000000001"
UPLOADS = PlaylistId("UUlamp000000000000000001")


def topic(name: str, **more: object) -> Candidate:
    """A video of a "- Topic" channel."""
    found = replace(a_candidate(name), channel_title="Lamp Post - Topic", channel_id=CHANNEL)
    return replace(found, **more)  # type: ignore[arg-type]  # the fields of a candidate


async def one_recording(store: SqliteStore) -> RecordingId:
    """A library of one recording."""
    await import_playlists(store, {"road": ["a"]})
    (recording,) = await recordings_of(store, "road")
    return recording


async def test_a_search_is_booked_and_its_recording_marked_before_it_is_made(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["a", "b"]})
    a, b = await recordings_of(store, "road")
    await store.videos.begin_search(a, replace(a_charge(), at=NOON))
    assert [one.title for one in await store.matches.waiting(NOON)] == ["b"]
    assert await store.videos.lost() == {a}
    assert await store.videos.searched_since(NOON - timedelta(days=1)) == {a}
    assert await store.videos.searched_since(NOON) == frozenset()
    assert (await store.ledger.spent(TODAY)).units == a_charge().amount
    await store.videos.save_search(a, [a_candidate("v1")], at=later(1))
    assert await store.videos.lost() == frozenset()
    assert [one.id for one in await store.matches.searched()] == [a]
    assert b not in await store.videos.searched_since(NOON - timedelta(days=1))


async def test_a_search_that_was_surely_not_made_leaves_its_recording_waiting(store: SqliteStore) -> None:
    recording = await one_recording(store)
    await store.videos.begin_search(recording, a_charge())
    await store.videos.cancel_search(recording)
    assert [one.id for one in await store.matches.waiting(NOON)] == [recording]
    assert await store.videos.searched_since(NOON - timedelta(days=9)) == frozenset()


async def test_what_was_seen_is_there_for_everybody_with_the_lengths_that_are_known(store: SqliteStore) -> None:
    recording = await one_recording(store)
    await store.videos.save_search(recording, [topic("v1"), topic("v2")], at=NOON)
    assert await store.videos.unmeasured([VideoId("v2"), VideoId("v1"), VideoId("v9")]) == ("v2", "v1", "v9")
    asked = [VideoId("v1"), VideoId("v2")]
    await store.matches.save_details([VideoDetails(VideoId("v1"), 201.0, 7)], asked=asked, at=NOON)
    assert await store.videos.unmeasured(asked) == ()
    (left,) = await store.videos.seen(since=NOON - KEPT, limit=9)
    assert (left.video_id, left.seconds, left.views) == ("v1", 201.0, 7)
    await store.videos.save_search(recording, [topic("v1"), topic("v3")], at=later(1))
    found = {one.video_id: one.seconds for one in await store.matches.candidates(recording)}
    assert found == {"v1": 201.0, "v3": None}, "a length that is known is not asked for again"


async def test_what_youtube_said_is_forgotten_after_a_month(store: SqliteStore) -> None:
    recording = await one_recording(store)
    await store.videos.save_search(recording, [topic("v1")], at=NOON)
    await store.videos.refuse(UPLOADS, "playlist_not_found", at=NOON)
    (refused,) = await store.videos.lists()
    assert refused.is_refused(NOON + KEPT / 2)
    await store.videos.save_search(recording, [topic("v2", channel_title="Other")], at=NOON + KEPT)
    assert [one.video_id for one in await store.videos.seen(since=NOON - KEPT, limit=9)] == ["v2"]
    assert await store.videos.lists() == (VideoList(UPLOADS, "Lamp Post"),)


async def test_a_list_is_read_page_by_page_and_again_for_those_that_came_later(store: SqliteStore) -> None:
    await store.videos.save_seen([topic("v1")], at=NOON)
    (first,) = await store.videos.lists()
    assert first == VideoList(UPLOADS, "Lamp Post")
    await store.videos.save_page(first, [topic("v2")], next_token="more", newest=RecordingId(7), at=NOON)
    (begun,) = await store.videos.lists()
    assert (begun.pages, begun.next_token, begun.is_open(NOON)) == (1, "more", True)
    await store.videos.save_page(begun, [topic("v3")], next_token=None, newest=RecordingId(7), at=NOON)
    (read,) = await store.videos.lists()
    assert (read.pages, read.is_open(NOON)) == (2, False)
    assert not read.at(NOON, oldest=RecordingId(7)).is_open(NOON)
    assert read.at(NOON, oldest=RecordingId(8)).is_open(NOON)
    assert read.at(NOON + KEPT, oldest=RecordingId(1)).pages == 0


def test_where_every_list_is_refused_no_more_are_tried() -> None:
    refused = tuple(VideoList(PlaylistId(f"UU{n}"), "A", refused_at=NOON) for n in range(REFUSALS))
    assert not are_given(refused, NOON)
    assert are_given(refused[1:], NOON)
    assert are_given(refused, NOON + KEPT)
    assert are_given((*refused, VideoList(PlaylistId("UUx"), "A", read_at=NOON)), NOON)


def test_videos_reveal_the_lists_of_their_topic_channels_and_of_albums() -> None:
    album = "OLAK5uy_" + "k" * 33
    videos = [
        topic("v1"),
        topic("v2", channel_title="Lamp Post"),
        topic("v3", channel_id="odd"),
        topic(
            "v4", channel_title="Band", description=f"All of it: https://music.youtube.com/playlist?list={album} now"
        ),
        topic("v5", channel_title=" - Topic"),
    ]
    assert lists_in(videos) == {UPLOADS: "Lamp Post", PlaylistId(album): "Band"}
    assert uploads_of("PLx") is None


async def test_own_videos_name_their_uploader_and_dead_ones_are_left_out(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("P")], at=NOON, settle_s=0)
    items = [
        replace(an_item("i1", "P"), video_id=VideoId("v1"), channel_title="Lamp Post - Topic", channel_id=CHANNEL),
        replace(an_item("i2", "P"), video_id=VideoId("v2"), position=1, is_dead=True),
        replace(an_item("i3", "P"), video_id=VideoId("v1"), position=2),
    ]
    await store.channel.save_items(a_head("P").id, items, at=NOON, settle_s=0)
    (own,) = await store.videos.own()
    assert (own.video_id, own.channel_title, own.channel_id) == ("v1", "Lamp Post - Topic", CHANNEL)


async def test_the_first_artist_is_named_of_what_is_not_decided(store: SqliteStore) -> None:
    recording = await one_recording(store)
    assert await store.videos.artists() == {recording: "Ada"}


async def test_all_of_it_goes_when_youtube_s_data_is_purged(store: SqliteStore) -> None:
    recording = await one_recording(store)
    await plan_sync(store)
    await store.videos.save_search(recording, [topic("v1")], at=NOON)
    await store.purge(Service.YOUTUBE)
    assert await store.videos.seen(since=NOON - KEPT, limit=9) == ()
    assert await store.videos.lists() == ()
    assert await store.runs.get(RunId("run")) is not None
