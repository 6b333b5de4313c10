"""What a walk of the liked songs finds against what the last one left: pure bookkeeping, no I/O.

A row is known by its address and date together: a song that was unliked and liked again stands at the top with a
new date, and songs that were liked at once share one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.model import SourceRow

Pair = tuple[str | None, "datetime | None"]
"""A row's address (None for one without a track) and when it was added."""


class Known:
    """The rows of the last whole walk, newest first, and how far a new walk got among them."""

    def __init__(self, stored: Sequence[Pair]) -> None:
        self._stored = len(stored)
        self._places: dict[Pair, list[int]] = {}
        for place in range(len(stored) - 1, -1, -1):
            self._places.setdefault(stored[place], []).append(place)
        self._read = 0
        self._past = 0

    def take(self, rows: Sequence[Pair]) -> bool:
        """Go on by a page; whether every row of it was there before."""
        is_known = True
        for row in rows:
            places = self._places.get(row)
            if places is None:
                is_known = False
                continue
            while places and places[-1] < self._past:
                places.pop()
            if places:
                self._past = places.pop() + 1
        self._read += len(rows)
        return is_known

    def tail(self, total: int) -> int | None:
        """Behind how many of the old rows the rest of them completes the walk; None while the total says otherwise.

        Where nothing was unliked further down, the rows read and the old ones behind the last that was recognised
        are all there are.
        """
        return self._past if self._read + self._stored - self._past == total else None


def pairs(rows: Sequence[SourceRow]) -> list[Pair]:
    """What rows are known by."""
    return [(row.track.uri if row.track else None, row.added_at) for row in rows]
