"""The demo on a clock that is turned by hand: the same services, settings and troubles, the same picture every time.

Services and program share one loop and one clock. A call takes the time it takes in the demo, and the services
can be told to let a call wait, so that a picture shows exactly so many videos added and not one more.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from core.demo.__main__ import addresses
from core.demo.clock import ServiceClock
from core.demo.faults import parse
from core.demo.http import Server
from core.demo.rules import Rules
from core.demo.sample.read import sample_world
from core.demo.services import Services
from core.quota import FixedDays
from tui.build.demo import ADD_DELAY_S, CONFIG, DAY_S, FAULTS, SEARCHES, UNITS, Demo, JumpClock
from tui.build.options import Options

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from core.demo.faults import Plan

BEGINS_AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CALL_S = 0.05
"""How long any call takes but an add."""

MOMENT_S = 10.0
"""A wait as short as this is over at once."""

ADD, SEARCH = "POST /youtube/v3/playlistItems", "GET /youtube/v3/search"
"""The calls that can be let wait."""


class StoryClock(JumpClock):
    """Time passes with calls and short waits; a long wait lasts until somebody lets time pass by."""

    def __init__(self) -> None:
        super().__init__()
        self._passed_s = 0.0
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The story's wall clock."""
        return BEGINS_AT + timedelta(seconds=self._passed_s)

    def monotonic(self) -> float:
        """Seconds since the story began."""
        return self._passed_s

    def seconds(self) -> float:
        """The same for the services' clock: seconds since 1970."""
        return self.now().timestamp()

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self._passed_s += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        """A short wait is over at once; a long one when time has passed."""
        if seconds <= MOMENT_S:
            self.pass_by(max(0.0, seconds))
            await asyncio.sleep(0)
        else:
            await self.sleep_until(self.now() + timedelta(seconds=seconds))

    async def sleep_until(self, instant: datetime) -> None:
        """Wait until somebody has let so much time pass."""
        while self.now() < instant:
            await self._moved.wait()


class Turnstile:
    """Stands before the services: lets time pass with every call, and may let calls of one kind wait."""

    def __init__(self, inner: ASGIApp, clock: StoryClock) -> None:
        self._inner, self._clock = inner, clock
        self._kind, self._left = "", 0
        self._turned = asyncio.Event()
        self.is_held = False

    def let(self, kind: str, count: int) -> None:
        """Let so many calls of a kind through, then hold the next one; calls of other kinds pass."""
        self._kind, self._left, self.is_held = kind, count, False
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()

    def open(self) -> None:
        """Hold nothing any more."""
        self.let("", 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A call on its way to the services."""
        kind = f"{scope.get('method')} {scope.get('path')}"
        while kind == self._kind and not self._left:
            self.is_held = True
            await self._turned.wait()
        if kind == self._kind:
            self._left -= 1
        self._clock.pass_by(ADD_DELAY_S if kind == ADD else CALL_S)
        await self._inner(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Stage:
    """The demo, its clock and its turnstile."""

    demo: Demo
    clock: StoryClock
    turnstile: Turnstile


def _troubles() -> Plan:
    """The demo's fault plan; the time that a call takes is the turnstile's to give."""
    plan = parse(json.dumps(FAULTS).encode())
    return structs.replace(plan, rules=tuple(structs.replace(rule, delay_s=0.0) for rule in plan.rules))


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Set the stage in a folder that is gone at the end, as the services are."""
    clock = StoryClock()
    rules = Rules(units=UNITS, searches=SEARCHES, day_s=DAY_S)
    services = Services(sample_world(), rules, clock=ServiceClock(clock.seconds), plan=_troubles())
    bound: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    server = Server(services, port=0, on_ready=bound.set_result)
    server.config.load()
    turnstile = Turnstile(server.config.loaded_app, clock)
    server.config.loaded_app = turnstile
    serving = asyncio.create_task(server.serve())
    try:
        with tempfile.TemporaryDirectory(prefix="crossfade-pictures-") as folder:
            home = Path(folder)
            (home / "config.toml").write_text(CONFIG, encoding="utf-8")
            exports = {"CROSSFADE_HOME": folder, **addresses(services, await bound, home / "client_secret.json")}
            own = {name: value for name, value in os.environ.items() if not name.startswith("CROSSFADE_")}
            calendar = FixedDays(services.anchor, DAY_S)
            options = Options(env=own | exports, clock=clock, calendar=calendar)
            yield Stage(Demo(options, exports, clock, exports["CROSSFADE_DEMO_CONTROL"]), clock, turnstile)
    finally:
        server.should_exit = True
        await serving
