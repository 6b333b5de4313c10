"""Pictures of the screen that stand alone: an SVG that asks no other place for its fonts."""

from __future__ import annotations

import re

_FACES = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_FAMILY = '"Fira Code", "DejaVu Sans Mono", Menlo, Consolas, monospace'


def standalone(svg: str) -> str:
    """The picture without web fonts; it falls back to fixed-width fonts of the viewer's machine."""
    without = _FACES.sub("", svg)
    return without.replace("font-family: Fira Code, monospace", f"font-family: {_FAMILY}").replace(
        "font-family: arial", "font-family: sans-serif"
    )
