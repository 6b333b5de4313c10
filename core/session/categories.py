"""What becomes a playlist: the part of the session through which a person chooses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.planning.make import held_removals
from core.situation import situation
from core.states import CollectionKind, Policy

if TYPE_CHECKING:
    from collections.abc import Collection as Several
    from collections.abc import Sequence

    from core.model import Category, CategoryId, Collection
    from core.session.machinery import Machinery
    from core.states import Order


@dataclass(frozen=True, slots=True)
class Change:
    """What a person may change about a category; None leaves it as it is."""

    is_included: bool | None = None
    is_protected: bool | None = None
    policy: Policy | None = None
    order: Order | None = None
    title: str | None = None


def changed_by(category: Category, change: Change) -> Category:
    """The category after a change. Raises UsageError for a title that is empty."""
    if change.title is not None and not change.title.strip():
        message = "A category needs a title that is not empty."
        raise UsageError(message)
    return replace(
        category,
        is_included=category.is_included if change.is_included is None else change.is_included,
        is_protected=category.is_protected if change.is_protected is None else change.is_protected,
        policy=change.policy or category.policy,
        order=change.order or category.order,
        title=category.title if change.title is None else change.title.strip(),
        held=None if change.is_included else category.held,
    )


TO_CHOOSE = frozenset({CollectionKind.YOUTUBE, CollectionKind.ALBUM})
"""Kinds of collection that become a category only when a person says so."""


def _either(collections: list[Collection]) -> str:
    return " or ".join(collection.external_id for collection in collections)


class Categories:
    """Lists and changes categories."""

    def __init__(self, machinery: Machinery) -> None:
        self._m = machinery

    async def all(self) -> tuple[Category, ...]:
        """Every category, in the person's order."""
        return await self._m.store.categories.all()

    async def get(self, key: str) -> Category:
        """One by id or title. Raises UsageError where there is none."""
        category = await self._m.store.categories.get(key)
        if category is None:
            message = f"There is no category {key!r}. 'crossfade categories' lists them with their ids."
            raise UsageError(message)
        return category

    async def choose(self, key: str) -> Category:
        """Make a category of an own YouTube playlist, by id or title; one that is chosen already comes back.

        Raises UsageError where there is no such playlist, or more than one of that title.
        """
        found = [
            collection
            for collection in await self._m.store.library.collections()
            if collection.kind in TO_CHOOSE and collection.gone_at is None
        ]
        wanted = key.casefold()
        named = [one for one in found if one.external_id == key] or [
            one for one in found if one.title.casefold() == wanted
        ]
        if len(named) > 1:
            message = f"Several playlists are called {key!r}: name one by its id, {_either(named)}."
            raise UsageError(message)
        if not named:
            message = f"There is no category {key!r}. 'crossfade categories' lists them with their ids."
            raise UsageError(message)
        return await self.get(await self._m.store.categories.choose(named[0].id))

    async def change(self, key: str, change: Change) -> Category:
        """Change one by id or title; returns it as it now is.

        To include what is no category yet chooses it, see :meth:`choose`; to include one again lets go what was held
        back of it.
        """
        known = await self._m.store.categories.get(key)
        category = known or await (self.choose(key) if change.is_included else self.get(key))
        changed = changed_by(category, change)
        if change.is_included and changed.policy is Policy.MIRROR:
            changed = replace(changed, may_remove=await self._removals(changed))
        await self._m.store.categories.save(changed)
        return changed

    async def _removals(self, category: Category) -> int:
        """How many removals the limits of the settings hold back: to include the category lets so many go."""
        m = self._m
        found = await situation(m.store, m.clock.now(), m.calendar, m.settings, allow_delete=True)
        return held_removals(found, category, m.memory)

    async def change_all(self, keys: Several[CategoryId], change: Change) -> tuple[Category, ...]:
        """Change several, all or none; returns them as they now are."""
        wanted = frozenset(keys)
        changed = tuple(
            changed_by(category, change) for category in await self._m.store.categories.all() if category.id in wanted
        )
        await self._m.store.categories.save(*changed)
        return changed

    async def put_back(self, categories: Sequence[Category]) -> None:
        """Undo changes: the categories have again what a person may choose of them as it stands in the given ones."""
        await self._m.store.categories.save(*categories)

    async def merge(self, key: str, *, into: str) -> Category:
        """Let another category take over this one's sources; returns the one that grew."""
        source, target = await self.get(key), await self.get(into)
        if source.id == target.id:
            message = "A category cannot be merged into itself."
            raise UsageError(message)
        await self._m.store.categories.merge(source.id, target.id)
        return await self.get(target.id)

    async def split(self, category: Category) -> None:
        """Undo a merge: the category, given as it was before, takes its own sources back."""
        await self._m.store.categories.split(category.id, category.sources)

    async def remake(self, key: str) -> Category:
        """Forget a category's playlist that is gone from YouTube, so that the next sync makes it again."""
        category = await self.get(key)
        await self._m.store.categories.unlink(category.id)
        await self._m.store.categories.save(replace(category, held=None, playlist_id=None, parts=()))
        return await self.get(category.id)
