"""What a plan does and takes, stage by stage, with its totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import Phase
from tui.telling.words import PHASES, RUNGS, plural
from tui.widgets.drawn import Drawn, line, right

if TYPE_CHECKING:
    from textual.content import Content

    from core.planning.plan import Plan


class Stages(Drawn):
    """The stages that have something to do, then the total. ``plan`` None: it is being made."""

    plan: reactive[Plan | None] = reactive(None)

    def watch_plan(self) -> None:
        """Other stages, another height."""
        self.fit()

    def lines(self, width: int) -> list[Content]:
        """A heading, a line a stage, the total; where rows are dear, the ways to search and the notes go first."""
        plan = self.plan
        if plan is None:
            return [line(("The plan is being made…", "$muted"))]
        if plan.is_empty:
            return [line(("Nothing to do: everything is in place.", "$success"))]
        name = max(10, width - 23)
        most = 8 if self.screen.has_class("-short") else 99
        whole = [*_stages(plan, name, has_rungs=True), _total(plan, name)]
        rows = whole if len(whole) < most else [*_stages(plan, name, has_rungs=False), _total(plan, name)]
        return [_heading(name), *rows, *_notes(plan)][: max(most, len(rows) + 1)]


def _heading(name: int) -> Content:
    return line(("Stage".ljust(name), "$muted"), *(right(line((head, "$muted")), size) for head, size in _COLUMNS))


def _stages(plan: Plan, name: int, *, has_rungs: bool) -> list[Content]:
    rows: list[Content] = []
    for stage in plan.stages:
        if stage.operations or stage.units or stage.searches:
            rows.append(_row(PHASES[stage.stage], name, stage.operations, stage.units, stage.searches))
        if stage.stage is Phase.MATCH and has_rungs:
            rows += [
                _row(f"  {RUNGS[rung.rung]}", name, rung.recordings, rung.units, rung.searches, style="$muted")
                for rung in plan.rungs
                if rung.units or rung.searches
            ]
    return rows


def _row(what: str, name: int, items: int, units: int, searches: int, *, style: str = "") -> Content:
    return line((what.ljust(name)[:name], style), _number(items, 6), _number(units, 8), _number(searches, 9))


def _total(plan: Plan, name: int) -> Content:
    return line(
        ("Total".ljust(name), "bold"),
        right("", 6),
        right(line((f"{plan.total_units:,}", "bold $accent")), 8),
        right(line((f"{plan.total_searches:,}", "bold $accent")), 9),
    )


def _notes(plan: Plan) -> list[Content]:
    if plan.is_exact:
        return []
    rows = [line(("At most: as if each song were found.", "$muted"))]
    if plan.expected.searches < plan.total_searches:
        likely = plural(plan.expected.searches, "search", "searches")
        rows.append(line((f"Likely {likely}: one finds several.", "$muted")))
    return rows


_COLUMNS = (("items", 6), ("units", 8), ("searches", 9))


def _number(count: int, size: int) -> Content:
    return right(line((f"{count:,}" if count else "·", "" if count else "$muted")), size)
