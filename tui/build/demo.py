"""The demo's stage: local services in a process of their own, and a throw-away profile that points at them.

What happens on it is told by the command (:mod:`tui.cli.demo`) and the screen; both drive the real program.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import tempfile
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.adapters.clock import SystemClock
from core.errors import StoreError, UsageError
from core.files import named_path
from core.quota import FixedDays
from tui.build.child import child_command, child_environment
from tui.build.home import make_home
from tui.build.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.session import Session

DAY_S = 30.0
"""Seconds of a quota day."""

UNITS = 4_000
SEARCHES = 300
OLD = ("night drive (old!!)", "kitchen 2018")
"""The sample channel's playlists that the library's own are to replace."""

ADD_DELAY_S = 0.15
"""How long an add takes on screen, so that one sees it happen; the real service takes about as long."""

REFUSED_ADD = 40
"""The add that is refused on screen, once, so that one sees how a failure is told, and that a retry mends it."""

_ADD: dict[str, object] = {"call": "youtube.playlistItems.insert", "delay_s": ADD_DELAY_S}
_REFUSED: dict[str, object] = {"do": "refuse", "nth": REFUSED_ADD, "status": 400, "reason": "failedPrecondition"}
FAULTS = {"rules": [_ADD | _REFUSED, _ADD | {"do": "delay"}]}
"""The fault plan of the demo on screen (:mod:`core.demo.faults`)."""

_LAST_LINE = "CROSSFADE_DEMO_ANCHOR"

CONFIG = f"""\
# The demo's settings: a small quota whose days last {DAY_S:.0f} seconds.
[quota]
units_per_day = {UNITS}
searches_per_day = {SEARCHES}
reserve = 50

[youtube]
settle_s = 0.5

[spotify]
spacing_s = 0
"""
"""The demo's settings, as they stand in its ``config.toml``."""


class JumpClock(SystemClock):
    """The computer's clock, which can be set ahead: nobody waits half a minute for a day without a screen."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The wall clock, with all jumps."""
        return super().now() + self.ahead


@dataclass(frozen=True, slots=True)
class Demo:
    """A stage that is set. ``exports`` are the ``CROSSFADE_*`` settings that lead any other process to it."""

    options: Options
    exports: Mapping[str, str]
    clock: JumpClock
    control: str

    def jump_to(self, instant: datetime) -> None:
        """Let both clocks, the services' and ours, show ``instant``."""
        ahead = max(timedelta(), instant - self.clock.now()) + timedelta(milliseconds=50)
        body = json.dumps({"advance_s": ahead.total_seconds()}).encode()
        _get(urllib.request.Request(f"{self.control}/clock", body))  # noqa: S310 - our own services' address
        self.clock.ahead += ahead

    async def prepare(self, session: Session) -> None:
        """Sign in to both services as a browser would, and mark the channel's old playlists for replacement."""
        from core.sign_in import SignIn
        from core.states import Service

        loop = asyncio.get_running_loop()
        visits: list[asyncio.Future[None]] = []

        def visit(address: str) -> None:
            visits.append(loop.run_in_executor(None, _get, address))

        secrets = Path(self.exports["CROSSFADE_DEMO_CLIENT_SECRETS"])
        await session.sources.sign_in(Service.SPOTIFY, SignIn(visit))
        await session.sources.sign_in(Service.YOUTUBE, SignIn(visit, client_file=secrets))
        await asyncio.gather(*visits)
        await session.plans.refresh()
        old = [held.head.id for held in await session.sources.playlists() if held.head.title in OLD]
        await session.sources.replace(old)


@contextmanager
def staged(*, keep: Path | None, is_shown: bool, env: Mapping[str, str]) -> Iterator[Demo]:
    """Set the stage: services and a fresh profile, both gone at the end unless ``keep`` names a folder.

    ``is_shown`` makes adding as slow as on the real service, and one add fail. Raises UsageError where the folder
    holds something.
    """
    home = _home(keep)
    services = _start(home, env, is_shown=is_shown)
    try:
        exports = _announced(services)
        (home / "config.toml").write_text(CONFIG, encoding="utf-8")
        clock = JumpClock()
        anchor = datetime.fromisoformat(exports[_LAST_LINE]).astimezone(UTC)
        exports = {"CROSSFADE_HOME": str(home), **exports}
        own = {name: value for name, value in env.items() if not name.startswith("CROSSFADE_")}
        options = Options(env=own | exports, clock=clock, calendar=FixedDays(anchor, DAY_S), is_hosting=is_shown)
        yield Demo(options, exports, clock, exports["CROSSFADE_DEMO_CONTROL"])
    finally:
        _end(services)
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def _home(keep: Path | None) -> Path:
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="crossfade-demo-"))
    home = named_path(keep)
    make_home(home)
    if any(home.iterdir()):
        message = f"{home} is not empty; the demo needs a folder of its own."
        raise UsageError(message)
    return home


def _start(home: Path, env: Mapping[str, str], *, is_shown: bool) -> subprocess.Popen[str]:
    """Start the services. They end when our end of their input closes, which it does whatever becomes of us."""
    call = child_command("core.demo", "--until-stdin-closes", "--port", "0")
    call += ["--day-s", str(DAY_S), "--units", str(UNITS), "--searches", str(SEARCHES)]
    call += ["--secrets", str(home / "client_secret.json")]
    if is_shown:
        (home / "faults.json").write_text(json.dumps(FAULTS), "utf-8")
        call += ["--faults", str(home / "faults.json")]
    return subprocess.Popen(  # noqa: S603 - our own program, our own arguments
        call,
        env=child_environment(env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,  # Ctrl-C is for us alone; the services go on until what runs has paused
    )


def _announced(services: subprocess.Popen[str]) -> dict[str, str]:
    """The settings that the services print when they can be reached. Raises StoreError where they end instead."""
    found: dict[str, str] = {}
    for line in services.stdout or ():
        name, _, value = line.strip().removeprefix("export ").partition("=")
        found[name] = value
        if name == _LAST_LINE:
            return found
    message = "The demo's local services could not be started."
    raise StoreError(message)


def _end(services: subprocess.Popen[str]) -> None:
    if services.stdin is not None:
        services.stdin.close()
    try:
        services.wait(5)
    except subprocess.TimeoutExpired:
        services.kill()
        services.wait()
    if services.stdout is not None:
        services.stdout.close()


def _get(address: str | urllib.request.Request) -> None:
    """Follow an address to its end, without any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=30) as answer:
        answer.read()
