"""A few lines about what the cursor is on: cut to one where rows are dear, wrapped where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive

from tui.widgets.drawn import Drawn, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence


class Detail(Drawn):
    """Draws whatever it is given."""

    content: reactive[Content] = reactive(Content(""))

    def lines(self, width: int, /) -> Sequence[Content]:
        """As many lines as there is room for."""
        room = self.content_size.height
        return [self.content] if room < 2 else wrapped(self.content, width, room)
