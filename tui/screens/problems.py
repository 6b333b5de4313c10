"""The error log: every problem of a run with its cause, what was tried, and what can be done about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual import on, work

from core.states import RunKind, RunStatus
from core.text import shown
from tui import keys
from tui.messages import Begin
from tui.screens.ask import AskScreen
from tui.screens.sifted import Sifted
from tui.state.sieve import Sieve, folded
from tui.telling.trouble import advice, as_text, tags_of
from tui.telling.words import called, plural
from tui.widgets.calm import NOTHING_WRONG
from tui.widgets.problems import ProblemAdvice, problem_heading, problem_row
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.model import Problem, Run


class ProblemsScreen(Sifted):
    """Stands on top of a run, a summary or the history; without a run it shows the one in sight, live."""

    CSS_PATH = "problems.tcss"
    HELP = (
        "Every problem with its cause, what was tried already and what you can do. / filters as you type: words, "
        "!words, and is: with a stage (is:add, is:match, is:verify), a kind (is:video, is:playlist), a reason, "
        "is:retry or is:final. y copies all about one; t tries that one again, f all that failed. A retry can begin "
        "once the run has ended."
    )
    BINDINGS = keys.PROBLEMS
    LIST = "#problems"
    FILTER = "words, !words, is:add, is:video, is:retry…"

    def __init__(self, place: str, run: Run | None = None) -> None:
        super().__init__()
        self._place, self._run = place, run
        self._past: tuple[Problem, ...] = ()
        self._kept: tuple[Problem, ...] = ()
        self._sieve = Sieve()
        self._sent: dict[str, int | None] = {}
        self._has_read = False

    def body(self) -> Iterable[Widget]:
        """The filter, the list, all about one."""
        yield from self.filter_line()
        yield Rows(id="problems", empty="No problem here: esc clears the filter.")
        yield ProblemAdvice(id="advice", classes="panel")

    def on_mount(self) -> None:
        """Name the panels; the list has the cursor."""
        super().on_mount()
        rows = self.query_one("#problems")
        rows.add_class("panel")
        rows.border_title = "Problems"
        rows.focus()

    @property
    def place(self) -> str:
        """The place it stands on."""
        return self._place

    async def load(self) -> None:
        """Read the problems of a past run."""
        if self.helm is not None and self._run is not None:
            self._past = await self.helm.session.history.problems(self._run.id)
        self._has_read = self.helm is not None
        self.redraw()
        self.refresh_bindings()

    def _all(self) -> tuple[Problem, ...]:
        if self._run is not None:
            return self._past[::-1]
        return self.helm.view.problems[::-1] if self.helm and self.helm.view else ()

    def tags(self) -> Counter[str]:
        """Stages, kinds, reasons, and whether a retry may help."""
        return Counter(tag for one in self._all() for tag in set(tags_of(one)))

    def sift(self, sieve: Sieve) -> None:
        """Filter by messages, reasons and tags."""
        self._sieve = sieve
        self.redraw()

    def draw(self) -> None:
        """Draw the problems that the filter lets through, newest first."""
        super().draw()
        every = self._all()
        self._kept = tuple(
            one
            for one in every
            if self._sieve.is_open or self._sieve.takes(folded(f"{one.message} {one.reason}"), tags_of(one))
        )
        box = self.query_one("#problems", Rows)
        kept = self._kept
        box.fill(len(kept), lambda index, width: problem_row(kept[index], width), heading=problem_heading)
        box.border_subtitle = f"{len(kept):,} of {len(every):,}"
        self.be_quiet(None if every or not self._has_read else NOTHING_WRONG)
        self.show_advice()

    def _selected(self) -> Problem | None:
        cursor = self.query_one("#problems", Rows).cursor
        return self._kept[cursor] if cursor < len(self._kept) else None

    @on(Rows.Highlighted)
    def show_advice(self) -> None:
        """All about the problem under the cursor."""
        problem, panel = self._selected(), self.query_one(ProblemAdvice)
        panel.problem = problem
        panel.sent = self._sent.get(problem.entity_id) if problem else None
        if problem is not None and problem.entity_id not in self._sent:
            self._count(problem)

    @work(group="count", exclusive=True, exit_on_error=False)
    async def _count(self, problem: Problem) -> None:
        """Ask the store once how often its write was sent."""
        if self.helm is not None:
            self._sent[problem.entity_id] = await self.helm.session.history.sent(problem)
            self.show_advice()

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Retries are dimmed until the last sync has ended and nothing else works."""
        if action in ("retry_one", "retry_all"):
            helm = self.helm
            view = helm.view if helm else None
            is_last = view is not None and view.run.kind in (RunKind.SYNC, RunKind.RETRY)
            is_over = view is not None and view.run.status in (RunStatus.COMPLETED, RunStatus.CANCELLED)
            mine = self._run is None or (view is not None and view.run.id == self._run.id)
            return True if helm is not None and helm.is_free and is_last and is_over and mine else None
        return True

    def action_copy(self) -> None:
        """Copy all about the problem under the cursor."""
        problem = self._selected()
        if problem is not None and self.helm is not None:
            self.app.copy_to_clipboard(
                as_text(problem, self.helm.session.clock.now(), sent=self._sent.get(problem.entity_id))
            )
            self.notify("Copied, if your terminal allows it (OSC 52).", markup=False)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_retry_one(self) -> None:
        """Ask, then try the item under the cursor again, and only that one."""
        problem = self._selected()
        if problem is None:
            return
        sentence = f"{shown(problem.message)} {advice(problem).remedy} It costs 50 units and some reads."
        if await self.app.push_screen_wait(AskScreen("Try this one again?", sentence, yes="Retry")):
            self.app.pop_screen()
            self.app.post_message(Begin(RunKind.RETRY, only=problem.entity_id))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_retry_all(self) -> None:
        """Ask, then try all failed items again."""
        view = self.helm.view if self.helm else None
        if view is None:
            return
        again = sum(advice(problem).is_retryable for problem in self._all())
        sentence = f"Tries every failed item of the {called(view.run)} again; for {plural(again, 'item')} it may help."
        if await self.app.push_screen_wait(AskScreen("Retry all that failed?", sentence, yes="Retry")):
            self.app.pop_screen()
            self.app.post_message(Begin(RunKind.RETRY))

    def action_back(self) -> None:
        """Back to where it was opened."""
        self.app.pop_screen()
