"""The writes of a plan as one long list: what is deleted first, then removed, moved, created, added.

No Textual here. Nothing is copied: a row is found in the plan when it is drawn, so a hundred thousand of them take
no room and no time. Only a filter looks at all of them, a few at a time, so that keys are answered between.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from core.planning.plan import Creation, Deletion, PlannedAdd, PlannedMove, PlannedRemoval
from core.quota import Method, cost
from tui.state.sieve import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.planning.plan import Part, Plan
    from core.ports import Clock
    from tui.state.sieve import Sieve


class RowKind(StrEnum):
    """What a row does."""

    DELETE = "delete"
    REMOVE = "remove"
    MOVE = "move"
    CREATE = "create"
    RENAME = "rename"
    ADD = "add"


_UNITS = {
    RowKind.DELETE: cost(Method.PLAYLISTS_DELETE),
    RowKind.REMOVE: cost(Method.ITEMS_DELETE),
    RowKind.MOVE: cost(Method.ITEMS_UPDATE),
    RowKind.CREATE: cost(Method.PLAYLISTS_INSERT),
    RowKind.RENAME: cost(Method.PLAYLISTS_UPDATE),
    RowKind.ADD: cost(Method.ITEMS_INSERT),
}

_SLICE = 200  # rows looked at in one go: a fraction of a millisecond, since a key takes many turns of the loop


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One write. ``label`` and ``category`` are raw; ``playlist_id`` and ``video_id`` are empty where there is none."""

    kind: RowKind
    label: str
    category: str = ""
    playlist_id: str = ""
    video_id: str = ""
    detail: str = ""

    @property
    def units(self) -> int:
        """What the write itself costs, reads left out."""
        return _UNITS[self.kind]


_Thing = Deletion | PlannedRemoval | PlannedMove | Creation | PlannedAdd


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows of one kind in one category, which follow each other."""

    kind: RowKind
    things: Sequence[_Thing | Part]
    category: str = ""
    playlist_id: str = ""


class PlanRows:
    """The rows of a plan by number, all or those that a filter lets through."""

    def __init__(self, plan: Plan) -> None:
        self._stretches = tuple(stretch for stretch in _stretches(plan) if stretch.things)
        self._starts: list[int] = []
        self._folded: list[str] = []
        self.total = 0
        for stretch in self._stretches:
            self._starts.append(self.total)
            self.total += len(stretch.things)
        self._kept: array[int] | None = None

    def __len__(self) -> int:
        return self.total if self._kept is None else len(self._kept)

    def row(self, index: int) -> PlanRow:
        """A row in sight by its number. Raises IndexError beyond the last."""
        return self._at(index if self._kept is None else self._kept[index])

    def __iter__(self) -> Iterator[PlanRow]:
        return (self.row(index) for index in range(len(self)))

    def counts(self) -> dict[RowKind, int]:
        """How many rows of each kind the whole plan has."""
        found = dict.fromkeys(RowKind, 0)
        for stretch in self._stretches:
            found[stretch.kind] += len(stretch.things)
        return found

    async def found(self, sieve: Sieve, clock: Clock) -> array[int] | None:
        """The numbers of the rows that a filter lets through; None where it lets all. Changes nothing in sight.

        A thread would hold the interpreter for 5 ms at every turn of the loop; slices give it back much sooner.
        """
        if sieve.is_open:
            return None
        kept: array[int] = array("I")
        for stretch, numbers in self._slices():
            tags = (stretch.kind.value,)
            kept.extend(number for number in numbers if sieve.takes(self._text(number), tags))
            await clock.sleep(0)
        return kept

    def _slices(self) -> Iterator[tuple[_Stretch, range]]:
        for start, stretch in zip(self._starts, self._stretches, strict=True):
            end = start + len(stretch.things)
            for first in range(start, end, _SLICE):
                yield stretch, range(first, min(first + _SLICE, end))

    def _text(self, number: int) -> str:
        """What a filter compares of a row; kept, since each letter typed asks for all of them again."""
        if number == len(self._folded):
            row = self._at(number)
            self._folded.append(folded(f"{row.label} {row.category}"))
        return self._folded[number]

    def keep(self, found: array[int] | None) -> None:
        """Have only those rows in sight that :meth:`found` gave; None: all."""
        self._kept = found

    def _at(self, number: int) -> PlanRow:
        if not 0 <= number < self.total:
            raise IndexError(number)
        place = bisect_right(self._starts, number) - 1
        stretch = self._stretches[place]
        return _row(stretch, stretch.things[number - self._starts[place]])


def _stretches(plan: Plan) -> Iterator[_Stretch]:
    yield _Stretch(RowKind.DELETE, plan.deletions)
    for part in plan.categories:
        yield _Stretch(RowKind.REMOVE, part.removals, part.category.title)
    for part in plan.categories:
        yield _Stretch(RowKind.MOVE, part.moves, part.category.title)
    titles = {part.category.id: part.category.title for part in plan.categories}
    for creation in plan.creations:
        yield _Stretch(RowKind.CREATE, (creation,), titles.get(creation.category_id, ""))
    for part in plan.categories:
        yield _Stretch(RowKind.RENAME, [one for one in part.parts if one.rename_to is not None], part.category.title)
    for part in plan.categories:
        yield _Stretch(RowKind.ADD, part.adds, part.category.title, part.category.playlist_id or "")


def _row(stretch: _Stretch, thing: _Thing | Part) -> PlanRow:
    match thing:
        case Deletion():
            return PlanRow(stretch.kind, thing.title, playlist_id=thing.playlist_id, detail=f"{thing.items:,} videos")
        case Creation():
            return PlanRow(stretch.kind, thing.title, stretch.category)
        case PlannedAdd():
            return PlanRow(stretch.kind, thing.label, stretch.category, stretch.playlist_id, thing.video_id)
        case PlannedRemoval() | PlannedMove():
            return PlanRow(stretch.kind, thing.label, stretch.category, thing.playlist_id, thing.video_id)
        case _:
            return PlanRow(
                stretch.kind, thing.rename_to or "", stretch.category, thing.playlist_id or "", detail=thing.title
            )
