"""Holds an approved plan against what YouTube was just seen to hold.

Adds whose video is there by now are skipped; adds that became necessary are covered by the approval and join
the plan; a category whose playlist is gone is held. Removals join where the person asked for removals, else the
preview shows them as held; moves are planned anew where those planned would not do any more.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.restore import RestoreBooks, reconcile_restore
from core.errors import Rejected
from core.model import OperationId
from core.planning.make import make_plan
from core.planning.operations import adds_of, moves_of, removals_of
from core.planning.pairing import wanted_places
from core.planning.position import is_in_order
from core.situation import situation
from core.states import OperationKind, OperationState, Phase, Policy, RunKind, RunStatus

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.model import CategoryId, HeldPlaylist, ItemId, Operation, RemotePlaylist, VideoId
    from core.planning.pairing import Places
    from core.planning.plan import CategoryPlan, Plan
    from core.work.desk import Desk


def new_operation_id() -> OperationId:
    """A fresh operation's id; it is also the marker of the item it adds."""
    return OperationId(uuid.uuid4().hex)


async def reconcile(desk: Desk, performer: Performer) -> None:
    """Bring the pending operations of the run in hand up to what the store now knows of YouTube."""
    if isinstance(performer, RestoreBooks):
        await reconcile_restore(desk, performer, new_id=new_operation_id)
        return
    for operation, head in await _made(desk):
        await performer.done(operation, head)
        performer.unread.discard(head.id)  # this listing read it
    found = await situation(
        desk.store, desk.clock.now(), desk.calendar, desk.settings,
        allow_delete=desk.run.allow_delete, unfinished=desk.run,
    )  # fmt: skip
    plan = make_plan(found, desk.calendar)
    await _reconcile_adds(desk, performer, plan)
    places = {
        source.category.id: wanted_places(source.rows, keep_duplicates=found.keep_duplicates)
        for source in found.sources
        if source.category.policy is Policy.MIRROR
    }
    removals = await _by_category(desk, OperationKind.REMOVE_VIDEO)
    moves = await _by_category(desk, OperationKind.MOVE_VIDEO)
    for part in plan.categories:
        category_id = part.category.id
        await _reconcile_removals(desk, performer, part, removals.get(category_id, []))
        if category_id in places:
            await _reconcile_moves(desk, performer, part, moves.get(category_id, []), places[category_id])
    for phase in (Phase.ADD_VIDEOS, Phase.REMOVE_VIDEOS, Phase.MOVE_VIDEOS):
        desk.report(phase)


async def _made(desk: Desk) -> list[tuple[Operation, RemotePlaylist]]:
    """Playlists to be made that are there by now: found by their marks, as after an older database was put back."""
    there = {(held.category_id, held.part): held.head for held in await desk.store.channel.playlists()}
    return [
        (operation, there[operation.category_id, operation.part])
        for operation in await desk.store.operations.of_run(desk.run.id, kind=OperationKind.CREATE_PLAYLIST)
        if operation.state is OperationState.PENDING
        and operation.category_id is not None
        and (operation.category_id, operation.part) in there
    ]


async def _reconcile_adds(desk: Desk, performer: Performer, plan: Plan) -> None:
    """Skip what is there by now; plan what became necessary, as often as it is wanted and was not planned before."""
    operations = await desk.store.operations.of_run(desk.run.id, kind=OperationKind.ADD_VIDEO)
    created = {
        operation.category_id
        for operation in await desk.store.operations.of_run(desk.run.id, kind=OperationKind.CREATE_PLAYLIST)
    }
    wanted: Counter[tuple[CategoryId | None, VideoId | None]] = Counter(
        (add.category_id, add.video_id) for part in plan.categories for add in part.adds
    )
    held = {part.category.id: part.held for part in plan.categories if part.held}
    keeps = desk.settings.youtube.keep_duplicates
    planned: Counter[tuple[CategoryId | None, VideoId | None]] = Counter()
    for operation in operations:
        key = (operation.category_id, operation.video_id)
        if operation.state is not OperationState.PENDING:
            planned[key] += not (keeps and operation.state is OperationState.DONE)
        elif planned[key] < wanted[key]:
            planned[key] += 1
        elif operation.category_id in held:
            await performer.skipped(operation, reason="held", message=held[operation.category_id])
        else:
            await performer.skipped(operation, reason="already_there", message="it is in the playlist by now")
    fresh: list[Operation] = []
    for part in plan.categories:
        if part.category.playlist_id is None and part.category.id not in created:
            continue
        for operation in adds_of(part, desk.run.id, new_id=new_operation_id):
            key = (operation.category_id, operation.video_id)
            if planned[key] > 0:
                planned[key] -= 1
            else:
                fresh.append(operation)
    await _join(desk, Phase.ADD_VIDEOS, fresh)


