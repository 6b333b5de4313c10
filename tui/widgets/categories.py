"""Categories and dangers as lines: what each playlist gets, and what would be deleted or is held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.planning.describe import exact_order_units
from core.planning.parts import GONE
from core.planning.plan import CategoryPlan, Deletion, Held
from core.states import Order, Policy
from core.text import shown, titled
from tui.telling.words import held_words, listed, plural, skip_words
from tui.widgets.drawn import Part, cell, line, right

if TYPE_CHECKING:
    from textual.content import Content

    from core.planning.plan import Plan

_SLIM, _ROOMY = 66, 92


def _columns(width: int) -> list[tuple[str, int]]:
    if width < _SLIM:
        return [("rows", 6), ("add", 6), ("units", 8)]
    wide = [("removed", 8), ("moved", 7), ("yours", 7)] if width >= 118 else []
    skips = [("twice", 6), ("skipped", 8)] if width >= _ROOMY else []
    return [
        ("rows", 6),
        ("there", 6),
        ("add", 6),
        ("waiting", 8),
        ("review", 7),
        ("missing", 8),
        *skips,
        *wide,
        ("units", 8),
    ]


def category_heading(width: int) -> Content:
    """The heading of the list."""
    columns = _columns(width - 1)  # a row has its pointer before it
    room = max(8, width - 1 - sum(size for _, size in columns))
    return line(
        ("     Playlist".ljust(room + 1)[: room + 1], "$muted"), *(right(line((n, "$muted")), s) for n, s in columns)
    )


def category_line(part: CategoryPlan, width: int) -> Content:
    """Box, title and numbers of one category."""
    category = part.category
    values = {
        "rows": part.source_rows, "there": part.already_there, "add": part.to_add, "waiting": part.waiting,
        "review": part.needs_review, "missing": part.missing, "twice": part.duplicates, "skipped": part.skipped,
        "removed": part.to_remove, "moved": part.to_move, "yours": part.foreign, "units": part.units,
    }  # fmt: skip
    columns = _columns(width)
    room = max(8, width - sum(size for _, size in columns))
    is_idle = category.is_protected or not category.is_included
    box = (
        ("[=] ", "$warning")
        if category.is_protected
        else ("[x] ", "$success")
        if category.is_included
        else ("[ ] ", "$muted")
    )
    marks = _marks(part)
    title = titled(category.title, category.id)
    name = cell(line((title, "$muted" if is_idle else "")), max(4, room - 5 - len(marks)))
    return line(box, name, (marks, "$warning"), " ", *(_value(head, values[head], size) for head, size in columns))


def _marks(part: CategoryPlan) -> str:
    """Words for what is out of the ordinary."""
    category = part.category
    words = [
        *(["held"] if part.held or category.held else []),
        *(["protected"] if category.is_protected else []),
        *(["mirror"] if category.policy is Policy.MIRROR else []),
        *(["append"] if category.order is Order.APPEND else []),
    ]
    return f" {' '.join(words)}" if words else ""


def _value(head: str, count: int, size: int) -> Content:
    style = "$muted"
    if count:
        style = {"add": "$success", "removed": "$error", "review": "$warning", "missing": "$warning"}.get(head, "")
    return right(line((f"{count:,}" if count else "·", style)), size)


def category_sum(part: CategoryPlan) -> Content:
    """The sum of one category, which closes: ``24 rows = 3 there + 18 to add + …``."""
    terms = [
        (part.already_there, "there"),
        (part.to_add, "to add"),
        (part.duplicates, "duplicate"),
        (part.waiting, "not searched"),
        (part.needs_review, "to review"),
        (part.missing, "without a video"),
        (part.skipped, "skipped"),
        (part.failed, "failed"),
    ]
    said = " + ".join(f"{count:,} {word}" for count, word in terms if count) or "0"
    pieces: list[Part] = [
        (titled(part.category.title, part.category.id), "bold"),
        (" (new)" if part.has_creation else "", "$success"),
        *_changes(part),
        f": {plural(part.source_rows, 'row')} = {said}",
    ]
    reasons = [skip_words(name, count) for name, count in part.skipped_by.items() if count]
    if reasons:
        pieces.append((f" ({listed(reasons)})", "$muted"))
    if part.held == GONE:
        pieces.insert(1, (" is gone from YouTube: a makes it again, space excludes it. It holds", "$warning"))
    return line(*pieces)


Danger = Deletion | CategoryPlan | Held
"""A playlist that goes, a category that loses videos, something held back."""


def dangers_of(plan: Plan) -> tuple[Danger, ...]:
    """All that a plan takes away, then all that it holds back."""
    return (*plan.deletions, *(part for part in plan.categories if part.to_remove), *plan.held)


def _changes(part: CategoryPlan) -> list[Part]:
    """What happens to what is there, and what exact order costs, or would cost, beyond the order ``append``."""
    said = [
        *([f"{part.to_remove:,} to remove"] if part.to_remove else []),
        *([f"{part.to_move:,} to move"] if part.to_move else []),
        *([f"exact order +{plural(exact_order_units(part), 'unit')}"] if part.exact_moves else []),
        *(f"renamed to {titled(each.rename_to or '', '')}" for each in part.renames),
    ]
    return [(f" ({', '.join(said)})", "$warning")] if said else []


def danger_line(danger: Danger, width: int) -> Content:
    """What would be deleted or removed, by name, or something held back, with its reason."""
    if isinstance(danger, CategoryPlan):
        whose = cell(line((titled(danger.category.title, danger.category.id), "$error")), min(28, width // 3))
        gone = ", ".join(titled(removal.label, removal.video_id) for removal in danger.removals[:5])
        return line(
            ("- REMOVE  ", "$error bold"), whose, f"  {plural(danger.to_remove, 'video')}", (f" · {gone}", "$muted")
        )
    if not isinstance(danger, Deletion):
        return line(
            ("! HELD    ", "$warning bold"),
            cell(shown(danger.category), min(28, width // 3)),
            " ",
            shown(held_words(danger.reason)),
        )
    name = titled(danger.title, danger.playlist_id)
    tail: list[Part] = [f"  {plural(danger.items, 'video')}"]
    if danger.unwanted:
        tail.append((f" · {plural(len(danger.unwanted), 'video')} no category wants: {unwanted(danger)}", "$warning"))
    else:
        tail.append((" · after its videos are safe elsewhere", "$muted"))
    return line(("✗ DELETE  ", "$error bold"), cell(line((name, "$error")), min(28, width // 3)), *tail)


def danger_title(plan: Plan) -> str:
    """``! 2 playlists to DELETE, 1 thing held back``."""
    said = [f"! {plural(len(plan.deletions), 'playlist')} to DELETE"] if plan.deletions else []
    removed = sum(part.to_remove for part in plan.categories)
    said += [f"{'' if said else '! '}{plural(removed, 'video')} to REMOVE"] if removed else []
    said += [f"{plural(len(plan.held), 'thing')} held back"] if plan.held else []
    return ", ".join(said)


def danger_detail(danger: Danger) -> Content:
    """All about one of them, as long as it takes."""
    if isinstance(danger, CategoryPlan):
        names = [titled(removal.label, removal.video_id) for removal in danger.removals[:20]]
        more = f" and {danger.to_remove - len(names):,} more" if danger.to_remove > len(names) else ""
        title = titled(danger.category.title, danger.category.id)
        return line((title, "$error bold"), f" loses {plural(danger.to_remove, 'video')}: {', '.join(names)}{more}")
    if not isinstance(danger, Deletion):
        return line((shown(danger.category), "bold"), ": ", shown(held_words(danger.reason)))
    pieces: list[Part] = [(titled(danger.title, danger.playlist_id), "$error bold"), f" {shown(danger.playlist_id)}"]
    pieces.append(f": {plural(danger.items, 'video')}")
    if danger.unwanted:
        pieces.append((f", of which no category wants: {unwanted(danger)}", "$warning"))
    return line(*pieces)


def unwanted(deletion: Deletion, *, most: int = 5) -> str:
    """The titles of the videos that would be lost, the first of them by name."""
    names = [shown(title, limit=60) for title in deletion.unwanted[:most]]
    return ", ".join(names) + (f" and {len(deletion.unwanted) - most:,} more" if len(deletion.unwanted) > most else "")
