"""Categories as a person chooses among them: a line each, everything about the one under the cursor, the price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import Order, Policy
from core.text import shown, titled
from tui.telling.words import held_words, listed, plural
from tui.widgets.categories import category_sum
from tui.widgets.drawn import Drawn, Part, cell, line, right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.content import Content

    from core.model import Category, CollectionId, HeldPlaylist
    from core.planning.plan import CategoryPlan
    from tui.state.choices import Sorting

_NUMBERS = (("rows", 7), ("there", 7), ("to add", 8), ("review", 8), ("units", 8))
_MORE = (*_NUMBERS[:4], ("missing", 9), ("twice", 7), ("skipped", 9), ("removed", 9), ("yours", 7), ("units", 8))
_ROOMY, _WIDE, _VERY_WIDE = 76, 100, 150


def _columns(width: int) -> tuple[tuple[str, int], ...]:
    if width >= _VERY_WIDE:
        return _MORE
    return _NUMBERS if width >= _WIDE else (_NUMBERS[0], _NUMBERS[2], _NUMBERS[3]) if width >= _ROOMY else _NUMBERS[2:3]


def _words_room(width: int) -> int:
    return 34 if width >= _WIDE else 26 if width >= _ROOMY else 16


def choice_heading(width: int) -> Content:
    """The heading of the list."""
    columns = _columns(width - 1)  # a row has its pointer before it
    room = max(8, width - _words_room(width - 1) - sum(size for _, size in columns))
    return line(
        cell(line(("       Category", "$muted")), room),
        *(right(line((name, "$muted")), size) for name, size in columns),
        ("  choices", "$muted"),
    )


def choice_line(category: Category, part: CategoryPlan | None, width: int, *, is_marked: bool) -> Content:
    """Mark, box, title, numbers, and in words what is out of the ordinary."""
    columns = _columns(width)
    room = max(8, width - _words_room(width) - sum(size for _, size in columns))
    is_idle = category.is_protected or not category.is_included
    box = ("[=] ", "$warning") if category.is_protected else ("[x] ", "$success") if not is_idle else ("[ ] ", "$muted")
    name = cell(line((titled(category.title, category.id), "$muted" if is_idle else "")), room - 6)
    return line(
        ("● " if is_marked else "  ", "$accent bold"),
        box,
        name,
        *(_number(head, part, size) for head, size in columns),
        "  ",
        cell(line((", ".join(words(category, part)), "$warning")), _words_room(width) - 2),
    )


def _number(head: str, part: CategoryPlan | None, size: int) -> Content:
    if part is None:
        return right(line(("…", "$muted")), size)
    count = {
        "rows": part.source_rows, "there": part.already_there, "to add": part.to_add,
        "review": part.needs_review, "units": part.units, "missing": part.missing, "twice": part.duplicates,
        "skipped": part.skipped, "removed": part.to_remove, "yours": part.foreign,
    }[head]  # fmt: skip
    style = (
        {"to add": "$success", "review": "$warning", "missing": "$warning", "removed": "$error"}.get(head, "")
        if count
        else "$muted"
    )
    return right(line((f"{count:,}" if count else "·", style)), size)


def words(category: Category, part: CategoryPlan | None) -> list[str]:
    """What is out of the ordinary about a category."""
    return [
        *(["held back"] if category.held or (part and part.held) else []),
        *(["protected"] if category.is_protected else []),
        *(["excluded"] if not category.is_included and not category.is_protected else []),
        *(["mirror"] if category.policy is Policy.MIRROR else []),
        *(["append"] if category.order is Order.APPEND else []),
        *([f"{len(category.sources)} sources"] if len(category.sources) > 1 else []),
        *([f"{len(category.parts)} parts"] if len(category.parts) > 1 else []),
    ]


def choice_about(category: Category, part: CategoryPlan | None, names: Mapping[CollectionId, str]) -> Content:
    """The sum, then what a sync would do with it, from which sources and into which playlist."""
    pieces: list[Part] = []
    held = category.held or (part.held if part else None)
    if part is not None:
        pieces += [category_sum(part), ". "]
    if held:
        pieces.append((f"Held back: {shown(held_words(held))}. ", "$warning"))
    policy = "Mirrors its source" if category.policy is Policy.MIRROR else "Only adds"
    order = "in the source's order" if category.order is Order.EXACT else "new ones at the end"
    made = f"playlist {shown(category.playlist_id)}" if category.playlist_id else "no playlist yet"
    pieces.append((f"{policy}, {order}; {made}.", "$muted"))
    if len(category.sources) > 1:
        sources: list[str] = [titled(names[source], str(source)) for source in category.sources if source in names]
        pieces.append((f" From {listed(sources)}.", "$muted"))
    return line(*pieces)


@dataclass(frozen=True, slots=True)
class ChoiceState:
    """What stands above the list. ``price`` is the newest plan's in words; empty while it is being made."""

    shown: int
    all: int
    marked: int
    sorting: Sorting
    said: str = ""
    price: str = ""


class ChoiceHead(Drawn):
    """One line: how many, how sorted, what was just done, and what a sync would take now."""

    state: reactive[ChoiceState | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """What was done last stands first; the price to the right."""
        state = self.state
        if state is None:
            return [line(("Categories are being read…", "$muted"))]
        count = (
            f"{state.shown:,} of {state.all:,}"
            if state.shown != state.all
            else plural(state.all, "category", "categories")
        )
        parts: list[Part] = (
            [(state.said, "$success bold")] if state.said else [(count, "bold"), (f" by {state.sorting}", "$muted")]
        )
        if state.marked:
            parts.append((f"  ● {state.marked:,} marked", "$accent bold"))
        left = line(*parts)
        price = line((state.price or "counting…", "$primary" if state.price else "$muted"))
        if left.cell_length > width - price.cell_length - 2:  # the day it ends is told in the preview, too
            price = line((state.price.partition(", done")[0], "$primary"))
        room = width - price.cell_length - 2
        return [line(cell(left, max(0, room)), "  ", price)]


def old_line(held: HeldPlaylist, width: int) -> Content:
    """An own YouTube playlist that could be replaced."""
    sign = ("✗ replace  ", "$error bold") if held.is_replaced else ("  keep     ", "$muted")
    name = titled(held.head.title, held.head.id)
    count = plural(held.head.item_count, "video")
    return line(sign, cell(line((name, "$error" if held.is_replaced else "")), max(8, width - 26)), right(count, 14))
