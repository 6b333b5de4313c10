"""A terminal for the real program: a pseudo-terminal, an emulator behind it, and a reader that trusts nothing."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from typing import TYPE_CHECKING, Self

import pyte

from tests.services import PROJECT
from tests.terminal.stream import BREAK, TEXT, Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ENOUGH_S = 15.0
_DRAWS = frozenset({"move", BREAK, TEXT})
"""What makes letters stand where they stand; colours cost the emulator most of its time."""
_ANSWERS = {"\x1b[?2026$p": b"\x1b[?2026;2$y", "\x1b[?2048$p": b"\x1b[?2048;0$y"}
"""What a terminal says that knows synchronised output, and does not tell of its size by itself."""

_QUIET_S, _ROUNDS_S = 1.0, 60.0
"""So long a key that changes nothing is waited for, and a list is walked."""

_FRAME = "\x1b[?2026l"
"""The end of a synchronised update."""

KEYS = {
    "enter": b"\r", "escape": b"\x1b[27u", "tab": b"\t", "shift+tab": b"\x1b[Z", "down": b"\x1b[B", "home": b"\x1b[H",
    "pagedown": b"\x1b[6~", "ctrl+p": b"\x10", "ctrl+u": b"\x15",
}  # fmt: skip


class Terminal:
    """The program at work on a terminal of some columns and lines; gone with the block."""

    def __init__(
        self, *arguments: str, environment: Mapping[str, str], size: tuple[int, int] = (80, 24), is_screen: bool = True
    ) -> None:
        columns, lines = size
        self._emulator = pyte.Screen(columns, lines)
        self._drawn = pyte.Stream(self._emulator)
        self.stream = Stream(is_screen=is_screen)
        self._is_screen = is_screen
        self.seen: set[str] = set()
        self._tokens: list[str] = []
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        env = {**environment, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
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

    # ── what a person does ───────────────────────────────────────────────────────────────────────────────

    def press(self, *keys: str) -> None:
        """Press keys, named or typed."""
        for key in keys:
            os.write(self._master, KEYS.get(key) or key.encode())

    def paste(self, text: str) -> None:
        """Paste a text as terminals do, which take out the control characters that could end the paste."""
        inside = "".join(char for char in text if char >= " " and char != "\x7f")
        os.write(self._master, b"\x1b[200~" + inside.encode("utf-8", "replace") + b"\x1b[201~")

    def fill(self, text: str, *, shows: str = "") -> None:
        """Paste into a field, in the place of what is selected there, and wait for what it brings (any change)."""
        before = self.lines
        self.paste(text)
        self._wait(lambda: self.lines != before or "the pasted text")
        self.until(shows)

    # ── what a person sees ───────────────────────────────────────────────────────────────────────────────

    @property
    def lines(self) -> list[str]:
        """The lines on screen."""
        rows, columns = self._emulator.buffer, range(self._emulator.columns)
        # The emulator's own view stumbles over the second half of a wide letter whose first was written over.
        return ["".join(rows[y][x].data for x in columns).rstrip() for y in range(self._emulator.lines)]

    @property
    def written(self) -> str:
        """All that a plain command wrote."""
        return "".join(self._tokens)

    @property
    def is_drawing(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self.stream.modes.get("2026", False)

    @property
    def text(self) -> str:
        """All of them."""
        return "\n".join(self.lines)

    def until(self, *wanted: str) -> str:
        """Read until all that is wanted stands on the screen; the screen then. Fails after a while, or at the end."""
        self._wait(lambda: not (missing := [one for one in wanted if one not in self.text]) or missing)
        return self.text

    def see(self, *keys: str, until: str) -> str:
        """Press keys and wait for what they bring."""
        self.press(*keys)
        return self.until(until)

    def leave(self, *keys: str, until_gone: str) -> None:
        """Press keys and wait until a text has left the screen."""
        self.press(*keys)
        self._wait(lambda: until_gone not in self.text or f"an end of {until_gone!r}")

    def step(self, *keys: str) -> None:
        """Press keys, one after the other, each once the one before was answered."""
        for key in keys:
            assert self._answers(key, ENOUGH_S), f"{key} brought nothing\n{self.text}"

    def through(self, key: str, labels: Iterable[str], *, of: str = "") -> None:
        """Press a key, from the top again where it brings nothing more, until every label was on the screen once.

        A key is answered once the lines that hold ``of`` are others than before.
        """
        missing, end = set(labels), time.monotonic() + _ROUNDS_S
        self.seen = set(self.lines)
        while missing := {label for label in missing if not any(label in line for line in self.seen)}:
            assert time.monotonic() < end, f"never shown: {sorted(missing)}\n{self.text}"
            if not self._answers(key, _QUIET_S, of=of):
                self.press("home")

    def _answers(self, key: str, within_s: float, *, of: str = "") -> bool:
        """Whether a key changes anything on the screen, or the lines that hold ``of``; what it brings is read."""
        before, end = self._lines_of(of), time.monotonic() + within_s
        self.press(key)
        while (is_same := self.is_drawing or self._lines_of(of) == before) and time.monotonic() < end:
            self._read(within_s)
        return not is_same

    def _lines_of(self, text: str) -> list[str]:
        return [line for line in self.lines if text in line]

    def _wait(self, is_done: Callable[[], object]) -> None:
        """Read until ``is_done`` answers True, between two frames; anything else is what is missing."""
        end = time.monotonic() + ENOUGH_S
        while self.is_drawing or (missing := is_done()) is not True:
            if time.monotonic() > end or not self._read(0.2):
                message = f"{missing} never came; the program ended: {self._process.poll()}\n{self.text}"
                raise AssertionError(message)

    def ended(self) -> int:
        """Read to the end; the exit code."""
        end = time.monotonic() + ENOUGH_S
        while self._read(0.2) and time.monotonic() < end:
            pass
        self.stream.end()
        return self._process.wait(timeout=ENOUGH_S)

    def _read(self, seconds: float) -> bool:
        """Read what there is, waiting for it a little; False at the end."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        try:
            chunk = os.read(self._master, 65_536)
        except OSError:  # how Linux tells that the other end is closed
            return False
        for kind, token in self.stream.feed(chunk):
            if not self._is_screen:
                self._tokens.append(token)
            if kind in _DRAWS:
                self._drawn.feed(visible(token) if kind == TEXT else token)
            elif kind == "ask":
                os.write(self._master, _ANSWERS[token])
            elif token == _FRAME:
                self.seen.update(self.lines)
        return bool(chunk)


def visible(text: str) -> str:
    """A text without what takes no cell; the emulator would stop at it."""
    return "".join(char for char in text if unicodedata.category(char) not in {"Cf", "Mn", "Me"})
