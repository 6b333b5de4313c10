"""Asks for a new title."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from core.text import shown

if TYPE_CHECKING:
    from textual.app import ComposeResult

LONGEST = 150
"""Characters YouTube allows in a title."""


class RenameScreen(ModalScreen[str | None]):
    """Dismisses with the title, None where it stays as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "keep", tooltip="Leave the title as it is", id="rename.keep"),
    ]

    def __init__(self, title: str, *, is_made: bool) -> None:
        super().__init__()
        self._title, self._is_made = shown(title, limit=LONGEST), is_made

    def compose(self) -> ComposeResult:
        """What it will do, and the field."""
        after = "The playlist on YouTube is renamed at the next sync (50 units)." if self._is_made else ""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Rename"
            dialog.border_subtitle = "enter renames · esc keeps"
            yield Static(f"Another title for this category. {after}".strip(), markup=False, id="sentence")
            yield Input(self._title, id="path", compact=True, max_length=LONGEST)
            yield Static("", markup=False, id="refusal")

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the title, unless there is nothing to see in it or YouTube would refuse it."""
        title = event.value.strip()
        if not title:
            self.query_one("#refusal", Static).update("A title needs a letter at least.")
        elif "<" in title or ">" in title:
            self.query_one("#refusal", Static).update("YouTube allows no < or > in a title.")
        else:
            self.dismiss(title if title != self._title else None)
