"""Every write of the plan, browsable and filterable, however many there are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content

from tui import keys
from tui.screens.export import ExportScreen
from tui.screens.sifted import Sifted
from tui.state.plan_rows import PlanRows
from tui.state.sieve import Sieve
from tui.widgets.detail import Detail
from tui.widgets.filter import Filter
from tui.widgets.plan_rows import plan_row_about, plan_row_counts, plan_row_heading, plan_row_line
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.planning.plan import Plan


class PlanRowsScreen(Sifted):
    """Stands on top of the preview."""

    PLACE = "preview"
    CSS_PATH = "plan_rows.tcss"
    HELP = (
        "Every single write of the plan, in the order of their danger: playlists deleted, videos removed and moved, "
        "playlists made, videos added. / filters as you type: words, !words, is:add, is:remove, is:move, is:delete, "
        "is:create. e exports the plan as CSV or JSON. Nothing here is sent before you confirm the plan."
    )
    BINDINGS = keys.PLAN_ROWS
    LIST = "#writes"
    FILTER = "words, !words, is:add, is:remove…"

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._rows: PlanRows | None = None

    def body(self) -> Iterable[Widget]:
        """What there is of each kind, the filter, the rows, all about one."""
        yield Detail(id="counts")
        yield from self.filter_line()
        yield Rows(id="writes", empty="No row here: esc clears the filter.")
        yield Detail(id="about")

    def on_mount(self) -> None:
        """Name the list; it has the cursor."""
        super().on_mount()
        rows = self.query_one("#writes")
        rows.add_class("panel")
        rows.border_title = "The plan, write by write"
        rows.focus()

    async def load(self) -> None:
        """Take the plan that the preview shows."""
        if self.helm is None:
            return
        if self.helm.draft.plan is None:
            await self.helm.draft.make()
        if self.helm.draft.plan is not self._plan:
            self._plan = self.helm.draft.plan
            self._rows = PlanRows(self._plan) if self._plan else None
            self.sift(Sieve.of(self.query_one(Filter).value))
        self.redraw()

    def draw(self) -> None:
        """Draw the counts and the rows in sight."""
        super().draw()
        rows = self._rows
        if rows is None:
            return
        self.query_one("#counts", Detail).content = plan_row_counts(rows)
        box = self.query_one("#writes", Rows)
        box.fill(len(rows), lambda index, width: plan_row_line(rows.row(index), width), heading=plan_row_heading)
        box.border_subtitle = f"{len(rows):,} of {rows.total:,}"
        self.show_about()

    @on(Rows.Highlighted)
    def show_about(self) -> None:
        """All about the row under the cursor."""
        cursor, rows = self.query_one("#writes", Rows).cursor, self._rows
        there = rows is not None and cursor < len(rows)
        self.query_one("#about", Detail).content = plan_row_about(rows.row(cursor)) if rows and there else Content("")

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def tags(self) -> Counter[str]:
        """What rows do."""
        return Counter({kind.value: count for kind, count in self._rows.counts().items()} if self._rows else {})

    @work(group="sift", exclusive=True, exit_on_error=False)
    async def sift(self, sieve: Sieve) -> None:
        """Look at all rows; what is typed meanwhile begins anew."""
        rows, helm = self._rows, self.helm
        if rows is not None and helm is not None:
            rows.keep(await rows.found(sieve, helm.session.clock))
            self.redraw()

    def action_back(self) -> None:
        """Back to the preview."""
        self.app.pop_screen()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_export(self) -> None:
        """Ask for a file and write the plan into it."""
        if self._plan is not None and self.helm is not None:
            await self.app.push_screen_wait(ExportScreen(self._plan, self.helm.session.calendar))
