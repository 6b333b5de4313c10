"""Plans under different choices, side by side: a line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.widgets.days import ends
from tui.widgets.drawn import cell, line, right

if TYPE_CHECKING:
    from textual.content import Content

    from core.planning.plan import Plan
    from tui.state.draft import Option
    from tui.widgets.days import DaysState

_NUMBERS = (("added", 8), ("moved", 7), ("gone", 7), ("units", 9), ("searches", 10))
_ROOMY, _NARROW = 96, 66


@dataclass(frozen=True, slots=True)
class Compared:
    """An option with its plan; None while it is being made."""

    option: Option
    state: DaysState | None = None


def _columns(width: int) -> tuple[tuple[str, int], ...]:
    return _NUMBERS if width >= _ROOMY else _NUMBERS[3:] if width >= _NARROW else _NUMBERS[3:4]


def _name_room(width: int) -> int:
    return min(36, max(12, width - sum(size for _, size in _columns(width)) - 22))


def compared_heading(width: int) -> Content:
    """The heading of the comparison."""
    numbers = [right(line((name, "$muted")), size) for name, size in _columns(width - 1)]
    return line(cell(line((" What if", "$muted")), _name_room(width - 1) + 1), *numbers, ("  ends", "$muted"))


def compared_line(row: Compared, real: Plan | None, width: int) -> Content:
    """Name, numbers, and the end; what differs from the real plan stands out."""
    name = cell(line((row.option.name, "bold")), _name_room(width))
    if row.state is None:
        return line(name, ("  …", "$muted"))
    mine, theirs = _numbers(row.state.plan), _numbers(real) if real else {}
    columns = [_number(mine[head], theirs.get(head), size) for head, size in _columns(width)]
    return line(name, *columns, "  ", ends(row.state))


def _number(count: int, usual: int | None, size: int) -> Content:
    style = "" if usual is None or usual == count else "$success bold" if count < usual else "$warning bold"
    return right(line((f"{count:,}" if count else "·", style or ("" if count else "$muted"))), size)


def _numbers(plan: Plan) -> dict[str, int]:
    return {
        "added": sum(part.to_add for part in plan.categories),
        "moved": sum(part.to_move for part in plan.categories),
        "gone": len(plan.deletions) + sum(part.to_remove for part in plan.categories),
        "units": plan.total_units,
        "searches": plan.total_searches,
    }
