"""The program as a caller sees it: started with arguments, an environment and a home, judged by what it prints."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.cli import warm
from tests.services import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.services import Running

ENOUGH_S = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended. ``peak_mb`` is the most memory it had; 0 where nobody looked."""

    code: int
    out: str
    err: str
    peak_mb: float = 0.0

    @property
    def document(self) -> Any:  # noqa: ANN401 - whatever JSON was printed
        """The one document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def summary(self) -> dict[str, Any]:
        """The last line, which is the summary."""
        last = self.lines[-1]
        assert last["type"] == "summary"
        return last


AWAY = {"CROSSFADE_YOUTUBE_API": "http://127.0.0.1:9", warm.PATIENCE_S: "1"}
"""YouTube out of reach, for a command that tries it twice."""


@dataclass(frozen=True, slots=True)
class Program:
    """Crossfade with a home of its own. ``environment`` is all it knows of the world."""

    home: Path
    environment: Mapping[str, str]
    services: Running | None = None

    def run(
        self,
        *arguments: str,
        code: int | None = 0,
        more: Mapping[str, str] | None = None,
        timeout_s: float = ENOUGH_S,
        is_powerless: bool = False,
    ) -> Ended:
        """Run a command to its end; ``code`` is the exit code it must have (None: any).

        ``more`` joins the environment. With ``is_powerless`` rights of files hold for root, too.
        """
        with TemporaryDirectory() as folder:
            place = Path(folder)
            ended = warm.run(
                arguments,
                {**self.environment, **(more or {})},
                place,
                timeout_s=timeout_s,
                is_powerless=is_powerless,
            )
            found = Ended(
                ended,
                (place / "out").read_bytes().decode(),
                (place / "err").read_bytes().decode(),
                int((place / warm.PEAK).read_text() or 0) / 1024,
            )
        assert code is None or found.code == code, f"{arguments} ended with {found}"
        return found

    @contextmanager
    def at_work(self, *arguments: str, until: str = '"status":"succeeded"') -> Iterator[subprocess.Popen[bytes]]:
        """A command in progress, once a line with ``until`` was printed; killed with the block if it still lives."""
        with subprocess.Popen(
            [sys.executable, "-m", "tui", *arguments],
            cwd=PROJECT,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    if until.encode() in line:
                        break
                yield process
            finally:
                if process.poll() is None:
                    process.kill()

    def typed(self, *arguments: str, answer: bytes, after: bytes) -> tuple[str, int]:
        """Run a command at a terminal and type ``answer`` once ``after`` is shown; all it showed, and its code."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "tui", *arguments],
            cwd=PROJECT,
            env={**self.environment, "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as process:
            os.close(theirs)
            shown = b""
            with suppress(OSError):  # how Linux tells that the other end is closed
                while chunk := os.read(ours, 65_536):
                    shown += chunk
                    if answer and after in shown:
                        os.write(ours, answer)
                        answer = b""
            os.close(ours)
            return shown.decode(), process.wait(ENOUGH_S)

    def configure(self, text: str) -> None:
        """Write the settings."""
        self.home.mkdir(mode=0o700, exist_ok=True)
        (self.home / "config.toml").write_text(text)

    # ── the way to a library that is ready to sync ───────────────────────────────────────────────────────

    def sign_in(self) -> None:
        """Sign in to both services, as a browser would."""
        assert self.services is not None
        for arguments in (("spotify",), ("youtube", "--client-secrets", str(self.services.client_secrets))):
            with self.signing_in(*arguments) as (process, address):
                assert visited(address) == 200
                assert process.wait(ENOUGH_S) == 0

    @contextmanager
    def signing_in(self, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
        """A sign-in that waits for its redirect, and the address it printed."""
        with subprocess.Popen(
            [sys.executable, "-m", "tui", "auth", *arguments, "--no-browser"],
            cwd=PROJECT,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            try:
                address = next(line.decode().strip() for line in process.stdout if b"http" in line)
                yield process, address
            finally:
                if process.poll() is None:
                    process.kill()

    def get_ready(self) -> None:
        """Sign in, import and match."""
        self.sign_in()
        self.run("import")
        self.run("match")


def finished(process: subprocess.Popen[bytes]) -> Ended:
    """Wait for a command's end; ``out`` is what it printed since it was last read."""
    out, err = process.communicate(timeout=ENOUGH_S)
    return Ended(process.returncode, out.decode(), err.decode())


def interrupted(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGINT) -> Ended:
    """Send a signal, and wait for the end."""
    process.send_signal(number)
    return finished(process)


def visited(address: str) -> int:
    """Follow an address as a browser does; the status of the page it ends at."""
    with urllib.request.urlopen(address, timeout=10) as page:
        return int(page.status)
