"""Brings a scene up and takes its pictures, one start of the application for all sizes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.pictures.drawing import still
from tests.pictures.seen import seen
from tests.tui.fake_session import FakeSession
from tests.tui.runs import feed
from tests.tui.screen_text import settle
from tui.app import CrossfadeApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from core.session import Session
    from tests.tui.scenes import Scene


@asynccontextmanager
async def staged(
    scene: Scene, *, no_color: bool = False, theme: str = ""
) -> AsyncIterator[tuple[CrossfadeApp, Pilot[int]]]:
    """The application in the state of the scene, at its first size."""
    world = scene.world()

    async def opened() -> Session:
        if scene.never_opens:
            await asyncio.Event().wait()
        if scene.trouble is not None:
            raise scene.trouble
        return FakeSession(world)

    app = CrossfadeApp(opened, no_color=no_color)
    async with app.run_test(size=scene.sizes[0], notifications=True) as pilot:
        if theme:
            app.theme = theme
        await _calm(scene, pilot)
        for key in scene.keys:
            await pilot.press(key)
            await _calm(scene, pilot)
        if scene.feeds:
            feed(world, world.runs[-1])
            app.tick()
            await _calm(scene, pilot)
        yield app, pilot


async def drawn(scene: Scene) -> AsyncIterator[tuple[str, str]]:
    """The scene at each of its sizes: ``80x24`` and the picture as SVG."""
    async with staged(scene) as (app, pilot):
        for width, height in scene.sizes:
            if app.size != (width, height):
                await pilot.resize_terminal(width, height)
                await _calm(scene, pilot)
            yield f"{width}x{height}", still(seen(app), scene.name)


async def _calm(scene: Scene, pilot: Pilot[int]) -> None:
    """Wait until everything is drawn; what never opens would be waited for, for ever."""
    await (pilot.pause() if scene.never_opens else settle(pilot))
