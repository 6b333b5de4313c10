"""Crossfade's own colours, dark and light: violet fades into coral, everything else stays quiet.

Five meanings only: accent (what moves, where you are), success, warning, error, muted. Text keeps a contrast
of 4.5 to 1 on every ground it stands on; a test works it out from these tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.types import CSSPathType

FIRST_STYLES: CSSPathType = [Path(__file__).with_name("app.tcss"), Path(__file__).parent / "screens" / "home.tcss"]
"""Those of all places and of the first one, read at once: a screen's own are otherwise worked out after all others."""

DARK = Theme(
    name="crossfade-dark",
    primary="#a597ff",
    secondary="#7c6cf0",
    accent="#ff8fab",
    success="#7fd6a0",
    warning="#f3c06b",
    error="#ff8a80",
    foreground="#e7e6f0",
    background="#12111a",
    surface="#12111a",
    panel="#1d1b29",
    boost="#262336",
    dark=True,
    variables={
        "muted": "#9a97ad",
        "faint": "#3b3850",
        "border": "#a597ff",
        "border-blurred": "#3b3850",
        "cursor-ground": "#332d55",
        "footer-background": "#1d1b29",
        "footer-key-foreground": "#ff8fab",
        "footer-description-foreground": "#e7e6f0",
        "input-selection-background": "#7c6cf0 40%",
        "scrollbar": "#3b3850",
        "scrollbar-hover": "#7c6cf0",
        "scrollbar-active": "#a597ff",
        "scrollbar-background": "#12111a",
    },
)

LIGHT = Theme(
    name="crossfade-light",
    primary="#5b3fd1",
    secondary="#7c6cf0",
    accent="#b3205f",
    success="#14672f",
    warning="#855300",
    error="#b3261e",
    foreground="#211f2b",
    background="#fbfaff",
    surface="#fbfaff",
    panel="#efedf8",
    boost="#e4e0f4",
    dark=False,
    variables={
        "muted": "#625f74",
        "faint": "#cfcbe2",
        "border": "#5b3fd1",
        "border-blurred": "#cfcbe2",
        "cursor-ground": "#ddd6fa",
        "footer-background": "#efedf8",
        "footer-key-foreground": "#b3205f",
        "footer-description-foreground": "#211f2b",
        "input-selection-background": "#7c6cf0 30%",
        "scrollbar": "#cfcbe2",
        "scrollbar-hover": "#7c6cf0",
        "scrollbar-active": "#5b3fd1",
        "scrollbar-background": "#fbfaff",
    },
)

FALLBACKS = {"muted": "ansi_default", "faint": "ansi_bright_black", "cursor-ground": "ansi_bright_black"}
"""Our own variables in the terminal's palette, for themes that do not define them."""


def fallbacks(theme: Theme) -> dict[str, str]:
    """Values for our own variables in a theme that is not ours."""
    if theme.ansi:
        return FALLBACKS
    made = theme.to_color_system().generate()
    return {"muted": made["foreground-muted"], "faint": made["panel-lighten-2"], "cursor-ground": made["primary-muted"]}


def dress(app: App[int], name: str) -> None:
    """Make our colours known to an application and choose those of its first frame; unknown ones are ours.

    Chosen in the usual way, all styles would be worked out a second time.
    """
    for theme in (DARK, LIGHT):
        app.register_theme(theme)
    app.set_reactive(App.theme, name if name in app.available_themes else DARK.name)
    app.set_class(app.current_theme.dark, "-dark-mode", update=False)
    app.set_class(not app.current_theme.dark, "-light-mode", update=False)
    app.stylesheet.set_variables(app.get_css_variables())
