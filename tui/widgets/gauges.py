"""Both daily buckets as gauges: what is spent, what a plan would take, what is left, and when they fill again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from tui.telling.words import at_time, countdown
from tui.widgets.drawn import Drawn, cell, gauge_bar, line, right

if TYPE_CHECKING:
    from datetime import datetime

    from textual.content import Content

    from core.session.plans import Buckets


@dataclass(frozen=True, slots=True)
class GaugeState:
    """The ledger's buckets, and what the first day of a plan would add to them."""

    buckets: Buckets
    now: datetime
    units: int = 0
    searches: int = 0


class Gauges(Drawn):
    """Two gauges and the time of the reset, in local time."""

    state: reactive[GaugeState | None] = reactive(None)

    def watch_state(self, before: GaugeState | None, after: GaugeState | None) -> None:
        """Take the room of three lines once there is something to tell: one was enough to say that it is read."""
        if (before is None) is not (after is None):
            self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        """Units, searches, reset."""
        state = self.state
        if state is None:
            return [line(("Today's allowances are being read…", "$muted"))]
        granted, spent = state.buckets.allowance, state.buckets.spent
        if self.has_class("brief") and self.content_size.height == 1:  # the head of the place shows the rest
            return [line(("Today's allowances: ", "$muted"), _reset(state, width - 20))]
        reset = _reset(state, width)
        return [
            _gauge("Units", spent.units, granted.units, state.units, width),
            _gauge("Searches", spent.searches, granted.searches, state.searches, width),
            reset,
        ]


def _reset(state: GaugeState, room: int) -> Content:
    """When both fill again, and what is kept back, in as many words as there is room for."""
    end, reserve = state.buckets.window.end, state.buckets.allowance.reserve
    short = line(("resets ", "$muted"), at_time(end, state.now))
    left = countdown((end - state.now).total_seconds())
    some = line(short, (", in ", "$muted"), left)
    long = line(short, (" your time, in ", "$muted"), left)
    kept = line(long, (f" · {reserve:,} units kept back", "$muted"))
    return next((said for said in (*([kept] if reserve else []), long, some) if said.cell_length <= room), short)


def _gauge(name: str, spent: int, limit: int, planned: int, width: int) -> Content:
    left = max(0, limit - spent)
    share = spent / limit if limit else 1.0
    style = "$error" if left == 0 else "$warning" if share >= _NEARLY else "$accent"
    rest = (f"{left:,} left" if left else "used up", style if left == 0 else "")
    if width < _ROOMY:
        tail = right(line(rest), 14)
    else:
        more = (f"╍ {planned:,} planned" if planned else "", "$primary")
        figures = f"{spent:,}/{limit:,}"
        tail = line(
            right(figures, max(14, len(figures) + 1)),
            "  ",
            cell(line(rest), 13),
            cell(line(more), 17 if width >= _WIDE else 0),
        )
    room = max(4, width - 9 - tail.cell_length)
    return line(cell(name, 9), gauge_bar(room, share, planned / limit if limit else 0.0, style=style), tail)


_ROOMY, _WIDE, _NEARLY = 56, 70, 0.8
