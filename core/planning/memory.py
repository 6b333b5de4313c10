"""Remembers each category's plan for as long as what it was made from is the same: a choice re-plans one category.

Rows and playlists are compared by identity, which is quick and safe: they are frozen, and kept here as long as their
plan. Nothing else may be remembered: prices and days depend on the whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.planning.diff import compare, stock_of
from core.planning.parts import playlists_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.model import CategoryId, HeldPlaylist, PlaylistId
    from core.planning.diff import Stock
    from core.planning.plan import CategoryPlan, Limits, Situation, Source


@dataclass(frozen=True, slots=True)
class _Known:
    """A plan, its digest, and all that it was made from."""

    source: Source
    shelves: tuple[HeldPlaylist, ...]
    has_listing: bool
    keep_duplicates: bool
    limits: Limits
    stock: Stock
    plan: CategoryPlan
    digest: bytes

    def has_same_stock(self, source: Source, shelves: tuple[HeldPlaylist, ...], situation: Situation) -> bool:
        """Whether the rows and the playlists are the same as then."""
        return (
            self.source.rows is source.rows
            and self.keep_duplicates == situation.keep_duplicates
            and len(self.shelves) == len(shelves)
            and all(known is shelf for known, shelf in zip(self.shelves, shelves, strict=True))
        )

    def has_same_choices(self, source: Source, situation: Situation) -> bool:
        """Whether what a person chooses, and what went wrong, is the same as then."""
        return (
            self.source.category == source.category
            and self.source.failed == source.failed
            and self.limits == situation.limits
            and self.has_listing == (situation.listed_at is not None)
        )


class Memory:
    """The newest plan of each category; an empty one plans everything anew."""

    def __init__(self) -> None:
        self._known: dict[CategoryId, _Known] = {}

    def plans(self, situation: Situation) -> tuple[CategoryPlan, ...]:
        """Each category's plan in a situation, in order."""
        playlists = {held.head.id: held for held in situation.playlists}
        known = {source.category.id: self._plan(source, situation, playlists) for source in situation.sources}
        self._known = known
        return tuple(each.plan for each in known.values())

    def copy(self) -> Memory:
        """One that knows the same, for plans that are only tried out."""
        other = Memory()
        other._known = self._known
        return other

    def digest(self, plan: CategoryPlan) -> bytes:
        """A digest of what a person approves of a category's plan."""
        known = self._known.get(plan.category.id)
        return known.digest if known is not None and known.plan is plan else _digest(plan)

    def stock(self, source: Source, situation: Situation) -> Stock:
        """What a category's playlists hold of what it wants, from an earlier plan where that is still true."""
        shelves = playlists_of(source.category, {held.head.id: held for held in situation.playlists})
        known = self._known.get(source.category.id)
        if known is not None and known.has_same_stock(source, shelves, situation):
            return known.stock
        return stock_of(source.rows, shelves, keep_duplicates=situation.keep_duplicates)

    def _plan(self, source: Source, situation: Situation, playlists: Mapping[PlaylistId, HeldPlaylist]) -> _Known:
        shelves = playlists_of(source.category, playlists)
        has_listing, limits, keeps = situation.listed_at is not None, situation.limits, situation.keep_duplicates
        known = self._known.get(source.category.id)
        if known is not None and not known.has_same_stock(source, shelves, situation):
            known = None
        if known is not None and known.has_same_choices(source, situation):
            return known
        stock = known.stock if known is not None else stock_of(source.rows, shelves, keep_duplicates=keeps)
        plan = compare(
            source, playlists, has_listing=has_listing, keep_duplicates=keeps, limits=limits, stock=stock
        )  # fmt: skip
        return _Known(source, shelves, has_listing, keeps, limits, stock, plan, _digest(plan))


def _digest(plan: CategoryPlan) -> bytes:
    return hashlib.sha256("\0".join(_lines(plan)).encode(errors="surrogatepass")).digest()


def _lines(plan: CategoryPlan) -> Iterator[str]:
    """What a person approves: the playlists made, renamed and filled, what is taken out or moved, and the policy."""
    category = plan.category
    is_live = category.is_included and not category.is_protected and plan.held is None
    yield f"category {category.id} {category.policy} {category.order} {is_live}"
    for creation in plan.creations:
        yield f"create {creation.part} {creation.title}"
    for part in plan.renames:
        yield f"rename {part.playlist_id} {part.rename_to}"
    for add in plan.adds:
        yield f"add {add.recording_id} {add.video_id}"
    for removal in plan.removals:
        yield f"remove {removal.item_id}"
    for move in plan.moves:
        yield f"move {move.item_id} {move.ordinal}"
    for recording in sorted(plan.waiting_for):
        yield f"waiting {recording}"
