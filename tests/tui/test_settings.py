"""Settings: each with its meaning, changed by a key, written into the file, in force at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.config import Settings, Ui
from core.errors import UsageError
from core.model import Holder
from tests.tui.conftest import SETTINGS, shown_at
from tests.tui.runs import working
from tests.tui.screen_text import settle, text
from tui.keymap import keymap
from tui.options import MEANINGS, Option, options

if TYPE_CHECKING:
    from tests.tui.fake_session import World


def the(name: str) -> Option:
    """A setting by its name."""
    return next(option for option in options(Settings()) if option.name == name)


def test_every_setting_has_a_meaning_and_no_meaning_is_left_over() -> None:
    assert {option.name for option in options(Settings())} == MEANINGS.keys()


def test_what_is_typed_becomes_the_kind_of_value_the_setting_has() -> None:
    assert the("quota.reserve").read(" 2,000 ") == 2_000
    assert the("match.gap").read("0.1") == 0.1
    assert the("match.rungs").read("stored, search") == ["stored", "search"]
    assert the("spotify.client_id").read("  ") is None
    with pytest.raises(UsageError, match="must be a whole number"):
        the("quota.reserve").read("many")


def test_switches_and_words_turn_at_once() -> None:
    assert the("youtube.keep_duplicates").next_value() is True
    assert the("youtube.privacy").next_value() == "unlisted"
    assert the("youtube.item_markers").next_value() == "on"
    assert the("quota.reserve").next_value() is None


async def test_settings_stand_with_value_meaning_and_a_sign_where_changed(world: World) -> None:
    world.settings = replace(world.settings, quota=replace(world.settings.quota, reserve=7))
    async with shown_at(world, SETTINGS, "down", "down", size=(120, 40)) as (app, _):
        said = text(app)
    assert "* quota.reserve" in said
    assert "Units kept back for looking things up and for you; 0 spends all." in said
    assert "1 changed" in said


async def test_enter_asks_for_a_number_and_what_is_no_number_is_said_in_place(world: World) -> None:
    async with shown_at(world, SETTINGS, "down", "down", "enter") as (app, pilot):
        for key in ("ctrl+u", "x", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert "must be a whole number" in text(app)
        for key in ("ctrl+u", "5", "0", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert world.calls[-1] == "change quota.reserve 50"
        assert "50" in next(line for line in text(app).splitlines() if "quota.reserve" in line)
        await pilot.press("d")
        await settle(pilot)
        assert world.settings.quota.reserve == 1_000


async def test_a_filter_finds_settings_by_their_meaning(world: World) -> None:
    async with shown_at(world, SETTINGS, "slash", *"mouse") as (app, _):
        said = text(app)
    assert "ui.mouse" in said
    assert "quota.reserve" not in said


async def test_while_a_run_works_a_change_is_kept_for_later(world: World) -> None:
    working(world)
    async with shown_at(world, SETTINGS, "slash", *"duplicates", "enter", "enter", size=(120, 40)) as (app, _):
        assert "in force once nothing is at work any more" in text(app)
        assert world.is_active


async def test_where_another_process_works_nothing_is_changed(world: World) -> None:
    world.holder = Holder(4711, "desk", "now")
    async with shown_at(world, SETTINGS, "slash", *"duplicates", "enter", "enter") as (_app, _):
        assert not any(call.startswith("change") for call in world.calls)


async def test_colours_that_are_chosen_are_kept(world: World) -> None:
    async with shown_at(world) as (app, pilot):
        app.theme = "nord"
        await settle(pilot)
        assert world.settings.ui.theme == "nord"
        app.theme = "crossfade-dark"
        await settle(pilot)
        assert world.settings.ui.theme == "crossfade-dark"


async def test_own_keys_are_obeyed_by_their_whole_or_their_last_name_and_unknown_ones_are_told(world: World) -> None:
    world.settings = replace(world.settings, ui=Ui(keys={"home.match": "f5", "no.such": "x"}))
    async with shown_at(world, "m", size=(120, 40)) as (app, pilot):
        assert world.calls == []
        assert "There is no action 'no.such'." in text(app)
        await pilot.press("f5")
        await settle(pilot)
        assert world.calls[0].startswith("start match")
    found, problems = keymap({"pause": "space"})
    assert {"run.pause", "home.pause", "sources.pause"} == found.keys()
    assert problems == ()
