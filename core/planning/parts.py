"""A category's playlists: which they are, what they are called, and which of them takes a video.

YouTube lets a playlist hold 5,000 items. A category with more gets further parts, "TITLE (2)" and so on. What is in
one part stays there: nothing is shifted between parts to fill a gap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from core.states import Order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import Category, HeldPlaylist, PlaylistId

PLAYLIST_MAX = 5_000
"""Items a YouTube playlist holds at most."""

GONE = "its playlist is gone from YouTube: make it again or exclude it"


def named(category: Category) -> tuple[PlaylistId, ...]:
    """The playlists a category is linked to, whether they are there or not."""
    if category.parts:
        return category.parts
    return (category.playlist_id,) if category.playlist_id else ()


def playlists_of(category: Category, playlists: Mapping[PlaylistId, HeldPlaylist]) -> tuple[HeldPlaylist, ...]:
    """A category's playlists that are known to be there, in order of their parts.

    Where the category names none, those count that carry its mark, so that none is made twice.
    """
    linked = named(category)
    if linked:
        return tuple(playlists[part] for part in linked if part in playlists)
    return tuple(held for held in playlists.values() if held.category_id == category.id)


def items_in(held: HeldPlaylist) -> int:
    """Rows a listing of a playlist will show: those known, else what its head says."""
    if held.items_at is None and not held.items:
        return held.head.item_count
    return sum(1 for item in held.items if not item.is_missing)


def numbers_of(parts: Sequence[HeldPlaylist]) -> list[int]:
    """The numbers of a category's playlists; counted from 1 where they are not told apart by theirs."""
    numbers = [part.part for part in parts]
    return numbers if len(set(numbers)) == len(numbers) else list(range(1, len(parts) + 1))


@dataclass(slots=True)
class Shelves:
    """Where there is room while the adds of a category are planned, one after another in source order.

    ``numbers`` are those of its parts, ``room`` is what each still takes; parts that are to be made join at the end.
    ``at`` is the place of the part last used: a video goes there, else into the next part with room, else into an
    earlier one, else into a new one.
    """

    numbers: list[int]
    room: list[int]
    at: int = 0
    adds: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.adds = [0] * len(self.room)

    @classmethod
    def of(cls, category: Category, parts: Sequence[HeldPlaylist], *, leaving: Mapping[PlaylistId, int]) -> Shelves:
        """The room in a category's playlists; rows that one listing missed count, since they may be there.

        What is ``leaving`` makes room: an add that has none waits for it. Playlists that are linked and were never
        listed are taken for empty.
        """
        unlisted = () if parts else named(category)
        return cls(
            numbers_of(parts) or list(range(1, len(unlisted) + 1)),
            [PLAYLIST_MAX - max(len(part.items), items_in(part)) + leaving.get(part.head.id, 0) for part in parts]
            or [PLAYLIST_MAX] * len(unlisted),
            at=max(0, len(parts) - 1) if category.order is Order.APPEND else 0,
        )

    def put(self) -> int:
        """Take a place; the number of its part."""
        parts = range(len(self.room))
        order = (*parts[self.at :], *parts[: self.at])
        self.at = next((part for part in order if self.room[part] > 0), len(self.room))
        if self.at == len(self.room):
            self.numbers.append(next(number for number in count(1) if number not in self.numbers))
            self.room.append(PLAYLIST_MAX)
            self.adds.append(0)
        self.room[self.at] -= 1
        self.adds[self.at] += 1
        return self.numbers[self.at]
