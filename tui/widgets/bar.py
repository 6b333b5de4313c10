"""The head of every place: where one is, what works, whose library it is, and what is left of today's allowances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive

from core.states import RunStatus
from tui.places import FIRST_START, PLACES, SUMMARY, key_of
from tui.telling.words import SIGNS, STATUS_WORDS, named
from tui.widgets.drawn import Drawn, Part, gauge_bar, line

if TYPE_CHECKING:
    from core.progress import RunView
    from core.session.plans import Buckets

NAME = "crossfade"
_NEARLY = 0.8


@dataclass(frozen=True, slots=True)
class BarState:
    """What the head shows. ``owner`` names channel and profile, ``synced`` says how long ago the last sync was.

    ``looks_on``: another process holds the library, so that nothing can be changed here.
    """

    place: str
    view: RunView | None = None
    buckets: Buckets | None = None
    owner: str = ""
    synced: str = ""
    looks_on: bool = False


class Bar(Drawn):
    """Two lines, redrawn when their state changes."""

    state: reactive[BarState] = reactive(BarState(""))

    def lines(self, width: int) -> list[Content]:
        """Places and the run above; whose it is and what is left today below.

        Where the places' names leave no room for the run, it takes that of the last sync.
        """
        run = _run(self.state.view, looks_on=self.state.looks_on)
        if (long := self._titles()).cell_length <= width - _RUN_ROOM:
            return [_apart(long, run, width), self._second(width)]
        if (close := self._close()).cell_length <= width:
            return [close, self._second(width, run)]
        return [_apart(self._titles(is_long=False), run, width), self._second(width)]

    def _titles(self, *, is_long: bool = True) -> Content:
        """The program's name and all places; of the others the numbers alone where it is not ``is_long``."""
        shades = self.fade(len(NAME))
        parts: list[Part] = [" ", *((letter, f"{shade} bold") for letter, shade in zip(NAME, shades, strict=True)), " "]
        for number, spot in enumerate(PLACES, start=1):
            if spot.name == self.state.place:
                parts.append((f"[{number} {spot.title}]", "$accent bold"))
            else:
                parts += [(f" {number}", "$primary"), (f" {spot.title} " if is_long else " ", "$muted")]
        for spot in (SUMMARY, *FIRST_START):
            if self.state.place == spot.name:
                parts.append((f"[{spot.title}]", "$accent bold"))
        return line(*parts)

    def _close(self) -> Content:
        """All places and nothing else, close together: what fits into eighty columns."""
        parts: list[Part] = []
        for number, spot in enumerate(PLACES, start=1):
            if spot.name == self.state.place:
                parts += [" ", (f"[{number} {spot.title}]", "$accent bold")]
            else:
                parts += [(f" {number}", "$primary"), (f" {spot.title}", "$muted")]
        if self.state.place == SUMMARY.name:
            parts += [" ", (f"[{key_of(SUMMARY.name)}]", "$accent bold")]
        parts += [f" [{spot.title}]" for spot in FIRST_START if spot.name == self.state.place]
        return line(*parts)

    def _second(self, width: int, run: list[Content] | None = None) -> Content:
        """Whose it is and what is left today; ``run`` is what works or waits, where it is to stand here."""
        state = self.state
        gauges = _gauges(state.buckets, width)
        room = width - gauges.cell_length - 3
        said = [" · ".join(part for part in parts if part) for parts in ((state.owner, state.synced), (state.owner,))]
        fit = next((text for text in said if len(text) <= room), said[-1])
        owner = Content(f" {fit}").truncate(max(0, room + 1), ellipsis=True).stylize("$muted")
        if run:
            owner = line(" ", run[0], (f" · {state.owner}", "$muted")).truncate(max(0, room + 1), ellipsis=True)
        return _apart(owner, [gauges], width)


def _apart(left: Content, rights: list[Content], width: int) -> Content:
    """One thing at each end of a line; of what may stand right, the first that fits."""
    room = width - left.cell_length - 2
    end = next((text for text in rights if text.cell_length <= room), Content(""))
    return line(left, " " * (room - end.cell_length + 1), end)


def _run(view: RunView | None, *, looks_on: bool) -> list[Content]:
    """What works or waits, and that this program only looks on; the longest wording first."""
    words: list[list[Part]] = []
    if view is not None and view.run.status not in (RunStatus.COMPLETED, RunStatus.CANCELLED):
        sign, colour = SIGNS[view.run.status]
        word = STATUS_WORDS[view.run.status]
        words = [
            [(f"{sign} {named(view.run)} {word} {view.percent}%", f"${colour}")],
            [(f"{sign} {word} {view.percent}%", f"${colour}")],
            [(f"{sign} {view.percent}%", f"${colour}")],
        ]
    look: list[Part] = [("look only ", "$warning")] if looks_on else []
    return [line(*look, *parts) for parts in words] + ([line(*look)] if look else [])


def _gauges(buckets: Buckets | None, width: int) -> Content:
    """Both allowances: a short bar and what is left, in words where there is room."""
    if buckets is None:
        return Content("")
    granted, spent = buckets.allowance, buckets.spent
    left = f" left until {buckets.window.end.astimezone():%H:%M}" if width >= _WIDE else " left"
    return line(
        _gauge("units", granted.units, spent.units, width),
        "  ",
        _gauge("searches", granted.searches, spent.searches, width),
        (left if width >= _ROOMY else "", "$muted"),
    )


def _gauge(name: str, limit: int, spent: int, width: int) -> Content:
    left = max(0, limit - spent)
    share = spent / limit if limit else 1.0
    style = "$error" if left == 0 else "$warning" if share >= _NEARLY else "$accent"
    bar = gauge_bar(14 if width >= _WIDE else 7 if width >= _NARROW else 4, share, 0.0, style=style)
    return line((f"{name} ", "$muted"), bar, (f" {left:,}" if left else " none", style if left == 0 else "bold"))


_RUN_ROOM, _NARROW, _ROOMY, _WIDE = 12, 72, 96, 110
