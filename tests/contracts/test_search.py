"""What every VideoSearch owes its caller, and what each call costs, through both doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.demo.found_lists import album_list
from core.errors import OutcomeUnknown, QuotaExhausted, Rejected, Transient
from core.model import PlaylistId, VideoDetails, VideoId
from core.quota import COSTS, Method
from core.states import Bucket, Privacy, VideoState
from tests.contracts.world import ALBUM_TRACK, GONE, HIDDEN, OLD, QUOTED, TIDE

if TYPE_CHECKING:
    from tests.contracts.conftest import Start
    from tests.contracts.doors import Doors


async def test_a_search_gives_fifty_videos_at_most_best_first(doors: Doors) -> None:
    found = (await doors.youtube.search("lamp post tide honey")).videos
    assert len(found) == 50
    assert {found[0].video_id, found[1].video_id} == {TIDE, QUOTED}
    assert found[0].seconds is None


async def test_titles_come_as_they_are_written(doors: Doors) -> None:
    found = {one.video_id: one for one in (await doors.youtube.search("lamp post tide honey")).videos}
    assert found[VideoId(QUOTED)].title == 'Lamp Post - "Tide" & Honey\'s Song (Live <1999>)'
    assert found[VideoId(QUOTED)].channel_title == "Lamp Post & Friends"


async def test_a_search_without_a_hit_is_no_error(doors: Doors) -> None:
    assert (await doors.youtube.search("zzz")).is_empty


async def test_details_name_lengths_and_leave_out_what_is_gone_or_private(doors: Doors) -> None:
    asked = [VideoId(TIDE), VideoId(GONE), VideoId(HIDDEN), VideoId(QUOTED)]
    found = {one.video_id: one for one in await doors.youtube.details(asked)}
    assert set(found) == {TIDE, QUOTED}
    assert found[VideoId(TIDE)] == VideoDetails(VideoId(TIDE), 201.0, 9_000)
    assert found[VideoId(QUOTED)].seconds == 3_725.0


async def test_details_tell_where_a_video_does_not_play(doors: Doors) -> None:
    video, asked = VideoId(TIDE), [VideoId(TIDE)]
    doors.steering.edit("video", video=TIDE, blocked=["DE", "AT"])
    (found,) = await doors.youtube.details(asked)
    assert found == VideoDetails(video, 201.0, 9_000, blocked_in=frozenset({"DE", "AT"}))
    doors.steering.edit("video", video=TIDE, allowed=["US"])
    assert await doors.youtube.details(asked) == (VideoDetails(video, 201.0, 9_000, allowed_in=frozenset({"US"})),)
    doors.steering.edit("video", video=TIDE, allowed=[])
    (nowhere,) = await doors.youtube.details(asked)
    assert nowhere.allowed_in == frozenset()


@pytest.mark.parametrize("upload", ["uploaded", "failed", "rejected"])
async def test_details_tell_that_a_video_was_not_made_ready(doors: Doors, upload: str) -> None:
    doors.steering.edit("video", video=TIDE, upload=upload)
    (found,) = await doors.youtube.details([VideoId(TIDE)])
    assert found.state is VideoState.UNPROCESSED


@pytest.mark.parametrize("state", ["private", "deleted"])
async def test_a_video_that_is_taken_away_is_left_out_and_may_come_back(doors: Doors, state: str) -> None:
    doors.steering.edit("video", video=TIDE, state=state)
    assert await doors.youtube.details([VideoId(TIDE)]) == ()
    doors.steering.edit("video", video=TIDE)
    (found,) = await doors.youtube.details([VideoId(TIDE)])
    assert found.state is VideoState.PLAYABLE


async def test_spent_searches_close_searching_alone(start: Start) -> None:
    doors = start(searches=1, day_s=600.0)
    await doors.youtube.search("tide")
    with pytest.raises(QuotaExhausted) as refused:
        await doors.youtube.search("tide")
    assert refused.value.bucket is Bucket.SEARCHES
    assert doors.steering.state()["quota"]["total_searches"] == 1
    assert (await doors.youtube.create("Still", description="", privacy=Privacy.PRIVATE)).title == "Still"
    doors.steering.advance(601)
    assert (await doors.youtube.search("tide")).videos


async def test_a_lost_search_is_a_read_and_may_be_repeated(doors: Doors) -> None:
    doors.steering.faults({"call": "youtube.search.list", "do": "lose_reply", "nth": 1})
    with pytest.raises(Transient) as lost:
        await doors.youtube.search("tide")
    assert not isinstance(lost.value, OutcomeUnknown)
    assert doors.steering.state()["quota"]["total_searches"] == 1


async def test_every_method_is_charged_what_the_products_table_says(doors: Doors) -> None:
    youtube = doors.youtube
    made = await youtube.create("Priced", description="", privacy=Privacy.PRIVATE)
    item = await youtube.add(made.id, VideoId(TIDE))
    await youtube.move(item, position=0)
    await youtube.channel()
    await youtube.playlists()
    await youtube.items(PlaylistId(OLD))
    await youtube.search("tide")
    await youtube.details([VideoId(TIDE)])
    await youtube.rename(made, title="Priced again")
    await youtube.remove(item.id)
    await youtube.delete(made.id)
    charged = {
        entry["method"]: (Bucket.SEARCHES, entry["searches"]) if entry["searches"] else (Bucket.UNITS, entry["units"])
        for entry in doors.steering.state()["log"]
        if entry["method"].startswith("youtube.")
    }
    assert charged == {method.value: COSTS[method] for method in Method}


async def test_a_failed_search_that_the_service_owns_up_to_is_not_a_lost_one(doors: Doors) -> None:
    doors.steering.faults(
        {"call": "youtube.search.list", "do": "error", "nth": 1},
        {"call": "youtube.search.list", "do": "drop", "nth": 2},
    )
    said: list[bool] = []
    for _ in range(2):
        with pytest.raises(Transient) as failed:
            await doors.youtube.search("tide")
        said.append(failed.value.is_lost)
    assert said == [False, True]


async def test_a_channel_s_uploads_can_be_listed_newest_first_with_their_uploader(doors: Doors) -> None:
    page = await doors.youtube.items(PlaylistId("UUlamp000000000000000001"))
    assert len(page.rows) == 50
    assert page.next_token is not None
    rest = await doors.youtube.items(PlaylistId("UUlamp000000000000000001"), page_token=page.next_token)
    rows = {row.video_id: row for row in (*page.rows, *rest.rows)}
    assert GONE not in rows
    assert HIDDEN not in rows
    tide = rows[VideoId(TIDE)]
    assert (tide.title, tide.channel_title, tide.description) == (
        "Tide & Honey", "Lamp Post - Topic", "Provided to YouTube"
    )  # fmt: skip
    assert tide.channel_id == "UClamp000000000000000001"
    assert doors.units() == 2


async def test_an_album_s_playlist_can_be_listed(doors: Doors) -> None:
    page = await doors.youtube.items(PlaylistId(album_list("Lamp Post - Topic", "Streetlight")))
    assert [row.video_id for row in page.rows] == [ALBUM_TRACK]


async def test_uploads_that_are_refused_are_a_refusal_of_that_list_alone_and_cost_a_unit(start: Start) -> None:
    doors = start(has_topic_uploads=False)
    for unknown in ("UUtopic00000000000000001", "UUnobody0000000000000001"):
        with pytest.raises(Rejected) as refused:
            await doors.youtube.items(PlaylistId(unknown))
        assert refused.value.is_gone
    assert doors.units() == 2
    assert (await doors.youtube.items(PlaylistId(OLD))).rows
