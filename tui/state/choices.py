"""What a person chooses about categories: which are shown and marked, what a key turns, and how it is undone.

No Textual here. Every choice is stored at once through the session; nothing is sent to a service.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from core.session.categories import Change
from core.states import Order, Policy
from core.text import titled
from tui.state.sieve import Sieve, folded
from tui.telling.words import listed, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from core.model import Category, CategoryId
    from core.planning.plan import CategoryPlan
    from core.session import Session

UNDOABLE = 100
"""Steps kept for undoing."""


class Sorting(StrEnum):
    """The orders a person can look at categories in."""

    PLACE = "place"
    TITLE = "title"
    ROWS = "rows"
    ADDS = "to add"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be undone: categories as they were, and those a merge took away."""

    said: str
    before: tuple[Category, ...] = ()
    merged: tuple[Category, ...] = ()


def tags_of(category: Category, part: CategoryPlan | None) -> tuple[str, ...]:
    """The words that ``is:`` finds a category by."""
    return tuple(
        word
        for word, is_so in (
            ("included", category.is_included),
            ("excluded", not category.is_included),
            ("protected", category.is_protected),
            ("mirror", category.policy is Policy.MIRROR),
            ("append", category.order is Order.APPEND),
            ("held", bool(category.held or (part and part.held))),
            ("made", category.playlist_id is not None),
            ("new", category.playlist_id is None),
            ("review", bool(part and part.needs_review)),
            ("missing", bool(part and part.missing)),
        )
        if is_so
    )


