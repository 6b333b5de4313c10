"""A rule in two lines, for comparison: what anybody would write first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, utils

from tests.bench.curve import Answer, best
from tests.bench.rules.credits import credited, seconds_off

if TYPE_CHECKING:
    from tests.bench.cases import Case

GATE_S: Final = 10.0
"""A result that is this much longer or shorter is thrown out, where both lengths are known."""


def token_sort(case: Case) -> Answer:
    """The result whose artists and title are most like those wanted (0…100), the order of words left aside."""
    wanted = case.recording
    own = " ".join((*wanted.artists, wanted.title))
    return best(
        (str(each["videoId"]), _likeness(own, " ".join((*credited(each), str(each["title"])))))
        for each in case.found
        if (seconds_off(each, wanted.duration_s) or 0.0) <= GATE_S
    )


def _likeness(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(one, other, processor=utils.default_process)
