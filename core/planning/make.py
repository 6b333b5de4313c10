"""Makes the plan: differences, guards, prices and days put together. Pure and quick."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from core.planning.diff import compare
from core.planning.forecast import forecast
from core.planning.guards import deletions, removals_held
from core.planning.ladder import likely_units
from core.planning.memory import Memory
from core.planning.plan import Expected, Held, Limits, Plan
from core.planning.price import work_of
from core.quota import Method, cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.model import Category
    from core.planning.plan import CategoryPlan, Deletion, Situation
    from core.ports import QuotaCalendar


def compared(situation: Situation) -> tuple[CategoryPlan, ...]:
    """The categories beside what YouTube holds: what each wants, has and waits for, without prices and days."""
    return Memory().plans(situation)


def make_plan(situation: Situation, calendar: QuotaCalendar, memory: Memory | None = None) -> Plan:
    """What a sync would write in this situation, what it costs and when it ends.

    With a ``memory`` of earlier plans only those categories are planned anew for which something changed.
    """
    memory = memory or Memory()
    playlists = {held.head.id: held for held in situation.playlists}
    plans = memory.plans(situation)
    planned, held = deletions(situation.sources, plans, playlists, allow_delete=situation.allow_delete)
    work = work_of(
        plans,
        planned,
        playlists,
        unjudged=situation.unjudged,
        unseen=situation.unseen,
        ladder=situation.ladder,
        resumed=situation.resumed,
    )
    outlook = forecast(work, situation, calendar)
    return Plan(
        stages=outlook.stages,
        categories=plans,
        deletions=planned,
        held=(*_held(plans), *held),
        expected=Expected(
            adds=work.expected_adds,
            units=likely_units(work.finds, situation.ladder) + work.expected_adds * cost(Method.ITEMS_INSERT),
            searches=sum(find.searches for find in work.finds),
        ),
        calendar=outlook.calendar,
        allowance=situation.allowance,
        spent=situation.spent,
        listed_at=situation.listed_at,
        is_exact=not any(plan.waiting for plan in plans),
        fingerprint=_fingerprint(plans, planned, memory),
        window=situation.window,
        is_endless=outlook.is_endless,
        rungs=work.rungs,
    )


def held_removals(situation: Situation, category: Category, memory: Memory) -> int:
    """How many removals of a category the limits hold back: what a person's word would let go."""
    playlists = {held.head.id: held for held in situation.playlists}
    source = next((each for each in situation.sources if each.category.id == category.id), None)
    if source is None:
        return 0
    unlimited = Limits(remove_max=sys.maxsize, remove_max_percent=100)
    part = compare(
        replace(source, category=category),
        playlists,
        has_listing=situation.listed_at is not None,
        keep_duplicates=situation.keep_duplicates,
        limits=unlimited,
        stock=memory.stock(source, situation),
    )
    reason = removals_held(
        category, part.to_remove, ours=part.ours, rows=part.source_rows, limits=situation.limits
    )  # fmt: skip
    return part.to_remove if reason else 0


def _held(plans: Sequence[CategoryPlan]) -> Iterator[Held]:
    for plan in plans:
        if plan.held:
            yield Held(plan.category.title, plan.held)
        if plan.removals_held:
            yield Held(plan.category.title, plan.removals_held)


def _fingerprint(plans: Sequence[CategoryPlan], planned: Sequence[Deletion], memory: Memory) -> str:
    """A digest of what a person approves: playlists made, filled and deleted, and under which policies."""
    digest = hashlib.sha256()
    for plan in plans:
        digest.update(memory.digest(plan))
    for line in _deletion_lines(planned):
        digest.update(line.encode(errors="surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()


def _deletion_lines(planned: Sequence[Deletion]) -> Iterator[str]:
    for deletion in planned:
        yield f"delete {deletion.playlist_id} {deletion.items}"
        for category in sorted(deletion.successors):
            yield f"successor {category} {' '.join(sorted(deletion.successors[category]))}"
        yield from deletion.unwanted
