"""A window as a person has it: a pseudo-terminal with the real program, or a shell, in it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from tests.services import PROJECT

if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Mapping
    from pathlib import Path

ENOUGH_S = 30.0
PROGRAM = (sys.executable, "-m", "tui")
_MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
_STYLE = re.compile(rb"\x1b\[([\d;]*)m")

TAKEN = ("1049", "1000", "1003", "2004", "1004")
"""The modes of a terminal that a screen program takes: alternate screen, mouse, pasting in brackets, focus."""


class Window:
    """A program in a window of 80x24 (or another size), for which it is the controlling terminal.

    ``has_signals`` False: the window is not its controlling terminal, so its closing comes without a SIGHUP.
    """

    def __init__(
        self,
        *command: str,
        home: Path,
        env: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        has_signals: bool = True,
    ) -> None:
        self.master, slave = pty.openpty()
        self.resize(*size)
        self.shown = b""
        self.program = subprocess.Popen(
            command or PROGRAM,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=PROJECT,
            env={**os.environ, "CROSSFADE_HOME": str(home), "TERM": "xterm-256color", **(env or {})},
            start_new_session=True,
            preexec_fn=_control if has_signals else None,  # noqa: PLW1509 - it is one call of the kernel
        )
        os.close(slave)
        self._is_open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self.program.poll() is None:
            self.program.kill()
        self.close()
        self.program.wait()

    def close(self) -> None:
        """Close the window, as a click or a lost connection does."""
        if self._is_open:
            self._is_open = False
            os.close(self.master)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: bytes) -> None:
        """Type something."""
        os.write(self.master, keys)

    def until(self, *wanted: bytes) -> bytes:
        """What was written from now on until each of ``wanted`` was, styles between its letters or not.

        Raises AssertionError where it does not come.
        """
        return self._read(lambda new: all(one in new or one in _STYLE.sub(b"", new) for one in wanted), wanted)

    def ended(self) -> int:
        """Wait for the program's end; its exit code."""
        with suppress(AssertionError):
            self._read(lambda _: False, (b"nothing",))
        return self.program.wait(ENOUGH_S)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.program.send_signal(number)

    def has_echo(self) -> bool:
        """Whether the terminal shows what is typed, as it does for a shell's commands."""
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def _read(self, is_enough: Callable[[bytes], bool], wanted: tuple[bytes, ...]) -> bytes:
        new, end = b"", time.monotonic() + ENOUGH_S
        while not is_enough(new):
            assert time.monotonic() < end, (wanted, new[-2_000:])
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    part = os.read(self.master, 65_536)
                except OSError:  # how Linux tells that the other end is closed
                    part = b""
                assert part, (wanted, new[-2_000:])
                new += part
                self.shown += part
        return new


def modes(written: bytes) -> dict[str, bool]:
    """The terminal's private modes as some bytes leave them; those never touched are missing."""
    return {number.decode(): switch == b"h" for number, switch in _MODE.findall(written)}


def colour_codes(written: bytes) -> set[int]:
    """Every code among the styles that concerns a colour, the default ones included."""
    found = {int(code) for style in _STYLE.findall(written) for code in style.split(b";") if code}
    return {code for code in found if 30 <= code <= 49 or 90 <= code <= 107}


def _control() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
