"""The line of keys at the foot of a place. It is built anew only when the keys that work have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Footer

if TYPE_CHECKING:
    from textual.screen import Screen


class Keys(Footer):
    """Textual's footer, which would throw its keys away and make them again at each word that they may have changed.

    That word comes with every move of the focus and every reading of a place, mostly several times and for nothing.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._told: tuple[object, ...] = ()

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Draw what works now, where that is something else than what was last drawn."""
        active = screen.active_bindings.values()
        told = tuple((entry.binding, entry.enabled, entry.tooltip) for entry in active if entry.binding.show)
        if told != self._told or not self._bindings_ready:
            if screen.app.app_focus and self.is_attached:
                self._told = told
            super().bindings_changed(screen)
