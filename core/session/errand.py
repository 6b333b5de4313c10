"""Work that is no run: a backup being made, videos being looked at. Nothing else begins while it lasts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Errand:
    """The one errand of a session; ``name`` says what is being done, empty: nothing."""

    def __init__(self) -> None:
        self.name = ""

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Be at it until the block ends. Raises Busy while there is another."""
        self.must_be_done()
        self.name = name
        try:
            yield
        finally:
            self.name = ""

    def must_be_done(self) -> None:
        """Raise Busy while there is one."""
        if self.name:
            message = f"{self.name[:1].upper()}{self.name[1:]}; try again when that is done."
            raise Busy(message)
