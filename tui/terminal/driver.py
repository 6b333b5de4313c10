"""The driver of a Unix terminal: Textual's own, mended where the terminal does not play along.

It may stall, close, or be taken by a shell without a word; none of that may stop what works. Only the terminal's
modes and bytes are dealt with here; what the application makes of it stands in :mod:`tui.terminal.seat`. Needs
``termios``, so it is imported on Unix alone.
"""

from __future__ import annotations

import sys
from queue import Full
from typing import TYPE_CHECKING, cast

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from io import TextIOWrapper

    from textual.app import App

STALLED_S = 0.25
"""How long a frame waits for a terminal that takes nothing before it is left out."""


class Paper:
    """The file that is drawn on. Once it refuses a write, the terminal is gone and all else is thrown away."""

    def __init__(self, file: TextIOWrapper) -> None:
        self._file = file
        self._is_gone = False

    def write(self, text: str) -> None:
        """Write, if somebody is there."""
        if not self._is_gone:
            try:
                self._file.write(text)
            except OSError:
                self._is_gone = True

    def flush(self) -> None:
        """Send what was written, if somebody is there."""
        if not self._is_gone:
            try:
                self._file.flush()
            except OSError:
                self._is_gone = True

    def fileno(self) -> int:
        """The number of the file."""
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """Draws on stdout where stderr is no terminal, leaves out what a stalled terminal does not take, comes back well.

    Frames that were left out are made good by one whole repaint as soon as the terminal takes something again.
    """

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        drawn_on = sys.__stderr__ if sys.__stderr__ is not None and sys.__stderr__.isatty() else sys.__stdout__
        self._file = cast("TextIOWrapper", Paper(cast("TextIOWrapper", drawn_on)))
        self._is_behind = self._is_stopping = False

    def write(self, data: str) -> None:
        """Hand a frame over to be written, or leave it out where the terminal stalls."""
        writer = self._writer_thread
        if writer is None:
            return
        if self._is_behind and not self._is_stopping:
            return
        try:
            queue = writer._queue  # noqa: SLF001 - Textual's own write would wait for ever
            queue.put(data, timeout=None if self._is_stopping else STALLED_S)
        except Full:
            self._is_behind = True
            self._loop.call_later(STALLED_S, self._catch_up)

    def _catch_up(self) -> None:
        """Paint the whole screen once the terminal has taken all that waited."""
        writer = self._writer_thread
        if writer is not None and not writer._queue.empty():  # noqa: SLF001 - as above
            self._loop.call_later(STALLED_S, self._catch_up)
            return
        self._is_behind = False
        self._app.call_later(self._app.refresh, layout=True)

    def stop_application_mode(self) -> None:
        """Leave the terminal as it was found; that is never left out, however long it takes."""
        self._is_stopping = True
        super().stop_application_mode()
        self._is_stopping = False

    def _sigcont_application(self, *_: object) -> None:
        """Come back. After a bare SIGSTOP the shell has changed the modes behind our back: leave properly first."""
        if self._must_signal_resume or self._writer_thread is None or not self._auto_restart:
            super()._sigcont_application()
        else:  # later, not here: the signal may have struck while a lock of the writer's queue was held
            self._loop.call_soon_threadsafe(self._start_over)

    def _start_over(self) -> None:
        self.suspend_application_mode()
        self._must_signal_resume = True
        self.resume_application_mode()
