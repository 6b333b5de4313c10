"""Home: who is signed in, what is there, what waits, and the keys that begin something."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model import Connection, Holder
from core.states import Reason, RunKind, Service
from tests.tui.conftest import shown_at
from tests.tui.fake_session import NOON, World, a_run
from tests.tui.runs import ended, parked, working
from tests.tui.screen_text import settle, text


async def test_home_names_both_accounts_and_counts_what_is_there(world: World) -> None:
    async with shown_at(world) as (app, _):
        said = text(app)
    assert "Mira Lindqvist" in said
    assert "Mira's Mixes" in said
    assert "Categories        8  7 included" in said
    assert "never synced" in said


async def test_home_keeps_quiet_while_no_matched_video_died(world: World) -> None:
    async with shown_at(world) as (app, _):
        assert "died" not in text(app)


@pytest.mark.parametrize(("size", "said"), [((80, 24), "playlists · 3 died"), ((140, 40), "3 videos died: see Review")])
async def test_home_says_how_many_matched_videos_died(world: World, size: tuple[int, int], said: str) -> None:
    world.died = 3
    async with shown_at(world, size=size) as (app, _):
        assert said in text(app)


async def test_the_time_since_the_last_sync_is_kept_fresh(world: World) -> None:
    world.last_synced = NOON - timedelta(seconds=130)
    async with shown_at(world) as (app, pilot):
        assert "2 minutes ago" in text(app)
        world.clock.instant += timedelta(minutes=1)
        app.screen.redraw()  # type: ignore[attr-defined] # what the clock does once a second
        await settle(pilot)
        assert "3 minutes ago" in text(app)


async def test_a_large_window_shows_what_ran_lately(world: World) -> None:
    ended(world)
    async with shown_at(world, size=(120, 40)) as (app, _):
        assert "✓ 18:55         Sync done" in text(app)
        assert "3 min 4 s at work" in text(app)


async def test_an_empty_home_shows_the_demo_and_the_ways_in() -> None:
    async with shown_at(World(connections=(Connection(Service.SPOTIFY), Connection(Service.YOUTUBE)))) as (app, pilot):
        said = text(app)
        assert "crossfade demo" in said
        assert "accounts: connect Spotify and YouTube" in said
        assert "Nothing is changed anywhere until you confirm a plan." in said
        await pilot.press("enter")
        await settle(pilot)
        assert "step 1 of 6" in text(app)


async def test_i_starts_an_import_and_shows_the_run(world: World) -> None:
    async with shown_at(world, "i") as (app, _):
        assert world.calls[0] == "start import new=False delete=False wait=True"
        assert app.current_mode == "run"


async def test_enter_does_what_the_cursor_is_on(world: World) -> None:
    async with shown_at(world, "down", "enter") as (_app, _):
        assert world.calls[0].startswith("start match")


async def test_an_interrupted_sync_is_offered_with_its_counts(world: World) -> None:
    parked(world, Reason.INTERRUPTED, waits=False)
    async with shown_at(world) as (app, _):
        said = text(app)
    assert "Sync interrupted" in said
    assert "29 of 181 added" in said
    assert "r resume" in said


async def test_r_takes_up_the_interrupted_sync(world: World) -> None:
    parked(world, Reason.INTERRUPTED, waits=False)
    async with shown_at(world, "r") as (app, _):
        assert "resume wait=True" in world.calls
        assert app.current_mode == "run"


async def test_starting_over_asks_first_and_no_changes_nothing(world: World) -> None:
    parked(world, Reason.INTERRUPTED, waits=False)
    async with shown_at(world, "n") as (app, pilot):
        assert "Start over?" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "cancel" not in world.calls


async def test_starting_over_cancels_the_sync_and_shows_its_preview(world: World) -> None:
    parked(world, Reason.INTERRUPTED, waits=False)
    async with shown_at(world, "n", "y") as (app, _):
        assert "cancel" in world.calls
        assert app.current_mode == "preview"


async def test_starting_an_import_over_begins_a_new_one(world: World) -> None:
    view = world.put(a_run(RunKind.IMPORT))
    parked_run = replace(parked(world, Reason.NETWORK, waits=False).run, kind=RunKind.IMPORT, id=view.run.id)
    world.runs = [replace(view, run=parked_run)]
    async with shown_at(world, "n", "y") as (_app, _):
        assert "start import new=True delete=False wait=True" in world.calls


async def test_another_process_at_work_leaves_everything_to_look_at(world: World) -> None:
    world.holder = Holder(4711, "desk", "2026-06-10T18:58:00Z")
    async with shown_at(world, "i", "m") as (app, _):
        said = text(app)
        assert "already in progress" in said
        assert "4711" in said
        assert not any(call.startswith("start") for call in world.calls)


async def test_while_a_run_works_nothing_else_can_be_started(world: World) -> None:
    working(world)
    async with shown_at(world, "i") as (app, _):
        assert not any(call.startswith("start") for call in world.calls)
        assert "already in progress" in text(app)
