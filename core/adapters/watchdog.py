"""Ends a call that takes too long as a whole: its connections are shut, wherever the call hangs.

A timeout of a socket counts from one byte to the next, so that a peer which sends a byte a second holds a call for
ever. What an ended call means is told by whoever made it, like any lost answer.
"""

from __future__ import annotations

import socket
import threading
import weakref
from contextlib import contextmanager, suppress
from time import monotonic  # noqa: TID251 - a call in hand takes real time, whatever clock the program is shown
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Watchdog:
    """Watches the calls of one session, one at a time. Its thread begins with the first call and ends by :meth:`close`.

    The thread sleeps up to the end of the call it knows and looks again then, so that a call costs few assignments.
    """

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._ends_at: float | None = None
        self._began = threading.Event()
        self._closed = threading.Event()
        self._is_awake = False

    def watch(self, opened: socket.socket) -> None:
        """A connection was opened for the call in hand, or for later ones."""
        self._sockets.add(opened)

    @contextmanager
    def over(self, limit_s: float) -> Iterator[None]:
        """Shut every connection where the block lasts longer than ``limit_s``."""
        self._ends_at = monotonic() + limit_s
        if not self._is_awake:
            self._is_awake = True
            events = (self._began, self._closed)
            threading.Thread(target=self._work, args=events, name="watchdog", daemon=True).start()
        self._began.set()
        try:
            yield
        finally:
            self._ends_at = None
            self._began.clear()

    def close(self) -> None:
        """End the thread; a later call begins another."""
        self._closed.set()
        self._began.set()
        self._closed, self._began, self._is_awake = threading.Event(), threading.Event(), False

    def _work(self, began: threading.Event, closed: threading.Event) -> None:
        while not closed.is_set():
            began.wait()
            ends_at = self._ends_at
            left = 0.0 if ends_at is None else ends_at - monotonic()
            if left > 0:
                closed.wait(left)
            elif ends_at is not None and not closed.is_set():
                self._shut()
                began.clear()

    def _shut(self) -> None:
        for opened in list(self._sockets):
            with suppress(OSError):  # closed meanwhile
                # Past the methods of TLS, which are not for two threads at once: whoever reads gets the end.
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
