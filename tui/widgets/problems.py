"""The error log as lines: one a problem, and the whole of the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.text import shown
from tui.widgets.drawn import Drawn, line
from tui.words import PHASES, may_retry, reason_word

if TYPE_CHECKING:
    from textual.content import Content

    from core.model import Problem


def problem_line(problem: Problem) -> Content:
    """``20:16 ✗ message · the video is gone``."""
    at = problem.at.astimezone()
    reason = reason_word(shown(problem.reason))
    return line((f"{at:%H:%M} ", "$muted"), ("✗ ", "$error"), shown(problem.message), (f" · {reason}", "$muted"))


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
