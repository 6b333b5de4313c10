"""How old the preview's knowledge of YouTube is, and what holds an approval up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.text import ago, shown
from tui.widgets.drawn import Drawn, line, wrapped

if TYPE_CHECKING:
    from datetime import datetime

    from textual.content import Content


@dataclass(frozen=True, slots=True)
class ListingState:
    """``listed_at`` None: never read. ``refusal`` says why it could not be read just now.

    ``reading`` says how far a read is, or what it waits for (raw); empty where nothing is read.
    """

    listed_at: datetime | None
    now: datetime
    reading: str = ""
    refusal: str = ""
    what_if: str = ""
    busy: str = ""
    is_exact: bool = True
    is_empty: bool = False


class Listing(Drawn):
    """The most pressing thing, over two lines at most."""

    state: reactive[ListingState | None] = reactive(None)

    def watch_state(self) -> None:
        """A longer sentence takes a second line."""
        self.fit()

    def lines(self, width: int) -> list[Content]:
        """What was read when; what is only tried out; why it cannot be confirmed."""
        said = _said(self.state)
        return (
            wrapped(said, width, 2) if self.state is not None and (self.state.refusal or self.state.reading) else [said]
        )


def _said(state: ListingState | None) -> Content:
    if state is None:
        return line(("The plan is being made…", "$muted"))
    if state.reading:
        return line((f"▸ {shown(state.reading)}", "$accent"))
    age = "never read" if state.listed_at is None else f"read {ago(state.listed_at, state.now)}"
    if state.refusal:
        return line(
            ("! ", "$warning bold"),
            (state.refusal, "$warning"),
            (f" YouTube {age}: it cannot be confirmed like this; ", ""),
            ("g", "$accent bold"),
            " tries again.",
        )
    if state.what_if:
        return line(
            ("? What if: ", "$primary bold"),
            (state.what_if, "$primary"),
            ("  (only tried out; ", "$muted"),
            ("esc", "$accent bold"),
            (" goes back)", "$muted"),
        )
    if state.busy:
        return line((f"▸ {state.busy[:1].upper()}{state.busy[1:]}", "$accent"), (f" · YouTube {age}", "$muted"))
    if state.is_empty:
        return line(("✓ Nothing to do: everything is in place", "$success bold"), (f" · YouTube {age}", "$muted"))
    exact = "exact price" if state.is_exact else "price at most"
    return line((f"YouTube {age} · {exact} · nothing is sent until you confirm", "$muted"))
