"""The unofficial search in bad weather: whatever becomes of it, every song finds its video, by searches if need be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.weather.kinds import KINDS
from tests.weather.music import SEARCH, START
from tests.weather.sky import Rule
from tests.weather.states import State
from tests.weather.table import PATTERNS, Command

if TYPE_CHECKING:
    from tests.weather.trial import Trials

MATCH = Command("match with music", ("match", "--json"), State.MUSICAL, (SEARCH, START))


@pytest.mark.parametrize("endpoint", [SEARCH, START])
def test_no_weather_of_the_unofficial_search_costs_a_match(trials: Trials, endpoint: str) -> None:
    calls = trials.fair(MATCH).calls
    assert set(calls) == set(MATCH.reads), calls
    wrong: dict[str, list[str]] = {}
    for place, kind in enumerate(KINDS):
        for pattern in PATTERNS:
            rule = Rule(endpoint, kind, pattern, first=1 + place % calls[endpoint])
            if complaints := trials.stands_alone(MATCH, rule):
                wrong[str(rule)] = complaints
    assert not wrong
