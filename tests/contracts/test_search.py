"""What every VideoSearch owes its caller, and what each call costs, through both doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import OutcomeUnknown, QuotaExhausted, Transient
from core.model import PlaylistId, VideoDetails, VideoId
from core.quota import COSTS, Method
from core.states import Bucket, Privacy
from tests.contracts.world import GONE, HIDDEN, OLD, QUOTED, TIDE

if TYPE_CHECKING:
    from tests.contracts.conftest import Start
    from tests.contracts.doors import Doors


async def test_a_search_gives_fifty_videos_at_most_best_first(doors: Doors) -> None:
    found = await doors.youtube.search("lamp post tide honey")
    assert len(found) == 50
    assert {found[0].video_id, found[1].video_id} == {TIDE, QUOTED}
    assert found[0].seconds is None


async def test_titles_come_as_they_are_written(doors: Doors) -> None:
    found = {one.video_id: one for one in await doors.youtube.search("lamp post tide honey")}
    assert found[VideoId(QUOTED)].title == 'Lamp Post - "Tide" & Honey\'s Song (Live <1999>)'
    assert found[VideoId(QUOTED)].channel_title == "Lamp Post & Friends"


async def test_a_search_without_a_hit_is_no_error(doors: Doors) -> None:
    assert await doors.youtube.search("zzz") == ()


async def test_details_name_lengths_and_leave_out_what_is_gone_or_private(doors: Doors) -> None:
    asked = [VideoId(TIDE), VideoId(GONE), VideoId(HIDDEN), VideoId(QUOTED)]
    found = {one.video_id: one for one in await doors.youtube.details(asked)}
    assert set(found) == {TIDE, QUOTED}
    assert found[VideoId(TIDE)] == VideoDetails(VideoId(TIDE), 201.0, 9_000)
    assert found[VideoId(QUOTED)].seconds == 3_725.0


async def test_spent_searches_close_searching_alone(start: Start) -> None:
    doors = start(searches=1, day_s=600.0)
    await doors.youtube.search("tide")
    with pytest.raises(QuotaExhausted) as refused:
        await doors.youtube.search("tide")
    assert refused.value.bucket is Bucket.SEARCHES
    assert doors.steering.state()["quota"]["total_searches"] == 1
    assert (await doors.youtube.create("Still", description="", privacy=Privacy.PRIVATE)).title == "Still"
    doors.steering.advance(601)
    assert await doors.youtube.search("tide")


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
