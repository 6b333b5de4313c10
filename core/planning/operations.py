"""Turns an approved plan into the writes that the engine carries out, in its order.

An operation's ordinal orders it among those of its kind: category by category, in source order within each,
so that an add which a late match sets free falls into its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model import Operation
from core.states import OperationKind, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.model import Category, OperationId, RunId
    from core.planning.plan import Plan, PlannedAdd

STRIDE = 1_000_000
"""Ordinals a category spans: more than any source has rows."""


def operations(plan: Plan, run_id: RunId, *, new_id: Callable[[], OperationId]) -> tuple[Operation, ...]:
    """Every write of a plan: playlists to create, videos to add, playlists to delete."""
    return (
        *_creations(plan, run_id, new_id),
        *_adds(plan, run_id, new_id),
        *_deletions(plan, run_id, new_id),
    )


def add_operation(add: PlannedAdd, category: Category, run_id: RunId, *, operation_id: OperationId) -> Operation:
    """The write that puts a video into its category's playlist, also for one that a late match set free.

    Its playlist is None while the category has none yet; the receipt of the creation fills it in.
    """
    return Operation(
        id=operation_id,
        run_id=run_id,
        kind=OperationKind.ADD_VIDEO,
        phase=Phase.ADD_VIDEOS,
        ordinal=category.position * STRIDE + add.ordinal,
        label=add.label,
        category_id=category.id,
        recording_id=add.recording_id,
        video_id=add.video_id,
        playlist_id=category.parts[-1] if category.parts else category.playlist_id,
    )


def source_position(operation: Operation) -> int:
    """The place in its source that an add's ordinal stands for."""
    return operation.ordinal % STRIDE


def _creations(plan: Plan, run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for category in plan.creations:
        yield Operation(
            id=new_id(),
            run_id=run_id,
            kind=OperationKind.CREATE_PLAYLIST,
            phase=Phase.CREATE_PLAYLISTS,
            ordinal=category.position * STRIDE,
            label=category.title,
            category_id=category.id,
        )


def _adds(plan: Plan, run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for part in plan.categories:
        for add in part.adds:
            yield add_operation(add, part.category, run_id, operation_id=new_id())


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
