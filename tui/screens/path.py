"""Asks for the file to import: typed, pasted, or dropped on the window, which arrives as a paste."""

from __future__ import annotations

import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlsplit

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from core.text import shown

if TYPE_CHECKING:
    from textual.app import ComposeResult

LONGEST = 4_096
"""A pasted text longer than any path is no path."""

_ABOUT = (
    "A Spotify data export, a table of Exportify, TuneMyMusic or Soundiiz, a Google Takeout folder, a library of "
    "iTunes, Apple Music or Rekordbox, an XSPF, JSPF, M3U or PLS playlist. Drop it here, paste or type its path."
)


def path_in(text: str) -> Path | None:
    """The one existing file or folder that a pasted text names, absolute; None where it names none.

    Terminals paste a dropped file bare, in quotes, with escaped blanks, or as a ``file://`` address.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or "\n" in text or "\0" in text:
        return None
    spellings = [text]
    if text.startswith("file://"):
        spellings = [unquote(urlsplit(text).path)]
    else:
        with suppress(ValueError):  # an apostrophe in a name is no quote
            spellings += shlex.split(text) if len(shlex.split(text)) == 1 else []
    for spelling in spellings:
        try:
            path = Path(spelling).expanduser()
            if path.exists():
                return path.absolute()
        except (OSError, RuntimeError):  # a name too long for this system, a person whom it does not know
            return None
    return None


class PathScreen(ModalScreen[Path | None]):
    """Dismisses with the path, None where the person thinks better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "no", tooltip="Import nothing", id="path.no"),
    ]

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._first = str(path) if path else ""

    def compose(self) -> ComposeResult:
        """What may be given, the field, two buttons."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Import a file"
            yield Static(_ABOUT, markup=False, id="sentence")
            yield Input(self._first, placeholder="path of a file or folder", id="path", compact=True)
            yield Static("", markup=False, id="refusal")
            with Horizontal(id="answers"):
                yield Button("Cancel (esc)", id="no", compact=True)
                yield Button("Import (enter)", id="yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Input).focus()

    def on_input_submitted(self) -> None:
        """Enter imports."""
        self._answer()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by button."""
        if event.button.id == "yes":
            self._answer()
        else:
            self.dismiss(None)

    def _answer(self) -> None:
        typed = self.query_one(Input).value
        path = path_in(typed)
        if path is not None:
            self.dismiss(path)
            return
        said = f"There is no file or folder {shown(typed, limit=80)!r}." if typed.strip() else "Name a file or folder."
        self.query_one("#refusal", Static).update(said)
