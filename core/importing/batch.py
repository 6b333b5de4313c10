"""What one page of an import came to, as a value, and the shape of a phase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from core.errors import Throttled

if TYPE_CHECKING:
    from datetime import datetime

    from core.errors import Unavailable
    from core.model import Job
    from core.states import Phase

UNNAMED_WAIT_S = 30.0
"""How long a refusal without ``Retry-After`` is taken to mean."""

UNNAMED_QUOTA_S = 3600.0
"""The same where the quota of the day is spent, which takes hours; asking on makes it longer."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The result of a batch.

    ``items`` rows were read, of which ``new`` and ``updated`` changed the store. ``done`` and ``skipped`` count
    what the phase's job counts (songs, playlists, walked playlists) since the phase began, whichever process read
    them; ``total`` is the service's estimate, 0 while unknown.

    ``is_counted`` where the phase stored its job with the page.

    Expected refusals are values: ``error`` says what was refused, in a sentence; ``resets_at`` is then when it may be
    tried again, and ``is_rate_limited`` tells that the service allows no calls before.
    """

    items: int = 0
    new: int = 0
    updated: int = 0
    done: int = 0
    skipped: int = 0
    has_more: bool = False
    next_offset: int = 0
    total: int = 0
    is_rate_limited: bool = False
    resets_at: datetime | None = None
    error: str | None = None
    message: str = ""
    is_counted: bool = False

    @property
    def success(self) -> bool:
        """Whether the page was read and stored."""
        return self.error is None

    def counts(self, job: Job) -> dict[str, object]:
        """What the page changes in its phase's job."""
        return {
            "succeeded": self.done - self.skipped,
            "skipped": self.skipped,
            "done": self.done,
            "total": max(self.total, self.done),
            "message": self.message or job.message,
        }


def refused(refusal: Throttled | Unavailable, *, now: datetime) -> Batch:
    """A page that cannot be read for now."""
    if isinstance(refusal, Throttled):
        is_limited = True
        unnamed_s = UNNAMED_QUOTA_S if refusal.is_daily else UNNAMED_WAIT_S
        wait_s = unnamed_s if refusal.wait_s is None else refusal.wait_s
    else:
        is_limited, wait_s = refusal.is_limited, refusal.wait_s
    resets_at = now + timedelta(seconds=wait_s)
    return Batch(has_more=True, is_rate_limited=is_limited, resets_at=resets_at, error=str(refusal))


class ImportPhase(Protocol):
    """One phase: reads a page, stores it with its checkpoint, and says how it went."""

    @property
    def phase(self) -> Phase:
        """Which phase it is."""
        ...

    @property
    def subject(self) -> str:
        """Whose rows are in hand: a playlist's id, or empty where the phase has one list only."""
        ...

    async def batch(self) -> Batch:
        """One page. Raises the dispositions of :mod:`core.errors`; the importer turns refusals into values."""
        ...
