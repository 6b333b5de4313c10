"""The local services as a process: started on a free port, asked and steered over their control path.

For tests that need real HTTP; what the services do is tested in ``tests/contracts`` and ``tests/unit/demo``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.demo.world import World

PROJECT = Path(__file__).resolve().parents[1]
LAST_LINE = "CROSSFADE_DEMO_ANCHOR"
LONGEST_S = 10.0


class Refused(AssertionError):
    """The control path did not understand a test's request."""


@dataclass(frozen=True, slots=True)
class Running:
    """Services at work. ``environment`` holds the ``CROSSFADE_*`` settings that point the program at them."""

    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]

    @property
    def base(self) -> str:
        """The address all services share."""
        return self.environment["CROSSFADE_YOUTUBE_API"]

    @property
    def client_secrets(self) -> Path:
        """The Google client file."""
        return Path(self.environment["CROSSFADE_DEMO_CLIENT_SECRETS"])

    def control(self, path: str, body: object = None) -> dict[str, Any]:
        """Ask the control path: GET without a body, else POST."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.environment['CROSSFADE_DEMO_CONTROL']}/{path}", data)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                found: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.read().decode()) from None
        return found

    def state(self) -> dict[str, Any]:
        """Everything the services hold and counted."""
        return self.control("state")

    def state_time(self) -> float:
        """The services' clock, in seconds since 1970."""
        return datetime.fromisoformat(str(self.control("state?log=0&items=0")["now"])).timestamp()

    def advance(self, seconds: float) -> None:
        """Let the services' clock jump ahead."""
        self.control("clock", {"advance_s": seconds})

    def faults(self, *rules: Mapping[str, object], seed: int = 0) -> None:
        """Put a fault plan in force; none ends the trouble."""
        self.control("faults", {"seed": seed, "rules": list(rules)})

    def edit(self, do: str, **what: object) -> dict[str, Any]:
        """Do something by hand, as the person would, and wait until listings show it."""
        done = self.control("edit", {"do": do, **what})
        end = monotonic() + LONGEST_S
        while not self.control("state?log=0&items=0")["is_settled"]:
            assert monotonic() < end, "listings never showed what was done by hand"
        return done

    def restart(self, **rules: object) -> None:
        """Begin anew with the same world; every token is void."""
        self.control("restart", rules)

    def sign_in(self, service: str) -> dict[str, Any]:
        """Tokens of ``spotify`` or ``youtube``, as their token endpoint answers."""
        return self.control(f"sign-in/{service}", {})

    def playlist(self, title: str) -> dict[str, Any]:
        """The one YouTube playlist of that title."""
        (found,) = [one for one in self.state()["playlists"] if one["title"] == title]
        return dict(found)


@contextmanager
def running_services(*options: str, world: World | None = None, folder: Path | None = None) -> Iterator[Running]:
    """Start the services on a free port; they end with the block, and with this process."""
    command = [sys.executable, "-m", "core.demo", "--port", "0", "--until-stdin-closes", *options]
    if world is not None:
        assert folder is not None, "a world needs a folder to lie in"
        file = folder / "world.json"
        file.write_bytes(msgspec.json.encode(world))
        command += ["--world", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT) as process:
        try:
            yield Running(_announced(process), process)
        finally:
            assert process.stdin is not None
            if not process.stdin.closed:
                process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _announced(process: subprocess.Popen[bytes]) -> dict[str, str]:
    """The lines the services print when they can be reached."""
    assert process.stdout is not None
    found: dict[str, str] = {}
    for line in process.stdout:
        name, _, value = line.decode().strip().partition("=")
        found[name] = value
        if name == LAST_LINE:
            return found
    raise AssertionError(f"the services ended with {process.wait()} before they were ready")
