"""Opens the screen from the command line, before any command is loaded: the first frame waits for nothing else."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tui.build import Options

NO_MOUSE = "--no-mouse"
"""Leaves the mouse to the terminal."""


def has_terminal() -> bool:
    """Whether there is a terminal that can be drawn on."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def open_screen(options: Options, *, no_mouse: bool) -> NoReturn:
    """Show the screen until the person leaves, and end the process with its exit code."""
    from tui.build import open_session, settings_of
    from tui.cli.invoke import guarded

    def opened() -> int:
        from tui.launch import run_app

        mouse = settings_of(options).ui.mouse and not no_mouse
        return run_app(open_session, replace(options, is_hosting=True), mouse=mouse)

    raise SystemExit(guarded(opened))
