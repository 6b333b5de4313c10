"""The sum of one category, written out so that it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from tui.widgets.categories import category_sum
from tui.widgets.drawn import Drawn

if TYPE_CHECKING:
    from textual.content import Content

    from core.planning.plan import CategoryPlan


class Sum(Drawn):
    """One or two lines below the list."""

    part: reactive[CategoryPlan | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """The sum, wrapped."""
        if self.part is None:
            return []
        whole = category_sum(self.part)
        return [whole] if self.content_size.height < 2 else whole.wrap(max(1, width))[:2]
