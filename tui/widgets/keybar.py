"""The foot of every place: the keys that work here now, and at its right end, always, how to leave and to get help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Input

from tui.widgets.drawn import Drawn, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.binding import ActiveBinding
    from textual.screen import Screen

_ALWAYS = ("app.leave", "app.help")
_WHILE_TYPING = {"app.help": ("f1", "F1"), "app.leave": ("ctrl+q", "^q")}
"""Their other keys, since a letter that is typed into a field is no key."""

_LETTERS = frozenset({"slash", "space", "question_mark", "colon"})


@dataclass(frozen=True, slots=True)
class Hint:
    """A key with its name. ``is_able`` False: it cannot be used now, and stands dimmed."""

    key: str
    display: str
    name: str
    is_able: bool = True

    @property
    def width(self) -> int:
        """Cells it takes."""
        return Content(self.display).cell_length + 1 + Content(self.name).cell_length

    def drawn(self) -> Content:
        """Key and name."""
        if not self.is_able:
            return line((f"{self.display} {self.name}", "$muted dim"))
        return line((self.display, "$footer-key-foreground bold"), (f" {self.name}", "$footer-description-foreground"))


def _width(hints: Sequence[Hint], gap: int) -> int:
    return sum(hint.width + gap for hint in hints)


def fitting(hints: Sequence[Hint], room: int, *, gap: int = 1) -> tuple[Hint, ...]:
    """Those that fit into ``room`` cells, in their order: what cannot be used goes first, then what stands last."""
    kept = list(hints)
    while kept and _width(kept, gap) - gap > room:
        unable = [hint for hint in kept if not hint.is_able]
        kept.remove((unable or kept)[-1])
    return tuple(kept)


class KeyBar(Drawn):
    """One line. A click on a key presses it."""

    DEFAULT_CSS = "KeyBar { dock: bottom; height: 1; width: 1fr; background: $footer-background; }"

    hints: reactive[tuple[tuple[Hint, ...], tuple[Hint, ...]]] = reactive(((), ()))
    """The keys of the place, and those of the right end."""

    def on_mount(self) -> None:
        """Follow the keys of the place."""
        self.screen.bindings_updated_signal.subscribe(self, self.follow)

    def follow(self, screen: Screen[object]) -> None:
        """Take over the keys that work now; while something is typed its letters are no keys."""
        if self.is_attached and screen is self.screen and self.app.app_focus:
            is_typing = isinstance(screen.focused, Input)
            self.hints = self._hints(screen.active_bindings.values(), is_typing=is_typing)

    def _hints(self, active: Iterable[ActiveBinding], *, is_typing: bool) -> tuple[tuple[Hint, ...], tuple[Hint, ...]]:
        own: dict[str, Hint] = {}
        always: dict[str, Hint] = {}
        for entry in active:
            binding = entry.binding
            name = binding.id or binding.action
            key, display = binding.key, self.app.get_key_display(binding)
            if is_typing and name in _WHILE_TYPING:
                key, display = _WHILE_TYPING[name]
            if not binding.show or (is_typing and (len(key) == 1 or key in _LETTERS)):
                continue
            hint = Hint(key, display, binding.description, entry.enabled)
            (always if name in _ALWAYS else own).setdefault(name, hint)
        if self.screen.has_class("-empty"):
            own = {}  # an empty place names the keys that help by itself
        return tuple(own.values()), tuple(always[name] for name in _ALWAYS if name in always)

    def _placed(self, width: int) -> list[tuple[int, Hint]]:
        """Every hint that there is room for, with the column it begins in."""
        own, always = self.hints
        is_loose = _width((*own, *always), 2) <= width - 2
        gap = 2 if is_loose else 1
        end = width - _width(always, gap) + gap - is_loose
        placed, column = [], int(is_loose)
        for hint in fitting(own, end - 1, gap=gap):
            placed.append((column, hint))
            column += hint.width + gap
        for hint in always:
            placed.append((end, hint))
            end += hint.width + gap
        return placed

    def lines(self, width: int) -> list[Content]:
        """The keys, from left to right."""
        whole = Content("")
        for column, hint in self._placed(width):
            whole = line(whole, " " * (column - whole.cell_length), hint.drawn())
        return [whole]

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        for column, hint in self._placed(self.content_size.width):
            if column <= event.x < column + hint.width:
                self.app.simulate_key(hint.key)
