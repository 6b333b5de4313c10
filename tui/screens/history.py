"""History: every run, what it did and took, and how the last days' allowances were used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content

from tui import keys
from tui.messages import Go
from tui.screens.place import Place
from tui.telling.words import plural
from tui.widgets.calm import NOTHING_RAN
from tui.widgets.detail import Detail
from tui.widgets.past import PastRun, PlotState, SpentPlot, run_about, run_heading, run_line
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.model import Run, RunId

_MOST = 1_000


class HistoryScreen(Place):
    """What ran."""

    PLACE = "history"
    CSS_PATH = "history.tcss"
    HELP = (
        "Every import, search and sync, newest first, with what it did and what it took. The plot shows what each "
        "quota day was charged: a full column is a whole day's allowance. enter opens the summary of a run, e its "
        "problems, b the backups of your channel. Nothing here can be changed."
    )
    BINDINGS = keys.HISTORY

    def __init__(self) -> None:
        super().__init__()
        self._runs: tuple[Run, ...] = ()
        self._books: dict[RunId, PastRun] = {}
        self._is_empty = False

    def body(self) -> Iterable[Widget]:
        """The runs, all about one, the plot."""
        yield Rows(id="runs")
        yield Detail(id="about")
        yield SpentPlot(id="plot", classes="panel")

    def on_mount(self) -> None:
        """Name the panels; the list has the cursor."""
        super().on_mount()
        rows = self.query_one("#runs")
        rows.add_class("panel")
        rows.border_title = "Runs"
        self.query_one("#plot").border_title = "What each quota day was charged"
        rows.focus()

    async def load(self) -> None:
        """Read the runs and the days."""
        helm = self.helm
        if helm is None:
            return
        self._runs = await helm.session.history.runs(limit=_MOST)
        self._books.clear()
        days = await helm.session.history.days()
        self._is_empty = not self._runs and not days
        if helm.buckets is not None:
            self.query_one(SpentPlot).state = PlotState(days, helm.buckets.allowance, helm.session.calendar)
        self.redraw()
        self.read_books()

    def draw(self) -> None:
        """Draw the list."""
        super().draw()
        if self.helm is None:
            return
        now, runs = self.helm.session.clock.now(), self._runs
        box = self.query_one("#runs", Rows)
        box.fill(len(runs), lambda index, width: run_line(runs[index], now, width), heading=run_heading)
        box.border_subtitle = plural(len(runs), "run")
        self.be_quiet(NOTHING_RAN if self._is_empty else None)
        self._tell()

    def _selected(self) -> Run | None:
        cursor = self.query_one("#runs", Rows).cursor
        return self._runs[cursor] if cursor < len(self._runs) else None

    def _tell(self) -> None:
        run = self._selected()
        past = self._books.get(run.id, PastRun(run)) if run else None
        self.query_one(Detail).content = run_about(past) if past else Content("")

    @on(Rows.Highlighted)
    @work(group="books", exclusive=True, exit_on_error=False)
    async def read_books(self) -> None:
        """Read the books of the run under the cursor, once."""
        run = self._selected()
        self._tell()
        if run is None or run.id in self._books or self.helm is None:
            return
        history = self.helm.session.history
        self._books[run.id] = PastRun(run, await history.tally(run.id), await history.jobs(run.id))
        self._tell()

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def action_summary(self) -> None:
        """Show what the run under the cursor came to."""
        from tui.screens.summary import SummaryScreen

        if (run := self._selected()) is not None:
            self.app.push_screen(SummaryScreen(run))

    def action_backups(self) -> None:
        """Show the backups."""
        self.post_message(Go("backups"))

    def action_problems(self) -> None:
        """Show the problems of the run under the cursor."""
        from tui.screens.problems import ProblemsScreen

        if (run := self._selected()) is not None:
            self.app.push_screen(ProblemsScreen("history", run))
