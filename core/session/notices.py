"""What the session says while it reads outside a run: how far it is, and what it waits for. Nothing is stored."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.reading.patience import Wait


class Notices:
    """Hands each notice to whoever listens: a sentence, and whether it tells of a wait. Empty: nothing is said now.

    ``said`` is the newest, for who looks now and then.
    """

    def __init__(self) -> None:
        self.said = ""
        self._listeners: list[Callable[[str, bool], None]] = []
        self._far = ""
        self._page = ""

    @contextmanager
    def heard_by(self, listener: Callable[[str, bool], None]) -> Iterator[None]:
        """Listen while the block lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    async def waits(self, wait: Wait | None) -> None:
        """Something is waited for; None: not any more, so that what was said before is said again."""
        self._tell(str(wait) if wait else self._page or self._far, is_waiting=wait is not None)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A longer read lasts as long as the block: however that ends, nothing is said of it any more."""
        try:
            yield
        finally:
            self._far = self._page = ""
            self._tell("", is_waiting=False)

    def progress(self, said: str) -> None:
        """How far the read in hand is."""
        self._far = said
        self._tell(said, is_waiting=False)

    async def page(self, said: str | None) -> None:
        """How far one of its listings is; None: that is over."""
        self._page = said or ""
        self._tell(self._page or self._far, is_waiting=False)

    def _tell(self, said: str, *, is_waiting: bool) -> None:
        self.said = said
        for listener in self._listeners:
            listener(said, is_waiting)
