"""Where in a playlist a video belongs, so that ours stand in source order among themselves.

Nothing is moved here: an add that comes late, or again, is put at its place from the start, and so is an item that
is moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.planning.pairing import pair
from core.states import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import HeldItem
    from core.planning.pairing import Places


def position_for(place: int, items: Sequence[HeldItem], *, places: Places, order: Order = Order.EXACT) -> int | None:
    """The position to insert a video at whose source position is ``place``; None: at the end.

    ``items`` are the playlist's known rows in order. The video goes before the first of ours that comes later
    in the source, looked for behind its nearest predecessor; items of other people count as rows and are
    passed over. Rows that the newest listing did not show are not counted.
    """
    if order is Order.APPEND:
        return None
    ours = _ours(items, places)
    before = max(((found, index) for index, found in ours if found <= place), default=None)
    if before is None:
        return min(((found, index) for index, found in ours), default=(0, None))[1]
    return next((index for index, found in ours if index > before[1] and found > place), None)


def is_in_order(items: Sequence[HeldItem], *, places: Places) -> bool:
    """Whether ours stand in source order among themselves."""
    found = [place for _, place in _ours(items, places)]
    return found == sorted(found)


def _ours(items: Sequence[HeldItem], places: Places) -> list[tuple[int, int]]:
    """``(position, source position)`` of the items of ours that the source still holds."""
    shown = [held for held in items if not held.is_missing]
    ours = [(index, held.item.video_id) for index, held in enumerate(shown) if held.is_ours]
    paired = pair([video for _, video in ours], places).places
    return [(index, place) for (index, _), place in zip(ours, paired, strict=True) if place is not None]
