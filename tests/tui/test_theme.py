"""Our colours can be read: text keeps a contrast of 4.5 to 1 on every ground it stands on."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.theme import DARK, LIGHT, fallbacks


def luminance(colour: str) -> float:
    """Relative luminance (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance)."""
    parts = [part / 255 for part in Color.parse(colour).rgb]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_of(ink: str | None, ground: str | None) -> float:
    """How much two colours differ, 1 to 21."""
    dark, light = sorted((luminance(ink or ""), luminance(ground or "")))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    inks = {name: getattr(theme, name) for name in ("foreground", "primary", "accent", "success", "warning", "error")}
    inks["muted"] = theme.variables["muted"]
    grounds = {"background": theme.background, "panel": theme.panel, "boost": theme.boost}
    for ground_name, ground in grounds.items():
        for ink_name, ink in inks.items():
            measured = contrast_of(ink, ground)
            assert measured >= 4.5, f"{ink_name} on {ground_name}: {measured:.2f}"


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_what_stands_under_the_cursor_can_be_read(theme: Theme) -> None:
    ground = theme.variables["cursor-ground"]
    for ink in (theme.foreground, theme.accent, theme.success, theme.warning, theme.error):
        assert contrast_of(ink, ground) >= 4.5, ink


@pytest.mark.parametrize("name", sorted(BUILTIN_THEMES))
def test_every_other_theme_gets_our_variables(name: str) -> None:
    assert set(fallbacks(BUILTIN_THEMES[name])) == {"muted", "faint", "cursor-ground"}
