"""The ground of all small widgets: lines of content drawn for a width, repainted without a new layout.

A :class:`Drawn` widget turns one value into lines and nothing else. Text from outside enters through
:func:`core.text.shown` and plain :class:`~textual.content.Content`, never through markup.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual.color import Color, ColorParseError
from textual.content import Content
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Size

Part = str | tuple[str, str] | Content


def line(*parts: Part) -> Content:
    """One line from pieces: plain text, ``(text, style)`` or content."""
    return Content.assemble(*parts)


def wrapped(content: Content, width: int, most: int) -> list[Content]:
    """At most so many lines of a width; the last one ends with an ellipsis where something is left out."""
    rows = content.wrap(max(1, width))
    if len(rows) <= most:
        return list(rows)
    last = line(rows[most - 1], " ", rows[most])
    return [*rows[: most - 1], last.truncate(max(1, width), ellipsis=True)]


def cell(content: Content | str, width: int) -> Content:
    """A left-aligned cell of exactly ``width`` cells, cut with an ellipsis."""
    whole = Content(content) if isinstance(content, str) else content
    return whole.truncate(width, ellipsis=True, pad=True)


def right(content: Content | str, width: int) -> Content:
    """A right-aligned cell of exactly ``width`` cells."""
    whole = Content(content) if isinstance(content, str) else content
    return whole.pad_left(max(0, width - whole.cell_length)).truncate(width)


class Drawn(Widget):
    """A widget that draws lines for its width. Its height comes from the style sheet, or from its lines."""

    ALLOW_SELECT = False
    _count = 0

    def lines(self, width: int, /) -> Sequence[Content]:
        """The lines for a content width in cells; pure but for the widget's own value."""
        raise NotImplementedError

    def render(self) -> Content:
        """All lines, each cut to the width."""
        width = self.content_size.width
        return Content("\n").join(part.truncate(width, ellipsis=True) for part in self.lines(width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - the base's
        """As many rows as there are lines, where the style sheet says ``auto``."""
        return max(1, len(self.lines(width)))

    def fit(self) -> None:
        """Ask for a new layout, but only where there are more or fewer lines than before; a watcher calls it."""
        count = len(self.lines(self.content_size.width)) if self.content_size.width else 0
        if count != self._count:
            self._count = count
            self.refresh(layout=True)

    def fade(self, steps: int) -> list[str]:
        """Styles that lead from the theme's primary colour to its accent, one a step; a terminal's own stay flat."""
        variables = self.app.theme_variables
        try:
            start, end = Color.parse(variables["primary"]), Color.parse(variables["accent"])
        except ColorParseError:
            return ["$primary"] * steps
        if start.ansi is not None or end.ansi is not None:
            return ["$primary"] * steps
        return [start.blend(end, step / max(1, steps - 1)).hex for step in range(steps)]


def progress_bar(width: int, share: float, styles: Sequence[str]) -> Content:
    """A thin bar, filled to ``share`` (0…1); the filled part takes its colours from ``styles`` in turn."""
    halves = round(min(1.0, max(0.0, share)) * width * 2)
    full, half = divmod(halves, 2)
    filled = "━" * full + "╸" * half
    chunk = max(1, -(-width // max(1, len(styles))))
    pieces: list[Part] = [
        (filled[start : start + chunk], styles[min(start // chunk, len(styles) - 1)])
        for start in range(0, len(filled), chunk)
    ]
    return Content.assemble(*pieces, ("─" * (width - len(filled)), "$faint"))


def gauge_bar(width: int, spent: float, planned: float, *, style: str = "$accent") -> Content:
    """A bucket: what is spent, what is planned on top of it, and what stays free; shares of 0…1."""
    full = min(width, math.ceil(spent * width))
    more = min(width - full, math.ceil(planned * width))
    return Content.assemble(("━" * full, style), ("╍" * more, "$primary"), ("─" * (width - full - more), "$faint"))
