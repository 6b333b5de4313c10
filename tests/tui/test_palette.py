"""The palette reaches everything, and a screen that only looks offers nothing that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.model import Holder
from tests.tui.conftest import EVERY_PLACE, HISTORY, PREVIEW, REVIEW, RUN, shown_at
from tests.tui.fake_keeping import a_shelf, some_deaths
from tests.tui.fake_review import FakeReview, a_pile
from tests.tui.runs import parked
from tests.tui.screen_text import settle, text
from tests.tui.stock import a_stocked_world
from tui.commands import STARTS, palette
from tui.places import PLACES, ROOMS

if TYPE_CHECKING:
    from tests.tui.fake_session import World

LOOKING = frozenset(
    """filter back export what_if rows deletions real problems summary copy open mark mark_all unmark sort preview next
    later health backups colours choose try home review
    sync start""".split()  # noqa: SIM905 - a list would take a screen
)
"""Keys, by the last part of their ids, that change nothing but what is seen."""


async def test_every_place_every_room_and_every_start_is_offered(world: World) -> None:
    async with shown_at(world) as (app, _):
        offered = {command.title for command in palette(app, app.screen)}
    assert {f"Go to {room.title}" for room in ROOMS} <= offered
    assert all(any(title.startswith(f"Go to {spot.title} ") for title in offered) for spot in PLACES)
    assert {title for title, *_ in STARTS} | {"Colours", "Where the log is"} <= offered


async def test_a_category_is_gone_to_by_some_of_its_letters(world: World) -> None:
    async with shown_at(world, "ctrl+p", *"ndayktch", size=(120, 40)) as (app, pilot):
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await settle(pilot)
        assert "[3 Categories]" in text(app)
        assert (
            next(line for line in text(app).splitlines() if ">[x]" in line.replace(" ", "")).find("Sunday Kitchen") > 0
        )


async def test_an_own_playlist_that_was_never_imported_is_gone_to_by_its_name() -> None:
    async with shown_at(a_stocked_world(), "ctrl+p", *"oldmix", size=(120, 40)) as (app, pilot):
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await settle(pilot)
        assert ["Old mix" in line for line in text(app).splitlines() if "> " in line and "│ >" in line] == [True]


async def test_what_is_begun_from_elsewhere_asks_there_first(world: World) -> None:
    world.shelf = a_shelf()
    async with shown_at(world, size=(120, 40)) as (app, pilot):
        for title, told in (("Make a backup…", "Make a backup?"), ("Browse the plan", "The plan, write by write")):
            command = next(one for one in palette(app, app.screen) if one.title == title)
            command.callback()
            await settle(pilot)
            await settle(pilot)
            assert told in text(app)
            await pilot.press("escape")
            await settle(pilot)


@pytest.mark.parametrize(
    "keys",
    [*((key,) for key in EVERY_PLACE), (RUN, "e"), (PREVIEW, "b"), (HISTORY, "b"), (REVIEW, "h")],
    ids=" ".join,
)
async def test_a_screen_that_only_looks_dims_every_key_that_decides(world: World, keys: tuple[str, ...]) -> None:
    parked(world, waits=False)
    world.shelf, world.deaths, world.review = a_shelf(), some_deaths(), FakeReview(*a_pile())
    world.holder = Holder(4711, "desk", "now")
    async with shown_at(world, *keys) as (app, _):
        enabled = {
            entry.binding.id
            for entry in app.screen.active_bindings.values()
            if entry.enabled
            and entry.binding.id
            and entry.binding.id.partition(".")[0] not in ("app", "rows", "screen")
        }
    assert {name.rpartition(".")[2] for name in enabled} <= LOOKING
