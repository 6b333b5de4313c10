"""The top line: the program's name, the places with their number keys, and what works or is left today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive

from core.states import RunStatus
from tui.widgets.drawn import Drawn, Part, line
from tui.words import SIGNS, STATUS_WORDS, named

if TYPE_CHECKING:
    from core.progress import RunView
    from core.session.plans import Buckets

PLACES: tuple[tuple[str, str], ...] = (
    ("home", "Home"),
    ("preview", "Preview"),
    ("run", "Run"),
    ("summary", "Summary"),
    ("sources", "Sources"),
)
"""The places in the order of their number keys."""


@dataclass(frozen=True, slots=True)
class BarState:
    """What the top line shows."""

    place: str
    view: RunView | None = None
    buckets: Buckets | None = None


class Bar(Drawn):
    """One line, redrawn when its state changes."""

    state: reactive[BarState] = reactive(BarState(""))

    def lines(self, width: int) -> list[Content]:
        """Name and places to the left, the state of things to the right."""
        name = "crossfade"
        shades = self.fade(len(name))
        left: list[Part] = [" ", *((letter, f"{shade} bold") for letter, shade in zip(name, shades, strict=True)), "  "]
        for number, (place, title) in enumerate(PLACES, start=1):
            if place == self.state.place:
                left.append((f"[{number} {title}]", "$accent bold"))
            else:
                left += [(f" {number}", "$primary"), (f" {title} ", "$muted")]
        start = line(*left)
        room = width - start.cell_length - 2
        end = next((text for text in self._right() if text.cell_length <= room), Content(""))
        return [line(start, " " * (room - end.cell_length + 1), end)]

    def _right(self) -> list[Content]:
        """What stands to the right, the longest wording first."""
        view, buckets = self.state.view, self.state.buckets
        if view is not None and view.run.status in (RunStatus.RUNNING, RunStatus.PENDING):
            sign, colour = SIGNS[view.run.status]
            word = STATUS_WORDS[view.run.status]
            return [
                line((f"{sign} {named(view.run)} {word} {view.percent}%", f"${colour}")),
                line((f"{sign} {view.percent}%", f"${colour}")),
            ]
        if buckets is None:
            return []
        units = max(0, buckets.allowance.units - buckets.spent.units)
        searches = max(0, buckets.allowance.searches - buckets.spent.searches)
        return [
            line(
                ("left today ", "$muted"), f"{units:,}", (" units ", "$muted"), f"{searches}", (" searches", "$muted")
            ),
            line(f"{units:,}", (" units left", "$muted")),
        ]
