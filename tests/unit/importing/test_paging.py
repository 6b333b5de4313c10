"""Where a listing goes on after a page that is full, short, empty, or not where it was expected."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import Throttled, Unavailable
from core.importing.batch import UNNAMED_QUOTA_S, UNNAMED_WAIT_S, refused
from core.importing.paging import advanced, next_offset
from core.model import Checkpoint, Page, RunId
from core.states import Phase, RunStatus
from tests.builders import NOON


@pytest.mark.parametrize(
    ("rows", "offset", "has_more", "named", "expected"),
    [
        (50, 100, True, None, 150),
        (20, 100, True, None, 120),  # a smaller page than asked for: the very next rows follow
        (0, 100, True, None, 150),  # an empty page in the middle is passed over
        (20, 100, True, 150, 150),  # the service dropped rows out of its page, and says where it goes on
        (0, 100, True, 120, 120),
        (20, 100, True, 100, 120),  # a word that leads nowhere is none
        (20, 100, True, 40, 120),
        (20, 100, False, None, 120),
        (0, 100, False, None, 100),
        (20, 100, False, 150, 120),
    ],
)
def test_the_next_page_begins_where_no_row_is_lost_or_read_twice(
    rows: int, offset: int, has_more: bool, named: int | None, expected: int
) -> None:
    page = Page(tuple(range(rows)), offset, 1000, has_more, named)
    assert next_offset(page, limit=50) == expected


def test_a_page_moves_its_checkpoint_and_ends_an_old_refusal() -> None:
    before = Checkpoint(
        RunId("run"),
        Phase.PLAYLIST_TRACKS,
        "road",
        offset=50,
        total=90,
        processed=48,
        status=RunStatus.RATE_LIMITED,
        last_error="too many calls",
        reset_at=NOON,
        snapshot_id="s1",
    )
    after = advanced(before, Page(("a", "b"), 50, 95, has_more=True), limit=50)
    assert after == Checkpoint(
        before.run_id,
        before.phase,
        "road",
        offset=52,
        total=95,
        processed=50,
        status=RunStatus.RUNNING,
        snapshot_id="s1",
    )


@pytest.mark.parametrize(
    ("refusal", "wait_s"),
    [
        (Throttled("slower", wait_s=7), 7),
        (Throttled("slower", wait_s=None), UNNAMED_WAIT_S),
        (Throttled("spent", wait_s=48_925, is_daily=True), 48_925),
        (Throttled("spent", wait_s=None, is_daily=True), UNNAMED_QUOTA_S),
        (Unavailable("slower", wait_s=60, is_limited=True), 60),
        (Unavailable("HTTP 502", wait_s=60), 60),
    ],
)
def test_a_refusal_becomes_a_value_with_the_time_it_ends(refusal: Throttled | Unavailable, wait_s: float) -> None:
    batch = refused(refusal, now=NOON)
    assert not batch.success
    assert batch.error == str(refusal)
    assert batch.is_rate_limited is (str(refusal) != "HTTP 502")
    assert batch.resets_at == NOON + timedelta(seconds=wait_s)
