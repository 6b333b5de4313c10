"""Reads every touched playlist back and reports what differs from what was written."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.engine.turn import Blocked, Finished, Idle, Turn, Waiting, Worked
from core.marker import marked_operation
from core.planning.pairing import wanted_places
from core.planning.position import is_in_order
from core.quota import Method
from core.situation import touched
from core.states import (
    ItemKind,
    ItemStatus,
    OperationKind,
    OperationState,
    Order,
    Phase,
    Policy,
    Reason,
    RunKind,
    RunStatus,
)
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.engine.settle import Settle
    from core.model import HeldPlaylist, Operation, PlaylistId, RemoteItem
    from core.work.desk import Desk


class Verify:
    """One playlist a turn, after the listings had time to catch up."""

    phase = Phase.VERIFY

    def __init__(self, desk: Desk, settle: Settle) -> None:
        self._desk = desk
        self._settle = settle
        self._looked: set[PlaylistId] = set()
        self._read: set[PlaylistId] = set()
        self._open: deque[PlaylistId] | None = None
        self._written: dict[PlaylistId, _Written] = {}

    async def turn(self) -> Turn:
        """Read one playlist and compare."""
        desk = self._desk
        before = [phase for phase in desk.jobs if phase is not self.phase]
        if any(desk.jobs[phase].status is not RunStatus.COMPLETED for phase in before) or self._settle.is_open:
            self._open = None
            return Idle()
        held = await self._next()
        if held is None:
            return Finished()
        if desk.unsettled_s() > 0:
            return Waiting(desk.unsettled_s(), "YouTube takes a while to show what was written", self.phase)
        if not await desk.meter.room(Method.ITEMS_LIST, batch=1):
            return Blocked(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)
        await desk.enter(self.phase)
        playlist_id = held.head.id
        listed = await desk.listing.items(playlist_id, run_id=desk.run.id, is_surplus=playlist_id in self._looked)
        difference = _difference(held, listed, self._written[playlist_id]) or await self._disorder(held)
        if difference is not None and playlist_id not in self._looked:
            self._looked.add(playlist_id)
            why = f"YouTube does not show all of {shown(held.head.title)} yet, it is looked at once more"
            return Waiting(desk.settings.youtube.settle_s, why, self.phase)
        self._read.add(playlist_id)
        desk.counted(self.phase, ItemStatus.SUCCEEDED if difference is None else ItemStatus.FAILED)
        await desk.save_job(self.phase, total=max(desk.jobs[self.phase].total, desk.jobs[self.phase].done))
        if difference is not None:
            message = f"{held.head.title}: {difference}"
            await desk.log(desk.problem(self.phase, ItemKind.PLAYLIST, playlist_id, reason="differs", message=message))
        status = ItemStatus.SUCCEEDED if difference is None else ItemStatus.FAILED
        desk.item(self.phase, f"verify-{playlist_id}", ItemKind.PLAYLIST, status, held.head.title)
        return Worked()

    async def _disorder(self, before: HeldPlaylist) -> str | None:
        """Whether ours stand otherwise than the source in a playlist whose order this run was to make."""
        desk = self._desk
        if desk.run.kind is RunKind.RESTORE:  # it goes by the backup's order
            return None
        category = await desk.store.categories.get(before.category_id) if before.category_id else None
        if category is None or category.policy is not Policy.MIRROR or category.order is not Order.EXACT:
            return None
        held = await desk.store.channel.playlist(before.head.id)
        rows = await desk.store.categories.wanted(category.id)
        places = wanted_places(rows, keep_duplicates=desk.settings.youtube.keep_duplicates)
        return None if held is None or is_in_order(held.items, places=places) else "its order is not the source's"

    async def _next(self) -> HeldPlaylist | None:
        """The first touched playlist not read since this stage began, in this process or before it."""
        desk = self._desk
        if self._open is None:
            self._open = await self._touched()
        began = desk.jobs[self.phase].started_at
        while self._open:
            held = await desk.store.channel.playlist(self._open[0])
            if held is None:
                await desk.save_job(self.phase, total=max(desk.jobs[self.phase].total - 1, 0))
            elif held.head.id not in self._read and (
                held.head.id in self._looked or began is None or held.items_at is None or held.items_at <= began
            ):
                return held
            self._open.popleft()
        return None

    async def _touched(self) -> deque[PlaylistId]:
        """The playlists this run changed, in order; what it did to each is kept, since it does nothing more to any."""
        desk = self._desk
        operations = await desk.store.operations.of_run(desk.run.id)
        done: defaultdict[PlaylistId, list[Operation]] = defaultdict(list)
        for operation in operations:
            if operation.state is OperationState.DONE and operation.playlist_id is not None:
                done[operation.playlist_id].append(operation)
        deleted = {
            playlist_id
            for playlist_id, rows in done.items()
            if any(row.kind is OperationKind.DELETE_PLAYLIST for row in rows)
        }
        concerned = touched(operations) - deleted
        found = deque(held.head.id for held in await desk.store.channel.playlists() if held.head.id in concerned)
        self._written = {playlist_id: _Written.by(done[playlist_id]) for playlist_id in found}
        if desk.jobs[self.phase].total != len(found):
            await desk.save_job(self.phase, total=len(found))
        return found


@dataclass(frozen=True, slots=True)
class _Written:
    """Items a run put into a playlist, a restore the person's own among them, and items it took out."""

    added: frozenset[str]
    removed: frozenset[str]

    @classmethod
    def by(cls, done: Sequence[Operation]) -> _Written:
        """What finished writes to a playlist did."""
        return cls(
            added=frozenset(row.remote_id for row in done if row.kind is OperationKind.ADD_VIDEO and row.remote_id),
            removed=frozenset(row.item_id for row in done if row.kind is OperationKind.REMOVE_VIDEO and row.item_id),
        )


def _difference(held: HeldPlaylist, listed: tuple[RemoteItem, ...] | None, written: _Written) -> str | None:
    """What a listing shows otherwise than the receipts said; None where it is the same."""
    if listed is None:
        return "the playlist is gone from YouTube"
    shown = {item.id: item.position for item in listed}
    known = [row for row in held.items if (row.is_ours and not row.is_missing) or row.item.id in written.added]
    ours = [row.item.id for row in known]
    missing = sum(item_id not in shown for item_id in ours)
    if missing:
        return f"{missing} of {len(ours)} videos that were added are not shown by YouTube"
    left = sum(item_id in shown for item_id in written.removed)
    if left:
        return f"{left} of {len(written.removed)} videos that were removed are still shown by YouTube"
    marked = defaultdict(list)
    for item in listed:
        if (mark := marked_operation(item.note)) is not None:
            marked[mark].append(item)
    twice = next((items for items in marked.values() if len(items) > 1), None)
    if twice is not None:
        first, second = twice[:2]
        places = f"{first.position + 1} ({first.title}) and {second.position + 1} ({second.title})"
        return f"the videos at places {places} carry the mark of one and the same add; delete one of them"
    order = [shown[item_id] for item_id in ours]
    if order != sorted(order):
        return "its order was changed meanwhile"
    return None
