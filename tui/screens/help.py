"""Help: what the place on screen is for, and the keys that work there now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tui.places import PLACES
from tui.widgets.drawn import cell, line

if TYPE_CHECKING:
    from textual.app import ComposeResult


class HelpScreen(ModalScreen[None]):
    """Explains another screen; any of its keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss(None)", "close", key_display="esc", id="help.close")
    ]

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._rows = _keys(about)
        self._text = about.HELP or ""

    def compose(self) -> ComposeResult:
        """The text, the keys, the signs."""
        with VerticalScroll(id="dialog") as dialog:
            dialog.border_title = "Help"
            dialog.border_subtitle = "esc closes"
            yield Static(self._text, markup=False, id="sentence")
            yield Static(Content("\n").join([Content(""), *self._rows, Content(""), _SIGNS]), markup=False)


def _keys(about: Screen[object]) -> list[Content]:
    """A line for each key of the place, then those that work everywhere."""
    own: dict[str, Content] = {}
    everywhere: dict[str, Content] = {}
    for entry in about.active_bindings.values():
        binding = entry.binding
        if not binding.id or not binding.description or binding.id.startswith("rows."):
            continue
        places = everywhere if binding.id.startswith("app.") else own
        keys = about.app.get_key_display(binding)
        text = binding.tooltip or binding.description
        row = line((cell(keys, 10).plain, "$accent bold"), (text, "" if entry.enabled else "$muted"))
        places.setdefault(binding.id, row)
    numbers = f"1-{len(PLACES)}"
    moves = line((cell("↑ ↓ j k", 10).plain, "$accent bold"), "Move; home, end, page up and down, too")
    rows = [moves, *own.values(), line((cell(numbers, 10).plain, "$accent bold"), "Go to a place")]
    return [*rows, *(row for name, row in everywhere.items() if name not in {f"app.{spot.name}" for spot in PLACES})]


_SIGNS = line(
    ("✓", "$success"), " done  ", ("▸", "$accent"), " running  ", ("·", "$muted"), " waiting  ",
    ("‖", "$warning"), " paused  ", ("✗", "$error"), " failed  ", ("!", "$warning"), " look at this",
)  # fmt: skip
