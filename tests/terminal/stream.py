"""What may go to a terminal: text, and a closed list of sequences. Whatever else appears came from data.

The list is that of Textual's driver and nothing more. A sequence that carries words (a title, a link, an answer
asked for) is not on it; the pointer's shape and the clipboard are, with what they may hold.
"""

from __future__ import annotations

import base64
import re
import unicodedata

TEXT, BREAK = "text", "break"

_TOKENS = re.compile(
    r"""
    (?P<colour>\x1b\[[0-9;]*m)
    |(?P<move>\x1b\[[0-9]+;[0-9]+H)
    |(?P<mode>\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl])
    |(?P<ask>\x1b\[\?(?:2026|2048)\$p)
    |(?P<keyboard>\x1b\[(?:>[0-9]+|<)u)
    |(?P<pointer>\x1b\]22;[a-z-]+\x07)
    |(?P<clipboard>\x1b\]52;c;[A-Za-z0-9+/=]*\x07)
    |(?P<break>\r\n)
    |(?P<text>[^\x00-\x1f\x7f-\x9f]+)
    """,
    re.VERBOSE,
)
_BEGUN = re.compile(r"\x1b(?:\[[0-9;?<>$]{0,24}|\][0-9]{0,3}(?:;[^\x00-\x1f]*)?)?$|\r$")
"""A sequence of the list whose rest may still come."""

_INVISIBLE = frozenset(
    "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
)


class Obeyed(AssertionError):
    """A terminal would have obeyed something that is no text and no sequence of ours."""


class Stream:
    """Takes a terminal's bytes apart. ``is_screen`` False: plain output, where no sequence is right."""

    def __init__(self, *, is_screen: bool = True) -> None:
        self.modes: dict[str, bool] = {}
        self.keyboards = 0
        self.copied: list[str] = []
        self._is_screen = is_screen
        self._bytes = b""
        self._rest = ""
        self._last = ""

    def feed(self, chunk: bytes) -> list[tuple[str, str]]:
        """The whole tokens so far, as (kind, text). Raises :class:`Obeyed` at anything outside the list."""
        text = self._rest + self._decoded(chunk)
        found: list[tuple[str, str]] = []
        place = 0
        while place < len(text):
            match = _TOKENS.match(text, place)
            if match is None:
                if _BEGUN.match(text, place):
                    break
                raise _obeyed(text, place)
            kind, token = str(match.lastgroup), match.group()
            self._judge(kind, token, text, place)
            found.append((kind, token))
            self._last, place = kind, match.end()
        self._rest = text[place:]
        return found

    def end(self) -> None:
        """Nothing may be left open. Raises :class:`Obeyed`."""
        if self._rest or self._bytes:
            raise _obeyed(self._rest or repr(self._bytes), 0)

    @property
    def is_restored(self) -> bool:
        """Whether the terminal is as it was: its own screen, its cursor, no reports of keys, mouse or paste."""
        off = ("1000", "1003", "1004", "1006", "1015", "1016", "1049", "2004", "2026", "2048")
        is_quiet = not any(self.modes.get(mode) for mode in off)
        return is_quiet and self.modes.get("25", True) and self.modes.get("7", True) and self.keyboards == 0

    def _judge(self, kind: str, token: str, text: str, place: int) -> None:
        if kind == TEXT:
            if bad := [char for char in token if char in _INVISIBLE or unicodedata.category(char) in {"Cs", "Cn"}]:
                raise Obeyed(f"{bad} in {token[:200]!r}")
        elif kind == BREAK:
            # The screen's own breaks follow a move of the cursor; one within text would be a stranger's.
            if self._is_screen and self._last == TEXT:
                raise _obeyed(text, place)
        elif not self._is_screen:
            raise _obeyed(text, place)
        elif kind == "mode":
            self.modes[token[3:-1]] = token.endswith("h")
        elif kind == "keyboard":
            self.keyboards += 1 if ">" in token else -1
        elif kind == "clipboard":
            self._copy(token)

    def _copy(self, token: str) -> None:
        copied = base64.b64decode(token[len("\x1b]52;c;") : -1]).decode()
        if bad := [char for char in copied if char != "\n" and unicodedata.category(char) in {"Cc", "Cs"}]:
            raise Obeyed(f"{bad} copied in {copied[:200]!r}")
        self.copied.append(copied)

    def _decoded(self, chunk: bytes) -> str:
        """Strict UTF-8, a letter that is cut at the end waiting for its rest. Raises :class:`Obeyed`."""
        data = self._bytes + chunk
        for kept in range(min(4, len(data) + 1)):
            try:
                text = data[: len(data) - kept].decode()
            except UnicodeDecodeError as error:
                if error.end < len(data) - kept:
                    raise Obeyed(f"no UTF-8: {data[error.start - 40 : error.end + 40]!r}") from None
                continue
            self._bytes = data[len(data) - kept :]
            return text
        raise Obeyed(f"no UTF-8: {data[-60:]!r}")


def _obeyed(text: str, place: int) -> Obeyed:
    return Obeyed(f"{text[place : place + 24]!r} after {text[max(0, place - 120) : place]!r}")
