"""How long a phase will still take, quota pauses included: what the run screen says beside a bar.

Pure: the answer comes from the run's view, the ledger's buckets and an instant. The engine's own question
(:func:`core.quota.affordable`) decides how much fits into today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.quota import COSTS, Method, affordable
from core.states import Phase, RunStatus
from tui.telling.words import about, at_time

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Job
    from core.progress import RunView
    from core.session.plans import Buckets

_WRITES = frozenset(
    {
        Phase.CREATE_PLAYLISTS,
        Phase.ADD_VIDEOS,
        Phase.REMOVE_VIDEOS,
        Phase.MOVE_VIDEOS,
        Phase.DELETE_PLAYLISTS,
    }
)


def fits_today(job: Job, buckets: Buckets, *, batch: int) -> int | None:
    """How many more items of a phase today's buckets allow; None where no bucket limits it."""
    if job.phase is Phase.MATCH:
        return max(0, buckets.allowance.searches - buckets.spent.searches)
    if job.phase not in _WRITES:
        return None
    price = COSTS[Method.ITEMS_INSERT][1]
    spent, count = buckets.spent, 0
    while some := affordable(buckets.allowance, spent, unit_cost=price, batch=batch):
        count += some
        spent = type(spent)(units=spent.units + some * price)
    return count


def outlook(
    view: RunView, job: Job, buckets: Buckets | None, *, now: datetime, batch: int, is_long: bool = True
) -> str:
    """``about 2 min left``, ``pauses in 45 s, then 09:00``; empty while nothing can be said.

    ``is_long`` False leaves out when it goes on.
    """
    left_s = view.time_left_s(job, now=now)
    if job.status is not RunStatus.RUNNING or left_s is None:
        return ""
    rest = job.total - job.done
    fits = fits_today(job, buckets, batch=batch) if buckets is not None else None
    if rest <= 0:
        return ""
    if buckets is None or fits is None or fits >= rest:
        return f"{about(left_s)} left"
    pause = f"pauses in {about(left_s * fits / rest)}"
    return f"{pause}, then {at_time(buckets.window.end, now)}" if is_long else pause
