"""Asks for the right video: a link that was copied from YouTube, or an id, typed or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from core.errors import UsageError
from core.model import VideoId
from core.text import shown
from core.video_link import LONGEST, video_or_refusal

if TYPE_CHECKING:
    from textual.app import ComposeResult


class LinkScreen(ModalScreen[VideoId | None]):
    """Dismisses with the video, None where the person thinks better of it. ``first`` stands in the field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "no", tooltip="Name no video", id="link.no"),
    ]

    def __init__(self, title: str, first: str = "") -> None:
        super().__init__()
        self._title, self._first = shown(title, limit=60), first

    def compose(self) -> ComposeResult:
        """Whose video it is, the field, why a text is none."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "The right video"
            dialog.border_subtitle = "enter takes it · esc leaves it"
            about = f"Which video is “{self._title}”? It is looked up on YouTube before it is written."
            yield Static(about, markup=False, id="sentence")
            yield Input(
                self._first, placeholder="https://youtu.be/… or an id", id="path", compact=True, max_length=LONGEST
            )
            yield Static("", markup=False, id="refusal")

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the video, or says why the text is none."""
        try:
            video_id = video_or_refusal(event.value)
        except UsageError as refusal:
            self.query_one("#refusal", Static).update(str(refusal))
        else:
            self.dismiss(video_id)
