"""The line in which a person types a filter over a list; it takes room only while it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from core.text import shown
from tui.widgets.drawn import Drawn, Part, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.content import Content


@dataclass(frozen=True, slots=True)
class TagState:
    """What of a tag is typed, and the tags there are with how many rows have each."""

    begun: str
    counts: Mapping[str, int]


class Tags(Drawn):
    """The tags that go on with what is typed, the most frequent first; all of them where none does."""

    DEFAULT_CSS = "Tags { height: 1; width: 1fr; padding: 0 1; }"

    state: reactive[TagState | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """One line, as many tags as there is room for."""
        state = self.state
        if state is None:
            return []
        there = sorted((tag for tag, count in state.counts.items() if count), key=lambda tag: -state.counts[tag])
        fitting = [tag for tag in there if tag.startswith(state.begun)]
        if not there:
            return [line(("No row here has a tag.", "$muted"))]
        lead = "is: " if fitting else f"nothing is:{shown(state.begun, limit=20)}; there is "
        pieces: list[Part] = [(lead, "$muted" if fitting else "$warning")]
        used = len(lead)
        for tag in fitting or there:
            count = f" {state.counts[tag]:,}   "
            used += cell_len(shown(tag)) + len(count)
            if used > width + 3 and len(pieces) > 1:
                pieces.append(("…", "$muted"))
                break
            pieces += [(shown(tag), "$primary bold" if fitting else ""), (count, "$muted")]
        return [line(*pieces)]


class Filter(Input):
    """``escape`` clears and closes it, ``enter`` and ``down`` go to the list and leave the filter in force."""

    DEFAULT_CSS = """
    Filter { height: 1; width: 1fr; background: $boost; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "no filter", tooltip="Clear the filter and close it", id="filter.close"),
        Binding(
            "enter,down",
            "leave",
            "to the list",
            key_display="enter",
            tooltip="Keep the filter, go to the list",
            id="filter.leave",
        ),
    ]

    @dataclass
    class Typed(Message):
        """Another filter is in force."""

        text: str

    class Left(Message):
        """The person goes back to the list."""

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(placeholder=placeholder, id=id, compact=True, max_length=200, select_on_focus=False)
        self._be_there(is_there=False)

    def open(self) -> None:
        """Show it and give it the focus."""
        self._be_there(is_there=True)
        self.focus()

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Say what is typed now."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def action_close(self) -> None:
        """No filter any more."""
        self.value = ""
        self._be_there(is_there=False)
        self.post_message(self.Left())

    def action_leave(self) -> None:
        """Back to the list; an empty filter closes."""
        self._be_there(is_there=bool(self.value.strip()))
        self.post_message(self.Left())

    def _be_there(self, *, is_there: bool) -> None:
        """Seen and focusable, or neither: what is typed while a place comes up is not meant for it."""
        self.set_class(not is_there, "-gone")
        self.can_focus = is_there
