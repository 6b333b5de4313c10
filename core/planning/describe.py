"""The preview as a document for programs: ``preview --json`` and ``categories --json``.

Values only; titles stay raw, since JSON escapes what a terminal must not see where the command prints it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.quota import Method, cost

if TYPE_CHECKING:
    from core.planning.plan import CategoryPlan, Plan
    from core.ports import QuotaCalendar


def preview_document(plan: Plan, calendar: QuotaCalendar) -> dict[str, object]:
    """All of a plan, with the keys of ``preview --json``.

    ``finishes_on`` is the last quota day with spending, today where there is none, and null where the settings
    leave so little of a day that it would never end.
    """
    days = [{"date": calendar.label(day.window), "units": day.units, "searches": day.searches} for day in plan.calendar]
    return {
        "buckets": {
            "units": {
                "limit": plan.allowance.units,
                "spent_today": plan.spent.units,
                "reserve": plan.allowance.reserve,
                "cost": plan.total_units,
            },
            "searches": {
                "limit": plan.allowance.searches,
                "spent_today": plan.spent.searches,
                "cost": plan.total_searches,
            },
        },
        "stages": [
            {
                "stage": stage.stage.value,
                "operations": stage.operations,
                "units": stage.units,
                "searches": stage.searches,
            }
            for stage in plan.stages
        ],
        "categories": [category_document(part) for part in plan.categories],
        "creates": [{"category_id": creation.category_id, "title": creation.title} for creation in plan.creations],
        "renames": [
            {"category_id": part.category.id, "playlist_id": renamed.playlist_id, "title": renamed.rename_to}
            for part in plan.categories
            for renamed in part.renames
        ],
        "deletes": [
            {
                "playlist_id": deletion.playlist_id,
                "title": deletion.title,
                "items": deletion.items,
                "unwanted": list(deletion.unwanted),
            }
            for deletion in plan.deletions
        ],
        "held": [{"category": held.category, "reason": held.reason} for held in plan.held],
        "expected": {
            "adds": plan.expected.adds,
            "units": plan.expected.units,
            "searches": plan.expected.searches,
        },
        "rungs": [
            {"rung": each.rung.value, "recordings": each.recordings, "units": each.units, "searches": each.searches}
            for each in plan.rungs
        ],
        "total_units": plan.total_units,
        "total_searches": plan.total_searches,
        "exact": plan.is_exact,
        "estimated_days": len(days),
        "finishes_on": finishes_on(plan, calendar),
        "calendar": days,
    }


def finishes_on(plan: Plan, calendar: QuotaCalendar) -> str | None:
    """The label of the quota day on which a sync of this plan ends; None where it never would."""
    if plan.is_endless:
        return None
    last = plan.calendar[-1].window if plan.calendar else plan.window
    return calendar.label(last) if last is not None else None


def exact_order_units(part: CategoryPlan) -> int:
    """What exact order costs, or would cost, beyond the order ``append``: the moves it takes."""
    return part.exact_moves * cost(Method.ITEMS_UPDATE)


def category_document(part: CategoryPlan) -> dict[str, object]:
    """A category's line of the preview. ``exact_order_units`` is what exact order costs beyond ``append``."""
    category = part.category
    return {
        "id": category.id,
        "title": category.title,
        "included": category.is_included,
        "protected": category.is_protected,
        "policy": category.policy.value,
        "order": category.order.value,
        "youtube_playlist_id": category.playlist_id,
        "parts": list(category.parts),
        "source_rows": part.source_rows,
        "already_there": part.already_there,
        "to_add": part.to_add,
        "to_remove": part.to_remove,
        "to_move": part.to_move,
        "duplicates": part.duplicates,
        "waiting": part.waiting,
        "needs_review": part.needs_review,
        "missing": part.missing,
        "skipped": part.skipped,
        "failed": part.failed,
        "foreign": part.foreign,
        "exact_order_units": exact_order_units(part),
        "units": part.units,
    }
