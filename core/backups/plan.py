"""What a restore would do and take: the plan that is shown, approved and carried out. Pure.

Playlists that are gone are made anew, missing videos added at their places; nothing is removed or moved. The price
comes from the table and the days of every sync (:mod:`core.planning.forecast`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.backups.missing import compare, left_out
from core.model import ItemId, Operation, PlaylistId
from core.planning.forecast import forecast
from core.planning.parts import items_in
from core.planning.price import Work
from core.quota import Method, cost, pages
from core.states import OperationKind, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from core.backups.document import SavedChannel, SavedPlaylist
    from core.backups.missing import Restoration
    from core.model import CategoryId, OperationId, RunId, Spent
    from core.planning.plan import CalendarDay, Situation, StageCost
    from core.ports import QuotaCalendar
    from core.quota import Allowance

STRIDE = 1_000_000
"""Ordinals a playlist spans: more than any has rows."""


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """A restore, as it would be approved.

    ``restorations`` are all playlists saved in full, those that miss nothing among them. ``left_out`` are gone, and
    only their heads were saved. ``is_endless``: the settings leave so little of a day that it would never end.
    """

    saved: SavedChannel
    restorations: tuple[Restoration, ...]
    left_out: tuple[SavedPlaylist, ...]
    stages: tuple[StageCost, ...]
    calendar: tuple[CalendarDay, ...]
    is_endless: bool
    situation: Situation

    @property
    def needed(self) -> tuple[Restoration, ...]:
        """Those that miss something, in the backup's order."""
        return tuple(one for one in self.restorations if one.playlist_id is None or one.missing)

    @property
    def total_units(self) -> int:
        """All that this restore will be charged, its own reads included."""
        return sum(stage.units for stage in self.stages)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is missing: such a plan makes no run."""
        return not self.needed

    @property
    def total_searches(self) -> int:
        """None: what is brought back is known by its id."""
        return 0

    @property
    def spent(self) -> Spent:
        """What today was charged when the plan was made."""
        return self.situation.spent

    @property
    def allowance(self) -> Allowance:
        """What a quota day grants."""
        return self.situation.allowance


def make_plan(
    saved: SavedChannel, situation: Situation, categories: frozenset[CategoryId], calendar: QuotaCalendar
) -> RestorePlan:
    """What a restore would do in this situation. Of it only what YouTube holds, the day and the allowance count.

    ``situation.resumed`` tells what an unfinished restore already did.
    """
    playlists = {held.head.id: held for held in situation.playlists}
    restorations = compare(saved, playlists, categories)
    needed = [one for one in restorations if one.playlist_id is None or one.missing]
    resumed = situation.resumed
    existing: dict[PlaylistId, int] = {
        one.playlist_id: len(one.missing) for one in needed if one.playlist_id is not None
    }
    touched: dict[PlaylistId, int] = (
        {known: 0 for known in sorted(resumed.touched) if known in playlists} if resumed else {}
    )
    is_backed_up = resumed is not None and resumed.is_backed_up
    work = Work(
        heads=len(playlists),
        has_begun=resumed is not None,
        is_backed_up=is_backed_up,
        backup=() if is_backed_up else tuple(pages(items_in(playlists[known])) for known in existing),
        searches={},
        judgements={},
        creations=tuple(one.saved.id for one in needed if one.playlist_id is None),
        adds={one.playlist_id or one.saved.id: len(one.missing) for one in needed if one.missing},
        deletions=(),
        verify=(
            *(pages(items_in(playlists[known]) + more) for known, more in (touched | existing).items()),
            *(pages(len(one.missing)) for one in needed if one.playlist_id is None),
        ),
    )
    outlook = forecast(work, situation, calendar)
    return RestorePlan(
        saved=saved,
        restorations=restorations,
        left_out=left_out(saved, playlists),
        stages=outlook.stages,
        calendar=outlook.calendar,
        is_endless=outlook.is_endless,
        situation=situation,
    )


def units_of(one: Restoration) -> int:
    """What the writes of a playlist cost."""
    made = cost(Method.PLAYLISTS_INSERT) if one.playlist_id is None else 0
    return made + len(one.missing) * cost(Method.ITEMS_INSERT)


def operations_of(
    restorations: Sequence[Restoration], run_id: RunId, *, new_id: Callable[[], OperationId]
) -> tuple[Operation, ...]:
    """Every write that brings back what is missing.

    What an operation brings back stands as its ``item_id``: a saved playlist's id, or a saved item's. Until their
    playlist is made anew, adds name the lost one.
    """
    return (*_creations(restorations, run_id, new_id), *_adds(restorations, run_id, new_id))


def _creations(
    restorations: Sequence[Restoration], run_id: RunId, new_id: Callable[[], OperationId]
) -> Iterator[Operation]:
    for number, one in enumerate(restorations):
        if one.playlist_id is None:
            yield Operation(
                id=new_id(),
                run_id=run_id,
                kind=OperationKind.CREATE_PLAYLIST,
                phase=Phase.CREATE_PLAYLISTS,
                ordinal=number * STRIDE,
                label=one.saved.title,
                category_id=one.category[0] if one.category else None,
                item_id=ItemId(one.saved.id),
                part=one.category[1] if one.category else 1,
            )


def _adds(restorations: Sequence[Restoration], run_id: RunId, new_id: Callable[[], OperationId]) -> Iterator[Operation]:
    for number, one in enumerate(restorations):
        for place in one.missing:
            item = one.items[place]
            yield Operation(
                id=new_id(),
                run_id=run_id,
                kind=OperationKind.ADD_VIDEO,
                phase=Phase.ADD_VIDEOS,
                ordinal=number * STRIDE + place,
                label=item.title or item.video_id,
                video_id=item.video_id,
                playlist_id=one.playlist_id or one.saved.id,
                item_id=item.id,
            )
