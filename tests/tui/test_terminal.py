"""The real program on a real pseudo-terminal: it gives the terminal back, however it is told to go."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

RESTORED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1003l")
"""The normal screen, a visible cursor, no reports of the mouse."""


def read_until(master: int, wanted: bytes, *, within_s: float = 30.0) -> bytes:
    """What the program wrote up to and including some bytes; all of it where it ended before."""
    seen = b""
    end = time.monotonic() + within_s
    while wanted not in seen and time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                seen += os.read(master, 65536)
            except OSError:  # the other end is closed
                break
    return seen


def opened(home: Path, **extra: str) -> tuple[subprocess.Popen[bytes], int]:
    """The program on a pseudo-terminal, with a home of its own."""
    master, slave = pty.openpty()
    env = {**os.environ, "CROSSFADE_HOME": str(home), "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **extra}
    process = subprocess.Popen(
        [sys.executable, "-m", "tui"], stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True
    )
    os.close(slave)
    return process, master


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_gives_the_terminal_back(home: Path, name: str) -> None:
    process, master = opened(home)
    try:
        assert b"Welcome" in read_until(master, b"Welcome")
        process.send_signal(getattr(signal, name))
        rest = read_until(master, b"no such bytes")
        assert process.wait(timeout=20) == 0
        assert all(code in rest for code in RESTORED)
    finally:
        process.kill()
        os.close(master)


def test_q_gives_the_terminal_back(home: Path) -> None:
    process, master = opened(home)
    try:
        assert b"Welcome" in read_until(master, b"Welcome")
        os.write(master, b"q")
        rest = read_until(master, b"no such bytes")
        assert process.wait(timeout=20) == 0
        assert all(code in rest for code in RESTORED)
    finally:
        process.kill()
        os.close(master)
