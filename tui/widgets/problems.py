"""The error log as lines: one a problem, and the whole of the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.text import shown
from tui.trouble import advice, told_tried
from tui.widgets.drawn import Drawn, cell, line
from tui.words import PHASES, may_retry, reason_word

if TYPE_CHECKING:
    from textual.content import Content

    from core.model import Problem


def problem_line(problem: Problem) -> Content:
    """``20:16 ✗ message · the video is gone``."""
    at = problem.at.astimezone()
    reason = reason_word(shown(problem.reason))
    return line((f"{at:%H:%M} ", "$muted"), ("✗ ", "$error"), shown(problem.message), (f" · {reason}", "$muted"))


def problem_heading(width: int) -> Content:
    """The heading of the error log."""
    return line((f"  {'at':<6}", "$muted"), (f"{'stage':<{_stage(width)}}", "$muted"), ("what, and why", "$muted"))


def problem_row(problem: Problem, width: int) -> Content:
    """Sign, time, stage, message, reason."""
    sign, colour = ("!", "$warning") if advice(problem).is_retryable else ("✗", "$error")
    at = problem.at.astimezone()
    stage = cell(line((PHASES[problem.stage], "$muted")), _stage(width))
    reason = reason_word(shown(problem.reason))
    return line(
        (f"{sign} ", colour), (f"{at:%H:%M} ", "$muted"), stage, shown(problem.message), (f" · {reason}", "$muted")
    )


def _stage(width: int) -> int:
    return 18 if width >= _ROOMY else 8


_ROOMY = 76


class ProblemAdvice(Drawn):
    """A problem explained: the message, the cause, what was tried, what to do, whether a retry may help."""

    problem: reactive[Problem | None] = reactive(None, layout=True)
    sent: reactive[int | None] = reactive(None, layout=True)
    """How often its write was sent; None while that is not known."""

    def lines(self, width: int) -> list[Content]:
        """As many lines as half of the screen has room for, the message shortened first."""
        problem = self.problem
        if problem is None:
            return [line(("Nothing to explain.", "$muted"))]
        said = advice(problem)
        chance = ("a retry may help", "$success") if said.is_retryable else ("a retry will not help", "$warning")
        what = f" · {shown(problem.reason)} · {PHASES[problem.stage]}, {shown(str(problem.entity_kind))}"
        rest = [
            *line(("Why    ", "$primary bold"), said.cause).wrap(max(1, width)),
            *line(("Tried  ", "$primary bold"), told_tried(said, self.sent)).wrap(max(1, width)),
            *line(("Do     ", "$primary bold"), said.remedy).wrap(max(1, width)),
            line(chance, (what, "$muted")),
        ]
        room = max(1, self.screen.size.height // 2 - self.gutter.height - len(rest))
        message = line((shown(problem.message), "bold")).wrap(max(1, width))[:room]
        return [*message, *rest]


class ProblemDetail(Drawn):
    """All that is known of one problem, wrapped."""

    problem: reactive[Problem | None] = reactive(None, layout=True)

    def watch_problem(self) -> None:
        """Nothing to tell takes no room."""
        self.set_class(self.problem is None, "-gone")

    def lines(self, width: int) -> list[Content]:
        """The message over as many lines as it needs, then where it happened and whether a retry may help."""
        problem = self.problem
        if problem is None:
            return []
        chance = "a retry may help" if may_retry(problem.reason) else "a retry will not help"
        room = 1 if self.screen.has_class("-short") else 3
        what = f"{PHASES[problem.stage]}, {shown(str(problem.entity_kind))} {shown(problem.entity_id)}"
        message = line(shown(problem.message)).wrap(max(1, width))[:room]
        return [*message, line((f"{chance} · {shown(problem.reason)} · {what}", "$muted"))]
