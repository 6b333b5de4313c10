"""Holds an approved plan against what YouTube was just seen to hold.

Adds whose video is there by now are skipped; adds that became necessary are covered by the approval and join
the plan; a category whose playlist is gone is held. Nothing is removed here.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from core.errors import Rejected
from core.model import OperationId
from core.planning.make import make_plan
from core.planning.operations import add_operation
from core.situation import situation
from core.states import OperationKind, OperationState, Phase, RunKind

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.model import HeldPlaylist
    from core.work.desk import Desk


def new_operation_id() -> OperationId:
    """A fresh operation's id; it is also the marker of the item it adds."""
    return OperationId(uuid.uuid4().hex)


async def reconcile(desk: Desk, performer: Performer) -> None:
    """Bring the pending operations of the run in hand up to what the store now knows of YouTube."""
    found = await situation(
        desk.store, desk.clock.now(), desk.calendar, desk.settings,
        allow_delete=desk.run.allow_delete, unfinished=desk.run,
    )  # fmt: skip
    plan = make_plan(found, desk.calendar)
    operations = await desk.store.operations.of_run(desk.run.id, kind=OperationKind.ADD_VIDEO)
    created = {
        operation.category_id
        for operation in await desk.store.operations.of_run(desk.run.id, kind=OperationKind.CREATE_PLAYLIST)
    }
    planned = {(operation.category_id, operation.video_id) for operation in operations}
    wanted = {(add.category_id, add.video_id) for part in plan.categories for add in part.adds}
    held = {part.category.id: part.held for part in plan.categories if part.held}
    for operation in operations:
        if operation.state is OperationState.PENDING and (operation.category_id, operation.video_id) not in wanted:
            if operation.category_id in held:
                await performer.skipped(operation, reason="held", message=held[operation.category_id])
            else:
                await performer.skipped(operation, reason="already_there", message="it is in the playlist by now")
    if desk.run.kind is not RunKind.SYNC:
        return
    fresh = [
        add_operation(add, part.category, desk.run.id, operation_id=new_operation_id())
        for part in plan.categories
        if part.category.playlist_id is not None or part.category.id in created
        for add in part.adds
        if (add.category_id, add.video_id) not in planned
    ]
    if fresh:
        job = desk.jobs[Phase.ADD_VIDEOS]
        job = desk.jobs[Phase.ADD_VIDEOS] = replace(job, total=job.total + len(fresh))
        await desk.store.operations.add(fresh, job)
    desk.report(Phase.ADD_VIDEOS)


async def recheck(desk: Desk, performer: Performer) -> None:
    """Look at YouTube again after the run was away: one listing of heads, and what changed meanwhile.

    The look belongs to the plan when a new quota day begins with it, else it is surplus. A playlist is read
    again only where it holds more than our receipts, and the writes still unknown, explain.
    """
    before = {held.head.id: held for held in await desk.store.channel.playlists()}
    listed = await desk.store.channel.listed_at()
    window = desk.calendar.window(desk.clock.now())
    is_surplus = listed is not None and window.start <= listed < window.end
    heads = await desk.listing.heads(run_id=desk.run.id, is_surplus=is_surplus)
    operations = await desk.store.operations.of_run(desk.run.id)
    concerned = {row.playlist_id for row in operations if row.state is OperationState.PENDING and row.playlist_id}
    sending = [row.playlist_id for row in operations if row.state is OperationState.SENDING]
    changed = [
        head.id
        for head in heads
        if head.id in concerned
        and head.id in before
        and head.item_count > _known(before[head.id]) + sending.count(head.id)
    ]
    for playlist_id in changed:
        await desk.listing.items(playlist_id, run_id=desk.run.id, is_surplus=True)
    there = {held.head.id for held in await desk.store.channel.playlists()}
    gone = (concerned & set(before)) - there
    for playlist_id in gone:
        message = f"{before[playlist_id].head.title} is gone from YouTube"
        refusal = Rejected(message, reason="playlist_gone", is_gone=True)
        await performer.give_up(next(row for row in operations if row.playlist_id == playlist_id), refusal)
    if changed:
        await reconcile(desk, performer)


def _known(held: HeldPlaylist) -> int:
    """Items a head may count without anything being new: a listing that lagged once told a smaller number."""
    return max(held.head.item_count, len(held.items))
