"""The question before a sync: one sentence, and deletions only by their number typed out."""

from __future__ import annotations

from textual.widgets import Button

from tests.tui.conftest import PREVIEW, shown_at
from tests.tui.fake_session import World, a_world
from tests.tui.screen_text import settle, text


def flat(said: str) -> str:
    """The text of a dialog as one line."""
    return " ".join(said.replace("│", " ").split())


async def test_one_sentence_says_all_of_it(world: World) -> None:
    async with shown_at(world, PREVIEW, "c", size=(120, 40)) as (app, _):
        said = flat(text(app))
    assert "This will create 7 private playlists and add 205 videos, for" in said
    assert "10,610 units, 2 days, done Thu 11 Jun" in said
    assert "Nothing will be deleted." in said


async def test_enter_in_the_empty_field_starts_without_deleting(world: World) -> None:
    async with shown_at(world, PREVIEW, "c", "enter") as (app, _):
        assert world.calls[-1] == "start sync new=False delete=False wait=True"
        assert app.current_mode == "run"


async def test_the_typed_number_allows_the_deletions_and_changes_the_sentence(world: World) -> None:
    async with shown_at(world, PREVIEW, "c", "2", size=(120, 40)) as (app, pilot):
        said = flat(text(app))
        assert "delete 2 old playlists" in said
        assert "They will be deleted." in said
        await pilot.press("enter")
        await settle(pilot)
        assert world.calls[-1] == "start sync new=False delete=True wait=True"


async def test_a_wrong_number_starts_nothing(world: World) -> None:
    async with shown_at(world, PREVIEW, "c", "3", "enter") as (app, _):
        assert "nothing can start with this" in text(app)
        assert app.screen.query_one("#start", Button).disabled
        assert world.calls == []


async def test_escape_changes_nothing(world: World) -> None:
    async with shown_at(world, PREVIEW, "c", "2", "escape") as (app, _):
        assert world.calls == []
        assert app.current_mode == "preview"


async def test_without_deletions_enter_starts_at_once() -> None:
    world = a_world()
    world.playlists = ()
    async with shown_at(world, PREVIEW, "c", "enter") as (_app, _):
        assert world.calls == ["start sync new=False delete=False wait=True"]


async def test_a_plan_with_nothing_to_do_asks_nothing(world: World) -> None:
    world.playlists = ()
    world.rows = {}
    world.categories = {}
    async with shown_at(world, PREVIEW, "c") as (app, _):
        assert len(app.screen_stack) == 1
        assert world.calls == []
