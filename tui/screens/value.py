"""Asks for the value of a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from core.config_file import Value
from core.errors import UsageError
from core.text import shown
from tui.options import as_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.options import Option


class ValueScreen(ModalScreen[tuple[Value | None] | None]):
    """Dismisses with the value alone in a tuple (None in it: the default), or None where nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "keep", tooltip="Leave it as it is", id="value.keep"),
    ]

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option

    def compose(self) -> ComposeResult:
        """What it means, and the field."""
        option = self._option
        commas = " Several are set apart by commas." if isinstance(option.default, tuple) else ""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = f"[{option.section}] {option.key}".replace("[", "\\[")
            dialog.border_subtitle = "enter changes · esc keeps · empty is the default"
            yield Static(option.meaning + commas, markup=False, id="sentence")
            yield Input(shown(as_text(option.value)), id="path", compact=True, max_length=2_000)
            yield Static("", markup=False, id="refusal")

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes it, unless it is of another kind."""
        try:
            self.dismiss((self._option.read(event.value),))
        except UsageError as refusal:
            self.query_one("#refusal", Static).update(shown(str(refusal)))
