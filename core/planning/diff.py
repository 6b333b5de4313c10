"""What a category wants against what its playlist holds: one :class:`CategoryPlan`, whose sum closes.

Reads rows and listings only. What deletions need is in :mod:`core.planning.guards`, what it all costs in
:mod:`core.planning.price`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.planning.plan import CategoryPlan, PlannedAdd
from core.quota import Method, cost
from core.states import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model import Category, HeldPlaylist, PlaylistId, RecordingId, VideoId, WantedRow
    from core.planning.plan import Source

PLAYLIST_MAX = 5_000
"""Items a YouTube playlist holds at most; rows beyond are skipped as ``playlist_full``."""

EXCLUDED = "excluded"
PROTECTED = "protected"
REMOVED = "removed_on_youtube"
FULL = "playlist_full"
NO_RECORDING = "no_recording"

GONE = "its playlist is gone from YouTube: make it again or exclude it"


def playlists_of(category: Category, playlists: Mapping[PlaylistId, HeldPlaylist]) -> tuple[HeldPlaylist, ...]:
    """A category's playlists that are known to be there, in order of their parts.

    Where the category names none, those count that carry its mark, so that none is made twice.
    """
    named = _named(category)
    if named:
        return tuple(playlists[part] for part in named if part in playlists)
    return tuple(held for held in playlists.values() if held.category_id == category.id)


def hold(category: Category, playlists: Mapping[PlaylistId, HeldPlaylist], *, has_listing: bool) -> str | None:
    """Why nothing is planned for an included category; None where nothing holds it back.

    A playlist that a listing does not show is gone; before the first listing nothing is known.
    """
    if category.held:
        return category.held
    if has_listing and any(part not in playlists for part in _named(category)):
        return GONE
    return None


def compare(
    source: Source,
    playlists: Mapping[PlaylistId, HeldPlaylist],
    *,
    has_listing: bool,
    keep_duplicates: bool,
) -> CategoryPlan:
    """Classify every source row of a category, in order. Each row counts once, so the sum closes."""
    category = source.category
    held = hold(category, playlists, has_listing=has_listing)
    walk = _Walk.over(source, playlists_of(category, playlists), blocked=_blocked(category, held))
    for row in source.rows:
        walk.take(row, keep_duplicates=keep_duplicates)
    is_idle = walk.blocked is not None
    has_creation = not is_idle and not _named(category) and not walk.parts and bool(walk.adds or walk.waiting)
    units = cost(Method.PLAYLISTS_INSERT) * has_creation
    units += cost(Method.ITEMS_INSERT) * (len(walk.adds) + walk.waiting)
    return CategoryPlan(
        category=category,
        source_rows=len(source.rows),
        already_there=walk.already_there,
        duplicates=walk.duplicates,
        waiting=walk.waiting,
        needs_review=walk.needs_review,
        missing=walk.missing,
        skipped=walk.skipped.total(),
        failed=walk.failed,
        foreign=_foreign(walk.parts, source.rows),
        units=units,
        skipped_by=dict(walk.skipped),
        adds=tuple(walk.adds),
        waiting_for=frozenset(walk.waiting_for),
        has_creation=has_creation,
        held=held if category.is_included and not category.is_protected else None,
    )


def _named(category: Category) -> tuple[PlaylistId, ...]:
    if category.parts:
        return category.parts
    return (category.playlist_id,) if category.playlist_id else ()


def _blocked(category: Category, held: str | None) -> str | None:
    """Why no row of a category may be added; it is the reason its rows are skipped with."""
    if not category.is_included:
        return EXCLUDED
    if category.is_protected:
        return PROTECTED
    return held


def _foreign(parts: tuple[HeldPlaylist, ...], rows: tuple[WantedRow, ...]) -> int:
    wanted = {row.video_id for row in rows if row.status is MatchStatus.ACCEPTED}
    return sum(1 for part in parts for held in part.items if not held.is_ours and held.item.video_id not in wanted)


@dataclass(slots=True)
class _Walk:
    """The counts while a category's rows are walked."""

    parts: tuple[HeldPlaylist, ...]
    category: Category
    failing: frozenset[RecordingId]
    blocked: str | None
    there: Counter[VideoId]
    removed: frozenset[VideoId]
    room: int
    already_there: int = 0
    duplicates: int = 0
    waiting: int = 0
    needs_review: int = 0
    missing: int = 0
    failed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    adds: list[PlannedAdd] = field(default_factory=list)
    waiting_for: set[RecordingId] = field(default_factory=set)
    seen: set[RecordingId] = field(default_factory=set)
    seen_videos: set[VideoId] = field(default_factory=set)

    @classmethod
    def over(cls, source: Source, parts: tuple[HeldPlaylist, ...], *, blocked: str | None) -> _Walk:
        there = Counter(held.item.video_id for part in parts for held in part.items)
        return cls(
            parts=parts,
            category=source.category,
            failing=source.failed,
            blocked=blocked,
            there=there,
            removed=frozenset().union(*(part.removed for part in parts)),
            room=max(1, len(parts)) * PLAYLIST_MAX - there.total(),
        )

    def take(self, row: WantedRow, *, keep_duplicates: bool) -> None:
        """Count one row."""
        if row.skip is not None:
            self.skipped[row.skip.value] += 1
        elif row.recording_id is None:
            self.skipped[NO_RECORDING] += 1
        elif row.status is MatchStatus.ACCEPTED and row.video_id is not None:
            self._take_video(row, row.recording_id, row.video_id, keep_duplicates=keep_duplicates)
        else:
            self._take_undecided(row, row.recording_id, keep_duplicates=keep_duplicates)

    def _take_video(self, row: WantedRow, recording: RecordingId, video: VideoId, *, keep_duplicates: bool) -> None:
        is_again = video in self.seen_videos
        self.seen_videos.add(video)
        if self.there[video] > 0 and (keep_duplicates or not is_again):
            self.there[video] -= 1
            self.already_there += 1
        elif self.blocked is not None:
            self.skipped[self.blocked] += 1
        elif is_again and not keep_duplicates:
            self.duplicates += 1
        elif video in self.removed:
            self.skipped[REMOVED] += 1
        elif recording in self.failing:
            self.failed += 1
        elif len(self.adds) >= self.room:
            self.skipped[FULL] += 1
        else:
            self.adds.append(PlannedAdd(self.category.id, recording, video, row.label, row.position))

    def _take_undecided(self, row: WantedRow, recording: RecordingId, *, keep_duplicates: bool) -> None:
        is_again = recording in self.seen
        self.seen.add(recording)
        if self.blocked is not None:
            self.skipped[self.blocked] += 1
        elif is_again and not keep_duplicates:
            self.duplicates += 1
        elif row.status is None:
            self.waiting += 1
            self.waiting_for.add(recording)
        elif row.status is MatchStatus.MISSING:
            self.missing += 1
        else:
            self.needs_review += 1
