"""A row that cannot be believed: a fault of a moment costs nothing, one for good costs its own song alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import OddRows
from core.importing.doubted_pages import ODD_FOR, ODD_PAGES
from core.model import SourceRow
from core.states import Reason, RowSkip, RunKind, RunStatus
from tests.engine.libraries import Passing, collection, library, songs, stored

if TYPE_CHECKING:
    from core.model import Page
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

ALL = [row.track for row in songs(3)]
REST = [ALL[0], None, ALL[2]]
LIKED, ROAD = "Liked Songs", "Road"


class Odd(Passing):
    """A library whose second row of one list is odd, for so many reads; ``left`` None: for good."""

    title = ROAD
    left: int | None = None
    reads = 0

    async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
        return self._spoil(LIKED, await super().liked_songs(offset=offset, limit=limit))

    async def playlist_rows(self, spotify_id: str, *, offset: int, limit: int) -> Page[SourceRow]:
        return self._spoil(ROAD, await super().playlist_rows(spotify_id, offset=offset, limit=limit))

    def _spoil(self, title: str, page: Page[SourceRow]) -> Page[SourceRow]:
        kind = type(self)
        if title != kind.title or kind.left == 0:
            return page
        kind.reads += 1
        if kind.left is not None:
            kind.left -= 1
        rows = (page.rows[0], SourceRow(1, skip=RowSkip.NULL_TRACK), *page.rows[2:])
        raise OddRows("Few rows of Spotify's answer cannot be believed.", replace(page, rows=rows, odd=1))


@pytest.fixture(params=[LIKED, ROAD])
def odd(request: pytest.FixtureRequest) -> type[Odd]:
    return type("OddLibrary", (Odd,), {"title": request.param})


async def imported(journey: Journey) -> tuple[RunStatus, Reason | None]:
    """A new process's import."""
    async with journey.session() as session:
        run = await journey.run(session, RunKind.IMPORT)
    assert run is not None
    return run.status, run.reason


DONE = (RunStatus.COMPLETED, None)


async def test_a_fault_of_a_moment_costs_a_read_and_no_song(journey_of: MakeJourney, odd: type[Odd]) -> None:
    odd.left = 2
    journey = await journey_of(world=library(songs(3), {ROAD: songs(3)}), between=odd)
    assert await imported(journey) == DONE
    assert await stored(journey, odd.title) == ALL


async def test_a_row_that_stays_odd_is_left_out_after_a_while_and_told(journey_of: MakeJourney, odd: type[Odd]) -> None:
    journey = await journey_of(world=library(songs(3), {ROAD: songs(3)}), between=odd)
    assert await imported(journey) == (RunStatus.PAUSED, Reason.NETWORK)
    assert await imported(journey) == (RunStatus.PAUSED, Reason.NETWORK), "it was so for a minute or two"
    journey.clock.pass_by(ODD_FOR.total_seconds())
    assert await imported(journey) == DONE
    assert await stored(journey, odd.title) == REST
    assert (await collection(journey, odd.title)).skipped == {"null_track": 1}
    reads = odd.reads
    assert await imported(journey) == DONE
    assert odd.reads - reads <= 2, "it is not waited for any more"


async def test_a_song_whose_row_is_sound_again_comes_back(journey_of: MakeJourney, odd: type[Odd]) -> None:
    journey = await journey_of(world=library(songs(3), {ROAD: songs(3)}), between=odd)
    await imported(journey)
    journey.clock.pass_by(ODD_FOR.total_seconds())
    assert await imported(journey) == DONE
    odd.left = 0
    assert await imported(journey) == DONE
    assert await stored(journey, odd.title) == ALL
    assert await journey.store.setting(ODD_PAGES) is None, "it is doubted anew the next time"
