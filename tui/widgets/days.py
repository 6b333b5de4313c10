"""The days a plan takes: one bar a quota day, and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from tui.telling.words import at_time, day_name, plural
from tui.widgets.drawn import Drawn, cell, gauge_bar, line, right

if TYPE_CHECKING:
    from datetime import datetime

    from textual.content import Content

    from core.backups.plan import RestorePlan
    from core.planning.plan import CalendarDay, Plan
    from core.ports import QuotaCalendar

_LONG_S, _ROOMY = 3600.0, 50


_STEPS = "▁▂▃▄▅▆▇█"


def _plot(state: Dated, width: int) -> Content:
    """All days in one line of columns, as high as their units; several in one where there are many."""
    days, limit = state.plan.calendar, state.plan.allowance.units or 1
    each = -(-len(days) // max(1, width))
    columns = [max(day.units for day in days[start : start + each]) for start in range(0, len(days), each)]
    return line(("".join(_STEPS[min(7, units * 8 // (limit + 1))] for units in columns), "$primary"))


@dataclass(frozen=True, slots=True)
class DaysState:
    """A plan and the calendar that names its days."""

    plan: Plan
    calendar: QuotaCalendar
    now: datetime


@dataclass(frozen=True, slots=True)
class RestoreDays:
    """The same of a restore."""

    plan: RestorePlan
    calendar: QuotaCalendar
    now: datetime


Dated = DaysState | RestoreDays
"""What takes days."""


class Days(Drawn):
    """As many days as there is room for, the rest counted, and the end in one sentence."""

    state: reactive[Dated | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """The verdict first, then the days."""
        state = self.state
        if state is None:
            return []
        days = state.plan.calendar
        end = finish(state, is_long=width >= _ROOMY)
        rows = [line((end[:1].upper() + end[1:], "bold"))]
        room = max(1, (self.content_size.height or 6) - 1)
        kept = days if len(days) <= room else days[: max(1, room - 2)]
        rows += [self._day(state, day, width) for day in kept]
        if len(kept) < len(days):
            more = plural(len(days) - len(kept), "more day")
            rows += [line((f"and {more}; all of them:", "$muted")), _plot(state, width)]
        return rows

    def _day(self, state: Dated, day: CalendarDay, width: int) -> Content:
        plan = state.plan
        is_today = day.window.start <= state.now < day.window.end
        spent = plan.spent.units if is_today else 0
        limit = plan.allowance.units or 1
        room = 14 if plan.total_searches and width >= _ROOMY else 0
        searches = plural(day.searches, "search", "searches") if room else ""
        tail = line(right(f"{day.units:,}", 7), right(line((searches, "$muted")), room))
        name = cell(
            line(("today" if is_today else day_name(state.calendar.label(day.window)), "" if is_today else "$muted")),
            11,
        )
        room = max(3, width - name.cell_length - tail.cell_length)
        return line(name, gauge_bar(room, spent / limit, day.units / limit), tail)


def price_of(state: Dated) -> str:
    """``61,300 units, 42 searches: 7 days, done Mon 23 Nov``."""
    plan = state.plan
    if plan.is_empty:
        return "nothing to do"
    searches = f", {plural(plan.total_searches, 'search', 'searches')}" if plan.total_searches else ""
    return f"{plural(plan.total_units, 'unit')}{searches}: {finish(state, is_long=False)}"


def ends(state: Dated) -> str:
    """The same as :func:`finish` in few letters: ``today``, ``3 days, Mon 23 Nov``."""
    plan = state.plan
    if plan.is_empty or plan.is_endless or not plan.calendar:
        return "never" if plan.is_endless else "nothing to do"
    last = plan.calendar[-1].window
    if len(plan.calendar) == 1 and last.start <= state.now < last.end:
        return "today"
    return f"{plural(len(plan.calendar), 'day')}, {day_name(state.calendar.label(last))}"


def finish(state: Dated, *, is_long: bool = True) -> str:
    """``done today``, ``3 days, done Mon 23 Nov from 09:00 your time``."""
    plan = state.plan
    if plan.is_empty:
        return "nothing to do"
    if plan.is_endless:
        return "it would never end: the reserve leaves too little of a day"
    last = plan.calendar[-1].window if plan.calendar else None
    if last is None or (len(plan.calendar) == 1 and last.start <= state.now < last.end):
        return "done today"
    when = day_name(state.calendar.label(last))
    if (last.end - last.start).total_seconds() >= _LONG_S:
        when += f" from {last.start.astimezone():%H:%M} your time" if is_long else ""
    else:
        when = f"about {at_time(last.start, state.now)}"
    return f"{plural(len(plan.calendar), 'day')}, done {when}"