async def _reconcile_removals(
    desk: Desk, performer: Performer, part: CategoryPlan, operations: list[Operation]
) -> None:
    """Skip removals that the plan holds no more; take in those it holds now, since they were asked for."""
    wanted = {removal.item_id for removal in part.removals}
    for operation in operations:
        if operation.state is OperationState.PENDING and operation.item_id not in wanted:
            why = part.held or part.removals_held
            message = why or "it is gone from the playlist, or wanted in it again"
            await performer.skipped(operation, reason="held" if why else "not_wanted", message=message)
    known = {operation.item_id for operation in operations}
    fresh = [each for each in removals_of(part, desk.run.id, new_id=new_operation_id) if each.item_id not in known]
    await _join(desk, Phase.REMOVE_VIDEOS, fresh)


async def _reconcile_moves(
    desk: Desk, performer: Performer, part: CategoryPlan, operations: list[Operation], places: Places
) -> None:
    """Keep the moves that were planned where they still do it, with no move too many; else plan them anew."""
    pending = [each for each in operations if each.state is OperationState.PENDING]
    moving = {each.item_id for each in operations if each.state in (OperationState.PENDING, OperationState.SENDING)}
    if len(moving) == part.to_move and await _suffices(desk, part, moving, places):
        return
    wanted = {move.item_id for move in part.moves}
    for operation in pending:
        if operation.item_id not in wanted:
            await performer.skipped(operation, reason="in_place", message=part.held or "it may stay where it is")
    tried = {each.item_id for each in operations if each.state in (OperationState.FAILED, OperationState.SENDING)}
    tried |= {each.item_id for each in pending}
    fresh = [each for each in moves_of(part, desk.run.id, new_id=new_operation_id) if each.item_id not in tried]
    await _join(desk, Phase.MOVE_VIDEOS, fresh)


async def _suffices(desk: Desk, part: CategoryPlan, moving: set[ItemId | None], places: Places) -> bool:
    """Whether ours stand in order once the items that move are left out."""
    for known in part.parts:
        held = await desk.store.channel.playlist(known.playlist_id) if known.playlist_id else None
        staying = [row for row in held.items if row.item.id not in moving] if held else []
        if not is_in_order(staying, places=places):
            return False
    return True


async def _by_category(desk: Desk, kind: OperationKind) -> dict[CategoryId | None, list[Operation]]:
    found: dict[CategoryId | None, list[Operation]] = {}
    for operation in await desk.store.operations.of_run(desk.run.id, kind=kind):
        found.setdefault(operation.category_id, []).append(operation)
    return found


async def _join(desk: Desk, phase: Phase, fresh: list[Operation]) -> None:
    """Let further writes join the plan of a sync; a stage that ended leaves them to the next one."""
    job = desk.jobs[phase]
    if fresh and desk.run.kind is RunKind.SYNC and job.status is not RunStatus.COMPLETED:
        job = desk.jobs[phase] = replace(job, total=job.total + len(fresh))
        await desk.store.operations.add(fresh, job)


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
        and (
            head.item_count > _known(before[head.id]) + sending.count(head.id)
            or (before[head.id].items_at is None and head.item_count > 0)
        )
    ]
    if desk.run.kind is not RunKind.RESTORE:
        changed += [head.id for _, head in await _made(desk) if head.id not in changed]
    for playlist_id in changed:
        await desk.listing.items(playlist_id, run_id=desk.run.id, is_surplus=True)
    there = {held.head.id for held in await desk.store.channel.playlists()}
    gone = (concerned & set(before)) - there
    for playlist_id in gone:
        message = f"{before[playlist_id].head.title} is gone from YouTube"
        refusal = Rejected(message, reason="playlist_gone", is_gone=True)
        await performer.give_up(next(row for row in operations if row.playlist_id == playlist_id), refusal)
    if changed or desk.run.kind is RunKind.RESTORE:  # beside which a sync may have written
        await reconcile(desk, performer)


def _known(held: HeldPlaylist) -> int:
    """Items a head may count without anything being new: a listing that lagged once told a smaller number."""
    return max(held.head.item_count, len(held.items))
