"""Turns an approved plan into the writes that the engine carries out, in its order.

An operation's ordinal orders it among those of its kind: category by category, those first that are finished
soonest, in source order within each, so that an add which a late match sets free falls into its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Operation
from core.states import OperationKind, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.model import Category, OperationId, PlaylistId, RunId
    from core.planning.plan import CategoryPlan, Plan, PlannedAdd, PlannedMove, PlannedRemoval

STRIDE = 1_000_000
"""Ordinals a category spans: more than any source has rows."""


def operations(plan: Plan, run_id: RunId, *, new_id: Callable[[], OperationId]) -> tuple[Operation, ...]:
    """Every write of a plan, in the order of the stages."""
    first = soonest_first(plan.categories)
    return (
        *_renames(plan, run_id, new_id),
        *_creations(first, run_id, new_id),
        *_adds(first, run_id, new_id),
        *_removals(plan, run_id, new_id),
        *_moves(plan, run_id, new_id),
        *_deletions(plan, run_id, new_id),
    )


def add_operation(
    add: PlannedAdd,
    category: Category,
    run_id: RunId,
    *,
    operation_id: OperationId,
    playlist_id: PlaylistId | None = None,
    rank: int | None = None,
) -> Operation:
    """The write that puts a video into its category's playlist, also for one that a late match set free.

    ``rank`` is the category's place among all by :func:`soonest_first`; None takes its place in the person's order.
    Its playlist is None while that part of the category has none yet; the receipt of the creation fills it in.
    """
    known = category.parts[-1] if category.parts else category.playlist_id
    return Operation(
        id=operation_id,
        run_id=run_id,
        kind=OperationKind.ADD_VIDEO,
        phase=Phase.ADD_VIDEOS,
        ordinal=(category.position if rank is None else rank) * STRIDE + add.ordinal,
        label=add.label,
        category_id=category.id,
        recording_id=add.recording_id,
        video_id=add.video_id,
        playlist_id=known if add.part is None else playlist_id,
        part=add.part or 1,
    )


def removal_operation(
    removal: PlannedRemoval, category: Category, run_id: RunId, *, operation_id: OperationId, ordinal: int
) -> Operation:
    """The write that takes an item out; ``ordinal`` counts the category's removals."""
    return Operation(
        id=operation_id,
        run_id=run_id,
        kind=OperationKind.REMOVE_VIDEO,
        phase=Phase.REMOVE_VIDEOS,
        ordinal=category.position * STRIDE + ordinal,
        label=removal.label,
        category_id=category.id,
        recording_id=removal.recording_id,
        video_id=removal.video_id,
        playlist_id=removal.playlist_id,
        item_id=removal.item_id,
    )


def move_operation(move: PlannedMove, category: Category, run_id: RunId, *, operation_id: OperationId) -> Operation:
    """The write that puts an item at its place, which is worked out when it is sent."""
    return Operation(
        id=operation_id,
        run_id=run_id,
        kind=OperationKind.MOVE_VIDEO,
        phase=Phase.MOVE_VIDEOS,
        ordinal=category.position * STRIDE + move.ordinal,
        label=move.label,
        category_id=category.id,
        recording_id=move.recording_id,
        video_id=move.video_id,
        playlist_id=move.playlist_id,
        item_id=move.item_id,
    )


def source_position(operation: Operation) -> int:
    """The place in its source that an add's ordinal stands for."""
    return operation.ordinal % STRIDE


def soonest_first(plans: Sequence[CategoryPlan]) -> tuple[CategoryPlan, ...]:
    """Categories by what is left to put in, least first, so that playlists are whole as early as can be."""
    return tuple(sorted(plans, key=lambda part: (part.to_add + part.waiting, part.category.position)))


def _creations(plans: Sequence[CategoryPlan], run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for rank, part in enumerate(plans):
        for creation in part.creations:
            yield Operation(
                id=new_id(),
                run_id=run_id,
                kind=OperationKind.CREATE_PLAYLIST,
                phase=Phase.CREATE_PLAYLISTS,
                ordinal=rank * STRIDE + creation.part,
                label=creation.title,
                category_id=creation.category_id,
                part=creation.part,
            )


def _renames(plan: Plan, run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for part in plan.categories:
        for renamed in part.renames:
            yield Operation(
                id=new_id(),
                run_id=run_id,
                kind=OperationKind.RENAME_PLAYLIST,
                phase=Phase.CREATE_PLAYLISTS,
                ordinal=part.category.position * STRIDE + renamed.number,
                label=renamed.rename_to or renamed.title,
                category_id=part.category.id,
                playlist_id=renamed.playlist_id,
                part=renamed.number,
            )


def adds_of(
    part: CategoryPlan, run_id: RunId, *, new_id: Callable[[], OperationId], rank: int | None = None
) -> Iterator[Operation]:
    """A category's adds, each with the playlist it goes into where that exists; ``rank`` as :func:`add_operation`."""
    playlists = {known.number: known.playlist_id for known in part.parts}
    for add in part.adds:
        known = playlists.get(add.part) if add.part is not None else None
        yield add_operation(add, part.category, run_id, operation_id=new_id(), playlist_id=known, rank=rank)


def removals_of(part: CategoryPlan, run_id: RunId, *, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    """A category's removals."""
    for number, removal in enumerate(part.removals):
        yield removal_operation(removal, part.category, run_id, operation_id=new_id(), ordinal=number)


def moves_of(part: CategoryPlan, run_id: RunId, *, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    """A category's moves."""
    for move in part.moves:
        yield move_operation(move, part.category, run_id, operation_id=new_id())


def _adds(plans: Sequence[CategoryPlan], run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for rank, part in enumerate(plans):
        yield from adds_of(part, run_id, new_id=new_id, rank=rank)


def _removals(plan: Plan, run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for part in plan.categories:
        yield from removals_of(part, run_id, new_id=new_id)


def _moves(plan: Plan, run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for part in plan.categories:
        yield from moves_of(part, run_id, new_id=new_id)


def _deletions(plan: Plan, run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for number, deletion in enumerate(plan.deletions):
        yield Operation(
            id=new_id(),
            run_id=run_id,
            kind=OperationKind.DELETE_PLAYLIST,
            phase=Phase.DELETE_PLAYLISTS,
            ordinal=number,
            label=deletion.title,
            playlist_id=deletion.playlist_id,
        )
