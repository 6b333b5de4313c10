"""The error log as lines: one a problem, and the whole of the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.text import shown
from tui.telling.trouble import advice, told_tried
from tui.telling.words import PHASES, may_retry, reason_word
from tui.widgets.drawn import Drawn, cell, line, wrapped

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
    stage = f"{'stage' if _stage(width) else '':<{_stage(width)}}"
    return line((f"  {'at':<6}", "$muted"), (stage, "$muted"), ("what, and why", "$muted"))


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
    return 18 if width >= _ROOMY else 0


_ROOMY = 76


class ProblemAdvice(Drawn):
    """A problem explained: the message, the cause, what was tried, what to do, whether a retry may help."""

    problem: reactive[Problem | None] = reactive(None)
    sent: reactive[int | None] = reactive(None)
    """How often its write was sent; None while that is not known."""

    def watch_problem(self) -> None:
        """A longer explanation takes more lines."""
        self.fit()

    def watch_sent(self) -> None:
        """So does what is known of it later."""
        self.fit()

    def lines(self, width: int) -> list[Content]:
        """The message over two lines at most, then everything else in full."""
        problem = self.problem
        if problem is None:
            return [line(("Nothing to explain.", "$muted"))]
        said = advice(problem)
        chance = ("a retry may help", "$success") if said.is_retryable else ("a retry will not help", "$warning")
        what = f" · {shown(problem.reason)} · {PHASES[problem.stage]}, {shown(str(problem.entity_kind))}"
        told = (("Why", said.cause), ("Tried", told_tried(said, self.sent)), ("Do", said.remedy))
        rest = [row for head, text in told for row in _told(head, text, width)]
        message = wrapped(line((shown(problem.message), "bold")), width, 2)
        return [*message, *rest, line(chance, (what, "$muted"))]


def _told(head: str, text: str, width: int) -> list[Content]:
    """A sentence behind its heading, the further lines below its beginning."""
    heads = (head, *[""] * 9)
    rows = line(text).wrap(max(1, width - 7))
    return [line((name.ljust(7), "$primary bold"), row) for name, row in zip(heads, rows, strict=False)]


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
        message = wrapped(line(shown(problem.message)), width, room)
        return [*message, line((f"{chance} · {shown(problem.reason)} · {what}", "$muted"))]
