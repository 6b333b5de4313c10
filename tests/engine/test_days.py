"""A thousand recordings in twenty playlists: how many days, searches and units they take with official calls alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.demo.rules import Rules
from core.states import RunKind
from tests.engine.journey import completed, quick_settings
from tests.engine.large import ARTISTS, EACH, LISTS, large_world

if TYPE_CHECKING:
    from datetime import date

    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey

RECORDINGS = ARTISTS * EACH
LOWER_BOUND = 50 * (RECORDINGS + LISTS)
DAYS_AT_MOST = 7


@pytest.mark.parametrize("has_topic_uploads", [True, pytest.param(False, marks=pytest.mark.proof)])
async def test_a_thousand_recordings_take_six_days_few_searches_and_hardly_more_than_their_writes(
    journey_of: MakeJourney,
    has_topic_uploads: bool,
) -> None:
    journey = await journey_of(
        rules=Rules(
            playlists_per_day=LISTS,
            lag_s=0.0,
            latency_s=0.0,
            token_s=1e9,
            has_fresh_conflicts=False,
            has_topic_uploads=has_topic_uploads,
        ),
        settings=quick_settings(playlists_per_day=LISTS),
        world=large_world(),
    )
    async with journey.session() as session:
        assert completed(await journey.run(session, RunKind.IMPORT))
        await session.plans.refresh()
        plan = await session.plans.preview()
        before = journey.services.log.units
        assert completed(await journey.run(session, RunKind.SYNC, wait=True))
        assert (await session.plans.preview()).is_empty
    spent = journey.services.log.units - before
    searches = journey.services.log.searches
    days = _spent_by_day(journey)
    assert sum(map(len, journey.playlists().values())) == RECORDINGS
    assert spent <= plan.total_units, "the preview is an upper bound"
    assert searches <= plan.total_searches
    assert spent / LOWER_BOUND <= 1.05, f"{spent} units for {LOWER_BOUND}"
    assert searches / RECORDINGS <= (0.4 if has_topic_uploads else 1.0), f"{searches} searches"
    assert len(days) <= DAYS_AT_MOST, days
    assert len(plan.calendar) == len(days), f"{len(plan.calendar)} days were foretold, {days}"


def _spent_by_day(journey: Journey) -> dict[date, int]:
    """The quota days on which anything was charged."""
    found: dict[date, int] = defaultdict(int)
    for entry in journey.services.log.entries:
        window = journey.services.calendar.window(datetime.fromtimestamp(entry.at, UTC))
        found[window.start.date()] += entry.units
    return {day: units for day, units in found.items() if units}
