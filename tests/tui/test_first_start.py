"""The first start: step by step, kept over restarts, out of the way of who has a library, and back when asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.events import StatusChanged
from core.model import Account, Connection
from core.states import Phase, Reason, RunKind, RunStatus, Service, StartStep
from tests.tui.conftest import an_app, shown_at
from tests.tui.fake_session import NOON, World, a_run, a_world
from tests.tui.screen_text import settle, text
from tui.state.journey import Journey

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.app import CrossfadeApp

pytestmark = pytest.mark.usefixtures("over_ssh")


def fresh(step: StartStep | None = StartStep.WELCOME, *signed: Service) -> World:
    """Nothing imported; signed in to what is named."""
    found = (Connection(one, Account("m", "Mira") if one in signed else None) for one in Service)
    return World(connections=tuple(found), step=step)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """One key after the other, each to its end."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def importing(world: World, *, counts: int) -> None:
    """An import at work that has found so many songs."""
    world.is_active = True
    view = a_run(RunKind.IMPORT, counts={Phase.LIKED_SONGS: (50, counts), Phase.PLAYLISTS: (0, 31)})
    world.put(view)


async def arrive(world: World, app: CrossfadeApp, pilot: Pilot[int]) -> None:
    """The import ends, completed, with a library."""
    whole = a_world()
    world.collections, world.categories, world.rows = whole.collections, whole.categories, whole.rows
    view = world.runs[-1]
    run = replace(view.run, status=RunStatus.COMPLETED, completed_at=NOON)
    world.put(replace(view, run=run))
    world.is_active = False
    world.tell(StatusChanged(run, NOON))
    app.tick()
    await settle(pilot)


async def test_enter_alone_leads_from_welcome_to_the_import_and_every_step_is_kept() -> None:
    world = fresh(StartStep.WELCOME, *Service)
    async with shown_at(world) as (app, pilot):
        assert "▸ Welcome" in text(app)
        assert "step 1 of 6" in text(app)
        await press(pilot, "enter", "enter", "enter")
        said = text(app)
    assert "▸ Import" in said
    assert world.calls[:3] == ["keep colours", "keep connect", "keep import"]


async def test_back_and_skip_lead_through_all_steps_and_past_choosing_where_nothing_is_to_choose() -> None:
    world = fresh()
    async with shown_at(world) as (app, pilot):
        await press(pilot, "n", "n", "n", "n")
        assert "There is no library yet" in text(app)
        await press(pilot, "b")
        assert "▸ Import" in text(app)
        await press(pilot, "left", "right", "n", "n")
        assert app.current_mode == "home"
    assert world.step is None


@pytest.mark.parametrize("step", [step for step in StartStep if step is not StartStep.CHOOSE], ids=str)
async def test_a_restart_opens_at_the_same_step(step: StartStep) -> None:
    async with shown_at(fresh(step)) as (app, _):
        assert f"step {list(StartStep).index(step) + 1} of 6" in text(app)


async def test_a_restart_while_choosing_opens_the_categories_with_what_was_found(world: World) -> None:
    world.step = StartStep.CHOOSE
    async with shown_at(world) as (app, pilot):
        said = text(app)
        assert "▸ Choose" in said
        assert "96 songs found, 7 playlists found" in said
        assert "q quit" in said.splitlines()[-1]
        await press(pilot, "space")
        assert not next(iter(world.categories.values())).is_included
        await press(pilot, "enter")
        assert "▸ Ready" in text(app)
        await press(pilot, "b", "b")
        assert "▸ Import" in text(app)


async def test_later_keeps_the_step_and_home_leads_back_to_it() -> None:
    world = fresh(StartStep.CONNECT)
    async with shown_at(world, "escape") as (app, pilot):
        assert "Welcome. No accounts are connected yet." in text(app)
        await press(pilot, "enter")
        assert "▸ Connect" in text(app)
    assert world.step is StartStep.CONNECT


async def test_skipped_or_done_it_stays_away_until_it_is_asked_for(world: World) -> None:
    async with shown_at(world) as (app, pilot):
        assert app.current_mode == "home"
        await press(pilot, "w")
        assert "▸ Welcome" in text(app)
        await press(pilot, "x")
        assert app.current_mode == "home"
        assert world.step is None


async def test_the_demo_does_not_show_it(world: World) -> None:
    world.step = StartStep.WELCOME
    async with shown_at(world, demo=True) as (app, _):
        assert "step 1 of 6" not in text(app)


