"""What it takes to find the videos of the recordings that wait: rung by rung, at most, and likely in which steps.

At most each is searched for, after every page its artist's lists may be worth. Likely one search leads to the uploads
of an artist, where YouTube lists those, and they hold what else waits for that artist.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.matching.order import soonest
from core.matching.rungs import PAGES_MAX, channel_units, own_units, search_units
from core.quota import Method, cost
from core.states import Rung

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import CategoryId, RecordingId


@dataclass(frozen=True, slots=True)
class Ladder:
    """What decides how dear the waiting recordings are.

    ``rungs`` are the ways in use. ``artists`` gives a recording the key of its artist; one without is alone. ``open``
    are the artists of whom a list with unread pages is known. ``are_lists_given``: YouTube did not refuse them all.
    """

    rungs: frozenset[Rung] = frozenset({Rung.SEARCH})
    artists: Mapping[RecordingId, str] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    are_lists_given: bool = True

    @property
    def has_lists(self) -> bool:
        """Whether lists of artists are read at all."""
        return Rung.CHANNELS in self.rungs and self.are_lists_given


@dataclass(frozen=True, slots=True)
class RungCost:
    """What one way to find videos takes at most: for how many ``recordings`` it may be tried, units and searches."""

    rung: Rung
    recordings: int
    units: int = 0
    searches: int = 0


@dataclass(frozen=True, slots=True)
class Find:
    """A step that ends with a recording's video: the ``categories`` that get it, one entry a row.

    ``units`` are its share of what matching takes at most, ``searches`` is 1 where it likely takes one of its own.
    """

    recording: RecordingId
    categories: tuple[CategoryId, ...]
    units: int
    searches: int = 0


def rung_costs(
    waiting: Sequence[RecordingId], ladder: Ladder, *, unjudged: frozenset[RecordingId]
) -> tuple[RungCost, ...]:
    """Each rung in use with what it takes at most; nothing where nobody waits.

    What was searched for already (``unjudged``) takes no search, only the lengths of what that brought.
    """
    if not waiting:
        return ()
    count, left = len(waiting), len([one for one in waiting if one not in unjudged])
    groups = Counter(key for one in waiting if (key := ladder.artists.get(one, "")))
    found = {
        Rung.OWN: RungCost(Rung.OWN, count, own_units(count)),
        Rung.CHANNELS: RungCost(Rung.CHANNELS, groups.total(), sum(map(channel_units, groups.values()))),
        Rung.SEARCH: RungCost(Rung.SEARCH, left, search_units(left), left),
    }
    if not ladder.has_lists:
        found[Rung.CHANNELS] = RungCost(Rung.CHANNELS, 0)
    if left < count:
        found[Rung.STORED] = RungCost(Rung.STORED, count - left, search_units(count - left))
    return tuple(found.get(rung, RungCost(rung, 0)) for rung in Rung if rung in ladder.rungs or rung is Rung.STORED)


def finds(
    waiting: Mapping[CategoryId, Sequence[RecordingId]],
    rows: Mapping[RecordingId, tuple[CategoryId, ...]],
    ladder: Ladder,
    *,
    unjudged: frozenset[RecordingId],
) -> tuple[Find, ...]:
    """The steps in the order they are made; together they take the units of :func:`rung_costs`.

    ``rows`` names the categories that wait for each recording, one entry a row.
    """
    order = soonest(waiting, ladder.artists)
    groups: dict[str, list[RecordingId]] = {}
    for one in order:
        if key := ladder.artists.get(one, ""):
            groups.setdefault(key, []).append(one)
    spare = own_units(len(order)) if Rung.OWN in ladder.rungs else 0
    extra = {one: cost(Method.VIDEOS_LIST) for one in order[:spare]}
    if ladder.has_lists:
        for members in groups.values():
            for one in members[:PAGES_MAX]:
                extra[one] = extra.get(one, 0) + channel_units(1)
    can_search = Rung.SEARCH in ladder.rungs
    steps: dict[RecordingId, Find] = {}

    def step(one: RecordingId, *, has_search: bool) -> None:
        if one not in steps:
            judged = cost(Method.VIDEOS_LIST) if can_search or one in unjudged else 0
            searches = int(has_search and can_search and one not in unjudged)
            steps[one] = Find(one, rows.get(one, ()), judged + extra.get(one, 0), searches)

    for one in sorted(unjudged.intersection(order)):
        step(one, has_search=False)
    for one in order:
        key = ladder.artists.get(one, "")
        step(one, has_search=not (ladder.has_lists and key in ladder.open))
        if ladder.has_lists and key:
            for other in groups[key]:
                step(other, has_search=False)
    return tuple(steps.values())


def likely_units(steps: Sequence[Find], ladder: Ladder) -> int:
    """What the steps likely take: the lengths of each search, and a page with its lengths for each artist's rest."""
    if not steps:
        return 0
    searches = sum(step.searches for step in steps)
    shared = {ladder.artists.get(step.recording, "") for step in steps if not step.searches} - {""}
    pages = len(shared) * channel_units(1) if ladder.has_lists else 0
    return min(sum(step.units for step in steps), search_units(searches) + pages + 1)
