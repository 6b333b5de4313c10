"""What a category wants against what its playlists hold: one :class:`CategoryPlan`, whose sum closes.

Adds at their places; under the policy ``mirror`` also removals, and with the order ``exact`` the fewest moves that
bring ours into source order among themselves. Only items of ours are ever removed or moved. Under ``add`` nothing is
moved: adds are put at their places, which costs nothing. What deletions need is in :mod:`core.planning.guards`,
what it all costs in :mod:`core.planning.price`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.marker import part_title
from core.planning.guards import removals_held
from core.planning.pairing import pair, wanted_places
from core.planning.parts import GONE, Shelves, items_in, named, playlists_of
from core.planning.plan import CategoryPlan, Limits, Part, PlannedAdd, PlannedMove, PlannedRemoval
from core.quota import Method, cost
from core.states import MatchStatus, Order, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.model import Category, HeldItem, HeldPlaylist, PlaylistId, RecordingId, VideoId, WantedRow
    from core.planning.pairing import Places
    from core.planning.plan import Source

EXCLUDED = "excluded"
PROTECTED = "protected"
REMOVED = "removed_on_youtube"
NO_RECORDING = "no_recording"


def hold(category: Category, playlists: Mapping[PlaylistId, HeldPlaylist], *, has_listing: bool) -> str | None:
    """Why nothing is planned for an included category; None where nothing holds it back.

    A playlist that a listing does not show is gone; before the first listing nothing is known.
    """
    if category.held:
        return category.held
    if has_listing and any(part not in playlists for part in named(category)):
        return GONE
    return None


def compare(
    source: Source,
    playlists: Mapping[PlaylistId, HeldPlaylist],
    *,
    has_listing: bool,
    keep_duplicates: bool,
    limits: Limits | None = None,
    stock: Stock | None = None,
) -> CategoryPlan:
    """Classify every source row of a category, in order, and what its playlists hold beyond them.

    ``stock`` is what its playlists hold, where that was found out before.
    """
    category = source.category
    held = hold(category, playlists, has_listing=has_listing)
    blocked = _blocked(category, held)
    shelves = playlists_of(category, playlists)
    stock = stock or stock_of(source.rows, shelves, keep_duplicates=keep_duplicates)
    is_mirror = category.policy is Policy.MIRROR and blocked is None
    surplus = _removable(stock, source.rows) if is_mirror else []
    reason = removals_held(
        category, len(surplus), ours=stock.ours, rows=len(source.rows), limits=limits or Limits()
    )  # fmt: skip
    removals = () if reason else tuple(_removal(row) for row in surplus)
    walk = _Walk.over(source, shelves, stock, blocked=blocked, removals=removals)
    walk.take_all(source.rows, keep_duplicates=keep_duplicates)
    strays = stock.strays if is_mirror else []
    moves = tuple(_move(row, place) for row, place in strays) if category.order is Order.EXACT else ()
    parts = _parts(category, shelves, walk, removals=removals, moves=moves, is_live=blocked is None)
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
        foreign=stock.foreign,
        units=_units(parts, writes=len(walk.adds) + walk.waiting, removals=len(removals), moves=len(moves)),
        skipped_by=dict(walk.skipped),
        adds=tuple(walk.adds),
        waiting_for=frozenset(walk.waiting_for),
        removals=removals,
        moves=moves,
        parts=parts,
        held=held if category.is_included and not category.is_protected else None,
        removals_held=reason,
        exact_moves=len(strays),
        ours=stock.ours,
    )


def _blocked(category: Category, held: str | None) -> str | None:
    """Why no row of a category may be added; it is the reason its rows are skipped with."""
    if not category.is_included:
        return EXCLUDED
    if category.is_protected:
        return PROTECTED
    return held


def _units(parts: Sequence[Part], *, writes: int, removals: int, moves: int) -> int:
    return (
        cost(Method.PLAYLISTS_INSERT) * sum(part.playlist_id is None for part in parts)
        + cost(Method.PLAYLISTS_UPDATE) * sum(part.rename_to is not None for part in parts)
        + cost(Method.ITEMS_INSERT) * writes
        + cost(Method.ITEMS_DELETE) * removals
        + cost(Method.ITEMS_UPDATE) * moves
    )


def _parts(
    category: Category,
    shelves: Sequence[HeldPlaylist],
    walk: _Walk,
    *,
    removals: Sequence[PlannedRemoval],
    moves: Sequence[PlannedMove],
    is_live: bool,
) -> tuple[Part, ...]:
    """Each playlist of the category with what happens to it, then those that are to be made."""
    taken = Counter(removal.playlist_id for removal in removals)
    moved = Counter(move.playlist_id for move in moves)
    found = [
        Part(
            number,
            held.head.id,
            held.head.title,
            items=items_in(held),
            adds=adds,
            removals=taken[held.head.id],
            moves=moved[held.head.id],
            rename_to=_new_title(held, part_title(category.title, number)) if is_live else None,
        )
        for held, number, adds in zip(shelves, walk.room.numbers, walk.room.adds, strict=False)
    ]
    linked = () if shelves else named(category)  # never listed yet
    for index, number in list(enumerate(walk.room.numbers))[len(shelves) :]:
        playlist_id = linked[index] if index < len(linked) else None
        found.append(Part(number, playlist_id, part_title(category.title, number), adds=walk.room.adds[index]))
    if walk.waiting and not found:
        found.append(Part(1, None, category.title))
    return tuple(found)


def _new_title(held: HeldPlaylist, title: str) -> str | None:
    """The title a playlist shall get, where the category got another one since it was last given.

    One that the person gave the playlist on YouTube stays.
    """
    if held.given_title is None or title in (held.given_title, held.head.title):
        return None
    return title


def _removal(row: HeldItem) -> PlannedRemoval:
    item = row.item
    return PlannedRemoval(item.playlist_id, item.id, item.video_id, item.title or item.video_id, row.recording_id)


def _move(row: HeldItem, place: int) -> PlannedMove:
    item = row.item
    return PlannedMove(item.playlist_id, item.id, item.video_id, item.title or item.video_id, place, row.recording_id)


def _removable(stock: Stock, rows: Sequence[WantedRow]) -> list[HeldItem]:
    """Items that no row wants for certain.

    One whose recording waits or is under review stays until that is decided; so does one whose recording is not
    known (as after the loss of the database) while anything in the category is undecided.
    """
    undecided = {
        row.recording_id
        for row in rows
        if row.skip is None and row.recording_id is not None and row.status in (None, MatchStatus.REVIEW)
    }
    return [
        row
        for row in stock.surplus
        if row.item.video_id in stock.wanted
        or not (row.recording_id in undecided if row.recording_id is not None else undecided)
    ]


def stock_of(rows: Sequence[WantedRow], shelves: Sequence[HeldPlaylist], *, keep_duplicates: bool) -> Stock:
    """What a category's playlists hold of what its rows want."""
    return Stock.of(shelves, wanted_places(rows, keep_duplicates=keep_duplicates))


