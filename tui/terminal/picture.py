"""Pictures of the screen that stand alone: an SVG that asks no other place for its fonts."""

from __future__ import annotations

import html
import re

from rich.cells import cell_len

_FACES = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_FAMILY = '"Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace'
_TEXT = re.compile(r'textLength="([\d.]+)"([^>]*)>([^<]+)<')


def standalone(svg: str) -> str:
    """The picture without web fonts; it falls back to fixed-width fonts of the viewer's machine.

    Rich gives a text the length of its characters; a wide character takes two cells and gets them here.
    """
    without = _FACES.sub("", svg)
    fallen_back = without.replace("font-family: Fira Code, monospace", f"font-family: {_FAMILY}").replace(
        "font-family: arial", "font-family: sans-serif"
    )
    return _TEXT.sub(_widened, fallen_back)


def _widened(found: re.Match[str]) -> str:
    length, rest, content = float(found[1]), found[2], found[3]
    text = html.unescape(content)
    cells = cell_len(text)
    if cells == len(text):
        return found[0]
    return f'textLength="{round(length / len(text) * cells, 1):g}"{rest}>{content}<'
