"""Where in a playlist a video belongs, so that ours stand in source order among themselves.

Nothing is moved here: an add that comes late, or again, is put at its place from the start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.states import MatchStatus, Order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import HeldItem, VideoId, WantedRow


def places(rows: Sequence[WantedRow]) -> dict[VideoId, int]:
    """The source position at which each wanted video first stands; made once for a category."""
    found: dict[VideoId, int] = {}
    for row in rows:
        if row.status is MatchStatus.ACCEPTED and row.video_id is not None and row.skip is None:
            found.setdefault(row.video_id, row.position)
    return found


def position_for(
    place: int, items: Sequence[HeldItem], *, places: Mapping[VideoId, int], order: Order = Order.EXACT
) -> int | None:
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


def _ours(items: Sequence[HeldItem], places: Mapping[VideoId, int]) -> list[tuple[int, int]]:
    """``(position, source position)`` of the items of ours that the source still holds."""
    shown = (held for held in items if not held.is_missing)
    return [
        (index, places[held.item.video_id])
        for index, held in enumerate(shown)
        if held.is_ours and held.item.video_id in places
    ]
