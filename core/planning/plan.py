"""What a plan is: the values that the preview shows, a person approves and the engine carries out.

Only shapes live here; :mod:`core.planning.diff` finds the differences, :mod:`core.planning.guards` holds back
what would be dangerous, :mod:`core.planning.forecast` prices it and lays it on days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.planning.ladder import Ladder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.model import (
        Category,
        CategoryId,
        HeldPlaylist,
        ItemId,
        PlaylistId,
        RecordingId,
        Spent,
        VideoId,
        WantedRow,
        Window,
    )
    from core.planning.ladder import RungCost
    from core.quota import Allowance
    from core.states import Phase


@dataclass(frozen=True, slots=True)
class Source:
    """A category with all its source rows, and what its last plan left failed (recordings, in the paused run)."""

    category: Category
    rows: tuple[WantedRow, ...]
    failed: frozenset[RecordingId] = frozenset()


@dataclass(frozen=True, slots=True)
class Resumed:
    """What an unfinished sync already did, so that a preview prices what is left of it.

    ``touched`` are the playlists it wrote to, which verify will read.
    """

    is_backed_up: bool
    touched: frozenset[PlaylistId] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """What removals need: the person's word (``allow_delete``), and their settings not to be exceeded.

    A category's removals are held where they are more than ``remove_max`` videos, and where they are more than
    ``remove_max_percent`` of ours in its playlists.
    """

    allow_delete: bool = True
    remove_max: int = 100
    remove_max_percent: float = 20.0


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a plan is made from.

    Recordings that wait are those whose rows have no status; ``unjudged`` of them already have candidates,
    whose lengths are to be read (1 unit each, no search). Videos that are ``unseen`` are looked at before they are
    added (1 unit for 50). ``ladder`` tells how the others are looked for.
    ``spent`` is this quota day's; ``now`` lies in ``window``. ``exhausted`` names buckets closed by the
    service's word (``units``, ``searches``, ``playlists``).
    """

    sources: tuple[Source, ...]
    playlists: tuple[HeldPlaylist, ...]
    listed_at: datetime | None
    allowance: Allowance
    spent: Spent
    window: Window
    now: datetime
    batch: int
    keep_duplicates: bool
    allow_delete: bool = True
    remove_max: int = 100
    remove_max_percent: float = 20.0
    exhausted: frozenset[str] = frozenset()
    unjudged: frozenset[RecordingId] = frozenset()
    unseen: frozenset[VideoId] = frozenset()
    ladder: Ladder = field(default_factory=Ladder)
    resumed: Resumed | None = None

    @property
    def limits(self) -> Limits:
        """What its removals need."""
        return Limits(self.allow_delete, self.remove_max, self.remove_max_percent)


@dataclass(frozen=True, slots=True)
class PlannedAdd:
    """A video to put into a category's playlist; ``ordinal`` is its source position.

    ``part`` counts the category's playlists from 1; None: wherever there is room, the newest first.
    """

    category_id: CategoryId
    recording_id: RecordingId
    video_id: VideoId
    label: str
    ordinal: int
    part: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedRemoval:
    """An item of ours to take out. ``label`` is its title on YouTube, raw."""

    playlist_id: PlaylistId
    item_id: ItemId
    video_id: VideoId
    label: str
    recording_id: RecordingId | None = None


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """An item of ours to put where its source position, ``ordinal``, belongs."""

    playlist_id: PlaylistId
    item_id: ItemId
    video_id: VideoId
    label: str
    ordinal: int
    recording_id: RecordingId | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One playlist of a category: what a listing shows of it now, and what the plan does to it.

    ``playlist_id`` is None where it is to be made, under ``title``. ``rename_to`` is the title it shall get, None
    where it keeps its own. ``items`` counts rows.
    """

    number: int
    playlist_id: PlaylistId | None
    title: str
    items: int = 0
    adds: int = 0
    removals: int = 0
    moves: int = 0
    rename_to: str | None = None

    @property
    def is_changed(self) -> bool:
        """Whether its items are changed."""
        return bool(self.adds or self.removals or self.moves)


@dataclass(frozen=True, slots=True)
class Creation:
    """A playlist to make: a category's ``part`` (from 1), under ``title``."""

    category_id: CategoryId
    title: str
    part: int = 1


