"""What stands on the screen, as text: the one place that looks into Textual's compositor."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from tui.app import CrossfadeApp


def segments(app: CrossfadeApp) -> list[list[str]]:
    """The texts of all segments, line by line, as they would go to the terminal (behind the filters)."""
    strips = app.screen._compositor.render_strips()  # noqa: SLF001 - Textual offers no public view of the cells
    return [[segment.text for segment in strip if not segment.control] for strip in strips]


def text(app: CrossfadeApp) -> str:
    """All lines of the screen on top."""
    return "\n".join("".join(line) for line in segments(app))


async def settle(pilot: Pilot[int]) -> None:
    """Wait until no worker of the application is busy and everything is drawn."""
    app = pilot.app
    for _ in range(3):
        await pilot.pause()
        busy = [worker for worker in app.workers if not worker.is_finished and worker.group not in _ENDLESS]
        if busy:
            await app.workers.wait_for_complete(busy)
    await pilot.pause()


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
