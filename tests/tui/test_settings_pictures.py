"""Pictures of a setting that is a list, typed wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import SETTINGS, an_app
from tests.tui.fake_session import a_world
from tests.tui.test_pictures import LARGE, SMALL, pressing

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_a_list_that_is_refused(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    world = a_world()
    keys = (SETTINGS, "slash", *"rungs", "enter", "enter", "ctrl+u", *"own,serch", "enter")
    assert snap_compare(an_app(world), terminal_size=size, run_before=pressing(world, *keys))
