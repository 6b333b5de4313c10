"""Stages that stand in their place in the order and have no work of their own yet: removals and moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.turn import Finished, Idle, Turn
from core.states import RunStatus

if TYPE_CHECKING:
    from core.states import Phase
    from core.work.desk import Desk


class Empty:
    """A stage for which no plan of this run holds operations; ``after`` is the one it waits for."""

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
