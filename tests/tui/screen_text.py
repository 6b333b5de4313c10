"""What stands on the screen, as text: the one place that looks into Textual's compositor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot
    from textual.screen import Screen

    from tui.app import CrossfadeApp

FRAME_S = 1 / 50
"""Seconds in which Textual draws at least once, and gives up what it waits for a frame with."""

CALM = 4
"""Rounds without any work after which something is at rest: of the event loop, or of frames."""


def segments(app: CrossfadeApp) -> list[list[str]]:
    """The texts of all segments, line by line, as they would go to the terminal (behind the filters)."""
    strips = app.screen._compositor.render_strips()  # noqa: SLF001 - Textual offers no public view of the cells
    return [[segment.text for segment in strip if not segment.control] for strip in strips]


def text(app: CrossfadeApp) -> str:
    """All lines of the screen on top."""
    return "\n".join("".join(line) for line in segments(app))


async def at_rest(_min_s: float = 0, _max_s: float = 0) -> None:
    """Wait until the event loop has nothing left to do but to wait for a person, a thread or a timer."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(FRAME_S)
    calm = 0
    while calm < CALM:
        await asyncio.sleep(0)
        calm = 0 if loop._ready else calm + 1  # type: ignore[attr-defined]  # noqa: SLF001 - asyncio tells of it nowhere else


async def settle(pilot: Pilot[int]) -> None:
    """Wait until no worker of the application is busy and everything is drawn."""
    app = pilot.app
    calm = 0
    while calm < CALM:
        await pilot.pause()
        busy = [worker for worker in app.workers if not worker.is_finished and worker.group not in _ENDLESS]
        if busy:
            await app.workers.wait_for_complete(busy)
        calm = 0 if busy or _is_to_be_drawn(app.screen) else calm + 1


def _is_to_be_drawn(screen: Screen[object]) -> bool:
    """Whether the next frame would show something new, or somebody waits for it."""
    return bool(
        screen._layout_required  # noqa: SLF001 - Textual offers no public view of what a frame is waiting for
        or screen._dirty_widgets  # noqa: SLF001 - the same
        or screen._callbacks  # noqa: SLF001 - the same
    )


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each once what the one before it caused is drawn."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def wait_until(holds: Callable[[], bool], *, within_s: float = 20.0) -> None:
    """Wait for something that another process or a timer brings about. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - nobody tells when the screen has changed
            await asyncio.sleep(0.01)


_ENDLESS = frozenset({"ask", "confirm", "sign_in"})
"""Workers that wait for a person."""


def tick(app: CrossfadeApp) -> None:
    """Let the application look at what came in, as its timer would."""
    app.tick()
