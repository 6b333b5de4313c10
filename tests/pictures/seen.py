"""What stands on the screen at a moment, cell by cell: read from Textual's own picture of it, drawn by nobody here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.app import CrossfadeApp

_SVG = "{http://www.w3.org/2000/svg}"
_CELL_X, _CELL_Y = 12.2, 24.4
_FIRST_TEXT_Y, _FIRST_GROUND_Y = 20.0, 1.5
"""Rich's measures of a cell, and where the first line's text and ground stand."""

_LOOK = re.compile(r"\.([\w-]+-r\d+) \{ (.*?) \}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one look. ``look`` is CSS: ``fill: #e7e6f0;font-weight: bold``."""

    column: int
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Cells of one background colour."""

    column: int
    cells: int
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen; equal lines look the same wherever they stand."""

    grounds: tuple[Ground, ...] = ()
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """A whole screen: its width in cells, and its lines from top to bottom."""

    columns: int
    lines: tuple[Line, ...]


def seen(app: CrossfadeApp) -> Screen:
    """The screen as it is drawn now."""
    root = ET.fromstring(app.export_screenshot(simplify=True))
    looks = dict(_LOOK.findall(root.findtext(f"{_SVG}style") or ""))
    height = app.size.height
    pieces: list[list[Piece]] = [[] for _ in range(height)]
    grounds: list[list[Ground]] = [[] for _ in range(height)]
    for text in root.iter(f"{_SVG}text"):
        look, column = looks.get(text.get("class", "")), _cell(text, "x", 0.0, _CELL_X)
        if look is not None:  # the window's title has none
            row = _cell(text, "y", _FIRST_TEXT_Y, _CELL_Y)
            pieces[row] += _words(column, (text.text or "").replace("\xa0", " "), look)
    for rect in root.findall(f"{_SVG}g/{_SVG}rect"):
        column, row = _cell(rect, "x", 0.0, _CELL_X), _cell(rect, "y", _FIRST_GROUND_Y, _CELL_Y)
        cells = round(float(rect.get("width", "0")) / _CELL_X)
        _lay(grounds[row], Ground(column, cells, rect.get("fill", "")))
    lines = tuple(Line(tuple(under), tuple(over)) for under, over in zip(grounds, pieces, strict=True))
    return Screen(app.size.width, lines)


def _cell(element: ET.Element, axis: str, first: float, size: float) -> int:
    return round((float(element.get(axis, "0")) - first) / size)


def _words(column: int, text: str, look: str) -> Iterator[Piece]:
    """Cut where two spaces stand: a font of other widths then shifts no more than one phrase."""
    for found in re.finditer(r"\S+(?: \S+)*", text):
        yield Piece(column + cell_len(text[: found.start()]), found[0], look)


def _lay(row: list[Ground], ground: Ground) -> None:
    """Put a ground down, as one with its neighbour of the same colour."""
    last = row[-1] if row else None
    if last is not None and last.colour == ground.colour and last.column + last.cells == ground.column:
        row[-1] = Ground(last.column, last.cells + ground.cells, last.colour)
    elif ground.cells:
        row.append(ground)
