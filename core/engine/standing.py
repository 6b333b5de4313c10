"""Where an item of a category belongs in a playlist at this moment, as the engine knows it.

Shared by the stages that add and move. What is still to be moved or removed does not count as a neighbour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.planning.pairing import Places, wanted_places
from core.planning.position import position_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import Category, CategoryId, HeldItem, ItemId, Operation
    from core.work.desk import Desk


class Around(NamedTuple):
    """A category (None where it is gone), and its items that are still to be moved or removed."""

    category: Category | None
    passed: frozenset[ItemId]


class Standing:
    """Remembers where each category wants its videos; read once for a run."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._places: dict[CategoryId, Places] = {}

    async def around(self, operation: Operation) -> Around:
        """What of an operation's category does not change while a batch is added."""
        desk = self._desk
        category = await desk.store.categories.get(operation.category_id) if operation.category_id else None
        if category is None:
            return Around(None, frozenset())
        return Around(category, await desk.store.operations.on_the_way(desk.run.id, category.id))

    async def position(
        self, operation: Operation, items: Sequence[HeldItem], *, place: int, around: Around | None = None
    ) -> int | None:
        """Where among a playlist's known ``items`` what belongs at source position ``place`` goes; None: at the end."""
        desk = self._desk
        category, passed = around or await self.around(operation)
        if category is None or operation.video_id is None:
            return None
        places = await self._wanted(category.id)
        known = places.get(operation.video_id, ())
        if not known or (desk.settings.youtube.keep_duplicates and place not in known):
            places[operation.video_id] = tuple(sorted((*known, place)))
        standing = [row for row in items if row.item.id not in passed]
        found = position_for(place, standing, places=_without(places, operation, place), order=category.order)
        if found is None or not passed:
            return found
        shown = [row for row in standing if not row.is_missing]
        before = shown[found]
        return next(index for index, row in enumerate(each for each in items if not each.is_missing) if row is before)

    async def _wanted(self, category_id: CategoryId) -> Places:
        if category_id not in self._places:
            rows = await self._desk.store.categories.wanted(category_id)
            keeps = self._desk.settings.youtube.keep_duplicates
            self._places[category_id] = wanted_places(rows, keep_duplicates=keeps)
        return self._places[category_id]


def _without(places: Places, operation: Operation, place: int) -> Places:
    """The places without the one that is being filled, which no item there now may claim."""
    video = operation.video_id
    if video is None or len(places.get(video, ())) < 2:
        return places
    return {**places, video: tuple(other for other in places[video] if other != place)}
