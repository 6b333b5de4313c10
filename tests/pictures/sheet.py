"""Lines of a screen as SVG, each drawn once and named, however often and wherever it stands."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pictures.seen import Line, Piece, Screen

CELL_X, CELL_Y, BASE_Y = 12, 24, 17
"""A cell's width and height, and its baseline, in pixels."""

GROUND = "#12111a"
"""What the dark theme's screen stands on."""

_STROKES = {
    "─": ("l", "M0-5h12"),
    "━": ("h", "M0-5h12"),
    "╍": ("d", "M0-5h12"),
    "╸": ("h", "M0-5h6"),
    "╺": ("h", "M6-5h6"),
    "│": ("l", "M6-17v24"),
    "╭": ("l", "M6 7v-6q0-6 6-6"),
    "╮": ("l", "M6 7v-6q0-6-6-6"),
    "╰": ("l", "M6-17v6q0 6 6 6"),
    "╯": ("l", "M6-17v6q0 6-6 6"),
}
"""Characters that are drawn, not written, so that they join in every font: light, heavy or dashed, and the way."""

_RUNS = re.compile(rf"([{''.join(_STROKES)}])\1*|[^{''.join(_STROKES)}]+")

_STYLE = """\
text{font:20px "Fira Code","DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace;fill:currentColor}
.l,.h,.d{fill:none;stroke:currentColor;stroke-width:1.5}
.h,.d{stroke-width:3.5}
.d{stroke-dasharray:4 2}
.g{shape-rendering:crispEdges}
"""


class Sheet:
    """The lines and looks of one picture."""

    def __init__(self) -> None:
        self._looks: dict[str, str] = {}
        self._names: dict[Line, str] = {}
        self._drawn: list[str] = []

    def screen(self, screen: Screen) -> str:
        """A screen, made of references to its lines."""
        placed = [(self._name(line), row) for row, line in enumerate(screen.lines)]
        return "".join(f'<use href="#{name}" y="{row * CELL_Y + BASE_Y}"/>' for name, row in placed if name)

    @property
    def style(self) -> str:
        """The looks of all lines so far, as CSS."""
        rules = ((name, look.replace("fill:", "color:").replace(": ", ":")) for look, name in self._looks.items())
        return _STYLE + "".join(f".{name}{{{rule}}}\n" for name, rule in rules)

    @property
    def definitions(self) -> str:
        """All lines so far, to be referred to."""
        return f"<defs>\n{''.join(self._drawn)}</defs>\n"

    def _name(self, line: Line) -> str:
        """What a line is referred to by; empty where there is nothing to see."""
        if line not in self._names:
            marks = "".join(self._marks(line))
            self._names[line] = name = f"r{len(self._drawn)}" if marks else ""
            if marks:
                self._drawn.append(f'<g id="{name}">{marks}</g>\n')
        return self._names[line]

    def _marks(self, line: Line) -> Iterator[str]:
        for ground in line.grounds:
            if ground.colour != GROUND:
                x, width = ground.column * CELL_X, ground.cells * CELL_X
                yield f'<path class="g" fill="{ground.colour}" d="M{x}-{BASE_Y}h{width}v{CELL_Y}h-{width}z"/>'
        for piece in line.pieces:
            yield from self._strokes_and_words(piece)

    def _strokes_and_words(self, piece: Piece) -> Iterator[str]:
        look = self._looks.setdefault(piece.look, f"c{len(self._looks)}")
        column = piece.column
        for found in _RUNS.finditer(piece.text):
            if found[0][0] in _STROKES:
                yield _stroke(found[0], column, look)
            else:
                yield from _words(found[0], column, look)
            column += cell_len(found[0])


def _stroke(run: str, column: int, look: str) -> str:
    """A line of equal characters: level ones in one go, others one by one."""
    kind, path = _STROKES[run[0]]
    x, classes = column * CELL_X, f"{look} {kind}"
    if path.endswith("h12"):
        return f'<path class="{classes}" d="M{x}-5h{len(run) * CELL_X}"/>'
    places = range(x, x + len(run) * CELL_X, CELL_X)
    return "".join(f'<path class="{classes}" transform="translate({place})" d="{path}"/>' for place in places)


def _words(run: str, column: int, look: str) -> Iterator[str]:
    """Text, as wide as its cells are in whatever font the viewer has; wide characters apart from narrow ones."""
    for _, characters in groupby(run, lambda character: max(1, cell_len(character))):
        text = "".join(characters)
        word = text.strip()
        if word:
            x = (column + len(text) - len(text.lstrip())) * CELL_X
            length = f' textLength="{cell_len(word) * CELL_X}"' if len(word) > 1 else ""
            yield f'<text class="{look}" x="{x}"{length}>{escape(word, quote=False)}</text>'
        column += cell_len(text)
