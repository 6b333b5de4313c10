"""What one page of an import came to, as a value, and the shape of a phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from core.states import Phase


@dataclass(frozen=True, slots=True)
class Batch:
    """The result of a batch. Expected refusals are values: ``error`` says what, ``success`` is then False.

    ``items`` counts what the job counts (songs, playlists, walked playlists); ``total`` is the service's
    estimate, 0 while unknown. ``resets_at`` is set with ``is_rate_limited`` where the service named a time.
    """

    items: int = 0
    new: int = 0
    updated: int = 0
    skipped: int = 0
    has_more: bool = False
    next_offset: int = 0
    total: int = 0
    is_rate_limited: bool = False
    resets_at: datetime | None = None
    error: str | None = None
    message: str = ""

    @property
    def success(self) -> bool:
        """Whether the page was read and stored."""
        return self.error is None and not self.is_rate_limited


class ImportPhase(Protocol):
    """One phase: reads a page, stores it with its checkpoint, and says how it went."""

    @property
    def phase(self) -> Phase:
        """Which phase it is."""
        ...

    async def batch(self) -> Batch:
        """One page. Raises the dispositions of :mod:`core.errors` other than what it turns into a value."""
        ...
