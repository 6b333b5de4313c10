"""Every key that a footer shows does something sensible: nothing crashes, no place is lost, and help names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import EVERY_PLACE, HISTORY, HOME, PREVIEW, REVIEW, RUN, SOURCES, shown_at
from tests.tui.fake_keeping import a_shelf, some_deaths
from tests.tui.fake_session import World, a_world
from tests.tui.runs import ended, parked, working
from tests.tui.screen_text import press, settle, text
from tests.tui.stock import a_stocked_world
from tui.screens.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.app import CrossfadeApp

LEAVING = {"app.leave", "app.leave_now", "app.suspend"}


def shelved(world: World) -> None:
    """With backups."""
    world.shelf = a_shelf()


def deadly(world: World) -> None:
    """With matched videos that died."""
    world.deaths = some_deaths()


OPENED: dict[tuple[str, ...], Callable[[World], object]] = {
    **{(key,): ended for key in EVERY_PLACE},
    (HOME,): parked,
    (RUN,): working,
    (PREVIEW, "b"): ended,
    (PREVIEW, "w"): ended,
    (RUN, "e"): ended,
    (HISTORY, "b"): shelved,
    (HISTORY, "b", "enter"): shelved,
    (REVIEW, "h"): deadly,
    (HOME, "w", "n", "n"): ended,
}
"""How each screen is reached, and in which state of things most of its keys do something."""


def footer(app: CrossfadeApp) -> dict[str, str]:
    """The keys that the footer shows now, by their ids."""
    return {
        entry.binding.id: entry.binding.key
        for entry in app.screen.active_bindings.values()
        if entry.binding.show and entry.enabled and entry.binding.id and entry.binding.id not in LEAVING
    }


@pytest.mark.parametrize("opened", OPENED, ids=" ".join)
async def test_every_key_of_the_footer_can_be_pressed(opened: tuple[str, ...]) -> None:
    def world() -> World:
        made = a_stocked_world() if opened == (SOURCES,) else a_world()
        OPENED[opened](made)
        return made

    left: list[tuple[str, str]] | None = None
    while left is None or left:
        async with shown_at(world(), *opened) as (app, pilot):
            before = text(app)
            left = list(footer(app).items()) if left is None else left
            assert left
            while left and text(app) == before:  # a key that changed something is the last one in this world
                name, key = left.pop()
                await press(pilot, key, "escape")
                assert app.is_running, name
                assert isinstance(app.screen, Place), name
                assert text(app).strip()
                await press(pilot, *opened)


@pytest.mark.parametrize("place", EVERY_PLACE)
async def test_help_names_every_key_of_the_footer(world: World, place: str) -> None:
    ended(world)
    async with shown_at(world, place, size=(120, 60)) as (app, pilot):
        wanted = [
            entry.binding.tooltip
            for entry in app.screen.active_bindings.values()
            if entry.binding.show and entry.binding.id and entry.binding.id.partition(".")[0] != "rows"
        ]
        await pilot.press("question_mark")
        await settle(pilot)
        said = text(app)
        assert all(meaning in said for meaning in wanted if meaning)


async def test_the_foot_follows_when_keys_change(world: World) -> None:
    async with shown_at(world, RUN) as (app, pilot):
        app.set_keymap({"app.leave": "x"})
        await settle(pilot)
        assert "x quit" in text(app).splitlines()[-1]


async def test_q_and_help_fit_into_every_footer_of_eighty_columns(world: World) -> None:
    ended(world)
    async with shown_at(world) as (app, pilot):
        for place in EVERY_PLACE:
            await press(pilot, place)
            assert "q quit" in text(app).splitlines()[-1], place
