"""Which item of a playlist stands for which wanted row, and which items may stay where they are.

Pure and in numbers: places are positions in the source, items are given by their video, in the playlist's order. The
longest run of items that already follow the source stays (a longest common subsequence, since a video may stand
there more than once); every other pair is one move, and fewer moves cannot do it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.states import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import VideoId, WantedRow

PAIRS_MAX = 40
"""Pairs looked at for each item, on average: videos that stand there very often are paired in plain order."""

Places = dict["VideoId", tuple[int, ...]]
"""The source positions at which each video is wanted, ascending; one each unless duplicates are kept."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """``places`` gives each item's source position, None where no row wants it (any more, or so often).

    ``run`` are the indices of the items that stay: their places ascend.
    """

    places: tuple[int | None, ...]
    run: frozenset[int]


def wanted_places(rows: Sequence[WantedRow], *, keep_duplicates: bool) -> Places:
    """Where each accepted video is wanted: at its first row, or with ``keep_duplicates`` at each."""
    found: Places = {}
    for row in rows:
        if row.status is MatchStatus.ACCEPTED and row.video_id is not None and row.skip is None:
            places = found.get(row.video_id)
            if places is None:
                found[row.video_id] = (row.position,)
            elif keep_duplicates:
                found[row.video_id] = (*places, row.position)
    return found


def pair(videos: Sequence[VideoId], places: Mapping[VideoId, Sequence[int]]) -> Pairing:
    """Pair as many items with rows as there are of both, with the longest possible run."""
    candidates = [places.get(video, ()) for video in videos]
    if sum(map(len, candidates)) > PAIRS_MAX * len(videos):
        candidates = _in_plain_order(videos, places)
    found: list[int | None] = [None] * len(videos)
    chain = _longest(candidates)
    for item, place in chain:
        found[item] = place
    run = frozenset(item for item, _ in chain)
    if len(run) < len(videos):
        _pair_the_rest(videos, places, found)
    return Pairing(tuple(found), run)


def _in_plain_order(videos: Sequence[VideoId], places: Mapping[VideoId, Sequence[int]]) -> list[Sequence[int]]:
    """The n-th item of a video with its n-th place alone."""
    met: Counter[VideoId] = Counter()
    found: list[Sequence[int]] = []
    for video in videos:
        number = met[video]
        met[video] += 1
        found.append(places.get(video, ())[number : number + 1])
    return found


def _longest(candidates: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The longest chain of ``(item, place)`` in which both ascend, one place an item (Hunt and Szymanski)."""
    tails: list[int] = []
    tail_pairs: list[int] = []
    pairs: list[tuple[int, int]] = []
    before: list[int] = []
    for item, places in enumerate(candidates):
        for place in reversed(places):  # descending, so that an item never follows itself
            length = bisect_left(tails, place)
            pairs.append((item, place))
            before.append(tail_pairs[length - 1] if length else -1)
            if length == len(tails):
                tails.append(place)
                tail_pairs.append(len(pairs) - 1)
            else:
                tails[length] = place
                tail_pairs[length] = len(pairs) - 1
    chain: list[tuple[int, int]] = []
    number = tail_pairs[-1] if tail_pairs else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    chain.reverse()
    return chain


def _pair_the_rest(videos: Sequence[VideoId], places: Mapping[VideoId, Sequence[int]], found: list[int | None]) -> None:
    """Give items outside the run what is left of their videos' places, in order."""
    taken = {place for place in found if place is not None}
    for index, video in enumerate(videos):
        if found[index] is not None:
            continue
        for place in places.get(video, ()):
            if place not in taken:
                found[index] = place
                taken.add(place)
                break
