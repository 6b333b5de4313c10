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
from tests.bench.stage import BEGUN, OVER
from tests.services import PROJECT
from tui.lifetime import FRAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROUNDS, KEYS, LONGEST_S = 5, 40, 90.0
ROWS = 100_000
LEAST_S, STEP_S = 0.05, 0.037
KEPT = 65_536  # bytes of what was written last, for words that a reading cuts in two
PAGE_DOWN, LAST = b"\x1b[6~", b"mix 49 song 1997"
FILTER = b"mix 3 song 12 !1999 mix !17 song is:add mix"


class Terminal:
    """A program on a pseudo-terminal of 100x30."""

    def __init__(self, *arguments: str, home: Path | None = None) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
        env |= {"CROSSFADE_HOME": str(home)} if home else {}
        self.last = b""
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

    def memory_mb(self) -> float:
        """What the program holds in memory now. Linux tells it in its table of processes."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def press(self, key: bytes) -> None:
        """Send a key."""
        os.write(self._master, key)

    def until(self, wanted: bytes) -> float:
        """The instant at which some bytes were out."""
        self.last, end = b"", perf_counter() + LONGEST_S
        while perf_counter() < end:
            if select.select([self._master], [], [], 0.05)[0]:
                self.last = self.last[-KEPT:] + os.read(self._master, 65_536)
                if wanted in self.last:
                    return perf_counter()
        message = f"The screen never showed {wanted!r}."
        raise SystemExit(message)

    def rest(self, seconds: float) -> None:
        """Read and throw away what comes for a while, and what waits."""
        end = perf_counter() + seconds
        while select.select([self._master], [], [], 0.02 if perf_counter() < end else 0)[0] or perf_counter() < end:
            if select.select([self._master], [], [], 0)[0]:
                self.last = self.last[-KEPT:] + os.read(self._master, 65_536)

    def answered(self, key: bytes, wanted: bytes) -> float:
        """Seconds from a key to its answer."""
        began = perf_counter()
        self.press(key)
        return self.until(wanted) - began


def first_paint_s(wanted: bytes, *arguments: str, home: Path | None = None) -> float:
    """The median of several starts, to the first frame."""
    taken = []
    for _ in range(ROUNDS):
        with Terminal(*arguments, home=home) as terminal:
            taken.append(terminal.until(wanted) - terminal.began)
    return statistics.median(taken)


def keys_ms(
    what: str, ready: bytes, keys: Iterable[tuple[bytes, bytes]], *, first: Sequence[bytes] = ()
) -> list[float]:
    """Milliseconds for each key, sorted. They fall on every moment between two frames, as a person's do."""
    with Terminal("-m", "tests.bench.stage", what) as terminal:
        terminal.until(ready)
        terminal.rest(1.0)
        for key in first:
            terminal.press(key)
            terminal.rest(2.0)
        taken = []
        for number, (key, wanted) in enumerate(keys):
            taken.append(terminal.answered(key, wanted) * 1_000)
            terminal.rest(LEAST_S + number * STEP_S % (1 / FRAMES))
        return sorted(taken)


def scrolled_ms() -> list[float]:
    """Milliseconds for each page of a plan of 100,000 writes, from its first row to its last, sorted."""
    with Terminal("-m", "tests.bench.stage", "plan") as terminal:
        terminal.until(b"Total")
        terminal.rest(1.0)
        terminal.press(b"b")
        terminal.rest(2.0)
        taken = []
        while LAST not in terminal.last:
            taken.append(terminal.answered(PAGE_DOWN, b"ix ") * 1_000)
            terminal.rest(0.0)
        return sorted(taken)


def hour_mb() -> tuple[float, float]:
    """Memory a minute into a sync, and an hour into it, in MB; the hour is lived through a hundred times quicker."""
    with Terminal("-m", "tests.bench.stage", "hour") as terminal:
        terminal.until(BEGUN.encode())
        begun = terminal.memory_mb()
        terminal.until(OVER.encode())
        terminal.rest(2.0)
        return begun, terminal.memory_mb()


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
    letters = [(FILTER[place : place + 1], FILTER[: place + 1].split()[-1]) for place in range(len(FILTER))]
    typed = keys_ms("plan", b"Total", letters, first=[b"b", b"/"])
    print(f"a letter typed to filter 100,000 writes         {said(typed)}")
    ends = [(b"\x1b[F", b"mix 49 song"), (b"\x1b[H", b"create")] * (KEYS // 2)
    print(f"end and home in a plan of 100,000 writes        {said(keys_ms('plan', b'Total', ends, first=[b'b']))}")
    pages = scrolled_ms()
    print(f"all of its {len(pages):,} pages, end to end               {said(pages)}")
    begun, ended = hour_mb()
    print(f"memory after a minute and an hour at 100 events a second  {begun:6.1f} MB  {ended:6.1f} MB")


if __name__ == "__main__":
    main()
