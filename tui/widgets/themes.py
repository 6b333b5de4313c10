"""The sets of colours as a list to try them from, Crossfade's own first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.widgets.drawn import cell, line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.content import Content
    from textual.theme import Theme


def in_order(themes: Mapping[str, Theme]) -> tuple[Theme, ...]:
    """All sets of colours, Crossfade's own first, then by name."""
    return tuple(sorted(themes.values(), key=lambda theme: (not _is_own(theme), theme.name)))


def theme_line(theme: Theme, width: int) -> Content:
    """A set of colours by name."""
    kind = f"{'Crossfade, ' if _is_own(theme) else ''}{'dark' if theme.dark else 'light'}"
    return line(" ", cell(theme.name, min(26, width - 1)), (kind, "$muted"))


def _is_own(theme: Theme) -> bool:
    return theme.name.startswith("crossfade")