async def test_colours_are_seen_as_the_cursor_moves_and_kept() -> None:
    world = fresh(StartStep.COLOURS)
    async with shown_at(world, "down") as (app, pilot):
        assert app.theme == "crossfade-light"
        await press(pilot, "down", "up", "up", "down", "enter")
        assert app.theme == world.settings.ui.theme == "crossfade-light"
        assert "▸ Connect" in text(app)
        await press(pilot, "b", "down")
        assert app.theme != "crossfade-light"


async def test_without_colours_there_is_nothing_to_try() -> None:
    app = an_app(fresh(StartStep.COLOURS), no_color=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "NO_COLOR is set" in text(app)
        await press(pilot, "enter")
        assert "▸ Connect" in text(app)


async def test_an_account_that_is_connected_stands_there_and_the_cursor_goes_on() -> None:
    world = fresh(StartStep.CONNECT)
    answer = "http://127.0.0.1/callback?code=c&state=abc"
    async with shown_at(world, "enter", *"0a1b", "enter", *answer, "enter") as (app, pilot):
        await settle(pilot)
        assert "✓ Spotify                 Mira Lindqvist" in text(app)
        assert "> y  · YouTube" in text(app)
        await press(pilot, "n", "i")
        assert world.calls[-1].startswith("start import")


async def test_what_needs_an_account_says_so_and_starts_nothing() -> None:
    world = fresh(StartStep.IMPORT)
    async with shown_at(world, "i", "y", "up", "enter") as (app, _):
        assert "(connect it first: b)" in text(app)
        assert not any(call.startswith("start") for call in world.calls)


async def test_a_file_needs_no_account(tmp_path: Path) -> None:
    file = tmp_path / "road.csv"
    file.touch()
    world = fresh(StartStep.IMPORT)
    async with shown_at(world, "f", *str(file), "enter") as (_app, _):
        assert f"source={file}" in world.calls[-1]


async def test_an_import_tells_what_it_found_and_leads_on_to_choosing_by_itself() -> None:
    world = fresh(StartStep.IMPORT, *Service)
    importing(world, counts=1_204)
    async with shown_at(world, "i") as (app, pilot):
        said = text(app)
        assert "1,204 songs found, 31 playlists found." in said
        assert "(already in progress)" in said
        assert not any(call.startswith("start") for call in world.calls)
        await arrive(world, app, pilot)
        assert app.current_mode == "choose"
        assert "96 songs found, 7 playlists found" in text(app)
    assert world.step is StartStep.CHOOSE


async def test_who_looks_at_something_else_when_the_import_ends_is_left_there() -> None:
    world = fresh(StartStep.IMPORT, *Service)
    importing(world, counts=1)
    async with shown_at(world, "8") as (app, pilot):
        await arrive(world, app, pilot)
        assert app.current_mode == "settings"
        await press(pilot, "1", "w")
        assert "▸ Choose" in text(app)


async def test_an_import_that_stopped_says_why_and_r_goes_on_with_it() -> None:
    world = fresh(StartStep.IMPORT, *Service)
    world.put(a_run(RunKind.IMPORT, status=RunStatus.PAUSED, reason=Reason.NETWORK))
    async with shown_at(world) as (app, pilot):
        assert "Import paused: the network is away" in text(app)
        await press(pilot, "enter")
        assert world.calls[-1] == "resume wait=True"
        assert app.current_mode == "start"


async def test_ready_ends_with_the_preview_or_a_search(world: World) -> None:
    for key, place in (("s", "preview"), ("m", "run")):
        world.step = StartStep.READY
        async with shown_at(world, key) as (app, _):
            assert app.current_mode == place
        assert "keep None" in world.calls
        world.is_active = False


async def test_a_tiny_window_names_the_step_and_the_next() -> None:
    async with shown_at(fresh(StartStep.CONNECT), size=(60, 20)) as (app, _):
        assert "▸ Connect · step 3 of 6, then Import" in text(app)


def test_an_import_that_was_over_before_leads_nowhere() -> None:
    journey = Journey(None)  # type: ignore[arg-type] # nothing of the session is asked
    journey.step = StartStep.IMPORT
    over = a_run(RunKind.IMPORT, status=RunStatus.COMPLETED)
    assert [journey.has_arrived(over) for _ in range(2)] == [False, False]
    journey.awaits(over.run.id)
    assert [journey.has_arrived(over) for _ in range(2)] == [True, False]
