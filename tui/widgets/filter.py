"""The line in which a person types a filter over a list; it takes room only while it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class Filter(Input):
    """``escape`` clears and closes it, ``enter`` and ``down`` go to the list and leave the filter in force."""

    DEFAULT_CSS = """
    Filter { height: 1; width: 1fr; margin: 0 1; background: $boost; border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "no filter", tooltip="Clear the filter and close it", id="filter.close"),
        Binding("enter,down", "leave", "to the list", tooltip="Keep the filter, go to the list", id="filter.leave"),
    ]

    @dataclass
    class Typed(Message):
        """Another filter is in force."""

        text: str

    class Left(Message):
        """The person goes back to the list."""

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(placeholder=placeholder, id=id, compact=True, max_length=200, select_on_focus=False)
        self.add_class("-gone")

    def open(self) -> None:
        """Show it and give it the focus."""
        self.remove_class("-gone")
        self.focus()

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Say what is typed now."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def action_close(self) -> None:
        """No filter any more."""
        self.value = ""
        self.add_class("-gone")
        self.post_message(self.Left())

    def action_leave(self) -> None:
        """Back to the list; an empty filter closes."""
        self.set_class(not self.value.strip(), "-gone")
        self.post_message(self.Left())
