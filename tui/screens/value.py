"""Asks for the value of a setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from core.errors import CrossfadeError
from core.text import shown
from tui.state.options import as_text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult

    from core.config_file import Value
    from tui.state.options import Option


class ValueScreen(ModalScreen[None]):
    """``keep`` writes what was typed, None for the default; what it refuses stays in the field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "keep", tooltip="Leave it as it is", id="value.keep"),
    ]

    def __init__(self, option: Option, keep: Callable[[Value | None], Awaitable[None]]) -> None:
        super().__init__()
        self._option, self._keep = option, keep

    def compose(self) -> ComposeResult:
        """What it means, and the field."""
        option = self._option
        with Vertical(id="dialog") as dialog:
            dialog.border_title = f"[{option.section}] {option.key}".replace("[", "\\[")
            dialog.border_subtitle = "enter changes · esc keeps · empty is the default"
            yield Static(f"{option.meaning}\n{option.how}".strip(), markup=False, id="sentence")
            yield Input(shown(as_text(option.value)), id="path", compact=True, max_length=2_000)
            yield Static("", markup=False, id="refusal")

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Input).focus()

    @work(group="keep", exclusive=True, exit_on_error=False)
    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps it, unless it is not allowed; then nothing that was typed is lost."""
        try:
            await self._keep(self._option.read(event.value))
        except CrossfadeError as refusal:
            self.query_one("#refusal", Static).update(shown(str(refusal)))
        else:
            self.dismiss(None)
