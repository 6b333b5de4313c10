"""The preview: every choice is saved and redrawn at once, and none calls a service."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import QuotaExhausted
from core.model import HeldItem, ItemId, RemoteItem, VideoId
from core.states import Bucket, Order, Policy
from tests.tui.conftest import PREVIEW, shown_at
from tests.tui.fake_session import NOON, World, a_world
from tests.tui.runs import working
from tests.tui.screen_text import settle, text
from tui.widgets.gauges import Gauges


async def test_it_shows_stages_totals_days_and_both_buckets(world: World) -> None:
    async with shown_at(world, PREVIEW) as (app, _):
        said = text(app)
    plan_units = 4 + 350 + 10_250 + 102 + 8
    assert f"Total                   {plan_units:,}" in said
    assert "2 days, done Thu 11 Jun" in said
    assert "Units" in said
    assert "Searches" in said
    assert "9,353" in said


async def test_both_buckets_and_their_reset_have_room_however_late_they_are_read(world: World) -> None:
    async with shown_at(world, PREVIEW, size=(100, 30)) as (app, pilot):
        gauges = app.screen.query_one(Gauges)
        gauges.state = None
        await pilot.pause()
        assert gauges.size.height == 1
        app.place_changed()
        await settle(pilot)
        assert gauges.size.height == 3


async def test_excluding_a_category_saves_it_and_changes_units_and_days_without_a_call(world: World) -> None:
    async with shown_at(world, PREVIEW, "space") as (app, _):
        said = text(app)
        assert not world.categories[next(iter(world.categories))].is_included
        assert "5,9" in said.split("Total", 1)[1].splitlines()[0]
        assert "Done today" in said
        assert "[ ] Liked Songs" in said
        assert world.calls == []


async def test_including_it_again_brings_back_the_old_price(world: World) -> None:
    async with shown_at(world, PREVIEW) as (app, pilot):
        before = text(app)
        for _ in range(2):
            await pilot.press("space")
            await settle(pilot)
        assert text(app) == before


@pytest.mark.parametrize(
    ("key", "words"), [("l", "protected"), ("m", "mirror"), ("o", "append")], ids=["protect", "mirror", "append"]
)
async def test_a_choice_stands_in_words_beside_the_title(world: World, key: str, words: str) -> None:
    async with shown_at(world, PREVIEW, "down", key) as (app, _):
        row = next(line for line in text(app).splitlines() if "Night Drive" in line)
        assert words in row
    changed = list(world.categories.values())[1]
    assert changed.is_protected or changed.policy is Policy.MIRROR or changed.order is Order.APPEND


async def test_playlists_to_delete_stand_by_name_with_the_word(world: World) -> None:
    async with shown_at(world, PREVIEW) as (app, _):
        said = text(app)
    assert "2 playlists to DELETE" in said
    assert "✗ DELETE  Old mix" in said
    assert "✗ DELETE  Party 2014" in said


async def test_without_deletions_the_plan_says_what_it_holds(world: World) -> None:
    async with shown_at(world, PREVIEW, "d") as (app, _):
        said = text(app)
    assert "What if: without deletions" in said
    assert "Delete playlists" not in said
    assert "to DELETE" not in said


async def test_the_reserve_can_be_tried_away_and_nothing_is_saved(world: World) -> None:
    async with shown_at(world, PREVIEW, "w", "down", "enter") as (app, _):
        said = text(app)
    assert "What if: no units kept back" in said
    assert world.settings.quota.reserve == 1_000
    assert world.calls == []


async def test_the_sum_of_the_category_under_the_cursor_closes(world: World) -> None:
    async with shown_at(world, PREVIEW, "down") as (app, _):
        assert "Night Drive (new): 23 rows = 21 to add + 1 to review + 1 without a video" in text(app)


async def test_an_old_listing_is_read_again_when_the_preview_opens(world: World) -> None:
    world.listed_at = NOON - timedelta(hours=3)
    async with shown_at(world, PREVIEW) as (app, _):
        assert world.calls == ["refresh"]
        assert "YouTube read just now" in text(app)


async def test_what_cannot_be_read_is_said_with_its_age_and_cannot_be_confirmed(world: World) -> None:
    world.listed_at = NOON - timedelta(hours=3)
    world.refusal = QuotaExhausted("Today's units are used up.", bucket=Bucket.UNITS)
    async with shown_at(world, PREVIEW, "c", size=(120, 40)) as (app, _):
        said = text(app)
    assert "Today's units are used up." in said
    assert "read 3 hours ago" in said
    assert "Start" not in said


async def test_while_a_run_works_it_cannot_be_confirmed(world: World) -> None:
    working(world)
    async with shown_at(world, PREVIEW, "c") as (app, _):
        assert "Already in progress" in text(app)
        assert len(app.screen_stack) == 1


async def test_an_empty_library_says_what_to_press() -> None:
    async with shown_at(a_world(()), PREVIEW) as (app, _):
        assert "1 i   read your Spotify library" in text(app)


async def test_a_new_quota_day_is_planned_anew(world: World) -> None:
    async with shown_at(world, PREVIEW) as (app, pilot):
        assert "Thu 11 Jun" in text(app)
        world.clock.instant = NOON + timedelta(days=1)
        app.screen.redraw()  # type: ignore[attr-defined] # what the clock does once a second
        await settle(pilot)
        assert "Fri 12 Jun" in text(app)


async def test_the_list_of_deletions_tells_all_about_the_one_under_the_cursor(world: World) -> None:
    old = world.playlists[0]
    items = tuple(
        HeldItem(RemoteItem(ItemId(f"i{n}"), old.head.id, VideoId(f"lost{n}"), n, title=f"Lost {n}"), is_ours=False)
        for n in range(7)
    )
    head = replace(old.head, item_count=7)
    world.playlists = (replace(old, head=head, items=items, listed_count=7), *world.playlists[1:])
    async with shown_at(world, PREVIEW, "tab", size=(120, 40)) as (app, _):
        said = " ".join(text(app).split())
    assert "no category wants: Lost 0, Lost 1, Lost 2, Lost 3, Lost 4 and 2 more" in said
