"""Measures the screen in a real pseudo-terminal: start to first paint, and how soon a key is answered.

Beside each figure stands that of a bare Textual application in the same minute, since both share the machine.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Self

from tests.bench import exports
from tests.services import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS, KEYS, LONGEST_S = 5, 40, 60.0
ROWS = 100_000


class Terminal:
    """A program on a pseudo-terminal of 100x30."""

    def __init__(self, *arguments: str, home: Path | None = None) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
        env |= {"CROSSFADE_HOME": str(home)} if home else {}
        self.began = perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments], stdin=slave, stdout=slave, stderr=slave, cwd=PROJECT, env=env,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def until(self, wanted: bytes) -> float:
        """The instant at which some bytes were out."""
        seen, end = b"", perf_counter() + LONGEST_S
        while perf_counter() < end:
            if select.select([self._master], [], [], 0.05)[0]:
                seen = seen[-len(wanted) :] + os.read(self._master, 65_536)
                if wanted in seen:
                    return perf_counter()
        message = f"The screen never showed {wanted!r}."
        raise SystemExit(message)

    def rest(self, seconds: float) -> None:
        """Read and throw away what comes for a while."""
        end = perf_counter() + seconds
        while perf_counter() < end:
            if select.select([self._master], [], [], 0.02)[0]:
                os.read(self._master, 65_536)

    def answered(self, key: bytes, wanted: bytes) -> float:
        """Seconds from a key to its answer."""
        began = perf_counter()
        os.write(self._master, key)
        return self.until(wanted) - began


def first_paint_s(wanted: bytes, *arguments: str, home: Path | None = None) -> float:
    """The median of several starts, to the first frame."""
    taken = []
    for _ in range(ROUNDS):
        with Terminal(*arguments, home=home) as terminal:
            taken.append(terminal.until(wanted) - terminal.began)
    return statistics.median(taken)


def keys_ms(
    what: str, ready: bytes, keys: Sequence[tuple[bytes, bytes]], *, first: Sequence[bytes] = ()
) -> list[float]:
    """Milliseconds for each key, sorted."""
    with Terminal("-m", "tests.bench.stage", what) as terminal:
        terminal.until(ready)
        terminal.rest(1.0)
        for key in first:
            os.write(terminal._master, key)  # noqa: SLF001 - the bench presses keys of its own terminal
            terminal.rest(2.0)
        taken = []
        for key, wanted in keys:
            taken.append(terminal.answered(key, wanted) * 1_000)
            terminal.rest(0.05)
        return sorted(taken)


def said(taken: list[float]) -> str:
    """Median and 95th percentile."""
    return f"p50 {statistics.median(taken):6.1f} ms   p95 {taken[int(len(taken) * 0.95) - 1]:6.1f} ms"


def main() -> None:
    """Measure one after the other and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        home, table = Path(folder) / "home", Path(folder) / "library.csv"
        exports.write(table, ROWS)
        command = [sys.executable, "-m", "tui", "import", str(table)]
        subprocess.run(
            command, env={**os.environ, "CROSSFADE_HOME": str(home)}, cwd=PROJECT, check=True, capture_output=True
        )
        bare = first_paint_s(b"pressed 0000", "-m", "tests.bench.bare")
        ours = first_paint_s(b"Home", "-m", "tui", home=home)
    print(
        f"first paint over a library of {ROWS:,} rows  {ours:6.3f} s   a bare application {bare:6.3f} s   "
        f"x {ours / bare:.2f}"
    )
    plain = keys_ms("bare", b"pressed 0000", [(b"x", b"pressed %04d" % number) for number in range(1, KEYS + 1)])
    print(f"a key of a bare application                     {said(plain)}")
    walk = [(b"j", b"chosen %04d" % number) for number in range(1, KEYS + 1)]
    print(f"a key at 1,000 events a second                  {said(keys_ms('events', b'Problems', walk))}")
    ends = [(b"\x1b[F", b"mix 49 song"), (b"\x1b[H", b"create")] * (KEYS // 2)
    print(f"end and home in a plan of 100,000 writes        {said(keys_ms('plan', b'Total', ends, first=[b'b']))}")
    steps = [(b"\x1b[6~", b"\x1b[") for _ in range(KEYS)]
    print(f"page down in a plan of 100,000 writes           {said(keys_ms('plan', b'Total', steps, first=[b'b']))}")


if __name__ == "__main__":
    main()
