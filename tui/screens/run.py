"""The run: a line for each phase, both buckets, what flows by, what went wrong, and the keys that steer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Horizontal, Vertical

from core.states import RunStatus
from tui import keys
from tui.messages import Cancel, Go, Pause, Resume
from tui.screens.ask import AskScreen
from tui.screens.place import Place
from tui.telling.words import called, named, plural
from tui.widgets.calm import NOTHING_RAN
from tui.widgets.gauges import Gauges, GaugeState
from tui.widgets.phases import Phases, PhaseState
from tui.widgets.problems import ProblemDetail, problem_line
from tui.widgets.recent import Recent
from tui.widgets.rows import Rows
from tui.widgets.standing import Standing, StandingState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.model import Problem


class RunScreen(Place):
    """The run in sight: an import, a search, a sync, a retry."""

    PLACE = "run"
    CSS_PATH = "run.tcss"
    HELP = (
        "Each phase of the run has a line: its state, its counts, its rate and what time will bring. When a daily "
        "allowance is used up the run parks itself and goes on at the reset, as long as this program stays open; "
        "closed, it goes on when you resume it. p pauses after the operation in hand. x cancels: what is done stays. "
        "e opens the problems: why, what was tried, what to do. You may leave this place: nothing stops."
    )
    BINDINGS = keys.RUN

    def __init__(self) -> None:
        super().__init__()
        self._listed: tuple[Problem, ...] | None = None

    def body(self) -> Iterable[Widget]:
        """Phases above, buckets, then items and problems side by side."""
        yield Standing(id="standing")
        yield Phases(id="phases", classes="panel")
        yield Gauges(id="buckets", classes="panel brief")
        with Horizontal(id="flow"):
            yield Recent(id="recent", classes="panel")
            with Vertical(id="log", classes="panel"):
                yield Rows(id="problems", empty="None so far.")
                yield ProblemDetail(id="detail")

    def on_mount(self) -> None:
        """Name the panels; the problems have the cursor."""
        super().on_mount()
        titles = {"phases": "Phases", "buckets": "YouTube's day", "recent": "Now", "log": "Problems"}
        for name, title in titles.items():
            self.query_one(f"#{name}").border_title = title
        self.query_one("#problems").focus()

    def draw(self) -> None:
        """Draw from the view in sight."""
        super().draw()
        helm = self.helm
        if helm is None:
            return
        self.be_quiet(None if helm.view else NOTHING_RAN)
        if helm.view is None:
            return
        view, now = helm.view, helm.session.clock.now()
        self.query_one(Standing).state = StandingState(
            view.run,
            now,
            helm.is_active,
            helm.is_pausing,
            self.program.is_demo,
            failed=sum(job.failed for job in view.jobs),
            elsewhere=helm.session.holder is not None,
            waiting=view.waiting,
        )
        state = PhaseState(view, now, helm.buckets, helm.session.settings.engine.batch)
        self.query_one(Phases).show(state, title=named(view.run), subtitle=f"{view.percent}%")
        if helm.buckets is not None:
            self.query_one(Gauges).state = GaugeState(helm.buckets, now)
        recent = self.query_one(Recent)
        recent.items, recent.is_live = view.recent, view.run.status is RunStatus.RUNNING
        if view.problems is not self._listed:  # a list is painted whole, so only when there is something new in it
            self._listed = view.problems
            problems = self._problems()
            self.query_one("#problems", Rows).fill(len(problems), lambda index, _width: problem_line(problems[index]))
            self.query_one("#log").border_subtitle = plural(len(problems), "problem") if problems else ""
        self.show_detail()

    def _problems(self) -> tuple[Problem, ...]:
        """Newest first."""
        return self.helm.view.problems[::-1] if self.helm and self.helm.view else ()

    @on(Rows.Highlighted, "#problems")
    def show_detail(self) -> None:
        """All about the problem under the cursor."""
        problems, cursor = self._problems(), self.query_one("#problems", Rows).cursor
        self.query_one(ProblemDetail).problem = problems[cursor] if cursor < len(problems) else None

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Show only what can be done now; dim it where another process does it."""
        helm = self.helm
        if action not in ("pause", "resume", "cancel"):
            return True
        if helm is None or helm.session.holder is not None:
            return None  # only the process at work may do that
        if action == "pause":
            return helm.is_active and not helm.is_pausing
        if action == "resume":
            return helm.can_resume
        ended = (RunStatus.COMPLETED, RunStatus.CANCELLED)
        return helm.view is not None and helm.view.run.status not in ended and not helm.is_starting

    def action_pause(self) -> None:
        """Pause what works."""
        self.post_message(Pause())

    def action_resume(self) -> None:
        """Go on where it stopped."""
        self.post_message(Resume())

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_cancel(self) -> None:
        """Ask, then cancel."""
        view = self.helm.view if self.helm else None
        if view is None:
            return
        name = called(view.run)
        sentence = f"The {name} ends after the operation in hand. What it did stays done; it never goes on by itself."
        if await self.app.push_screen_wait(AskScreen(f"Cancel the {name}?", sentence, yes="Cancel it")):
            self.post_message(Cancel())

    def action_problems(self) -> None:
        """Show every problem in full."""
        from tui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen("run"))

    def action_summary(self) -> None:
        """What it came to."""
        self.post_message(Go("summary"))
