"""Draws a screen as a still, and many as a walk: one SVG that CSS turns from screen to screen.

Neither holds a script or an address of another place. Where nothing moves, because the viewer cannot or the person
asked for it (``prefers-reduced-motion``), the walk shows one scene and stays there.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from tests.pictures.sheet import CELL_X, CELL_Y, GROUND, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.pictures.seen import Screen
    from tests.pictures.story import Scene

_SIDE, _HEAD, _FOOT, _CAPTION = 14, 42, 14, 72
"""What stands around the screen, in pixels: left and right, above, below, and the caption's height."""

_WINDOW, _INK, _MUTED, _ACCENT, _FAINT = "#0b0a10", "#e7e6f0", "#9a97ad", "#ff8fab", "#3b3850"

_STYLE = f"""\
.t,.k{{font:22px system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;fill:{_INK}}}
.k{{font-weight:bold;fill:{_ACCENT};text-anchor:middle}}
.n{{font-size:18px;fill:{_MUTED};text-anchor:middle}}
"""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A part of the walk that is seen from one second to another."""

    name: str
    drawn: str
    begins_s: float
    ends_s: float


def still(screen: Screen, title: str) -> str:
    """One screen."""
    sheet = Sheet()
    return _window(screen, sheet.screen(screen), sheet, title=title, foot=_FOOT)


def walk(scenes: Sequence[Scene], title: str, *, resting: str) -> str:
    """All scenes one after another, again and again; ``resting`` names the one that is seen where nothing moves."""
    sheet = Sheet()
    turns = list(_turns(scenes, sheet))
    whole_s = sum(scene.seconds for scene in scenes)
    last = len(next(scene for scene in scenes if scene.name == resting).shots) - 1
    style = f".w{{visibility:hidden}}\n#{resting},#{resting}-{last}{{visibility:visible}}\n"
    style += f"@media (prefers-reduced-motion:no-preference){{\n.w{{animation:{whole_s:g}s step-end infinite}}\n"
    style += "".join(f"#{turn.name}{{animation-name:{turn.name}}}\n" for turn in turns) + "}\n"
    style += "".join(_keyframes(turn, whole_s) for turn in turns)
    drawn = "".join(f'<g class="w" id="{turn.name}">{turn.drawn}</g>\n' for turn in turns)
    return _window(scenes[0].shots[0].screen, drawn, sheet, title=title, foot=_CAPTION, style=style)


def _turns(scenes: Sequence[Scene], sheet: Sheet) -> Iterator[_Turn]:
    at_s = 0.0
    for number, scene in enumerate(scenes):
        screen = scene.shots[0].screen
        y, width = len(screen.lines) * CELL_Y, screen.columns * CELL_X
        yield _Turn(scene.name, _way(number, len(scenes), y, width) + _caption(scene, y), at_s, at_s + scene.seconds)
        for place, shot in enumerate(scene.shots):
            yield _Turn(f"{scene.name}-{place}", sheet.screen(shot.screen), at_s, at_s + shot.seconds)
            at_s += shot.seconds


def _keyframes(turn: _Turn, whole_s: float) -> str:
    begins, ends = (f"{seconds * 100 / whole_s:.4g}%" for seconds in (turn.begins_s, turn.ends_s))
    hidden, visible = "{visibility:hidden}", "{visibility:visible}"
    before = f"0%{hidden}" if turn.begins_s else ""
    after = f"{ends},100%{hidden}" if turn.ends_s < whole_s else f"100%{visible}"
    return f"@keyframes {turn.name}{{{before}{begins}{visible}{after}}}\n"


def _way(number: int, scenes: int, y: int, width: int) -> str:
    """How far the walk is: a dash for each scene."""
    step = width / scenes
    dashes = [f"M{step * place:.4g} {y + 5}h{step - 4:.4g}" for place in range(scenes)]
    gone, here = "".join(dashes[:number]), dashes[number]
    past = f'<path stroke="{_FAINT}" stroke-width="3" d="{gone}"/>' if gone else ""
    return f'{past}<path stroke="{_ACCENT}" stroke-width="3" d="{here}"/>'


def _caption(scene: Scene, y: int) -> str:
    """The key that was pressed, in a box, and what is seen."""
    if not scene.key:
        return f'<text class="t" x="2" y="{y + 45}">{escape(scene.caption, quote=False)}</text>'
    width = max(36, 13 * len(scene.key) + 22)
    box = f'<rect x="1" y="{y + 20}" width="{width}" height="36" rx="6" fill="{GROUND}" stroke="{_MUTED}"/>'
    key = f'<text class="k" x="{width / 2 + 1:g}" y="{y + 45}">{escape(scene.key)}</text>'
    return f'{box}{key}<text class="t" x="{width + 14}" y="{y + 45}">{escape(scene.caption, quote=False)}</text>'


def _window(screen: Screen, drawn: str, sheet: Sheet, *, title: str, foot: int, style: str = "") -> str:
    """A window with three buttons and a title, and what is drawn on its ground."""
    wide, high = screen.columns * CELL_X, len(screen.lines) * CELL_Y
    width, height = wide + 2 * _SIDE, high + _HEAD + foot
    buttons = "".join(
        f'<circle cx="{_SIDE + 8 + 22 * place}" cy="{_HEAD // 2}" r="7" fill="{colour}"/>'
        for place, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    frame = f'x="1" y="1" width="{width - 2}" height="{height - 2}" rx="10" fill="{_WINDOW}" stroke="{_FAINT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">\n'
        f"<title>{escape(title, quote=False)}</title>\n<style>\n{sheet.style}{_STYLE}{style}</style>\n"
        f"{sheet.definitions}<rect {frame}/>{buttons}\n"
        f'<text class="t n" x="{width // 2}" y="{_HEAD // 2 + 7}">crossfade</text>\n'
        f'<g transform="translate({_SIDE} {_HEAD})">\n<rect width="{wide}" height="{high}" fill="{GROUND}"/>\n'
        f"{drawn}</g>\n</svg>\n"
    )
