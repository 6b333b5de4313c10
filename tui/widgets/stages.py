"""What a plan does and takes, stage by stage, with its totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import Phase
from tui.widgets.drawn import Drawn, line, right
from tui.words import PHASES, RUNGS, plural

if TYPE_CHECKING:
    from textual.content import Content

    from core.planning.plan import Plan


class Stages(Drawn):
    """The stages that have something to do, then the total. ``plan`` None: it is being made."""

    plan: reactive[Plan | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """A heading, a line a stage, the total."""
        plan = self.plan
        if plan is None:
            return [line(("The plan is being made…", "$muted"))]
        name = max(10, width - 23)
        heading = line(
            ("Stage".ljust(name), "$muted"), *(right(line((head, "$muted")), size) for head, size in _COLUMNS)
        )
        rows = [heading]
        for stage in plan.stages:
            if stage.operations or stage.units or stage.searches:
                rows.append(
                    line(
                        PHASES[stage.stage].ljust(name)[:name],
                        _number(stage.operations, 6),
                        _number(stage.units, 8),
                        _number(stage.searches, 9),
                    )
                )
            if stage.stage is Phase.MATCH:
                rows += [
                    line(
                        (f"  {RUNGS[rung.rung]}".ljust(name)[:name], "$muted"),
                        _number(rung.recordings, 6),
                        _number(rung.units, 8),
                        _number(rung.searches, 9),
                    )
                    for rung in plan.rungs
                    if rung.units or rung.searches
                ]
        if plan.is_empty:
            rows.append(line(("Nothing to do: everything is in place.", "$success")))
        rows.append(
            line(
                ("Total".ljust(name), "bold"),
                right("", 6),
                right(line((f"{plan.total_units:,}", "bold $accent")), 8),
                right(line((f"{plan.total_searches:,}", "bold $accent")), 9),
            )
        )
        if not plan.is_exact:
            rows.append(line(("At most: songs not searched yet count as found.", "$muted")))
            if plan.expected.searches < plan.total_searches:
                likely = plural(plan.expected.searches, "search", "searches")
                rows.append(line((f"Likely {likely}: one often finds several songs.", "$muted")))
        return rows


_COLUMNS = (("items", 6), ("units", 8), ("searches", 9))


def _number(count: int, size: int) -> Content:
    return right(line((f"{count:,}" if count else "·", "" if count else "$muted")), size)
