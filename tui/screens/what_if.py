"""What if: the plan under other choices, side by side; nothing is saved and nothing sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on

from tui import keys
from tui.screens.place import Place
from tui.state.draft import AS_IT_IS, OPTIONS
from tui.widgets.consequence import Consequence
from tui.widgets.days import DaysState
from tui.widgets.detail import Detail
from tui.widgets.drawn import line
from tui.widgets.rows import Rows
from tui.widgets.what_if import Compared, compared_heading, compared_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class WhatIfScreen(Place):
    """Stands on top of the preview."""

    PLACE = "preview"
    CSS_PATH = "what_if.tcss"
    HELP = (
        "Each line is the whole plan again under one other choice: what it would write, what it would take and when "
        "it would end. Cheaper numbers are green, dearer ones yellow. enter shows that plan in the preview, marked as "
        "only tried out; escape there comes back to your own. Choose for good in Categories or Settings."
    )
    BINDINGS = keys.WHAT_IF

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Compared] = [Compared(option) for option in OPTIONS]

    def body(self) -> Iterable[Widget]:
        """The comparison, what enter does, and all about the plan under the cursor."""
        yield Rows(id="options")
        yield Detail(id="about")
        yield Consequence(id="bottom")

    def on_mount(self) -> None:
        """Name the list; it has the cursor."""
        super().on_mount()
        rows = self.query_one("#options")
        rows.add_class("panel")
        rows.border_title = "What if"
        rows.focus()
        note = "enter looks at that plan; nothing is saved, your own choices stay."
        self.query_one(Detail).content = line((note, "$muted"))

    async def load(self) -> None:
        """Make one plan after the other; each line fills as soon as its plan is there."""
        helm = self.helm
        if helm is None:
            return
        now, calendar = helm.session.clock.now(), helm.session.calendar
        place = 0
        async for plan in helm.session.plans.compare([option.trial for option in OPTIONS]):
            self._rows[place] = replace(self._rows[place], state=DaysState(plan, calendar, now))
            place += 1
            self.redraw()

    def draw(self) -> None:
        """Draw what is there so far."""
        super().draw()
        self.show_consequence()
        first = self._rows[0].state
        real = first.plan if first else None
        box = self.query_one("#options", Rows)
        box.fill(
            len(self._rows),
            lambda index, width: compared_line(self._rows[index], real, width),
            heading=compared_heading,
        )

    @on(Rows.Highlighted)
    def show_consequence(self) -> None:
        """All that follows from the plan under the cursor, where there is room for it."""
        state = self._rows[self.query_one("#options", Rows).cursor].state
        if state is not None and self.helm is not None:
            self.query_one(Consequence).show(state, self.helm.buckets)

    def action_try(self) -> None:
        """Show the plan under the cursor in the preview."""
        helm = self.helm
        if helm is not None:
            option = OPTIONS[self.query_one("#options", Rows).cursor]
            helm.draft.trial = None if option is AS_IT_IS else option
        self.app.pop_screen()

    def action_back(self) -> None:
        """Back to the preview as it was."""
        self.app.pop_screen()
