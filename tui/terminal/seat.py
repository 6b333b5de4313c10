"""The application's seat at a terminal: signals, a stop and the way back, and a terminal that is closed.

What leaving means is said by :mod:`tui.lifetime`; how the bytes get out by :mod:`tui.terminal.driver`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from textual.app import App

if TYPE_CHECKING:
    from textual.driver import Driver

LOOK_S = 1.0
"""Seconds between two looks whether the terminal is still there."""

_LEAVING = tuple(found for name in ("SIGTERM", "SIGHUP", "SIGINT") if (found := getattr(signal, name, None)))


class Seated(App[int]):
    """An application that gives the terminal back however it is told to go, and takes it again when it returns.

    ``is_dismissed``: a signal, or a terminal that was closed, told it to go, so nobody is there to be asked or told.
    """

    is_dismissed = False
    is_lent = False
    """Whether another program has the terminal for now, such as an editor; Ctrl-C is meant for that one then."""

    def get_driver_class(self) -> type[Driver]:
        """Our driver of Unix terminals in the place of Textual's; another one where the environment names it."""
        found = super().get_driver_class()
        if sys.platform == "win32":
            return found
        from tui.terminal.driver import TerminalDriver

        return TerminalDriver if issubclass(TerminalDriver, found) else found

    def on_mount(self) -> None:
        """Listen to signals, and look after the terminal."""
        if self.is_headless:
            return
        for number in _LEAVING:
            asyncio.get_running_loop().add_signal_handler(number, self._be_told, number)
        self.app_resume_signal.subscribe(self, self._repaint)
        self.set_interval(LOOK_S, self._look, name="terminal")

    def hear_signal(self) -> None:
        """Go, or go at once when asked again."""
        raise NotImplementedError

    def action_suspend_process(self) -> None:
        """To the shell, with all that stands between it and us (``make``, a script), so that ``fg`` finds it."""
        if not has_shell():
            self.notify("There is no shell behind this window to go to.", markup=False)
            return
        self.app_suspend_signal.publish(self)
        os.killpg(os.getpgrp(), signal.SIGTSTP)

    def _be_told(self, number: int) -> None:
        if self.is_lent and number == signal.SIGINT:
            return
        self.is_dismissed = self.is_dismissed or number != signal.SIGINT
        self.hear_signal()

    def _repaint(self, _: App[object]) -> None:
        """Whatever was on the terminal is gone."""
        self.refresh(layout=True)

    def _look(self) -> None:
        """A terminal that was closed without a word counts as SIGHUP; its input would be read in a tight circle."""
        if not self.is_dismissed and is_gone():
            self._be_told(signal.SIGHUP)


def is_gone() -> bool:
    """Whether the terminal was closed, so that nobody can read or type any more."""
    return sys.__stdin__ is None or not os.isatty(sys.__stdin__.fileno())


def has_shell() -> bool:
    """Whether somebody could wake us after a stop.

    A shell puts its jobs into groups of their own. In the group of the session's leader nobody does: a program that
    is the only one of its window would stand still for ever.
    """
    return hasattr(os, "getsid") and os.getpgrp() != os.getsid(0)
