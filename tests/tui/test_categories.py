"""Categories: choices for one or many are stored at once, priced at once and can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.model import Category, CategoryId, Holder
from core.states import Order, Policy
from tests.tui.conftest import CATEGORIES, shown_at
from tests.tui.fake_session import World, a_world
from tests.tui.screen_text import settle, text

if TYPE_CHECKING:
    from tui.app import CrossfadeApp


def the(world: World, title: str) -> Category:
    """A category by its title."""
    return next(category for category in world.categories.values() if category.title == title)


def row(app: CrossfadeApp, title: str) -> str:
    """The line of the list that names a category."""
    return next(line for line in text(app).splitlines() if title in line)


async def test_every_category_stands_with_its_rows_and_what_a_sync_would_add(world: World) -> None:
    async with shown_at(world, CATEGORIES) as (app, _):
        assert row(app, "[x] Night Drive").split()[-3:] == ["23", "21", "1"]
        assert "10,714 units: 2 days, done Thu 11 Jun" in text(app)
        assert "excluded" in row(app, "[ ] 2019")


@pytest.mark.parametrize(("key", "word"), [("space", "excluded"), ("l", "protected"), ("m", "mirror"), ("o", "append")])
async def test_a_key_turns_the_one_under_the_cursor_and_u_takes_it_back(world: World, key: str, word: str) -> None:
    before = the(world, "Night Drive")
    async with shown_at(world, CATEGORIES, "down", key) as (app, pilot):
        assert word in row(app, "] Night Drive")
        assert the(world, "Night Drive") != before
        await pilot.press("u")
        await settle(pilot)
        assert the(world, "Night Drive") == before
        assert "Undone: Night Drive" in text(app)
        assert word not in row(app, "] Night Drive")


async def test_the_price_follows_a_choice_without_a_call(world: World) -> None:
    async with shown_at(world, CATEGORIES, "space") as (app, _):
        assert "5,96" in text(app)
        assert world.calls == []


async def test_marked_ones_change_together_and_come_back_together(world: World) -> None:
    async with shown_at(world, CATEGORIES, "v", "v", "v", "m") as (app, pilot):
        assert "3 categories: mirrored" in text(app)
        mirrored = [one.title for one in world.categories.values() if one.policy is Policy.MIRROR]
        assert mirrored == ["Liked Songs", "Night Drive", "夜のドライブ"]
        await pilot.press("u")
        await settle(pilot)
        assert all(one.policy is Policy.ADD for one in world.categories.values())


async def test_those_that_differ_go_to_one_side_first(world: World) -> None:
    async with shown_at(world, CATEGORIES, "a", "space") as (_app, pilot):
        assert all(one.is_included for one in world.categories.values())
        await pilot.press("space")
        await settle(pilot)
        assert not any(one.is_included for one in world.categories.values())


async def test_a_filter_takes_words_their_opposites_and_states(world: World) -> None:
    async with shown_at(world, CATEGORIES, "slash", *"va al") as (app, pilot):
        said = text(app)
        assert "Ça va aller" in said
        assert "Night Drive" not in said
        assert "1 of 8" in said
        await pilot.press("escape")
        await settle(pilot)
        assert "Night Drive" in text(app)
        for key in ("slash", *"is:excluded", "enter", "space"):
            await pilot.press(key)
            await settle(pilot)
        assert the(world, "2019").is_included
        assert "2019" in text(app)


async def test_sorting_by_adds_puts_the_longest_first_and_marks_stay(world: World) -> None:
    async with shown_at(world, CATEGORIES, "end", "v", "s", "s") as (app, _):
        said = text(app)
        assert "by rows" in said
        assert said.index("Liked Songs") < said.index("Night Drive")
        assert "1 marked" in said


async def test_a_title_can_be_changed_but_not_to_one_that_youtube_refuses(world: World) -> None:
    async with shown_at(world, CATEGORIES, "down", "e", "end", *" <3", "enter") as (app, pilot):
        assert "YouTube allows no < or > in a title." in text(app)
        for key in ("backspace", "backspace", "I", "I", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert the(world, "Night Drive II").id == "c1"
        assert "Night Drive is now Night Drive II" in text(app)


async def test_merging_asks_says_what_becomes_of_it_and_can_be_undone(world: World) -> None:
    rows = {key: len(found) for key, found in world.rows.items()}
    async with shown_at(world, CATEGORIES, "v", "v", "g") as (app, pilot):
        asked = " ".join(text(app).replace("│", " ").split())
        assert "Liked Songs and Night Drive become part of 夜のドライブ, behind its own rows." in asked
        await pilot.press("y")
        await settle(pilot)
        assert len(world.categories) == 6
        assert "119" not in text(app)
        assert "3 sources" in row(app, "] 夜のドライブ")
        await pilot.press("u")
        await settle(pilot)
        assert {key: len(found) for key, found in world.rows.items()} == rows
        assert list(world.categories) == [CategoryId(f"c{place}") for place in range(8)]


async def test_old_playlists_stand_below_and_x_keeps_or_replaces_one(world: World) -> None:
    async with shown_at(world, CATEGORIES) as (app, pilot):
        assert "✗ replace  Old mix" in text(app)
        await pilot.press("tab", "x")
        await settle(pilot)
        assert not world.playlists[0].is_replaced
        assert "keep     Old mix" in text(app)


async def test_where_another_process_works_nothing_can_be_chosen(world: World) -> None:
    world.holder = Holder(4711, "desk", "now")
    async with shown_at(world, CATEGORIES, "space", "o") as (_app, _):
        assert the(world, "Liked Songs").is_included
        assert the(world, "Liked Songs").order is Order.EXACT


async def test_two_thousand_categories_are_marked_turned_and_turned_back() -> None:
    world = a_world(tuple(f"Mix {number}" for number in range(2_000)), per_category=1)
    async with shown_at(world, CATEGORIES, "a", "l") as (app, pilot):
        assert "2,000 categories: protected" in text(app)
        assert all(one.is_protected for one in world.categories.values())
        await pilot.press("u", "end")
        await settle(pilot)
        assert "Mix 1999" in text(app)
        assert not any(one.is_protected for one in world.categories.values())


async def test_nothing_imported_says_what_to_press() -> None:
    async with shown_at(a_world(()), CATEGORIES) as (app, _):
        assert "1 i   read your Spotify library" in text(app)
