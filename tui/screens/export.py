"""Asks for a file and writes the plan into it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from core.errors import UsageError
from core.files import named_path
from core.text import shown
from tui.telling.exporting import write_plan
from tui.telling.words import plural

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from core.planning.plan import Plan
    from core.ports import QuotaCalendar


class ExportScreen(ModalScreen[None]):
    """Closes once the file is written, or on escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "no", tooltip="Write no file", id="export.no"),
    ]

    def __init__(self, plan: Plan, calendar: QuotaCalendar) -> None:
        super().__init__()
        self._plan, self._calendar = plan, calendar

    def compose(self) -> ComposeResult:
        """What will be written, and the field."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Export the plan"
            dialog.border_subtitle = "enter writes · esc does not"
            yield Static("A file that ends in .csv is a table, in .json a document.", markup=False, id="sentence")
            yield Input("crossfade-plan.csv", id="path", compact=True, max_length=4_096)
            yield Static("", markup=False, id="refusal")

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Input).focus()

    @work(group="export", exclusive=True, exit_on_error=False)
    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write in a thread; say in place what hinders."""
        try:
            path, count = await asyncio.to_thread(self._write, event.value.strip() or "plan")
        except UsageError as refusal:
            self.query_one("#refusal", Static).update(shown(str(refusal)))
            return
        self.app.notify(f"{plural(count, 'write')} in {shown(str(path))}", title="Exported", markup=False)
        self.dismiss(None)

    def _write(self, name: str) -> tuple[Path, int]:
        path = named_path(name)
        return path, write_plan(path, self._plan, self._calendar)
