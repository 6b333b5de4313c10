"""A restore's plan as a document for programs. Values only; titles stay raw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.backups.plan import units_of

if TYPE_CHECKING:
    from core.backups.missing import Restoration
    from core.backups.plan import RestorePlan
    from core.ports import QuotaCalendar


def restore_document(plan: RestorePlan, calendar: QuotaCalendar, *, file: str) -> dict[str, object]:
    """All of a plan. ``finishes_on`` is the last quota day with spending, null where it would never end."""
    allowance, spent, window = plan.situation.allowance, plan.situation.spent, plan.situation.window
    days = [{"date": calendar.label(day.window), "units": day.units} for day in plan.calendar]
    last = days[-1]["date"] if days else calendar.label(window)
    return {
        "file": file,
        "made_at": plan.saved.made_at.isoformat(),
        "channel": plan.saved.channel,
        "buckets": {
            "units": {
                "limit": allowance.units,
                "spent_today": spent.units,
                "reserve": allowance.reserve,
                "cost": plan.total_units,
            }
        },
        "stages": [
            {"stage": stage.stage.value, "operations": stage.operations, "units": stage.units} for stage in plan.stages
        ],
        "playlists": [_playlist(one) for one in plan.restorations],
        "left_out": [{"playlist_id": one.id, "title": one.title} for one in plan.left_out],
        "calendar": days,
        "estimated_days": len(days),
        "finishes_on": None if plan.is_endless else last,
    }


def _playlist(one: Restoration) -> dict[str, object]:
    return {
        "saved_id": one.saved.id,
        "playlist_id": one.playlist_id,
        "title": one.saved.title,
        "category_id": one.category[0] if one.category else None,
        "creates": one.playlist_id is None,
        "items": len(one.items),
        "there": one.there,
        "to_add": len(one.missing),
        "unavailable": one.dead,
        "adds": [
            {"position": place, "video_id": one.items[place].video_id, "title": one.items[place].title}
            for place in one.missing
        ],
        "units": units_of(one),
    }
