"""The journey that the pictures tell: the real program on the demo's stage, driven by the keys a person presses."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from core.states import RunKind, RunStatus
from tests.pictures.seen import seen
from tests.pictures.stage import ADD, SEARCH, staged
from tests.pictures.story import Scene, Shot
from tui.app import CrossfadeApp
from tui.build import open_session
from tui.screens.place import Place
from tui.screens.preview import PreviewScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from core.session import Session
    from tests.pictures.stage import Stage

SIZE = (100, 30)
LONGEST_S, STEP_S = 60.0, 0.02

_WAITING = frozenset({"ask", "confirm", "demo"})
"""Workers that wait for a person, or for a whole run."""


class Journey:
    """Goes through the demo and takes the shots."""

    def __init__(self, stage: Stage, pilot: Pilot[int]) -> None:
        self._stage, self._pilot = stage, pilot
        assert isinstance(pilot.app, CrossfadeApp)
        self._app = pilot.app
        self.scenes: list[Scene] = []

    # ── taking shots ─────────────────────────────────────────────────────────────────────────────────────

    def scene(self, name: str) -> None:
        """Begin a scene."""
        self.scenes.append(Scene(name))

    async def shot(self, seconds: float) -> None:
        """Take the screen as it is, once everything that happened is drawn."""
        await self._settled()
        self.scenes[-1].shots.append(Shot(seen(self._app), seconds))

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for what they bring."""
        for key in keys:
            await self._pilot.press(key)
            await self._settled()

    async def until(self, is_there: Callable[[], bool]) -> None:
        """Wait for something to be there. Raises SystemExit after a minute."""
        for _ in range(int(LONGEST_S / STEP_S)):
            if is_there():
                return
            await self._pilot.pause(STEP_S)
        message = f"The demo did not come to what was to be drawn after {self.scenes[-1].name!r}."
        raise SystemExit(message)

    async def _settled(self) -> None:
        app = self._app
        for field in app.screen.query(Input):
            field.cursor_blink = False
        app.refresh_buckets()
        app.recall()
        app.tick()
        for _ in range(3):
            await self._pilot.pause()
            busy = [worker for worker in app.workers if not worker.is_finished and worker.group not in _WAITING]
            if busy:
                await app.workers.wait_for_complete(busy)
        app.clear_notifications()
        if isinstance(app.screen, Place):
            app.screen.redraw()
        await self._pilot.pause()

    # ── where the run is ─────────────────────────────────────────────────────────────────────────────────

    def _is_planned(self) -> bool:
        screen = self._app.screen
        draft = screen.draft if isinstance(screen, PreviewScreen) else None
        return draft is not None and draft.plan is not None and not draft.is_reading and not draft.is_stale

    def _status(self) -> RunStatus | None:
        view = self._app.helm.view if self._app.helm else None
        return view.run.status if view is not None else None

    def _kind(self) -> RunKind | None:
        view = self._app.helm.view if self._app.helm else None
        return view.run.kind if view is not None else None

    async def _after(self, kind: str, count: int) -> None:
        """Let so many more calls of a kind be answered, and wait for the next one, which is held."""
        self._stage.turnstile.let(kind, count)
        await self.until(lambda: self._stage.turnstile.is_held)

    async def _parked(self) -> None:
        """Let everything through until the day's units are used up."""
        self._stage.turnstile.open()
        await self.until(lambda: self._status() is RunStatus.PAUSED)

    async def _next_day(self) -> None:
        run = self._app.helm.view.run if self._app.helm and self._app.helm.view else None
        if run is not None and run.resumes_at is not None:
            self._stage.clock.pass_by((run.resumes_at - self._stage.clock.now()).total_seconds())
        await self.until(lambda: self._status() is not RunStatus.PAUSED)

    # ── the way ──────────────────────────────────────────────────────────────────────────────────────────

    async def go(self) -> None:
        """From the first search to the summary."""
        await self._look_for_videos()
        await self._plan()
        await self._begin()
        await self._wait_for_a_day()
        await self._look_into_things()
        await self._end()

    async def _look_for_videos(self) -> None:
        self.scene("search")
        for count in (10, 8, 8):
            await self._after(SEARCH, count)
            await self.shot(0.9)
        self._stage.turnstile.open()
        await self.until(self._is_planned)

    async def _plan(self) -> None:
        self.scene("preview")
        await self.shot(4)
        self.scene("choice")
        await self.press("space")
        await self.shot(3.5)
        await self.press("space")

    async def _begin(self) -> None:
        self.scene("confirm")
        await self.press("c")
        await self.shot(2)
        await self.press("2")
        await self.shot(2.5)
        self.scene("run")
        self._stage.turnstile.let(ADD, 6)
        await self.press("enter")
        await self.until(lambda: self._stage.turnstile.is_held)
        await self.shot(0.8)
        for _ in range(6):
            await self._after(ADD, 6)
            await self.shot(0.8)

    async def _wait_for_a_day(self) -> None:
        await self._parked()
        self.scene("pause")
        for _ in range(4):
            await self.shot(0.9)
            self._stage.clock.pass_by(1)
        self.scene("resume")
        self._stage.turnstile.let(ADD, 8)
        await self._next_day()
        await self.until(lambda: self._stage.turnstile.is_held)
        await self.shot(0.9)
        for _ in range(2):
            await self._after(ADD, 8)
            await self.shot(0.9)

    async def _look_into_things(self) -> None:
        self.scene("problem")
        await self.press("e")
        await self.shot(4)
        await self.press("escape")
        self.scene("review")
        await self.press("6", "s")
        await self.shot(4)
        self.scene("decided")
        await self.press("a")
        await self.shot(2.5)

    async def _end(self) -> None:
        await self.press("5")
        self._stage.turnstile.open()
        while self._status() is not RunStatus.COMPLETED:
            await self.until(lambda: self._status() in (RunStatus.PAUSED, RunStatus.COMPLETED))
            if self._status() is RunStatus.PAUSED:
                await self._next_day()
        await self.until(lambda: self._app.current_mode == "summary")
        self.scene("summary")
        await self.shot(5)
        self.scene("retry")
        await self.press("f")
        await self.shot(2)
        await self.press("y")
        await self.until(lambda: self._kind() is RunKind.RETRY and self._status() is RunStatus.COMPLETED)
        await self.until(lambda: self._app.current_mode == "summary")
        await self.shot(3.5)


def lived_through() -> list[Scene]:
    """All scenes of the demo in their order. Local time is UTC meanwhile, so that they are the same everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
            patch.delenv(name, raising=False)
        time.tzset()
        taken = asyncio.run(_journey())
    time.tzset()
    return taken


async def _journey() -> list[Scene]:
    async with staged() as stage:
        async with await open_session(stage.demo.options, write=True) as session:
            await stage.demo.prepare(session)

        async def opened() -> Session:
            return await open_session(stage.demo.options, write=True)

        app = CrossfadeApp(opened, demo=True)
        app.animation_level = "none"
        async with app.run_test(size=SIZE) as pilot:
            taken = Journey(stage, pilot)
            await taken.go()
            await pilot.press("q")
    return taken.scenes
