"""Backups on screen: which there are, a new one, what a restore would do, and the restore itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.demo.hand import Edit, Hand
from core.errors import Transient
from core.model import Holder
from core.states import RunKind, RunStatus
from tests.engine.journey import LIKED, MORNING, WANTED, Journey, quick_settings
from tests.tui.conftest import HISTORY, shown_at
from tests.tui.fake_keeping import a_shelf
from tests.tui.screen_text import settle, text
from tui.app import CrossfadeApp

if TYPE_CHECKING:
    from pathlib import Path

    from core.session import Session
    from tests.tui.fake_session import World


@pytest.fixture
def stored(world: World) -> World:
    """A world with three backups, one of them damaged."""
    world.shelf = a_shelf()
    return world


async def test_b_in_the_history_lists_backups_with_what_each_holds_and_whether_it_is_whole(stored: World) -> None:
    async with shown_at(stored, HISTORY, "b", size=(120, 40)) as (app, pilot):
        said = text(app)
        assert "Whole: 2 playlists in full with 10 videos. /backups/20260609T190000Z-0a1b2c3d.json" in said
        lines = [line for line in said.splitlines() if "Mira's Mixes" in line and "kB" in line]
        assert ["by you" in lines[0], "before a run" in lines[1]] == [True, True]
        await pilot.press("end")
        await settle(pilot)
        assert "its checksum does not fit" in text(app)
        assert app.screen.check_action("restore", ()) is None
        await pilot.press("escape")
        await settle(pilot)
        assert "[7 History]" in text(app)


async def test_without_a_backup_it_is_said_how_one_is_made(world: World) -> None:
    async with shown_at(world, HISTORY, "b") as (app, _):
        assert "No backup yet: n makes one" in text(app)


async def test_n_says_the_price_and_makes_one_after_a_yes(stored: World) -> None:
    async with shown_at(stored, HISTORY, "b", "n", size=(120, 40)) as (app, pilot):
        assert "about 3 units" in text(app)
        await pilot.press("enter")
        await settle(pilot)
        assert stored.shelf.calls == []
        for key in ("n", "y"):
            await pilot.press(key)
            await settle(pilot)
        assert stored.shelf.calls == ["make"]
        assert "Saved 2 playlists with 7 items, 3 units" in text(app)


async def test_enter_shows_what_a_restore_would_do_and_its_price_and_a_yes_begins_it(stored: World) -> None:
    async with shown_at(stored, HISTORY, "b", "enter", size=(120, 40)) as (app, pilot):
        said = text(app)
        assert "Comes back: Forró song 0, Forró song 1" in said
        assert "2 missing videos could not be" in said
        assert "made anew" in said
        await pilot.press("c")
        await settle(pilot)
        assert "This will make 2 playlists anew and add 8 videos, for 5" in text(app)
        await pilot.press("y")
        await settle(pilot)
        (call,) = [one for one in stored.calls if one.startswith("start")]
        assert call.startswith("start restore")
        assert call.endswith("source=/backups/20260609T190000Z-0a1b2c3d.json")
        assert "[5 Run]" in text(app)


async def test_what_could_not_be_read_just_now_is_shown_with_its_age_and_cannot_be_confirmed(stored: World) -> None:
    stored.shelf.refusal = Transient("YouTube cannot be reached; check the network.", is_network=True)
    stored.listed_at = stored.clock.now() - timedelta(hours=3)
    async with shown_at(stored, HISTORY, "b", "enter", size=(120, 40)) as (app, pilot):
        assert "YouTube cannot be reached" in text(app)
        assert "made anew" in text(app)
        assert app.screen.check_action("confirm", ()) is None
        stored.shelf.refusal = None
        await pilot.press("g")
        await settle(pilot)
        assert "YouTube cannot be reached" not in text(app)
        assert app.screen.check_action("confirm", ()) is True


async def test_where_another_process_works_backups_can_only_be_looked_at(stored: World) -> None:
    stored.holder = Holder(4711, "desk", "now")
    async with shown_at(stored, HISTORY, "b", "enter", "n") as (app, _):
        assert "[7 History]" in text(app)
        assert [app.screen.check_action(name, ()) for name in ("make", "restore", "copy")] == [None, None, True]
        assert stored.shelf.calls == []


async def test_while_a_backup_is_made_nothing_else_begins_and_it_is_told(stored: World) -> None:
    with stored.errand.at("a backup is being made"):
        async with shown_at(stored, "enter") as (app, _):
            assert "A backup is being made" in text(app)
            assert not stored.calls


async def test_a_real_backup_brings_a_lost_playlist_back_as_a_run(tmp_path: Path) -> None:
    from db.store import open_memory

    store = await open_memory()
    journey = Journey(store, tmp_path, settings=quick_settings())
    async with journey.session() as session:
        await journey.prepare_without_old(session)
        await journey.run(session, RunKind.SYNC, wait=True)
    await journey.clock.sleep(120)

    async def opened() -> Session:
        return journey.session()

    app = CrossfadeApp(opened)
    try:
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await settle(pilot)
            for key in (HISTORY, "b", "n", "y"):
                await pilot.press(key)
                await settle(pilot)
            assert "by you" in text(app)
            lost = next(one for one in journey.services.youtube.channel.all_true() if one.title == MORNING)
            Hand(journey.services).do(Edit("delete", playlist=lost.id))
            for key in ("enter", "c", "y"):
                await pilot.press(key)
                await settle(pilot)
            assert app.helm is not None
            run = await app.helm.session.runs.finished()
            assert run is not None
            assert (run.kind, run.status) == (RunKind.RESTORE, RunStatus.COMPLETED)
        assert {title: journey.playlists()[title] for title in (LIKED, MORNING)} == {
            title: WANTED[title] for title in (LIKED, MORNING)
        }
    finally:
        await store.close()
