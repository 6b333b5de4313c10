"""The order in which recordings are searched for: first those that let a playlist be finished soonest."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import CategoryId, RecordingId


def soonest(
    waiting: Mapping[CategoryId, Sequence[RecordingId]], artists: Mapping[RecordingId, str]
) -> tuple[RecordingId, ...]:
    """Every waiting recording once: of the category that lacks fewest first, then of what lacks fewest after that.

    ``waiting`` is in the person's order, which decides between equals. Within a category those come first whose
    artist (a key; empty: nobody) most others wait for, since what is found for one often serves the rest.
    """
    company = Counter(key for key in (artists.get(one, "") for one in _each(waiting)) if key)
    holders: dict[RecordingId, list[int]] = {}
    for place, recordings in enumerate(waiting.values()):
        for recording in dict.fromkeys(recordings):
            holders.setdefault(recording, []).append(place)
    lists = [tuple(dict.fromkeys(recordings)) for recordings in waiting.values()]
    left = [len(recordings) for recordings in lists]
    queue = [(count, place) for place, count in enumerate(left)]
    heapq.heapify(queue)
    chosen: dict[RecordingId, None] = {}
    while queue:
        count, place = heapq.heappop(queue)
        if count != left[place]:
            continue  # fewer are left by now; that entry stands further on
        rest = [recording for recording in lists[place] if recording not in chosen]
        for recording in sorted(rest, key=lambda one: -company[artists.get(one, "")]):
            chosen[recording] = None
            for holder in holders[recording]:
                left[holder] -= 1
                if holder != place:
                    heapq.heappush(queue, (left[holder], holder))
    return tuple(chosen)


def _each(waiting: Mapping[CategoryId, Sequence[RecordingId]]) -> tuple[RecordingId, ...]:
    return tuple(dict.fromkeys(recording for recordings in waiting.values() for recording in recordings))
