"""A setting as a line, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.text import shown
from tui.state.options import as_text
from tui.widgets.drawn import Part, cell, line

if TYPE_CHECKING:
    from pathlib import Path

    from textual.content import Content

    from tui.state.options import Option

_NAME, _VALUE, _ROOMY, _WIDE = 28, 18, 76, 140


def option_heading(width: int) -> Content:
    """The heading of the list."""
    width -= 1  # a row has its pointer before it
    value = cell(line(("value", "$muted")), _value_room(width))
    return line("  ", cell(line(("setting", "$muted")), _NAME), value, ("meaning" if width >= _ROOMY else "", "$muted"))


def option_line(option: Option, width: int) -> Content:
    """Name, value, meaning where there is room for it; one that is not at its default stands out."""
    value = shown(as_text(option.value)) or "not set"
    name = line((f"{option.section}.", "$muted"), option.key)
    style = "$muted" if option.is_default else "$accent bold"
    return line(
        ("  " if option.is_default else "* ", "$accent"),
        cell(name, _NAME), cell(line((value, style)), _value_room(width) - 1), " ",
        (option.meaning if width >= _ROOMY else "", "$muted"),
    )  # fmt: skip


def _value_room(width: int) -> int:
    return _VALUE if _ROOMY <= width < _WIDE else 40 if width >= _WIDE else max(_VALUE, width - _NAME - 3)


def option_about(option: Option, file: Path) -> Content:
    """Meaning, choices, default, and where it is written."""
    pieces: list[Part] = [(f"[{option.section}] {option.key}  ", "bold"), option.meaning]
    if option.parts:
        pieces.append((f" Any of {', '.join(option.parts)}.", "$muted"))
    if option.choices:
        pieces.append((f" One of {', '.join(option.choices)}.", "$muted"))
    usual = as_text(option.default) or "not set"
    pieces.append((f" Default: {usual}. Kept in {shown(str(file))}", "$muted"))
    return line(*pieces)
