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
from tests.tui.screen_text import settle, text, wait_until
from tui.keymap import keymap
from tui.state.options import MEANINGS, Option, options
from tui.terminal.editor import editor_of

if TYPE_CHECKING:
    from pathlib import Path

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


async def test_a_list_is_typed_with_commas_and_what_is_refused_stays_in_the_field(world: World) -> None:
    async with shown_at(world, SETTINGS, "slash", *"rungs", "enter", "enter", size=(120, 40)) as (app, pilot):
        assert "Several are set apart by commas." in text(app)
        for key in ("ctrl+u", *"stored,", *"serch", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert "rungs must be one of" in text(app)
        assert "stored,serch" in text(app)
        for _ in "serch":
            await pilot.press("backspace")
        for key in (*"search", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert world.calls[-1] == "change match.rungs ['stored', 'search']"


async def test_keys_are_typed_as_names_and_keys_and_an_unknown_name_is_refused(world: World) -> None:
    assert the("ui.keys").read("run.pause = f6, p, undo = 'z'") == {"run.pause": "f6,p", "undo": "z"}
    with pytest.raises(UsageError, match="name = key"):
        the("ui.keys").read("pause")
    async with shown_at(world, SETTINGS, "slash", *"ui.keys", "enter", "enter", size=(120, 40)) as (app, pilot):
        for key in (*"no.such=x", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert "There is no action 'no.such'." in text(app)
        for key in ("ctrl+u", *"run.pause=f6", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert world.calls[-1] == "change ui.keys {'run.pause': 'f6'}"


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can be lent, which a test's has not."""
    from textual.drivers.headless_driver import HeadlessDriver

    monkeypatch.setattr(HeadlessDriver, "can_suspend", property(lambda self: True))
    monkeypatch.setattr(HeadlessDriver, "suspend_application_mode", lambda self: None)
    monkeypatch.setattr(HeadlessDriver, "resume_application_mode", lambda self: None)


def an_editor(folder: Path, *texts: str) -> str:
    """An editor that writes one text after the other, each time it is opened; the last for ever."""
    for number, written in enumerate(texts):
        (folder / f"{number}.toml").write_text(written)
    script = folder / "editor.sh"
    count = folder / "count"
    script.write_text(
        f"n=$(cat {count} 2>/dev/null || echo 0)\n"
        f"if [ -f {folder}/$n.toml ]; then cp {folder}/$n.toml $1; fi\necho $((n + 1)) > {count}\n"
    )
    return f"sh {script}"


@pytest.mark.usefixtures("lent")
async def test_e_opens_the_file_in_the_persons_editor_and_what_it_says_is_in_force(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.config = tmp_path / "config.toml"
    wrong, right = "[quota]\nreserve = 'much'\n", "[quota]\nreserve = 7\n"
    monkeypatch.setenv("VISUAL", an_editor(tmp_path, wrong, right))
    async with shown_at(world, SETTINGS, size=(120, 40)) as (app, pilot):
        await pilot.press("e")
        await wait_until(lambda: "cannot be used" in text(app))
        assert "[quota] reserve must be a whole number, not text" in text(app)
        assert world.config.read_text() == wrong
        opened = app.helm
        await pilot.press("y")
        await wait_until(lambda: world.config.read_text() == right)
        await wait_until(lambda: app.helm is not None and app.helm is not opened)
        assert not app.is_lent


async def test_a_terminal_that_cannot_be_lent_is_told_with_the_place_of_the_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    async with shown_at(world, SETTINGS, "e", size=(120, 40)) as (app, _):
        await wait_until(lambda: "cannot be lent" in text(app))


def test_the_editor_is_the_one_that_is_named_or_a_usual_one_that_is_there() -> None:
    def which(name: str) -> str | None:
        return name if name in ("vi", "code") else None

    assert editor_of({"EDITOR": "vi", "VISUAL": "code --wait"}, which) == ["code", "--wait"]
    assert editor_of({}, which) == ["vi"]
    for env, told in (
        ({"EDITOR": "emacs"}, "cannot be found"),
        ({"EDITOR": "'"}, "cannot be understood"),
    ):
        with pytest.raises(UsageError, match=told):
            editor_of(env, which)
    with pytest.raises(UsageError, match="No editor was found"):
        editor_of({}, lambda _: None)


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
    assert {"run.pause", "home.pause", "sources.pause", "start.pause"} == found.keys()
    assert problems == ()
