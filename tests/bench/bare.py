"""The least a Textual application can be, for comparison: one line of text, and none of our modules."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One line."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("pressed 0000")


if __name__ == "__main__":
    Bare().run()
