"""A list with a cursor for any number of rows: each visible row is drawn when it is needed, none is kept.

Standard tables lay out every cell of every row; this one asks its ``draw`` function for the lines on screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from tui.widgets.drawn import line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    Draw = Callable[[int, int], Content]


class Rows(ScrollView, can_focus=True):
    """Rows drawn on demand. Its heading, where given, is the first line and never scrolls away."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--heading"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="rows.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="rows.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="rows.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="rows.page_down"),
        Binding("home", "jump(0)", "First", show=False, id="rows.first"),
        Binding("end,G", "jump(-1)", "Last", show=False, id="rows.last"),
    ]

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Highlighted(Message):
        """The cursor stands on another row."""

        rows: Rows
        index: int

        @property
        def control(self) -> Rows:
            """The list it happened in."""
            return self.rows

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.empty = empty
        self._count = 0
        self._heading: Callable[[int], Content] | None = None
        self._draw: Draw = lambda _index, _width: Content("")

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    def fill(self, count: int, draw: Draw, *, heading: Callable[[int], Content] | None = None) -> None:
        """Show ``count`` rows that ``draw(index, width)`` draws; the cursor stays where it was, if it can."""
        self._draw, self._heading = draw, heading
        if count != self._count:
            self._count = count
            self.virtual_size = Size(0, count + self._top)
            self.cursor = min(self.cursor, max(0, count - 1))
        self.refresh()

    @property
    def _top(self) -> int:
        return 1 if self._heading is not None else 0

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor inside the list."""
        return max(0, min(cursor, self._count - 1)) if self._count else 0

    def watch_cursor(self, before: int, after: int) -> None:
        """Bring the row into view and tell who listens."""
        if before != after:
            self.scroll_to_region(Region(0, after, 1, 1 + self._top), animate=False, force=True)
            self.refresh()
            self.post_message(self.Highlighted(self, after))

    def on_resize(self) -> None:
        """Keep the row of the cursor in sight."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1 + self._top), animate=False, force=True)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.cursor += step

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self.cursor += direction * max(1, self.content_size.height - self._top - 1)

    def action_jump(self, index: int) -> None:
        """Go to a row; -1 is the last."""
        self.cursor = self._count - 1 if index < 0 else index

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is."""
        y = event.get_content_offset_capture(self).y
        if y >= self._top:
            self.cursor = self.scroll_offset.y + y - self._top

    def render_line(self, y: int) -> Strip:
        """One line of the visible part."""
        width = self.scrollable_content_region.width
        if self._heading is not None and y == 0:
            return self._strip(self._heading(width), width, "rows--heading")
        index = self.scroll_offset.y + y - self._top
        if not self._count and y == self._top:
            return self._strip(line((self.empty, "$muted")), width)
        if not 0 <= index < self._count:
            return self._strip(Content(""), width)
        is_cursor = index == self.cursor and self.has_focus
        pointer = line((">", "$accent bold")) if is_cursor else line(" ")
        row = Content.assemble(pointer, self._draw(index, max(0, width - 1)))
        return self._strip(row, width, *(("rows--cursor",) if is_cursor else ()))

    def _strip(self, content: Content, width: int, *classes: str) -> Strip:
        style = self.get_visual_style(*classes)
        whole = content.truncate(width, ellipsis=True, pad=True)
        strips = Visual.to_strips(self, whole, width, 1, style, apply_selection=False, pad=True)
        return strips[0] if strips else Strip.blank(width, style.rich_style)