@dataclass(slots=True)
class Stock:
    """What a category's playlists hold, held against what is ``wanted``: no choice of a person's changes it.

    ``shelf_of`` gives the part (from 0) in which a wanted place is filled by an item of ours; ``covered`` are all
    places that are filled, by whomever. ``surplus`` are ours that no place is left for, ``strays`` those outside
    the run that stays, with their places. ``ours`` counts shown items of ours, ``foreign`` the person's own.
    """

    wanted: Places
    shelf_of: dict[int, int] = field(default_factory=dict)
    covered: set[int] = field(default_factory=set)
    surplus: list[HeldItem] = field(default_factory=list)
    strays: list[tuple[HeldItem, int]] = field(default_factory=list)
    ours: int = 0
    foreign: int = 0

    @classmethod
    def of(cls, shelves: Sequence[HeldPlaylist], places: Places) -> Stock:
        """Ours first, part by part; what others put in fills places that are left."""
        stock = cls(places)
        for number, held in enumerate(shelves):
            shown = [row for row in held.items if row.is_ours and not row.is_missing]
            stock.ours += len(shown)
            stock._pair(shown, stock._free(shown, places) if number else places, number)
        for row in (row for held in shelves for row in held.items if not row.is_ours or row.is_missing):
            wanted = places.get(row.item.video_id)
            stock.foreign += wanted is None and not row.is_ours
            place = next((free for free in wanted or () if free not in stock.covered), None)
            if place is not None:
                stock.covered.add(place)
        return stock

    def _free(self, shown: Sequence[HeldItem], places: Places) -> Places:
        """The places that earlier parts left, for the videos of this one."""
        videos = {row.item.video_id for row in shown}
        return {
            video: tuple(place for place in places[video] if place not in self.covered)
            for video in videos
            if video in places
        }

    def _pair(self, shown: Sequence[HeldItem], places: Places, number: int) -> None:
        pairing = pair([row.item.video_id for row in shown], places)
        for index, (row, place) in enumerate(zip(shown, pairing.places, strict=True)):
            if place is None:
                self.surplus.append(row)
                continue
            self.shelf_of[place] = number
            self.covered.add(place)
            if index not in pairing.run:
                self.strays.append((row, place))


@dataclass(slots=True)
class _Walk:
    """The counts while a category's rows are walked."""

    category: Category
    stock: Stock
    room: Shelves
    failing: frozenset[RecordingId]
    blocked: str | None
    removed: frozenset[VideoId]
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
    def over(
        cls,
        source: Source,
        shelves: Sequence[HeldPlaylist],
        stock: Stock,
        *,
        blocked: str | None,
        removals: Sequence[PlannedRemoval],
    ) -> _Walk:
        return cls(
            category=source.category,
            stock=stock,
            room=Shelves.of(source.category, shelves, leaving=Counter(each.playlist_id for each in removals)),
            failing=source.failed,
            blocked=blocked,
            removed=frozenset().union(*(held.removed for held in shelves)),
        )

    def take_all(self, rows: Sequence[WantedRow], *, keep_duplicates: bool) -> None:
        """Count each row once."""
        for row in rows:
            if row.skip is not None:
                self.skipped[row.skip.value] += 1
            elif row.recording_id is None:
                self.skipped[NO_RECORDING] += 1
            elif row.status is MatchStatus.ACCEPTED and row.video_id is not None:
                self._take_video(row, row.recording_id, row.video_id, keep_duplicates=keep_duplicates)
            else:
                self._take_undecided(row, row.recording_id, keep_duplicates=keep_duplicates)

    def _take_video(self, row: WantedRow, recording: RecordingId, video: VideoId, *, keep_duplicates: bool) -> None:
        is_again = not keep_duplicates and video in self.seen_videos
        self.seen_videos.add(video)
        if row.position in self.stock.covered and not is_again:
            self.already_there += 1
            if self.category.order is Order.EXACT:  # what comes next in the source belongs behind it
                self.room.at = self.stock.shelf_of.get(row.position, self.room.at)
        elif self.blocked is not None:
            self.skipped[self.blocked] += 1
        elif is_again:
            self.duplicates += 1
        elif video in self.removed:
            self.skipped[REMOVED] += 1
        elif recording in self.failing:
            self.failed += 1
        else:
            part = self.room.put()
            self.adds.append(PlannedAdd(self.category.id, recording, video, row.label, row.position, part))

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
