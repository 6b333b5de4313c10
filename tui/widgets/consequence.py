"""What follows from a plan, side by side: its stages with their price, today's allowances, its days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container, Vertical

from tui.telling.words import plural
from tui.widgets.days import Days, DaysState, price_of
from tui.widgets.gauges import Gauges, GaugeState
from tui.widgets.stages import Stages

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from core.session.plans import Buckets


class Consequence(Container):
    """Draws a plan's price; how its two panels stand is for the style sheet."""

    def compose(self) -> ComposeResult:
        """The stages, then allowances and days."""
        yield Stages(id="stages", classes="panel")
        with Vertical(id="days-panel", classes="panel"):
            yield Gauges(id="buckets")
            yield Days(id="days")

    def on_mount(self) -> None:
        """Name the panel that never changes its name."""
        self.query_one("#days-panel").border_title = "Units and days"

    def show(self, state: DaysState, buckets: Buckets | None) -> None:
        """Show a plan; the total stands in a title, where it is never cut off."""
        plan, now = state.plan, state.now
        stages = self.query_one(Stages)
        stages.plan = plan
        has_days = not self.screen.has_class("-slim")
        price = plural(plan.total_units, "unit") if has_days and not plan.is_empty else price_of(state)
        stages.border_title = f"What it does: {price}"
        today = plan.calendar[0] if plan.calendar and plan.calendar[0].window.start <= now else None
        units, searches = (today.units, today.searches) if today else (0, 0)
        if buckets is not None:
            self.query_one(Gauges).state = GaugeState(buckets, now, units=units, searches=searches)
        self.query_one(Days).state = state
