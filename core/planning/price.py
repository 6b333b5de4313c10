"""What each stage of a plan would be charged: the work, playlist by playlist, in calls and units.

The costs come from :mod:`core.quota`. How the work falls on days is the business of
:mod:`core.planning.forecast`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.planning.diff import playlists_of
from core.planning.guards import items_in
from core.quota import Method, cost, pages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import CategoryId, HeldPlaylist, PlaylistId, RecordingId
    from core.planning.plan import CategoryPlan, Deletion, Resumed


@dataclass(frozen=True, slots=True)
class Work:
    """All calls a plan needs, resumptions on later days left out.

    ``heads`` are the playlists there now, of which ``backup`` are read in full (units each). ``has_begun``:
    an unfinished run goes on, whose backup is made (``is_backed_up``). ``searches`` and ``judgements`` map a
    recording to the categories that wait for it, one entry for each row. ``adds`` counts by category,
    ``deletions`` and ``verify`` are units for each playlist.
    """

    heads: int
    has_begun: bool
    is_backed_up: bool
    backup: tuple[int, ...]
    searches: Mapping[RecordingId, tuple[CategoryId, ...]]
    judgements: Mapping[RecordingId, tuple[CategoryId, ...]]
    creations: tuple[CategoryId, ...]
    adds: Mapping[CategoryId, int]
    deletions: tuple[int, ...]
    verify: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do, so that not even a listing is needed."""
        return not (self.searches or self.judgements or self.creations or self.adds or self.deletions or self.verify)

    @property
    def expected_adds(self) -> int:
        """Adds that the waiting recordings set free if each finds its video."""
        waiting = (*self.searches.values(), *self.judgements.values())
        return sum(len(categories) for categories in waiting)


def changed_playlists(
    plans: Sequence[CategoryPlan], playlists: Mapping[PlaylistId, HeldPlaylist]
) -> tuple[PlaylistId, ...]:
    """The existing playlists that a plan adds into, or may add into once a waiting recording is matched."""
    return tuple(
        part.head.id for plan in plans if plan.adds or plan.waiting for part in playlists_of(plan.category, playlists)
    )


def work_of(
    plans: Sequence[CategoryPlan],
    deletions: Sequence[Deletion],
    playlists: Mapping[PlaylistId, HeldPlaylist],
    *,
    unjudged: frozenset[RecordingId] = frozenset(),
    resumed: Resumed | None = None,
) -> Work:
    """The calls that carrying out a plan takes."""
    changed = changed_playlists(plans, playlists)
    doomed = {deletion.playlist_id: deletion for deletion in deletions}
    after = _items_after(plans, playlists)
    is_backed_up = resumed is not None and resumed.is_backed_up
    saved = () if is_backed_up else dict.fromkeys((*changed, *doomed))
    touched = resumed.touched if resumed else frozenset()
    existing = dict.fromkeys((*changed, *sorted(known for known in touched if known in playlists)))
    waiting = _waiting(plans)
    return Work(
        heads=len(playlists),
        has_begun=resumed is not None,
        is_backed_up=is_backed_up,
        backup=tuple(pages(items_in(playlists[playlist])) for playlist in saved),
        searches={key: categories for key, categories in waiting.items() if key not in unjudged},
        judgements={key: categories for key, categories in waiting.items() if key in unjudged},
        creations=tuple(plan.category.id for plan in plans if plan.has_creation),
        adds={plan.category.id: plan.to_add for plan in plans if plan.adds},
        deletions=_deletion_units(deletions, plans, playlists, after),
        verify=(
            *(pages(after[playlist]) for playlist in existing if playlist not in doomed),
            *(pages(plan.to_add + plan.waiting) for plan in plans if plan.has_creation),
        ),
    )


def _items_after(plans: Sequence[CategoryPlan], playlists: Mapping[PlaylistId, HeldPlaylist]) -> dict[PlaylistId, int]:
    """Rows each playlist will have once all adds are made; a category's adds go to its last part."""
    after = {playlist: items_in(held) for playlist, held in playlists.items()}
    for plan in plans:
        parts = playlists_of(plan.category, playlists)
        if parts:
            after[parts[-1].head.id] += plan.to_add + plan.waiting
    return after


def _deletion_units(
    deletions: Sequence[Deletion],
    plans: Sequence[CategoryPlan],
    playlists: Mapping[PlaylistId, HeldPlaylist],
    after: Mapping[PlaylistId, int],
) -> tuple[int, ...]:
    """For each: the call, one more look at the playlist itself, and the read-back of each that takes over.

    A category with waiting recordings may turn out to be one of them. One read-back serves all deletions, so it
    is priced with the first that needs it.
    """
    found: list[int] = []
    read: set[str] = set()
    for deletion in deletions:
        units = cost(Method.PLAYLISTS_DELETE) + pages(deletion.items) * cost(Method.ITEMS_LIST)
        for plan in plans:
            takes_over = plan.category.id in deletion.successors or plan.waiting
            if takes_over and plan.category.id not in read:
                read.add(plan.category.id)
                parts = playlists_of(plan.category, playlists)
                rows = [after[part.head.id] for part in parts] or [plan.to_add + plan.waiting]
                units += sum(pages(count) for count in rows) * cost(Method.ITEMS_LIST)
        found.append(units)
    return tuple(found)


def _waiting(plans: Sequence[CategoryPlan]) -> dict[RecordingId, tuple[CategoryId, ...]]:
    """Which categories wait for a recording, one entry for each row that would be added.

    Where duplicates are kept, a category's surplus rows are put to its first recording: only sums matter.
    """
    found: dict[RecordingId, tuple[CategoryId, ...]] = {}
    for plan in plans:
        surplus = plan.waiting - len(plan.waiting_for)
        for recording in sorted(plan.waiting_for):
            found[recording] = found.get(recording, ()) + (plan.category.id,) * (1 + surplus)
            surplus = 0
    return found
