"""The summary: what was done, what was not and why, what it took, and what can be done next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from core.quota import COSTS, Method
from core.states import RunKind, RunStatus
from tui.messages import Begin, Go, Resume
from tui.screens.ask import AskScreen
from tui.screens.place import Place
from tui.widgets.outcome import Outcome, OutcomeState
from tui.widgets.problems import ProblemDetail, problem_line
from tui.widgets.rows import Rows
from tui.words import called, plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class SummaryScreen(Place):
    """What the run in sight came to."""

    PLACE = "summary"
    CSS_PATH = "summary.tcss"
    HELP = (
        "The summary says what the last run did, what it could not do and why, and what it took. The sum holds every "
        "row of your sources and closes. f tries the failed items again, and only those; rows to review and songs "
        "without a video are no failures."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "retry", "retry failed…", tooltip="Try the failed items again, only those", id="summary.retry"),
        Binding("r", "resume", "resume", tooltip="Go on where it stopped", id="summary.resume"),
        Binding("s", "preview", "preview", tooltip="Preview the next sync", id="summary.preview"),
        Binding("escape,h", "home", "home", key_display="esc", tooltip="Back home", id="summary.home"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._state: OutcomeState | None = None

    def body(self) -> Iterable[Widget]:
        """The outcome, then the problems."""
        yield Outcome(id="outcome", classes="panel")
        with Vertical(id="log", classes="panel"):
            yield Rows(id="problems", empty="Nothing went wrong.")
            yield ProblemDetail(id="detail")

    def on_mount(self) -> None:
        """Name the panels."""
        super().on_mount()
        self.query_one("#outcome").border_title = "Summary"
        self.query_one("#log").border_title = "What failed, and why"
        self.query_one("#problems").focus()

    async def load(self) -> None:
        """Read the run's books and what a next plan would hold."""
        helm = self.helm
        if helm is None or helm.view is None:
            return
        tally = await helm.session.history.tally(helm.view.run.id)
        plan = await helm.session.plans.preview() if helm.view.run.kind in (RunKind.SYNC, RunKind.RETRY) else None
        if helm.view is not None:
            self._state = OutcomeState(helm.view, tally, plan, helm.session.clock.now())
        self.redraw()
        self.refresh_bindings()

    def redraw(self) -> None:
        """Draw the outcome and the list of problems."""
        super().redraw()
        state = self._state
        if state is None:
            return
        outcome = self.query_one(Outcome)
        outcome.border_title = f"Summary of the last {called(state.view.run)}"
        outcome.state = state
        outcome.refresh(layout=True)
        problems = state.view.problems
        self.query_one("#problems", Rows).fill(len(problems), lambda index, _width: problem_line(problems[index]))
        self.query_one("#log").border_subtitle = plural(len(problems), "problem") if problems else ""
        self.show_detail()

    @on(Rows.Highlighted, "#problems")
    def show_detail(self) -> None:
        """All about the problem under the cursor."""
        problems = self._state.view.problems if self._state else ()
        cursor = self.query_one("#problems", Rows).cursor
        self.query_one(ProblemDetail).problem = problems[cursor] if cursor < len(problems) else None

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Show only what has an object."""
        helm = self.helm
        if action == "retry":
            has_failed = self._state is not None and bool(self._state.tally.failed)
            ended = self._state is not None and self._state.view.run.status is RunStatus.COMPLETED
            return has_failed and ended and helm is not None and helm.is_free
        if action == "resume":
            return helm is not None and helm.can_resume
        return True

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_retry(self) -> None:
        """Say the price, ask, and try the failed items again."""
        if self._state is None:
            return
        count = self._state.tally.failed
        price = plural(count * COSTS[Method.ITEMS_INSERT][1], "unit")
        sentence = f"Tries {plural(count, 'failed item')} again, and nothing else, for about {price} and some reads."
        if await self.app.push_screen_wait(AskScreen("Retry what failed?", sentence, yes="Retry")):
            self.post_message(Begin(RunKind.RETRY))

    def action_resume(self) -> None:
        """Go on where it stopped."""
        self.post_message(Resume())

    def action_preview(self) -> None:
        """Show the preview."""
        self.post_message(Go("preview"))

    def action_home(self) -> None:
        """Back home."""
        self.post_message(Go("home"))