@dataclass(frozen=True, slots=True)
class CategoryPlan:
    """One category's sum, which closes.

    ::

        source_rows = already_there + to_add + duplicates + waiting + needs_review + missing + skipped + failed

    ``skipped_by`` splits ``skipped`` by reason; ``foreign`` counts the person's own items in the playlist;
    ``units`` is what its operations cost (creations, renames, adds, expected adds of waiting rows, removals,
    moves). ``parts`` are its playlists, those to be made included. ``held`` is why nothing of it is planned,
    ``removals_held`` why its removals are not. ``ours`` counts the items of ours there, ``exact_moves`` the moves
    that exact order takes beyond the order ``append``, planned or not: always 0 under the policy ``add``, which moves
    nothing.
    """

    category: Category
    source_rows: int
    already_there: int
    duplicates: int
    waiting: int
    needs_review: int
    missing: int
    skipped: int
    failed: int
    foreign: int
    units: int
    skipped_by: Mapping[str, int] = field(default_factory=dict)
    adds: tuple[PlannedAdd, ...] = ()
    waiting_for: frozenset[RecordingId] = frozenset()
    removals: tuple[PlannedRemoval, ...] = ()
    moves: tuple[PlannedMove, ...] = ()
    parts: tuple[Part, ...] = ()
    held: str | None = None
    removals_held: str | None = None
    exact_moves: int = 0
    ours: int = 0

    @property
    def to_add(self) -> int:
        """Videos this plan would put in."""
        return len(self.adds)

    @property
    def to_remove(self) -> int:
        """Videos this plan would take out."""
        return len(self.removals)

    @property
    def to_move(self) -> int:
        """Videos this plan would move."""
        return len(self.moves)

    @property
    def creations(self) -> tuple[Creation, ...]:
        """The playlists it gets."""
        return tuple(
            Creation(self.category.id, part.title, part.number) for part in self.parts if part.playlist_id is None
        )

    @property
    def has_creation(self) -> bool:
        """Whether it gets a playlist."""
        return any(part.playlist_id is None for part in self.parts)

    @property
    def renames(self) -> tuple[Part, ...]:
        """The playlists that get another title."""
        return tuple(part for part in self.parts if part.rename_to is not None)


@dataclass(frozen=True, slots=True)
class Deletion:
    """An old playlist to delete once its videos are safe.

    ``successors`` maps each category that takes over some of its videos to those videos; ``unwanted`` names
    the videos no category wants (raw titles), which need the person's word.
    """

    playlist_id: PlaylistId
    title: str
    items: int
    successors: Mapping[CategoryId, frozenset[VideoId]]
    unwanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Something the plan holds back, and why; ``category`` is a title."""

    category: str
    reason: str


@dataclass(frozen=True, slots=True)
class StageCost:
    """What one stage does and takes."""

    stage: Phase
    operations: int = 0
    units: int = 0
    searches: int = 0


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What a quota day would spend; ``window`` gives its true ends."""

    window: Window
    units: int
    searches: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What the waiting recordings will likely need; part of the totals."""

    adds: int = 0
    units: int = 0
    searches: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The preview, which is the plan.

    ``is_exact`` is True when nothing waits for a search, so that the total equals the charge to the unit.
    ``fingerprint`` changes with anything a person would have to approve anew. ``window`` is the quota day it
    was made in. ``is_endless``: the settings leave so little of a day that it would never end; its calendar
    then stops at the last day that could do something. ``rungs`` split what matching takes at most, cheapest first;
    the calendar lays out what it likely takes.
    """

    stages: tuple[StageCost, ...]
    categories: tuple[CategoryPlan, ...]
    deletions: tuple[Deletion, ...]
    held: tuple[Held, ...]
    expected: Expected
    calendar: tuple[CalendarDay, ...]
    allowance: Allowance
    spent: Spent
    listed_at: datetime | None
    is_exact: bool
    fingerprint: str
    window: Window | None = None
    is_endless: bool = False
    rungs: tuple[RungCost, ...] = ()

    @property
    def creations(self) -> tuple[Creation, ...]:
        """The playlists to make."""
        return tuple(creation for part in self.categories for creation in part.creations)

    @property
    def total_units(self) -> int:
        """All that a sync of this plan will be charged, its own reads included."""
        return sum(stage.units for stage in self.stages)

    @property
    def total_searches(self) -> int:
        """Searches still needed."""
        return sum(stage.searches for stage in self.stages)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do: such a plan makes no run."""
        return self.total_units == 0 and self.total_searches == 0
