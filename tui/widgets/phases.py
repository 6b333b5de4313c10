"""A run's phases, one progress line each: sign and word, name, bar, counts, rate and what time will bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive

from core.states import SYNC_STAGES, Phase, RunStatus
from core.text import duration, shown
from tui.state.outlook import outlook
from tui.telling.words import PHASES, SIGNS, STATUS_WORDS, at_time
from tui.widgets.drawn import Drawn, cell, line, progress_bar, right

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Job
    from core.progress import RunView
    from core.session.plans import Buckets

_VERY_WIDE, _WIDE, _ROOMY, _LONG, _SHORT = 112, 94, 74, 30, 20
_PLANNED = frozenset(SYNC_STAGES) - {Phase.BACKUP, Phase.VERIFY}


@dataclass(frozen=True, slots=True)
class PhaseState:
    """A run's view at an instant; ``batch`` is how many writes the engine takes at a time."""

    view: RunView
    now: datetime
    buckets: Buckets | None = None
    batch: int = 10


class Phases(Drawn):
    """One line for each job of the run."""

    state: reactive[PhaseState | None] = reactive(None)

    def show(self, state: PhaseState, *, title: str, subtitle: str = "") -> None:
        """Draw a run under a title, a row for each of its jobs; a new layout only where their number is another."""
        self.border_title, self.border_subtitle = Content(title), subtitle  # a file's name may look like markup
        rows = len(self.state.view.jobs) if self.state else 1
        self.state = state
        if len(state.view.jobs) != rows:
            self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        """The jobs, in the order of their phases."""
        if self.state is None:
            return [line(("Nothing has run yet.", "$muted"))]
        tail = 52 if width >= _VERY_WIDE else 40 if width >= _WIDE else 26 if width >= _ROOMY else max(8, width - 42)
        jobs = self.state.view.jobs
        numbers = max(11, *(len(_counts(job)) + 1 for job in jobs))
        room = max(0, width - 31 - numbers - tail)
        shades = self.fade(min(8, room))
        return [_phase(self.state, job, shades, room=room, numbers=numbers, tail=tail) for job in jobs]


def _counts(job: Job) -> str:
    return f"{job.done:,}/{job.total:,}" if job.total else f"{job.done:,}" if job.done else ""


def _phase(state: PhaseState, job: Job, shades: list[str], *, room: int, numbers: int, tail: int) -> Content:
    sign, colour = SIGNS[job.status]
    is_empty = job.total == 0 and job.status in (RunStatus.PENDING, RunStatus.COMPLETED) and job.phase in _PLANNED
    style = f"${colour}" if job.status is not RunStatus.PENDING else "$muted"
    word = "nothing" if is_empty else STATUS_WORDS[job.status]
    if is_empty:
        sign, style = "·", "$muted"
    share = 1.0 if job.status is RunStatus.COMPLETED else job.done / job.total if job.total else 0.0
    styles = {RunStatus.COMPLETED: ["$success"], RunStatus.FAILED: ["$error"]}.get(job.status, shades)
    is_live = job.status is RunStatus.RUNNING
    return line(
        (f"{sign} ", style),
        cell(line((PHASES[job.phase], "bold" if is_live else "$muted" if is_empty else "")), 17),
        cell(line((word, style)), 10),
        progress_bar(room, 0.0 if is_empty else share, styles),
        right(_counts(job), numbers),
        "  ",
        cell(_tail(state, job, tail), tail),
    )


def _tail(state: PhaseState, job: Job, width: int) -> Content:
    """What is worth saying behind the counts."""
    failed = line((f"✗ {job.failed:,}{' failed' if width >= _LONG else ''}  ", "$error")) if job.failed else line("")
    if job.status is RunStatus.RUNNING:
        rate = state.view.rate(job, now=state.now)
        ahead = outlook(state.view, job, state.buckets, now=state.now, batch=state.batch, is_long=width >= _LONG)
        if not ahead:
            return line(failed, (shown(job.message), "$muted"))
        speed = line((f"{rate:.1f}/s  ", "$muted")) if rate and width >= _LONG else line("")
        return line(failed if width >= _SHORT else "", speed, ahead)
    if job.status in (RunStatus.PAUSED, RunStatus.RATE_LIMITED):
        until = job.resumes_at or state.view.run.resumes_at
        when = f"{'goes on ' if width >= _SHORT else ''}{at_time(until, state.now)}" if until else "r resumes"
        return line(failed if width >= _SHORT else "", (when, "$warning"))
    if job.status is RunStatus.FAILED:
        return line((shown(job.last_error or job.message), "$error"))
    if job.completed_at and job.started_at and job.total:
        return line(failed, (duration((job.completed_at - job.started_at).total_seconds()), "$muted"))
    return failed
