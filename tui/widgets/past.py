"""Past runs as lines, all about one of them, and what the last days were charged as a small plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import Reason, RunKind, RunStatus
from core.text import duration, shown
from tui.telling.words import PHASE_DONE, SIGNS, at_time, day_name, headline, plural
from tui.widgets.drawn import Drawn, Part, cell, line, right

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.content import Content

    from core.model import Job, Run, Spent, Window
    from core.ports import QuotaCalendar
    from core.quota import Allowance
    from core.session.history import Tally

_STEPS = "▁▂▃▄▅▆▇█"
_WHEN, _WORK = 15, 14


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run with its books; None while they are being read."""

    run: Run
    tally: Tally | None = None
    jobs: tuple[Job, ...] = ()


def run_heading(width: int) -> Content:
    """The heading of the list."""
    room = max(8, width + 1 - 3 - _WHEN - _WORK)
    began, what, work = (line((word, "$muted")) for word in ("began", "what", "at work"))
    return line("   ", cell(began, _WHEN), cell(what, room - 1), right(work, _WORK))


def run_line(run: Run, now: datetime, width: int) -> Content:
    """Sign, when, what became of it, time at work."""
    sign, colour = SIGNS[RunStatus.PAUSED if run.reason is Reason.INTERRUPTED else run.status]
    room = max(8, width - 2 - _WHEN - _WORK)
    began = at_time(run.started_at or run.created_at, now)
    work = duration(run.active_s) if run.active_s else "·"
    return line(
        (f"{sign} ", f"${colour}"), cell(line((began, "$muted")), _WHEN), cell(headline(run), room),
        right(line((work, "$muted")), _WORK),
    )  # fmt: skip


def run_about(past: PastRun) -> Content:
    """What a run did, what it took, and why it stopped."""
    run, tally = past.run, past.tally
    pieces: list[Part] = [(headline(run), "bold"), ". "]
    if tally is None:
        return line(*pieces, ("Its books are being read…", "$muted"))
    if run.kind in (RunKind.SYNC, RunKind.RETRY, RunKind.RESTORE):
        counts = (
            (tally.created, "created"), (tally.added, "added"), (tally.removed, "removed"), (tally.moved, "moved"),
            (tally.deleted, "deleted"),
        )  # fmt: skip
        pieces.append(", ".join(f"{count:,} {word}" for count, word in counts if count) or "Nothing was written")
    else:
        read = [f"{job.succeeded:,} {PHASE_DONE.get(job.phase, 'done')}" for job in past.jobs if job.succeeded]
        pieces.append(", ".join(read) or "Nothing was read")
    failed = tally.failed or sum(job.failed for job in past.jobs)
    if failed:
        pieces.append((f", {failed:,} failed", "$error"))
    spent = tally.spent
    searches = f" and {plural(spent.searches, 'search', 'searches')}" if spent.searches else ""
    pieces.append((f". Took {plural(spent.units, 'unit')}{searches}.", "$muted"))
    if run.message:
        pieces.append((f" {shown(run.message)}", "$warning"))
    return line(*pieces)


@dataclass(frozen=True, slots=True)
class PlotState:
    """Quota days with what they were charged, oldest first."""

    days: tuple[tuple[Window, Spent], ...]
    allowance: Allowance
    calendar: QuotaCalendar


class SpentPlot(Drawn):
    """Two plots of columns, units and searches, one column a day, newest to the right; high where there is room."""

    state: reactive[PlotState | None] = reactive(None)

    def watch_state(self) -> None:
        """More days may take a higher plot."""
        self.fit()

    def lines(self, width: int) -> list[Content]:
        """The columns, and below them the first and the last day."""
        state = self.state
        if state is None or not state.days:
            return [line(("Nothing was spent yet: days appear here once a service was called.", "$muted"))]
        room = max(4, width - _NAME - _TAIL)
        days = state.days[-room:]
        each = min(_WIDEST, room // len(days)) if len(days) >= _FEW else 1
        rows = _HIGH if self.screen.has_class("-tall") and len(days) >= _FEW else 1
        granted, last = state.allowance, days[-1][1]
        units = _columns([spent.units for _, spent in days], granted.units, rows=rows, each=each)
        searches = _columns([spent.searches for _, spent in days], granted.searches, rows=(rows + 1) // 2, each=each)
        return [
            *_plotted("units", units, f"{last.units:,} of {granted.units:,}", "$accent"),
            *_plotted("searches", searches, f"{last.searches:,} of {granted.searches:,}", "$primary"),
            line(" " * _NAME, (_axis(state, days, len(days) * each), "$muted")),
        ]


def _axis(state: PlotState, days: Sequence[tuple[Window, Spent]], width: int) -> str:
    """The first day and the last, below their columns; the last alone where both have no room."""
    first, last = (day_name(state.calendar.label(window)) for window, _ in (days[0], days[-1]))
    return last if width <= len(first) + len(last) else f"{first:<{width - len(last)}}{last}"


def _plotted(name: str, rows: list[str], told: str, colour: str) -> list[Content]:
    """The rows of a plot, its name and the newest count beside the lowest."""
    heads = [*[""] * (len(rows) - 1), name]
    tails = [*[""] * (len(rows) - 1), f"  {told}"]
    return [
        line(cell(line((head, "$muted")), _NAME), (row, colour), tail)
        for head, row, tail in zip(heads, rows, tails, strict=True)
    ]


_NAME, _TAIL = 10, 20
_HIGH, _WIDEST, _FEW = 4, 5, 7


def _columns(counts: list[int], most: int, *, rows: int = 1, each: int = 1) -> list[str]:
    """A column for each count, ``rows`` high and ``each`` wide with its gap, the highest row first.

    None at all is a dot, so that an idle day can be told from a busy one.
    """
    eighths = [0 if count == 0 else 1 + count * (8 * rows) // (max(1, most) + 1) for count in counts]
    gap = " " * (each > 1)
    plotted = []
    for row in reversed(range(rows)):
        parts = [max(0, min(8, level - 8 * row)) for level in eighths]
        shapes = ["·" if not level and row == 0 else " " if not part else _STEPS[part - 1]
                  for part, level in zip(parts, eighths, strict=True)]  # fmt: skip
        plotted.append("".join(shape * (each - len(gap)) + gap for shape in shapes))
    return plotted
