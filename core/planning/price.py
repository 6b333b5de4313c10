"""What each stage of a plan would be charged: the work, playlist by playlist, in calls and units.

The costs come from :mod:`core.quota`. How the work falls on days is the business of
:mod:`core.planning.forecast`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.planning.ladder import finds, rung_costs
from core.planning.operations import soonest_first
from core.planning.parts import items_in
from core.quota import Method, cost, pages
from core.states import Rung

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import CategoryId, HeldPlaylist, PlaylistId, RecordingId, VideoId
    from core.planning.ladder import Find, Ladder, RungCost
    from core.planning.plan import CategoryPlan, Deletion, Part, Resumed


@dataclass(frozen=True, slots=True)
class Work:
    """All calls a plan needs, resumptions on later days left out.

    ``heads`` are the playlists there now, of which ``backup`` are read in full (units each). ``has_begun``:
    an unfinished run goes on, whose backup is made (``is_backed_up``). ``searches`` and ``judgements`` map a
    recording to the categories that wait for it, one entry for each row; ``finds`` are the steps to their videos, and
    ``rungs`` what those take at most. ``looks`` are calls that look at videos
    before they are added, 50 a call. ``creations`` are :func:`target` s, by which
    ``adds`` counts, too. ``deletions`` and ``verify`` are units for each playlist.
    """

    heads: int
    has_begun: bool
    is_backed_up: bool
    backup: tuple[int, ...]
    searches: Mapping[RecordingId, tuple[CategoryId, ...]]
    judgements: Mapping[RecordingId, tuple[CategoryId, ...]]
    creations: tuple[str, ...]
    adds: Mapping[str, int]
    deletions: tuple[int, ...]
    verify: tuple[int, ...]
    looks: int = 0
    renames: int = 0
    removals: int = 0
    moves: int = 0
    finds: tuple[Find, ...] = ()
    rungs: tuple[RungCost, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do, so that not even a listing is needed."""
        return not (
            self.searches or self.judgements or self.creations or self.adds or self.deletions or self.verify
            or self.renames or self.removals or self.moves
        )  # fmt: skip

    @property
    def expected_adds(self) -> int:
        """Adds that the waiting recordings set free if each finds its video."""
        waiting = (*self.searches.values(), *self.judgements.values())
        return sum(len(categories) for categories in waiting)


def target(category: CategoryId, part: int) -> str:
    """What an add waits for: its category's first playlist, or a further part of it."""
    return category if part == 1 else f"{category}:{part}"


def changed_playlists(
    plans: Sequence[CategoryPlan], playlists: Mapping[PlaylistId, HeldPlaylist]
) -> tuple[PlaylistId, ...]:
    """The known playlists whose items a plan changes, or may change once a waiting recording is matched."""
    return tuple(
        part.playlist_id
        for plan in plans
        for part in plan.parts
        if part.playlist_id is not None and part.playlist_id in playlists and (part.is_changed or plan.waiting)
    )


def work_of(
    plans: Sequence[CategoryPlan],
    deletions: Sequence[Deletion],
    playlists: Mapping[PlaylistId, HeldPlaylist],
    *,
    unjudged: frozenset[RecordingId] = frozenset(),
    unseen: frozenset[VideoId] = frozenset(),
    ladder: Ladder,
    resumed: Resumed | None = None,
) -> Work:
    """The calls that carrying out a plan takes."""
    changed = changed_playlists(plans, playlists)
    doomed = {deletion.playlist_id: deletion for deletion in deletions}
    is_backed_up = resumed is not None and resumed.is_backed_up
    saved = () if is_backed_up else dict.fromkeys((*changed, *doomed))
    touched = resumed.touched if resumed else frozenset()
    existing = dict.fromkeys((*changed, *sorted(known for known in touched if known in playlists)))
    before = {part.playlist_id: part.items for plan in plans for part in plan.parts}
    after = {part.playlist_id: rows for plan in plans for part, rows in sizes(plan) if part.playlist_id is not None}
    if Rung.SEARCH not in ladder.rungs and not _is_written(plans, deletions, touched):
        # Without searches nobody can say whether anything will be found: that is no reason for a sync.
        return Work(len(playlists), resumed is not None, is_backed_up, (), {}, {}, (), {}, (), ())
    waiting = _waiting(plans)
    return Work(
        heads=len(playlists),
        has_begun=resumed is not None,
        is_backed_up=is_backed_up,
        backup=tuple(
            pages(before[playlist] if playlist in before else items_in(playlists[playlist])) for playlist in saved
        ),
        searches={key: categories for key, categories in waiting.items() if key not in unjudged},
        judgements={key: categories for key, categories in waiting.items() if key in unjudged},
        creations=tuple(
            target(each.category_id, each.part) for plan in soonest_first(plans) for each in plan.creations
        ),
        adds=_adds(plans),
        deletions=_deletion_units(deletions, plans),
        verify=(
            *(
                pages(after[playlist] if playlist in after else items_in(playlists[playlist]))
                for playlist in existing
                if playlist not in doomed
            ),
            *(pages(rows) for plan in plans for part, rows in sizes(plan) if part.playlist_id is None),
        ),
        renames=sum(len(plan.renames) for plan in plans),
        removals=sum(len(plan.removals) for plan in plans),
        moves=sum(len(plan.moves) for plan in plans),
        looks=_looks(plans, unseen),
        finds=finds(
            {plan.category.id: sorted(plan.waiting_for & waiting.keys()) for plan in plans},
            waiting,
            ladder,
            unjudged=unjudged,
        ),
        rungs=rung_costs(tuple(waiting), ladder, unjudged=unjudged),
    )


def _is_written(plans: Sequence[CategoryPlan], deletions: Sequence[Deletion], touched: frozenset[PlaylistId]) -> bool:
    """Whether anything is written, or was, that does not depend on what is found."""
    return bool(deletions or touched or any(plan.adds or plan.removals or plan.moves or plan.renames for plan in plans))


def _looks(plans: Sequence[CategoryPlan], unseen: frozenset[VideoId]) -> int:
    """Calls that look at the videos to be added which nobody saw for long; each video once, whoever wants it."""
    videos = {add.video_id for plan in plans for add in plan.adds} & unseen
    return pages(len(videos)) if videos else 0


def _adds(plans: Sequence[CategoryPlan]) -> dict[str, int]:
    found: dict[str, int] = {}
    for plan in plans:
        for part in plan.parts:
            if part.adds:
                key = target(plan.category.id, part.number) if part.playlist_id is None else plan.category.id
                found[key] = found.get(key, 0) + part.adds
    return found


def sizes(plan: CategoryPlan) -> list[tuple[Part, int]]:
    """Each playlist of a category with the rows it will have in the end; what still waits joins the last one."""
    found = [(part, part.items + part.adds - part.removals) for part in plan.parts]
    if found and plan.waiting:
        last, rows = found[-1]
        found[-1] = (last, rows + plan.waiting)
    return found


def _deletion_units(deletions: Sequence[Deletion], plans: Sequence[CategoryPlan]) -> tuple[int, ...]:
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
                units += sum(pages(rows) for _, rows in sizes(plan)) * cost(Method.ITEMS_LIST)
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
