"""Pictures of the review (``pytest tests/tui/test_review_pictures.py --snapshot-update``) in the states that matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import an_app
from tests.tui.fake_review import FakeReview, a_pile
from tests.tui.screen_text import settle
from tui.places import key_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from tests.tui.fake_session import World

HERE = key_of("review")
SMALL, LARGE = (80, 24), (120, 40)


@pytest.fixture
def pile(world: World) -> World:
    """Two recordings to review and one without a video."""
    world.review = FakeReview(*a_pile())
    return world


def pressing(*keys: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    """Open the place and press keys."""

    async def before(pilot: Pilot[int]) -> None:
        await settle(pilot)
        for key in (HERE, *keys):
            await pilot.press(key)
            await settle(pilot)

    return before


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 20)], ids=["small", "large", "least"])
def test_an_entry_in_hand(snap_compare: Callable[..., bool], pile: World, size: tuple[int, int]) -> None:
    assert snap_compare(an_app(pile), terminal_size=size, run_before=pressing("n"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_without_a_video(snap_compare: Callable[..., bool], pile: World, size: tuple[int, int]) -> None:
    assert snap_compare(an_app(pile), terminal_size=size, run_before=pressing("left"))


def test_a_wrong_link(snap_compare: Callable[..., bool], pile: World) -> None:
    assert snap_compare(an_app(pile), terminal_size=SMALL, run_before=pressing("v", *"vimeo", "enter"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_nothing_left(snap_compare: Callable[..., bool], pile: World, size: tuple[int, int]) -> None:
    assert snap_compare(an_app(pile), terminal_size=size, run_before=pressing("a", "a", "x"))
