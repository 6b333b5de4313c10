"""What places with a filter share: the line it is typed in, the tags that are offered, and the way back to the list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual import on

from tui.screens.place import Place
from tui.state.sieve import Sieve, begun_tag
from tui.widgets.filter import Filter, Tags, TagState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.widget import Widget


class Sifted(Place):
    """Subclasses name the list they filter, say which tags its rows have, and sift it."""

    LIST: ClassVar[str] = ""
    FILTER: ClassVar[str] = "words, !words, is:…"

    def filter_line(self) -> Iterable[Widget]:
        """The filter, and below it the tags while one is typed; both take no room before."""
        yield Filter(self.FILTER, id="filter")
        yield Tags(id="tags", classes="-gone")

    def tags(self) -> Mapping[str, int]:
        """The tags that rows have here, with how many have each; asked for only while one is typed."""
        return Counter()

    def sift(self, sieve: Sieve, /) -> object:
        """Let only those rows stand that the filter lets through."""
        raise NotImplementedError

    def draw(self) -> None:
        """Offer the tags there are by now."""
        super().draw()
        self._offer()

    def _offer(self) -> None:
        field, tags = self.query_one(Filter), self.query_one(Tags)
        begun = begun_tag(field.value) if field.has_focus else None
        tags.state = None if begun is None else TagState(begun, self.tags())
        tags.set_class(begun is None, "-gone")

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(Filter).open()

    @on(Filter.Typed)
    def filter_typed(self, event: Filter.Typed) -> None:
        """Filter as it is typed, and offer the tags there are."""
        self._offer()
        self.sift(Sieve.of(event.text))

    @on(Filter.Left)
    def filter_left(self) -> None:
        """The list has the cursor again."""
        self.query_one(Tags).add_class("-gone")
        self.query_one(self.LIST).focus()
