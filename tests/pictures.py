"""Draws the pictures of the README from the demo: ``make pictures``.

The real program against the local services, on a screen without a terminal; what stands in the pictures is
what a person sees two keys later.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.states import Phase, RunKind
from tui.app import CrossfadeApp
from tui.build import open_session
from tui.build.demo import staged
from tui.screens.preview import PreviewScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from core.session import Session
    from tui.build.demo import Demo

FOLDER = Path(__file__).parent.parent / ".pictures"
SIZE = (100, 30)
LONGEST_S = 60.0
STEP_S = 0.1


async def until(pilot: Pilot[int], is_there: Callable[[], bool]) -> None:
    """Wait for something to be on screen; gives up after a minute."""
    for _ in range(int(LONGEST_S / STEP_S)):
        if is_there():
            return
        await pilot.pause(STEP_S)
    message = "The demo did not come to what was to be drawn."
    raise SystemExit(message)


def save(app: CrossfadeApp, name: str) -> None:
    """Write one picture."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.svg"
    path.write_text(app.export_screenshot(title="crossfade", simplify=True), encoding="utf-8")
    sys.stdout.write(f"{path.relative_to(Path.cwd())}\n")


async def draw(stage: Demo) -> None:
    """The demo up to its preview, and on until a good part is added."""
    async with await open_session(stage.options, write=True) as session:
        await stage.prepare(session)

    async def opened() -> Session:
        return await open_session(stage.options, write=True)

    app = CrossfadeApp(opened, demo=True)
    async with app.run_test(size=SIZE) as pilot:

        def is_planned() -> bool:
            screen = app.screen
            return isinstance(screen, PreviewScreen) and screen.draft is not None and screen.draft.plan is not None

        def adds() -> int:
            view = app.helm.view if app.helm else None
            job = view.job(Phase.ADD_VIDEOS) if view is not None and view.run.kind is RunKind.SYNC else None
            return job.done if job else 0

        await until(pilot, is_planned)
        await pilot.pause(1.5)
        save(app, "preview")
        await pilot.press("c")
        await pilot.pause(0.5)
        await pilot.press("2", "enter")
        await until(pilot, lambda: adds() >= 90)
        save(app, "run")
        await pilot.press("q")


def main() -> None:
    """Set the stage, draw, clear away."""
    with staged(keep=None, is_shown=True, env=os.environ) as stage:
        asyncio.run(draw(stage))


if __name__ == "__main__":
    main()
