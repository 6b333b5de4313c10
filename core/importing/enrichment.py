"""Reads what Spotify says of artists or albums beyond their names, as far as today's calls go.

Many at a time where the app may, one by one where it may not: apps made since February 2026 get 403 for batches
(https://developer.spotify.com/documentation/web-api/references/changes/february-2026). That is found out once and
remembered. Who is asked about is told by when it was last done, so a field that Spotify never fills costs nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from core.errors import Rejected, Throttled
from core.importing.batch import Batch
from core.importing.calls import BLOCKED_UNTIL
from core.importing.paging import PageSize
from core.model import Checkpoint

if TYPE_CHECKING:
    from datetime import datetime

    from core.errors import Transient
    from core.importing.calls import Calls
    from core.ports import LibraryReader
    from core.states import Phase
    from core.work.desk import Desk

T = TypeVar("T")

STALE = timedelta(days=90)
"""After what time something is asked about again."""

BATCH_READS = "spotify.batch_reads"
"""The setting that remembers whether the app may read many at a time: ``yes`` or ``no``."""

SINGLE_READS = "spotify.single_reads"
"""The setting that holds ``no`` where the app may not even read one."""

REMEMBERED = (BLOCKED_UNTIL, BATCH_READS, SINGLE_READS)
"""What was found out about an app, and is no longer true of another one."""

_CLOSED = "endpoint_closed"
_DOUBTS = 2
"""Refusals of a first batch that ask for patience after which it is taken for closed: some apps are told so."""


class Enrichment(ABC, Generic[T]):
    """One optional phase. Each answer is a checkpoint."""

    phase: Phase
    subject = ""

    def __init__(self, desk: Desk, reader: LibraryReader, calls: Calls, *, rows: int) -> None:
        self._desk = desk
        self._reader = reader
        self._calls = calls
        self._doubts = 0
        self._one_by_one: set[str] = set()
        self.size = PageSize(rows)

    async def batch(self) -> Batch:
        """One answer for one or many, stored. Raises Rejected where the app may read none."""
        store, job = self._desk.store, self._desk.jobs[self.phase]
        now = self._desk.clock.now()
        due = await self._due(now - STALE, self.size.rows)
        if not due:
            return self._result(left=0)
        if await store.setting(SINGLE_READS) == "no":
            message = f"Spotify does not let this app read {self.phase.value}"
            return Batch(done=job.done, skipped=job.skipped, total=job.done, message=message)
        if await self._is_for_many(due):
            found = await self._read_many(due)
            if found is None:
                return self._result(left=await self._count(now - STALE), has_more=True)
            asked = due[: self.size.rows]
        else:
            asked = due[:1]
            found = await self._read_one(asked[0])
        left = await self._count(now - STALE) - len(asked)
        done = job.done + len(asked)
        checkpoint = Checkpoint(self._desk.run.id, self.phase, offset=done, total=done + left, processed=done)
        await self._save(checkpoint, found, asked=asked, at=now)
        return self._result(len(asked), left=left, unknown=len(asked) - len(found), has_more=left > 0)

    def _result(self, items: int = 0, *, left: int, unknown: int = 0, has_more: bool = False) -> Batch:
        job = self._desk.jobs[self.phase]
        done = job.done + items
        read = f"{done:,} {self.phase.value} read" if done else "Nothing to read"
        return Batch(
            items=items,
            updated=items - unknown,
            done=done,
            skipped=job.skipped + unknown,
            total=done + left,
            has_more=has_more,
            next_offset=done,
            message=f"{left:,} {self.phase.value} to go" if left else read,
        )

    async def _is_for_many(self, due: tuple[str, ...]) -> bool:
        if len(due) == 1 or due[0] in self._one_by_one or self._doubts >= _DOUBTS:
            return False
        return await self._desk.store.setting(BATCH_READS) != "no"

    async def _read_many(self, ids: tuple[str, ...]) -> tuple[T, ...] | None:
        """Many at a time; None where that is not possible, for the app or for these."""
        store = self._desk.store
        is_known = await store.setting(BATCH_READS) is not None

        def doubt(refusal: Transient | Throttled) -> None:
            if isinstance(refusal, Throttled) and not (is_known or refusal.is_daily):
                self._doubts += 1
                if self._doubts >= _DOUBTS:
                    raise refusal

        try:
            found = await self._calls.page(
                self.phase.value, lambda rows: self._many(ids[:rows]), self.size, failed=doubt
            )
        except Throttled:
            if self._doubts < _DOUBTS:
                raise
            return None
        except Rejected as refusal:
            if refusal.reason == _CLOSED:
                await store.set_setting(BATCH_READS, "no")
            else:  # one of them is no id that Spotify could have given
                self._one_by_one.update(ids)
            return None
        if not is_known:
            await store.set_setting(BATCH_READS, "yes")
        return found

    async def _read_one(self, spotify_id: str) -> tuple[T, ...]:
        """One; none where Spotify does not know it."""
        try:
            return (await self._calls.make(f"{self.phase.value}/id", partial(self._one, spotify_id)),)
        except Rejected as refusal:
            if refusal.reason == _CLOSED:
                await self._desk.store.set_setting(SINGLE_READS, "no")
                raise
            return ()

    @abstractmethod
    async def _due(self, before: datetime, limit: int) -> tuple[str, ...]: ...

    @abstractmethod
    async def _count(self, before: datetime) -> int: ...

    @abstractmethod
    async def _many(self, ids: tuple[str, ...]) -> tuple[T, ...]: ...

    @abstractmethod
    async def _one(self, spotify_id: str) -> T: ...

    @abstractmethod
    async def _save(
        self, checkpoint: Checkpoint, found: tuple[T, ...], *, asked: tuple[str, ...], at: datetime
    ) -> None: ...
