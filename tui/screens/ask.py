"""A small question with two answers; No stands first and has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from core.text import shown

if TYPE_CHECKING:
    from textual.app import ComposeResult


class AskScreen(ModalScreen[bool]):
    """Dismisses with True only for the explicit yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "no", tooltip="Leave everything as it is", id="ask.no"),
        Binding("y", "answer(True)", "yes", tooltip="Do it", id="ask.yes"),
        Binding("left,right", "app.focus_next", "other", show=False, id="ask.other"),
    ]

    def __init__(self, title: str, sentence: str, *, yes: str) -> None:
        super().__init__()
        self._title, self._sentence, self._yes = shown(title), shown(sentence), shown(yes)

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(self._title)
            yield Static(self._sentence, markup=False, id="sentence")
            with Horizontal(id="answers"):
                yield Button("No (esc)", id="no", compact=True)
                yield Button(f"{self._yes} (y)", id="yes", variant="warning", compact=True)

    def on_mount(self) -> None:
        """No has the focus, so that enter changes nothing."""
        self.query_one("#no").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by button."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001 - Textual hands over the binding's word
        """Answer by key."""
        self.dismiss(answer)
