"""What the tests of the screen share: an application over a fake world, without motion."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.tui.fake_session import FakeSession, World, a_world
from tests.tui.screen_text import at_rest, press, settle
from tui.app import CrossfadeApp
from tui.places import PLACES, key_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from core.session import Session


HOME, SOURCES, CATEGORIES = map(key_of, ("home", "sources", "categories"))
PREVIEW, RUN, SUMMARY = map(key_of, ("preview", "run", "summary"))
REVIEW, HISTORY, SETTINGS = map(key_of, ("review", "history", "settings"))
EVERY_PLACE = [*(key_of(spot.name) for spot in PLACES), SUMMARY]


@pytest.fixture(autouse=True)
def _no_motion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing blinks and nothing slides."""
    from textual import constants
    from textual.widgets import Input

    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr(Input, "_toggle_cursor", lambda self: None)


@pytest.fixture(autouse=True)
def _no_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait until the event loop has nothing left to do.

    Textual's own way takes a process that got no processor for 20 ms for one that is done: slow, and wrong on a
    busy machine.
    """
    import textual.app
    import textual.pilot

    for module in (textual.app, textual.pilot):
        monkeypatch.setattr(module, "wait_for_idle", at_rest)


@pytest.fixture
def over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    """The person sits at another machine: no browser comes up here, addresses are shown instead."""
    monkeypatch.setenv("SSH_CONNECTION", "there")


@pytest.fixture
def world() -> World:
    """A library with categories, nothing synced yet."""
    return a_world()


def an_app(world: World, *, demo: bool = False, no_color: bool = False) -> CrossfadeApp:
    """The application over a world."""

    async def opened() -> Session:
        return FakeSession(world)

    return CrossfadeApp(opened, demo=demo, no_color=no_color)


@asynccontextmanager
async def shown_at(
    world: World, *keys: str, size: tuple[int, int] = (80, 24), demo: bool = False
) -> AsyncIterator[tuple[CrossfadeApp, Pilot[int]]]:
    """The application on a screen of ``size``, opened, with some keys pressed."""
    app = an_app(world, demo=demo)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        yield app, pilot
