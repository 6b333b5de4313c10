"""What a stage answers after a turn, and the shape of a stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from core.states import Phase, Reason


@dataclass(frozen=True, slots=True)
class Worked:
    """Something was done; there may be more."""


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left to do in this stage, and nothing more will come."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing can be done now; an earlier stage has to go on first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something is due in ``seconds`` (monotonic) for the stage ``phase``: a look, a listing; ``why`` says which."""

    seconds: float
    why: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nothing can be done before ``until`` (None: before the person acts)."""

    reason: Reason
    until: datetime | None


Turn = Worked | Finished | Idle | Waiting | Blocked


class Stage(Protocol):
    """One stage of a run. A turn is a small batch; the stage selects its work from the store by state."""

    @property
    def phase(self) -> Phase:
        """Which stage it is."""
        ...

    async def turn(self) -> Turn:
        """Do a little. May raise the dispositions of :mod:`core.errors` after saving what they mean for its items."""
        ...
