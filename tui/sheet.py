"""The style sheet of the application, which reads the same styles once and not at every new place."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class Sheet(Stylesheet):
    """Textual's style sheet. It would parse everything anew three times for each place that comes up first."""

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the theme's colours; what was parsed with the same ones stays good."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new. Our styles have no faults to guard against: they do not change while it runs."""
        self.parse()
