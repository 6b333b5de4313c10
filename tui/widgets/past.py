"""Past runs as lines, all about one of them, and what the last days were charged as a small plot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import Reason, RunKind, RunStatus
from core.text import duration, shown
from tui.widgets.drawn import Drawn, Part, cell, line, right
from tui.words import PHASE_DONE, SIGNS, at_time, day_name, headline, plural

if TYPE_CHECKING:
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
    """Two rows of columns, units and searches, one column a day, newest to the right."""

    state: reactive[PlotState | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """The columns, and below them the first and the last day."""
        state = self.state
        if state is None or not state.days:
            return [line(("Nothing was spent yet: days appear here once a service was called.", "$muted"))]
        room = max(4, width - _NAME - _TAIL)
        days = state.days[-room:]
        granted = state.allowance
        units = _columns([spent.units for _, spent in days], granted.units)
        searches = _columns([spent.searches for _, spent in days], granted.searches)
        last = days[-1][1]
        ends = (day_name(state.calendar.label(days[0][0])), day_name(state.calendar.label(days[-1][0])))
        axis = (
            ends[1] if len(days) <= len(ends[0]) + len(ends[1]) else f"{ends[0]:<{len(days) - len(ends[1])}}{ends[1]}"
        )
        return [
            line(cell(line(("units", "$muted")), _NAME), (units, "$accent"), f"  {last.units:,} of {granted.units:,}"),
            line(
                cell(line(("searches", "$muted")), _NAME), (searches, "$primary"),
                f"  {last.searches:,} of {granted.searches:,}",
            ),
            line(" " * _NAME, (axis, "$muted")),
        ]  # fmt: skip


_NAME, _TAIL = 10, 20


def _columns(counts: list[int], most: int) -> str:
    """A column for each count; none at all is a dot, so that an idle day can be told from a busy one."""
    return "".join("·" if count == 0 else _STEPS[min(7, count * 8 // (max(1, most) + 1))] for count in counts)
