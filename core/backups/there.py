"""What own playlists surely hold, as a restore sees it.

A row of ours that the last listing did not show may be there, since listings lag behind our writes; long after the
last of those it is not. A person who took a row out and asks for it back must not be told that nothing is missing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.states import OperationKind, Phase, RunKind

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import HeldPlaylist, RunId
    from core.store import Store

_WRITING = (RunKind.SYNC, RunKind.RETRY, RunKind.RESTORE)
_STAGES = (Phase.CREATE_PLAYLISTS, Phase.ADD_VIDEOS, Phase.MOVE_VIDEOS)


async def there(
    store: Store, now: datetime, settle_s: float, *, run_id: RunId | None = None
) -> tuple[HeldPlaylist, ...]:
    """All own playlists with the rows that are there; what the run in hand put in counts, shown or not."""
    written: frozenset[str] = frozenset()
    if run_id is not None:
        adds = await store.operations.of_run(run_id, kind=OperationKind.ADD_VIDEO)
        written = frozenset(row.remote_id for row in adds if row.remote_id)
    may_lag = await _wrote_lately(store, now, settle_s, run_id=run_id)
    return tuple(
        replace(held, items=tuple(row for row in held.items if may_lag or not row.is_missing or row.item.id in written))
        for held in await store.channel.playlists()
    )


async def _wrote_lately(store: Store, now: datetime, settle_s: float, *, run_id: RunId | None) -> bool:
    """Whether another run wrote so short a time ago that a listing may lack it. A clock that jumped back counts."""
    for run in await store.runs.history(limit=20):
        if run.kind not in _WRITING or run.id == run_id:
            continue
        for job in await store.runs.jobs(run.id):
            is_late = job.updated_at is not None and now - job.updated_at < timedelta(seconds=settle_s)
            if job.phase in _STAGES and job.done and is_late:
                return True
    return False
