"""Pictures of what keeps a library safe: backups, what a restore would do, videos that died."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import HISTORY, REVIEW, an_app
from tests.tui.fake_keeping import a_shelf, some_deaths
from tests.tui.fake_session import a_world
from tests.tui.test_pictures import LARGE, SMALL, pressing

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("keys", [("b", "down"), ("b", "enter"), ("b", "enter", "c")], ids=["list", "plan", "question"])
def test_backups(snap_compare: Callable[..., bool], size: tuple[int, int], keys: tuple[str, ...]) -> None:
    world = a_world()
    world.shelf = a_shelf()
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, HISTORY, *keys))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_dead_videos(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    world.deaths = some_deaths()
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, REVIEW, "h"))
