"""Starting over while a write of the old run is of unknown outcome: it is settled first, never doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.states import OperationState, Reason, RunKind
from tests.engine.journey import WANTED, Crash, Crasher, completed

if TYPE_CHECKING:
    from tests.engine.conftest import MakeJourney


class _After(Crasher):
    """Ends the process at the n-th call of a name."""

    def __init__(self, where: str, nth: int) -> None:
        super().__init__()
        self._where = where
        self._left = nth

    def step(self, where: str) -> None:
        """Pass a point, or end there."""
        if where == self._where:
            self._left -= 1
            if self._left == 0:
                self.where = where
                raise Crash(where)


@pytest.mark.parametrize("where", ["after operations.begin", "after youtube.add", "after youtube.create"])
@pytest.mark.parametrize("nth", [1, 2, 3])
async def test_starting_over_settles_what_the_old_run_left_in_flight(
    journey_of: MakeJourney, where: str, nth: int
) -> None:
    journey = await journey_of()
    async with journey.session() as session:
        await journey.prepare_without_old(session)
    first = journey.session(_After(where, nth))
    with pytest.raises(Crash):
        async with first:
            await journey.run(first, RunKind.SYNC)
    async with journey.session() as session:
        assert await session.runs.start(RunKind.SYNC, new=True, wait=True) is not None
        run = await session.runs.finished()
        assert run is not None
        assert run.reason is not Reason.BUG, run.message
        assert completed(run)
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
        left = await journey.store.operations.sending()
        assert not [row for row in left if row.state is OperationState.SENDING]
    assert {title: journey.playlists()[title] for title in WANTED} == WANTED
    assert len(journey.playlists()) == len(WANTED) + 1
