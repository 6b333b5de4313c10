"""What the screen says of time: rates, pauses, countdowns, days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.model import Run, RunId, Spent
from core.progress import RunView, Sample
from core.quota import Allowance, PacificDays
from core.session.plans import Buckets
from core.states import Phase, Reason, RunKind, RunStatus
from tests.tui.fake_session import NOON, a_run
from tui.state.outlook import fits_today, outlook
from tui.telling.words import about, at_time, countdown, headline, listed, plural

FULL = Allowance(units=10_000, searches=100, playlists=10, reserve=1_000)


def buckets(units: int = 0, searches: int = 0) -> Buckets:
    """Today's buckets after spending."""
    return Buckets(FULL, Spent(units=units, searches=searches), PacificDays().window(NOON))


def adding(done: int, total: int) -> RunView:
    """A sync that adds a video a second."""
    view = a_run(stage=Phase.ADD_VIDEOS, counts={Phase.ADD_VIDEOS: (done, total)})
    job = view.job(Phase.ADD_VIDEOS)
    assert job is not None
    samples = tuple(Sample(job.id, NOON - timedelta(seconds=back), done - back) for back in (10, 5, 0))
    return replace(view, samples=samples)


def told(view: RunView, spent: Buckets | None) -> str:
    """What stands beside the adds."""
    job = view.job(Phase.ADD_VIDEOS)
    assert job is not None
    return outlook(view, job, spent, now=NOON, batch=10)


def test_what_fits_into_today_ends_without_a_pause() -> None:
    assert told(adding(60, 100), buckets()) == "40 s left"


def test_what_does_not_fit_says_when_it_pauses_and_goes_on() -> None:
    assert told(adding(60, 1_000), buckets(units=8_500)) == "pauses in 20 s, then Thu 07:00"


def test_without_a_rate_nothing_is_promised() -> None:
    assert told(replace(adding(60, 100), samples=()), buckets()) == ""


def test_the_engine_and_the_screen_agree_on_what_fits() -> None:
    job = adding(0, 1_000).job(Phase.ADD_VIDEOS)
    assert job is not None
    # The last batch starts with 1,000 units left, the reserve, and is cut to ten writes.
    assert fits_today(job, buckets(), batch=10) == 190
    assert fits_today(replace(job, phase=Phase.MATCH), buckets(searches=88), batch=10) == 12
    assert fits_today(replace(job, phase=Phase.VERIFY), buckets(), batch=10) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "5 s"), (7, "10 s"), (61, "1 min 15 s"), (599, "10 min"), (601, "11 min"), (7_300, "2 h 2 min")],
)
def test_a_time_left_is_rounded_so_that_it_does_not_twitch(seconds: float, words: str) -> None:
    assert about(seconds) == words


def test_a_countdown_reads_like_a_clock() -> None:
    assert [countdown(s) for s in (-3, 42, 725, 11_525)] == ["0:00", "0:42", "12:05", "3:12:05"]


def test_instants_name_their_day_only_where_it_is_another() -> None:
    assert at_time(NOON + timedelta(hours=1), NOON) == "20:00"
    assert at_time(NOON + timedelta(seconds=30), NOON) == "19:00:30"
    assert at_time(NOON + timedelta(hours=12), NOON) == "Thu 07:00"
    assert at_time(NOON + timedelta(days=20), NOON) == "30 Jun 19:00"


def test_headlines_say_why_a_run_stands_still() -> None:
    run = Run(RunId("r"), RunKind.SYNC, "a", RunStatus.PAUSED, NOON, reason=Reason.QUOTA_EXHAUSTED)
    assert headline(run) == "Sync paused: today's units are used up"
    assert headline(replace(run, reason=Reason.INTERRUPTED)) == "Sync interrupted"
    assert headline(replace(run, status=RunStatus.COMPLETED, reason=None)) == "Sync done"


def test_small_words() -> None:
    assert plural(1, "search", "searches") == "1 search"
    assert plural(1_200, "search", "searches") == "1,200 searches"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