class Choices:
    """The categories in sight. ``sums`` are those of the newest plan, by id; ``shown`` the ids on screen, in order."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.categories: dict[CategoryId, Category] = {}
        self.sums: Mapping[CategoryId, CategoryPlan] = {}
        self.shown: tuple[CategoryId, ...] = ()
        self.marked: set[CategoryId] = set()
        self.sorting = Sorting.PLACE
        self.sieve = Sieve()
        self._steps: list[Step] = []

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────

    async def load(self) -> None:
        """Read all categories; marks on those that are gone are forgotten."""
        self.categories = {category.id: category for category in await self.session.categories.all()}
        self.marked &= self.categories.keys()
        self.arrange()

    def arrange(self) -> None:
        """Filter and sort anew; choices never do, so that no row moves under the cursor."""
        found = [
            category
            for category in self.categories.values()
            if self.sieve.is_open
            or self.sieve.takes(folded(category.title), tags_of(category, self.sums.get(category.id)))
        ]
        if self.sorting is not Sorting.PLACE:
            found.sort(key=self._key())
        self.shown = tuple(category.id for category in found)

    def tags(self) -> Counter[str]:
        """The tags of all categories, with how many have each."""
        return Counter(tag for one in self.categories.values() for tag in tags_of(one, self.sums.get(one.id)))

    def _key(self) -> Callable[[Category], tuple[int, str]]:
        def amount(category: Category) -> int:
            part = self.sums.get(category.id)
            if part is None or self.sorting is Sorting.TITLE:
                return 0
            amounts = {Sorting.ROWS: part.source_rows, Sorting.ADDS: part.to_add, Sorting.UNITS: part.units}
            return -amounts[self.sorting]

        return lambda category: (amount(category), folded(category.title))

    def sort_next(self) -> None:
        """Go on to the next order."""
        every = list(Sorting)
        self.sorting = every[(every.index(self.sorting) + 1) % len(every)]
        self.arrange()

    def at(self, index: int) -> Category | None:
        """The category in a line of the list."""
        return self.categories[self.shown[index]] if 0 <= index < len(self.shown) else None

    def targets(self, index: int) -> tuple[Category, ...]:
        """What a key is meant for: all that is marked, else the one under the cursor."""
        if self.marked:
            return tuple(category for key, category in self.categories.items() if key in self.marked)
        found = self.at(index)
        return (found,) if found else ()

    # ── marking ──────────────────────────────────────────────────────────────────────────────────────────

    def mark(self, index: int) -> None:
        """Mark the one under the cursor, or take its mark off."""
        if (found := self.at(index)) is not None:
            self.marked ^= {found.id}

    def mark_all(self) -> None:
        """Mark all in sight; once more takes the marks off."""
        self.marked = set() if set(self.shown) <= self.marked else self.marked | set(self.shown)

    # ── choosing ─────────────────────────────────────────────────────────────────────────────────────────

    async def turn(self, what: str, index: int) -> str:
        """Turn ``include``, ``protect``, ``policy`` or ``order`` of what is meant to one side; says what it did.

        Several go to the side on which not all are yet.
        """
        found = self.targets(index)
        if not found:
            return ""
        change, word = _change(what, found)
        await self._apply(found, change, f"{_those(found)}: {word}")
        return self._steps[-1].said

    async def rename(self, category: Category, title: str) -> str:
        """Give a category another title. Raises UsageError for an empty one."""
        await self._apply(
            (category,), Change(title=title), f"{_those((category,))} is now {titled(title, category.id)}"
        )
        return self._steps[-1].said

    async def merge(self, sources: Iterable[Category], into: Category) -> str:
        """Let one category take over the rows of others."""
        gone = tuple(category for category in sources if category.id != into.id)
        for category in gone:
            await self.session.categories.merge(category.id, into=into.id)
        self._remember(Step(f"{_those(gone)} merged into {titled(into.title, into.id)}", merged=gone))
        self.marked -= {category.id for category in gone}
        await self.load()
        return self._steps[-1].said

    async def undo(self) -> str:
        """Take the last step back; says what, empty where there is none."""
        if not self._steps:
            return ""
        step = self._steps.pop()
        for category in reversed(step.merged):
            await self.session.categories.split(category)
        if step.before:
            await self.session.categories.put_back(step.before)
        await self.load()
        return f"Undone: {step.said}"

    async def _apply(self, found: tuple[Category, ...], change: Change, said: str) -> None:
        changed = await self.session.categories.change_all([category.id for category in found], change)
        self._remember(Step(said, before=found))
        self.categories.update({category.id: category for category in changed})

    def _remember(self, step: Step) -> None:
        self._steps = [*self._steps, step][-UNDOABLE:]


def _change(what: str, found: tuple[Category, ...]) -> tuple[Change, str]:
    """What a key does to some categories, and the word for it."""
    match what:
        case "include":
            on = not all(category.is_included for category in found)
            return Change(is_included=on), "included" if on else "excluded"
        case "protect":
            on = not all(category.is_protected for category in found)
            return Change(is_protected=on), "protected, never touched by a sync" if on else "not protected any more"
        case "policy":
            on = not all(category.policy is Policy.MIRROR for category in found)
            return Change(policy=Policy.MIRROR if on else Policy.ADD), (
                "mirrored, what left the source is removed" if on else "only added to"
            )
        case _:
            on = not all(category.order is Order.APPEND for category in found)
            return Change(order=Order.APPEND if on else Order.EXACT), (
                "new videos go to the end" if on else "kept in the source's order"
            )


def _those(found: tuple[Category, ...]) -> str:
    return titled(found[0].title, found[0].id) if len(found) == 1 else plural(len(found), "category", "categories")


def merging(sources: tuple[Category, ...], into: Category) -> str:
    """What a merge would do, in words."""
    names: list[str] = [titled(one.title, one.id) for one in sources[:4]]
    if len(sources) > len(names):
        names.append(f"{len(sources) - len(names):,} more")
    made = sum(one.playlist_id is not None for one in sources)
    old = f" {plural(made, 'playlist')} made before stay on YouTube until you mark them for deletion." if made else ""
    return f"{listed(names)} become part of {titled(into.title, into.id)}, behind its own rows.{old} u undoes it."
