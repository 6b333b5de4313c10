"""The unofficial search of YouTube Music: what is asked of it, and what has to be said wherever it is switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Candidate, RecordingId

NOTICE: Final = (
    "The search of YouTube Music is switched on. It costs no quota, but it is unofficial: it may stop working any day, "
    "and YouTube's terms do not provide for programs that use it."
)


class MusicSearch(Protocol):
    """Finds recordings in YouTube Music's catalogue, without account or quota; a failure must stop nobody."""

    async def songs(self, query: str) -> tuple[Candidate, ...]:
        """About twenty, best first, with lengths. Raises Transient, Throttled, or Rejected where it works no more."""
        ...


class MusicStore(Protocol):
    """For which recordings it was asked, so that each is asked for once in a while only."""

    async def asked_since(self, at: datetime) -> frozenset[RecordingId]:
        """Recordings that were asked for, and answered, later than ``at``."""
        ...

    async def save_asked(self, recording_id: RecordingId, *, at: datetime) -> None:
        """Remember that it was asked for a recording and answered."""
        ...
