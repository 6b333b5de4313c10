"""A stage that stands in its place in the order and has no work in this kind of run: the search of a retry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.turn import Finished, Idle, Turn
from core.states import RunStatus

if TYPE_CHECKING:
    from core.states import Phase
    from core.work.desk import Desk


class Empty:
    """A stage without work in this run; ``after`` is the one it waits for."""

    def __init__(self, desk: Desk, phase: Phase, *, after: Phase) -> None:
        self._desk = desk
        self._phase = phase
        self._after = after

    @property
    def phase(self) -> Phase:
        """Which stage it is."""
        return self._phase

    async def turn(self) -> Turn:
        """Finished as soon as the stage it stands behind is."""
        ended = self._desk.jobs[self._after].status is RunStatus.COMPLETED
        return Finished() if ended else Idle()
