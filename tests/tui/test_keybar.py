"""The foot of a place: help and leaving always, what fits of the rest, and no letters while something is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import CATEGORIES, RUN, shown_at
from tests.tui.runs import working
from tests.tui.screen_text import settle, text
from tests.tui.worlds import elsewhere
from tui.widgets.keybar import Hint, fitting

if TYPE_CHECKING:
    from tests.tui.fake_session import World
    from tui.app import CrossfadeApp


def foot(app: CrossfadeApp) -> str:
    """The last line, with single blanks."""
    return " ".join(text(app).splitlines()[-1].split())


A, B, C = Hint("a", "a", "accept"), Hint("b", "b", "back", is_able=False), Hint("c", "c", "copy")


def test_all_stand_where_there_is_room() -> None:
    assert fitting((A, B, C), A.width + B.width + C.width + 2) == (A, B, C)


def test_what_cannot_be_used_goes_first_then_what_stands_last() -> None:
    assert fitting((A, B, C), A.width + B.width + C.width + 1) == (A, C)
    assert fitting((A, B, C), A.width + C.width) == (A,)
    assert fitting((A, B, C), 0) == ()


async def test_help_stands_at_the_end_of_a_narrow_window_and_no_name_is_cut(world: World) -> None:
    async with shown_at(world, CATEGORIES, size=(60, 20)) as (app, pilot):
        assert foot(app) == "c preview space include l protect m mirror q quit ? help"
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "/ filter" in text(app).splitlines()[-1]


async def test_while_something_is_typed_its_letters_are_no_keys(world: World) -> None:
    async with shown_at(world, CATEGORIES, "slash") as (app, _):
        assert foot(app) == "enter to the list esc no filter ^q quit F1 help"


async def test_a_click_presses_the_key_under_the_pointer(world: World) -> None:
    async with shown_at(world, CATEGORIES) as (app, pilot):
        column = text(app).splitlines()[-1].index("? help")
        await pilot.click(offset=(column, 23))
        await settle(pilot)
        assert "esc closes" in text(app)


async def test_who_only_looks_on_is_told_and_cannot_steer(world: World) -> None:
    working(world)
    elsewhere(world)
    async with shown_at(world, RUN) as (app, pilot):
        said = text(app)
        assert "look only ▸ Sync running" in said
        assert "leaving stops nothing" in said
        await pilot.press("p", "x")
        await settle(pilot)
        assert world.calls == []
        assert len(app.screen_stack) == 1
