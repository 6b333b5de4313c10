"""What a run came to: what was written, what it took, and the sum of all source rows, which closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import Phase, RunKind, RunStatus
from core.text import duration, shown, titled
from tui.places import key_of
from tui.telling.words import PHASE_DONE, SIGNS, headline, listed, plural, skip_words
from tui.widgets.drawn import Drawn, Part, cell, line, wrapped
from tui.widgets.standing import StandingState, next_words, worked_s

if TYPE_CHECKING:
    from datetime import datetime

    from textual.content import Content

    from core.model import Category
    from core.planning.plan import Plan
    from core.progress import RunView
    from core.session.history import Tally


@dataclass(frozen=True, slots=True)
class OutcomeState:
    """A run, its books, and the plan that would come next (None where there is none); ``waits``: for a clock."""

    view: RunView
    tally: Tally
    plan: Plan | None
    now: datetime
    waits: bool = False

    @property
    def failed(self) -> int:
        """Items that failed, over all phases."""
        return self.tally.failed or sum(job.failed for job in self.view.jobs)


class Outcome(Drawn):
    """The verdict, the counts, the price, the sum."""

    state: reactive[OutcomeState | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """All of it, wrapped to the width."""
        state = self.state
        if state is None:
            return [line(("Nothing has run yet.", "$muted"))]
        run = state.view.run
        sign, colour = SIGNS[run.status]
        failed = f" with {plural(state.failed, 'failed item')}" if state.failed else ""
        if run.status is RunStatus.COMPLETED and state.failed:
            sign, colour = "!", "warning"
        rows = [line((f"{sign} {headline(run)}{failed}", f"${colour} bold"))]
        standing = StandingState(run, state.now, state.waits)
        if run.status is RunStatus.FAILED or (run.message and run.status is not RunStatus.COMPLETED):
            rows += wrapped(line((shown(run.message or "It cannot go on without you."), "$warning")), width, 2)
        elif not run.status.is_terminal and run.status is not RunStatus.RUNNING:
            rows += wrapped(line(*next_words(standing)), width, 2)
        rows.append(line(""))
        rows += (_written(state) if run.kind in (RunKind.SYNC, RunKind.RETRY, RunKind.RESTORE) else _read(state)).wrap(
            width
        )
        rows += _price(state).wrap(width)
        if run.kind in (RunKind.SYNC, RunKind.RETRY) and state.plan is not None:
            rows += [line(""), *the_sum(state.plan, state.tally.added, is_over=run.status.is_terminal).wrap(width)]
            where = _where(state.plan)
            rows += where.wrap(width) if where.plain else []
        return rows


def _where(plan: Plan) -> Content:
    """Which places tell of the rows that were not added; nothing where all were."""
    review = any(part.needs_review or part.missing for part in plan.categories)
    skipped = any(part.skipped for part in plan.categories)
    pieces: list[Part] = []
    if review:
        pieces += [(key_of("review"), "$accent bold"), (" decides what is in doubt or without a video", "$muted")]
    if skipped:
        pieces += [("; " if review else "", "$muted"), (key_of("sources"), "$accent bold")]
        pieces += [(" tells what was skipped", "$muted")]
    return line(*pieces)


def _written(state: OutcomeState) -> Content:
    tally = state.tally
    counts: list[tuple[str, int, str, str]] = [
        ("✓", tally.created, "created", "$success"),
        ("+", tally.added, "added", "$success"),
        ("-", tally.removed, "removed", "$error"),
        ("=", tally.moved, "moved", ""),
        ("-", tally.deleted, "deleted", "$error"),
        ("✗", tally.failed, "failed", "$error"),
    ]
    pieces: list[Part] = []
    for sign, count, word, style in counts:
        if count or word in ("created", "added", "failed"):
            pieces += [(f"{sign} {count:,} {word}", f"{style} bold" if count and style else "$muted"), "   "]
    return line(*pieces)


def _read(state: OutcomeState) -> Content:
    said = [
        f"{job.succeeded:,} {PHASE_DONE.get(job.phase, 'done')}" for job in state.view.jobs if job.total or job.done
    ]
    return line(listed(said) or "Nothing was to do.")


def _price(state: OutcomeState) -> Content:
    spent, run = state.tally.spent, state.view.run
    surplus = f" ({spent.surplus_units:,} units of it for refusals and repeated looks)" if spent.surplus_units else ""
    searches = f" and {plural(spent.searches, 'search', 'searches')}" if spent.searches else ""
    verify = state.view.job(Phase.VERIFY)
    checked = ""
    if verify is not None and verify.status is RunStatus.COMPLETED:
        wrong = [problem for problem in state.view.problems if problem.stage is Phase.VERIFY]
        checked = " Every touched playlist was read back and is as planned." if not wrong else (
            f" Read back: {plural(len(wrong), 'playlist')} differ, see below."
        )  # fmt: skip
    took = duration(worked_s(run, state.now))
    return line((f"Took {plural(spent.units, 'unit')}{searches}{surplus}, {took} at work.{checked}", "$muted"))


def address_of(category: Category) -> str:
    """Where a category's playlist is on YouTube; empty where there is none."""
    return f"https://www.youtube.com/playlist?list={category.playlist_id}" if category.playlist_id else ""


def link_line(category: Category, width: int) -> Content:
    """A playlist's title and as much of its address as can be used."""
    whole = address_of(category).removeprefix("https://www.")
    address = next((text for text in (whole, whole.partition("list=")[2]) if width - len(text) >= _TITLE), "")
    room = max(8, width - len(address) - 2)
    return line(cell(titled(category.title, category.id), room), "  ", (shown(address), "$muted"))


_TITLE = 16
"""Cells a title needs beside its address; without them the address stands without its beginning, or not at all."""


def the_sum(plan: Plan, added: int, *, is_over: bool = True) -> Content:
    """``212 rows = 180 added + 5 there before + …``, over all categories; zero terms are left out."""
    parts = plan.categories
    there = sum(part.already_there for part in parts)
    now_added = min(added, there)
    terms = [
        (now_added, "added", "$success"),
        (there - now_added, "there before", ""),
        (sum(part.duplicates for part in parts), "duplicates", ""),
        (sum(part.waiting for part in parts), "not searched yet", "$warning"),
        (sum(part.needs_review for part in parts), "to review", "$warning"),
        (sum(part.missing for part in parts), "without a video", "$warning"),
        (sum(part.skipped for part in parts), "skipped", "$muted"),
        (sum(part.to_add + part.failed for part in parts), *(("not added", "$error") if is_over else ("to add", ""))),
    ]
    pieces: list[Part] = [(plural(sum(part.source_rows for part in parts), "row"), "bold"), " = "]
    for place, (count, word, style) in enumerate([term for term in terms if term[0]]):
        pieces += [" + " if place else "", (f"{count:,} {word}", style)]
    reasons: dict[str, int] = {}
    for part in parts:
        for name, count in part.skipped_by.items():
            reasons[name] = reasons.get(name, 0) + count
    said = [skip_words(name, count) for name, count in reasons.items() if count]
    if said:
        pieces.append((f"  ({listed(said)})", "$muted"))
    return line(*pieces)
