"""Filters for plain terminals: without any colour code, and with signs that every font and encoding has.

They stand behind :mod:`tui.terminal.wall`, last before the terminal, and change no widths.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style
    from textual.color import Color

_SIGNS = str.maketrans(
    {
        **dict(zip("✓✗▸‖●·…–−×“”↑↓↕⏎", 'vx>=o.~--x""^v|<', strict=True)),
        **dict(zip("━╸╍─▔│▌▐▎▊", "=----|||||", strict=True)),
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤", "+"),
        **dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True)),
    }
)
"""What the program's own signs become, one cell for one cell."""


class Colourless(LineFilter):
    """Takes every colour away, the codes of the terminal's default ones, too; bold, reverse and the like stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the base's signature
        """The same segments without a colour."""
        return [Segment(text, _uncoloured(style) if style else style, control) for text, style, control in segments]


class Ascii(LineFilter):
    """Writes the program's own signs in ASCII, and what ``encoding`` lacks as question marks of the same width."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the base's signature
        """The same segments in signs that can be shown."""
        return [
            segment if segment.control or segment.text.isascii() else Segment(self._told(segment.text), segment.style)
            for segment in segments
        ]

    def _told(self, text: str) -> str:
        plain = text.translate(_SIGNS)
        try:
            plain.encode(self._encoding)
        except UnicodeEncodeError:
            return "".join(char if self._has(char) else "?" * cell_len(char) for char in plain)
        return plain

    def _has(self, char: str) -> bool:
        return char.encode(self._encoding, "ignore") != b""


def filters(*, no_color: bool, encoding: str | None) -> list[LineFilter]:
    """What a terminal needs. ``encoding`` is that of one which lacks the program's signs; None: it has them."""
    needed: list[LineFilter] = [Colourless()] if no_color else []
    return needed if encoding is None else [*needed, Ascii(encoding)]


def encoding_for(env: Mapping[str, str]) -> str | None:
    """The encoding of a terminal that lacks the signs; None where it has them.

    The console of Linux reads UTF-8, but its fonts of 256 or 512 glyphs hold no check marks and heavy lines.
    """
    encoding = getattr(sys.__stdout__, "encoding", None) or "ascii"
    is_utf = encoding.lower().replace("-", "").replace("_", "").startswith("utf")
    return encoding if not is_utf or env.get("TERM", "").startswith("linux") else None


@lru_cache(1024)
def _uncoloured(style: Style) -> Style:
    return style.without_color
