"""The last wall before the terminal: no control, C1 or direction character leaves a segment of text.

Every string from outside already passed :func:`core.text.shown`; this filter covers what was forgotten. It
replaces single characters and parses nothing, so no unfinished sequence can hide what follows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

_FORBIDDEN = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\ufffd"),
    **dict.fromkeys((*range(0xD800, 0xE000),), "\ufffd"),
    # Direction marks and overrides take no cell; a replacement character would shift the line.
    **dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)), None),
}


class Wall(LineFilter):
    """Cleans the text of every segment that is drawn; the program's own control segments are left alone."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the base's signature
        """The same segments without a character that a terminal would obey."""
        return [
            segment
            if segment.control or (segment.text.isascii() and segment.text.isprintable())
            else Segment(segment.text.translate(_FORBIDDEN), segment.style)
            for segment in segments
        ]
