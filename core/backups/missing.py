"""What of a backup is missing on YouTube now, and where it belongs. Pure.

A playlist is there where its id is, or one that carries its category's mark, or the mark of an earlier restore of it.
An item is there where its id is, or an item with its video that stands for none of the others. What is there stays as
and where it is.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.marker import marked_category, restored_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.backups.document import SavedChannel, SavedItem, SavedPlaylist
    from core.model import CategoryId, HeldItem, HeldPlaylist, ItemId, PlaylistId


@dataclass(frozen=True, slots=True)
class Restoration:
    """What a saved playlist needs: ``missing`` are places in its items, to be added in this order.

    ``playlist_id`` is where it is now, None where it is gone. ``category`` and its part are re-linked to what is made
    anew, None where no known category is marked. ``dead`` counts missing items that did not play when they were
    saved: they cannot be added.
    """

    saved: SavedPlaylist
    items: tuple[SavedItem, ...]
    playlist_id: PlaylistId | None
    category: tuple[CategoryId, int] | None
    missing: tuple[int, ...]
    there: int
    dead: int


def compare(
    saved: SavedChannel,
    playlists: Mapping[PlaylistId, HeldPlaylist],
    categories: frozenset[CategoryId],
    *,
    restored: Mapping[str, ItemId] | None = None,
) -> tuple[Restoration, ...]:
    """What each playlist that was saved in full needs, in the backup's order.

    ``categories`` are those known; ``restored`` tells which new item stands for a saved one (by its id) by now.
    """
    return tuple(
        _restoration(one, one.items, there, categories, restored or {})
        for one, there in _where(saved, playlists)
        if one.items is not None
    )


def left_out(saved: SavedChannel, playlists: Mapping[PlaylistId, HeldPlaylist]) -> tuple[SavedPlaylist, ...]:
    """Playlists that are gone, and of which the backup holds the head alone: it cannot bring them back."""
    return tuple(one for one, there in _where(saved, playlists) if one.items is None and there is None)


def pairs(
    items: Sequence[SavedItem], held: Sequence[HeldItem], *, restored: Mapping[str, ItemId]
) -> tuple[int | None, ...]:
    """For each saved item the place in ``held`` of the one that stands for it; None where it is missing."""
    by_id = {row.item.id: place for place, row in enumerate(held)}
    found: list[int | None] = []
    for item in items:
        place = by_id.get(item.id)
        found.append(by_id.get(restored[item.id]) if place is None and item.id in restored else place)
    taken = {place for place in found if place is not None}
    free: dict[str, deque[int]] = defaultdict(deque)
    for place, row in enumerate(held):
        if place not in taken:
            free[row.item.video_id].append(place)
    for number, item in enumerate(items):
        if found[number] is None and free[item.video_id]:
            found[number] = free[item.video_id].popleft()
    return tuple(found)


def position_for(
    number: int, items: Sequence[SavedItem], held: Sequence[HeldItem], *, restored: Mapping[str, ItemId]
) -> int | None:
    """Where a saved item goes among what is there: behind the nearest before it, else before the nearest after it.

    None: at the end. Only what listings show counts as a row.
    """
    shown = [row for row in held if not row.is_missing]
    paired = pairs(items, shown, restored=restored)
    before = next((place for place in reversed(paired[:number]) if place is not None), None)
    if before is not None:
        return before + 1 if before + 1 < len(shown) else None
    return next((place for place in paired[number + 1 :] if place is not None), None)


def _where(
    saved: SavedChannel, playlists: Mapping[PlaylistId, HeldPlaylist]
) -> list[tuple[SavedPlaylist, HeldPlaylist | None]]:
    """Each saved playlist, and what it is now. One that is there under its own id stands for no other."""
    own = {one.id for one in saved.playlists}
    free = [held for held in playlists.values() if held.head.id not in own]
    return [(one, playlists.get(one.id) or _marked(one, free)) for one in saved.playlists]


def _marked(saved: SavedPlaylist, free: Sequence[HeldPlaylist]) -> HeldPlaylist | None:
    mark = marked_category(saved.description)
    for held in free:
        if saved.id in restored_from(held.head.description):
            return held
        if mark is not None and marked_category(held.head.description) == mark:
            return held
    return None


def _restoration(
    saved: SavedPlaylist,
    items: tuple[SavedItem, ...],
    there: HeldPlaylist | None,
    categories: frozenset[CategoryId],
    restored: Mapping[str, ItemId],
) -> Restoration:
    mark = marked_category(saved.description)
    found = pairs(items, there.items if there else (), restored=restored)
    absent = [number for number, place in enumerate(found) if place is None]
    missing = tuple(number for number in absent if not items[number].is_dead)
    return Restoration(
        saved=saved,
        items=items,
        playlist_id=there.head.id if there else None,
        category=mark if mark is not None and mark[0] in categories else None,
        missing=missing,
        there=len(items) - len(absent),
        dead=len(absent) - len(missing),
    )
