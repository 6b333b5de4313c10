"""Health on screen: which matched videos died, a look at all of them, another video for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.model import Holder, RecordingId
from tests.tui.conftest import REVIEW, shown_at
from tests.tui.fake_keeping import some_deaths
from tests.tui.fake_review import FakeReview, a_judged, an_entry
from tests.tui.screen_text import settle, text

if TYPE_CHECKING:
    from tests.tui.fake_session import World


@pytest.fixture
def deadly(world: World) -> World:
    """Three dead videos; their songs are in the review, behind another one."""
    world.deaths = some_deaths()
    world.review = FakeReview(
        an_entry(9, "Blue in Green", a_judged("Blue")),
        *(an_entry(number, f"Song {number}", a_judged(f"S{number}")) for number in (1, 2, 3)),
    )
    return world


async def test_h_in_the_review_names_the_dead_and_what_could_take_their_place(deadly: World) -> None:
    async with shown_at(deadly, REVIEW, "h", size=(120, 40)) as (app, pilot):
        said = text(app)
        assert "3 matched videos do not play, 1 of your own choice; for 1 another is known" in said
        assert "its video is gone from YouTube" in said
        assert "a takes Angel (Official Audio)" in " ".join(said.split())
        await pilot.press("down")
        await settle(pilot)
        assert "You chose this video yourself" in text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "Blue in Green" in text(app)


async def test_a_takes_the_other_video_and_u_takes_that_back(deadly: World) -> None:
    async with shown_at(deadly, REVIEW, "h", "a", size=(120, 40)) as (app, pilot):
        assert deadly.review.decided == {RecordingId(1): "v-other"}
        assert "Angel" not in text(app)
        await pilot.press("u")
        await settle(pilot)
        assert deadly.review.decided == {}
        assert "Taken back: Angel" in text(app)


async def test_v_names_another_video_for_one_that_the_person_chose(deadly: World) -> None:
    async with shown_at(deadly, REVIEW, "h", "down", "v", *"dQw4w9WgXcQ", "enter") as (_app, _):
        assert deadly.review.decided == {RecordingId(2): "dQw4w9WgXcQ"}


async def test_enter_shows_the_song_in_the_review(deadly: World) -> None:
    async with shown_at(deadly, REVIEW, "h", "end", "enter", size=(120, 40)) as (app, _):
        assert "4 of 4" in text(app)
        assert "Song 3" in text(app)


async def test_c_says_the_price_and_looks_after_a_yes(deadly: World) -> None:
    async with shown_at(deadly, REVIEW, "h", "c", size=(120, 40)) as (app, pilot):
        assert "Looking at 1,204 matched videos for 25 units." in text(app)
        await pilot.press("y")
        await settle(pilot)
        assert deadly.calls == ["check health"]
        assert "Looked at 1,204 videos for 25 units: 3 dead ones" in text(app)


async def test_where_another_process_works_nothing_can_be_decided(deadly: World) -> None:
    deadly.holder = Holder(4711, "desk", "now")
    async with shown_at(deadly, REVIEW, "h", "c", "a", "v") as (app, _):
        assert "Videos that died" in text(app)
        assert (deadly.calls, deadly.review.decided) == ([], {})


async def test_without_a_death_it_is_said_how_to_look(world: World) -> None:
    async with shown_at(world, REVIEW, "h") as (app, _):
        assert "No dead video is known. c looks at every matched video." in text(app)
