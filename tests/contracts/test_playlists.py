"""What every PlaylistReader and PlaylistWriter owes its caller, through both doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import Conflict, LoginExpired, OutcomeUnknown, PlaylistLimit, QuotaExhausted, Rejected, Throttled
from core.model import Account, ItemId, PlaylistId, VideoId
from core.states import Bucket, Privacy, Service
from tests.contracts.world import GONE, HIDDEN, OLD, QUOTED, TIDE

if TYPE_CHECKING:
    from core.model import RemotePlaylist
    from tests.contracts.conftest import Start
    from tests.contracts.doors import Doors

NO_PLAYLIST = PlaylistId("PLnowhere000000000000000000000000")
TIDE_ID, QUOTED_ID = VideoId(TIDE), VideoId(QUOTED)
INSERT = "youtube.playlistItems.insert"


async def a_playlist(doors: Doors, title: str = "New") -> RemotePlaylist:
    return await doors.youtube.create(title, description="", privacy=Privacy.PRIVATE)


async def test_the_channel_is_known_by_its_id(doors: Doors) -> None:
    assert await doors.youtube.channel() == Account("UCchannel000000000000001", "Listener's channel")


async def test_a_new_playlist_keeps_what_it_was_given(doors: Doors) -> None:
    made = await doors.youtube.create("Night", description="Songs\n[mark]", privacy=Privacy.UNLISTED)
    found = await doors.youtube.playlist(made.id)
    assert found is not None
    assert (found.title, found.description, found.privacy) == ("Night", "Songs\n[mark]", Privacy.UNLISTED)
    assert (found.item_count, found.channel_id) == (0, "UCchannel000000000000001")
    assert [one.id for one in (await doors.youtube.playlists()).rows] == [made.id, OLD]


async def test_a_title_with_angle_brackets_is_made_acceptable(doors: Doors) -> None:
    made = await doors.youtube.create("For Lena <3", description="a > b", privacy=Privacy.PRIVATE)
    assert made.title == "For Lena \u20393"


async def test_playlists_beyond_fifty_come_on_further_pages(start: Start) -> None:
    doors = start(playlists_per_day=100)
    for number in range(50):
        await a_playlist(doors, f"List {number}")
    first = await doors.youtube.playlists()
    second = await doors.youtube.playlists(page_token=first.next_token)
    assert (len(first.rows), len(second.rows), second.next_token) == (50, 1, None)
    assert len({one.id for one in first.rows + second.rows}) == 51


async def test_items_come_in_order_on_pages_of_fifty_with_dead_rows_told(doors: Doors) -> None:
    first = await doors.youtube.items(PlaylistId(OLD))
    second = await doors.youtube.items(PlaylistId(OLD), page_token=first.next_token)
    rows = first.rows + second.rows
    assert [row.position for row in rows] == list(range(60))
    assert second.next_token is None
    assert [row.video_id for row in rows if row.is_dead] == [GONE, HIDDEN]


async def test_an_added_video_stands_at_the_end_with_its_note(doors: Doors) -> None:
    made = await a_playlist(doors)
    await doors.youtube.add(made.id, TIDE_ID, note="crossfade:i:one")
    receipt = await doors.youtube.add(made.id, QUOTED_ID, note="crossfade:i:two")
    rows = (await doors.youtube.items(made.id)).rows
    assert receipt == rows[1]
    assert [(row.video_id, row.position, row.note) for row in rows] == [
        (TIDE, 0, "crossfade:i:one"),
        (QUOTED, 1, "crossfade:i:two"),
    ]


async def test_a_video_can_be_put_before_others(doors: Doors) -> None:
    made = await a_playlist(doors)
    await doors.youtube.add(made.id, TIDE_ID)
    receipt = await doors.youtube.add(made.id, QUOTED_ID, position=0)
    assert receipt.position == 0
    assert doors.videos(made.id) == [QUOTED, TIDE]


async def test_the_same_video_may_stand_there_twice(doors: Doors) -> None:
    made = await a_playlist(doors)
    first = await doors.youtube.add(made.id, TIDE_ID)
    second = await doors.youtube.add(made.id, TIDE_ID)
    assert first.id != second.id
    assert [row.id for row in await doors.youtube.items_of_video(made.id, TIDE_ID)] == [first.id, second.id]


async def test_a_service_that_keeps_no_notes_gives_none_back(start: Start) -> None:
    doors = start(has_fresh_conflicts=False, keeps_notes=False)
    made = await a_playlist(doors)
    assert (await doors.youtube.add(made.id, TIDE_ID, note="crossfade:i:one")).note is None


async def test_a_moved_item_keeps_its_note(doors: Doors) -> None:
    made = await a_playlist(doors)
    await doors.youtube.add(made.id, TIDE_ID)
    last = await doors.youtube.add(made.id, QUOTED_ID, note="crossfade:i:two")
    moved = await doors.youtube.move(last, position=0)
    assert (moved.id, moved.position, moved.note) == (last.id, 0, "crossfade:i:two")
    assert doors.videos(made.id) == [QUOTED, TIDE]


async def test_a_removed_item_is_gone_and_cannot_be_removed_again(doors: Doors) -> None:
    made = await a_playlist(doors)
    item = await doors.youtube.add(made.id, TIDE_ID)
    await doors.youtube.remove(item.id)
    assert doors.videos(made.id) == []
    with pytest.raises(Rejected) as refused:
        await doors.youtube.remove(item.id)
    assert refused.value.is_gone


async def test_a_new_title_leaves_the_rest_of_a_playlist_alone(doors: Doors) -> None:
    made = await doors.youtube.create("Night", description="Songs\n[mark]", privacy=Privacy.UNLISTED)
    await doors.youtube.rename(made, title="Nights")
    found = await doors.youtube.playlist(made.id)
    assert found is not None
    assert (found.title, found.description, found.privacy) == ("Nights", "Songs\n[mark]", Privacy.UNLISTED)


async def test_a_new_title_keeps_the_language_a_playlist_is_marked_with(doors: Doors) -> None:
    made = await a_playlist(doors)
    doors.steering.edit("language", playlist=made.id, text="de")
    head = await doors.youtube.playlist(made.id)
    assert head is not None
    assert head.language == "de"
    await doors.youtube.rename(head, title="Neu")
    found = await doors.youtube.playlist(made.id)
    assert found is not None
    assert (found.title, found.language) == ("Neu", "de")


async def test_a_move_shifts_the_rows_between_and_a_removal_those_behind(doors: Doors) -> None:
    made = await a_playlist(doors)
    videos = [VideoId(video) for video in (TIDE, QUOTED, TIDE, QUOTED)]
    items = [await doors.youtube.add(made.id, video, note=f"n{place}") for place, video in enumerate(videos)]
    await doors.youtube.move(items[0], position=2)
    assert [row.note for row in (await doors.youtube.items(made.id)).rows] == ["n1", "n2", "n0", "n3"]
    await doors.youtube.move(items[3], position=0)
    await doors.youtube.remove(items[2].id)
    rows = (await doors.youtube.items(made.id)).rows
    assert [(row.note, row.position) for row in rows] == [("n3", 0), ("n1", 1), ("n0", 2)]
    assert doors.units() == 50 * (1 + 4 + 3) + 2


async def test_a_place_beyond_the_end_is_refused_for_that_item(doors: Doors) -> None:
    made = await a_playlist(doors)
    item = await doors.youtube.add(made.id, TIDE_ID)
    with pytest.raises(Rejected) as refused:
        await doors.youtube.move(item, position=1)
    assert not refused.value.is_gone


async def test_a_moved_item_that_is_gone_says_so(doors: Doors) -> None:
    made = await a_playlist(doors)
    item = await doors.youtube.add(made.id, TIDE_ID)
    await doors.youtube.remove(item.id)
    with pytest.raises(Rejected) as refused:
        await doors.youtube.move(item, position=0)
    assert refused.value.is_gone


async def test_moves_and_removals_show_after_the_lag_like_every_write(start: Start) -> None:
    doors = start(has_fresh_conflicts=False, lag_s=60.0)
    made = await a_playlist(doors)
    first = await doors.youtube.add(made.id, TIDE_ID, note="one")
    second = await doors.youtube.add(made.id, QUOTED_ID, note="two")
    doors.steering.advance(61)
    await doors.youtube.move(second, position=0)
    await doors.youtube.remove(first.id)
    assert [row.note for row in (await doors.youtube.items(made.id)).rows] == ["one", "two"]
    doors.steering.advance(61)
    assert [row.note for row in (await doors.youtube.items(made.id)).rows] == ["two"]


@pytest.mark.parametrize("method", ["youtube.playlistItems.update", "youtube.playlistItems.delete"])
@pytest.mark.parametrize(("do", "is_applied"), [("lose_reply", True), ("drop", False)])
async def test_a_move_or_removal_without_an_answer_has_an_unknown_outcome(
    doors: Doors, method: str, do: str, *, is_applied: bool
) -> None:
    made = await a_playlist(doors)
    items = [await doors.youtube.add(made.id, video) for video in (TIDE_ID, QUOTED_ID)]
    doors.steering.faults({"call": method, "do": do})
    call = doors.youtube.move(items[1], position=0) if "update" in method else doors.youtube.remove(items[0].id)
    with pytest.raises(OutcomeUnknown):
        await call
    after = [QUOTED, TIDE] if "update" in method else [QUOTED]
    assert doors.videos(made.id) == (after if is_applied else [TIDE, QUOTED])


async def test_a_deleted_playlist_is_gone_for_every_method(doors: Doors) -> None:
    made = await a_playlist(doors)
    await doors.youtube.delete(made.id)
    assert await doors.youtube.playlist(made.id) is None
    for call in (doors.youtube.delete(made.id), doors.youtube.items(made.id), doors.youtube.add(made.id, TIDE_ID)):
        with pytest.raises(Rejected) as refused:
            await call
        assert refused.value.is_gone


async def test_an_item_that_never_was_is_gone(doors: Doors) -> None:
    with pytest.raises(Rejected) as refused:
        await doors.youtube.remove(ItemId("UExub3doZXJl"))
    assert refused.value.is_gone


@pytest.mark.parametrize(
    ("video", "reason"), [("vid-unknown", "video_not_found"), (GONE, "video_not_found"), (HIDDEN, "video_unavailable")]
)
async def test_an_unusable_video_is_refused_for_itself(doors: Doors, video: str, reason: str) -> None:
    made = await a_playlist(doors)
    with pytest.raises(Rejected) as refused:
        await doors.youtube.add(made.id, VideoId(video))
    assert (refused.value.reason, refused.value.is_gone) == (reason, False)


async def test_a_full_playlist_says_so(start: Start) -> None:
    doors = start(has_fresh_conflicts=False, max_items=60)
    with pytest.raises(Rejected) as refused:
        await doors.youtube.add(PlaylistId(OLD), TIDE_ID)
    assert refused.value.reason == "playlist_full"


async def test_the_first_insert_into_a_fresh_playlist_is_broken_off_once(start: Start) -> None:
    doors = start()
    made = await a_playlist(doors)
    with pytest.raises(Conflict):
        await doors.youtube.add(made.id, TIDE_ID)
    await doors.youtube.add(made.id, TIDE_ID)
    assert doors.videos(made.id) == [TIDE]
    assert doors.units() == 150


async def test_a_playlists_etag_changes_with_its_content_and_only_then(doors: Doors) -> None:
    made = await a_playlist(doors)
    before, again = await doors.youtube.playlist(made.id), await doors.youtube.playlist(made.id)
    await doors.youtube.add(made.id, TIDE_ID)
    after = await doors.youtube.playlist(made.id)
    assert before is not None
    assert again is not None
    assert after is not None
    assert before.etag == again.etag != after.etag


async def test_listings_show_a_write_only_after_the_lag(start: Start) -> None:
    doors = start(has_fresh_conflicts=False, lag_s=60.0)
    made = await a_playlist(doors)
    assert await doors.youtube.playlist(made.id) is None
    doors.steering.advance(61)
    await doors.youtube.add(made.id, TIDE_ID)
    assert (await doors.youtube.items(made.id)).rows == ()
    head = await doors.youtube.playlist(made.id)
    assert head is not None
    assert head.item_count == 0
    doors.steering.advance(61)
    assert [row.video_id for row in (await doors.youtube.items(made.id)).rows] == [TIDE]


async def test_the_eleventh_playlist_of_a_day_is_refused_while_filling_goes_on(start: Start) -> None:
    doors = start(has_fresh_conflicts=False, playlists_per_day=2, day_s=600.0)
    made = [await a_playlist(doors, f"List {number}") for number in range(2)]
    with pytest.raises(PlaylistLimit):
        await a_playlist(doors, "One more")
    await doors.youtube.add(made[0].id, TIDE_ID)
    doors.steering.advance(601)
    assert (await a_playlist(doors, "Next day")).title == "Next day"


async def test_spent_units_close_writes_until_the_next_quota_day(start: Start) -> None:
    doors = start(has_fresh_conflicts=False, units=101, day_s=600.0)
    made = await a_playlist(doors)
    await doors.youtube.add(made.id, TIDE_ID)
    with pytest.raises(QuotaExhausted) as refused:
        await doors.youtube.add(made.id, QUOTED_ID)
    assert refused.value.bucket is Bucket.UNITS
    assert doors.units() == 100
    doors.steering.advance(601)
    await doors.youtube.add(made.id, QUOTED_ID)
    assert doors.videos(made.id) == [TIDE, QUOTED]


async def test_an_expired_token_is_renewed_without_a_second_charge(doors: Doors) -> None:
    doors.steering.edit("expire_tokens", service="youtube")
    made = await a_playlist(doors)
    assert doors.units() == 50
    assert made.title == "New"


async def test_a_revoked_sign_in_is_over(doors: Doors) -> None:
    doors.steering.edit("revoke_tokens", service="youtube")
    with pytest.raises(LoginExpired) as ended:
        await a_playlist(doors)
    assert ended.value.service is Service.YOUTUBE
    assert doors.units() == 0


@pytest.mark.parametrize(
    ("fault", "is_applied"),
    [
        ({"do": "lose_reply"}, True),
        ({"do": "drop"}, False),
        ({"do": "error", "status": 503}, False),
        ({"do": "error", "status": 500, "when": "after"}, True),
        ({"do": "garbage", "form": "html"}, False),
        ({"do": "garbage", "form": "html", "when": "after"}, True),
        ({"do": "garbage", "form": "cut"}, True),
        ({"do": "garbage", "form": "empty", "when": "after"}, True),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else str(value),
)
async def test_a_write_without_a_sound_answer_has_an_unknown_outcome(
    doors: Doors, fault: dict[str, object], is_applied: bool
) -> None:
    made = await a_playlist(doors)
    doors.steering.faults({"call": INSERT, "nth": 1, **fault})
    with pytest.raises(OutcomeUnknown):
        await doors.youtube.add(made.id, TIDE_ID)
    assert doors.videos(made.id) == ([TIDE] if is_applied else [])
    assert doors.steering.state()["faults"][0]["fired"] == 1
    assert doors.units() == 100


async def test_a_write_that_was_given_up_may_still_come(doors: Doors) -> None:
    made = await a_playlist(doors)
    doors.steering.faults({"call": INSERT, "do": "late", "delay_s": 30, "nth": 1})
    with pytest.raises(OutcomeUnknown):
        await doors.youtube.add(made.id, TIDE_ID)
    assert doors.videos(made.id) == []
    doors.steering.advance(31)
    assert doors.videos(made.id) == [TIDE]


async def test_a_write_whose_deletion_was_answered_by_a_page_for_people_is_unknown(doors: Doors) -> None:
    made = await a_playlist(doors)
    doors.steering.faults({"call": "youtube.playlists.delete", "do": "garbage", "when": "after"})
    with pytest.raises(OutcomeUnknown):
        await doors.youtube.delete(made.id)
    assert len(doors.steering.state()["playlists"]) == 1


async def test_a_burst_limit_is_no_daily_limit(doors: Doors) -> None:
    made = await a_playlist(doors)
    doors.steering.faults({"call": INSERT, "do": "throttle", "retry_after": 3})
    with pytest.raises(Throttled) as throttled:
        await doors.youtube.add(made.id, TIDE_ID)
    assert throttled.value.wait_s == 3.0
    assert doors.videos(made.id) == []


async def test_what_the_person_does_by_hand_shows(doors: Doors) -> None:
    made = await a_playlist(doors)
    await doors.youtube.add(made.id, TIDE_ID, note="crossfade:i:one")
    doors.steering.edit("add", playlist=made.id, video=QUOTED, position=0)
    doors.steering.edit("rename", playlist=made.id, title="Mine now")
    rows = (await doors.youtube.items(made.id)).rows
    head = await doors.youtube.playlist(made.id)
    assert [(row.video_id, row.note) for row in rows] == [(QUOTED, None), (TIDE, "crossfade:i:one")]
    assert head is not None
    assert head.title == "Mine now"
