"""Where a video plays, and how old a look may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.health import COUNTRIES, MOST, SEEN_FOR, Look, due_before, is_doubtful, looks, state_in
from core.model import VideoDetails, VideoId
from core.quota import PacificDays
from core.states import VideoState

PLAYABLE, BLOCKED = VideoState.PLAYABLE, VideoState.BLOCKED
MANY = frozenset(f"{first}{second}" for first in "ABCDEFGHIJKLMNOPQRST" for second in "ABCDEFGHIJ")
"""As many countries as count for most of them."""


def video(
    *, allowed: frozenset[str] | None = None, blocked: frozenset[str] = frozenset(), state: VideoState = PLAYABLE
) -> VideoDetails:
    return VideoDetails(VideoId("v"), 200.0, state=state, allowed_in=allowed, blocked_in=blocked)


@pytest.mark.parametrize(
    ("details", "region", "state"),
    [
        (video(), "DE", PLAYABLE),
        (video(blocked=frozenset({"DE"})), "DE", BLOCKED),
        (video(blocked=frozenset({"DE"})), "FR", PLAYABLE),
        (video(allowed=frozenset({"US"})), "DE", BLOCKED),
        (video(allowed=frozenset({"US"})), "US", PLAYABLE),
        (video(allowed=frozenset()), "US", BLOCKED),
        (video(state=VideoState.UNPROCESSED), "DE", VideoState.UNPROCESSED),
        (video(state=VideoState.PRIVATE, blocked=frozenset({"DE"})), "DE", VideoState.PRIVATE),
    ],
)
def test_where_the_country_is_known_it_decides(details: VideoDetails, region: str, state: VideoState) -> None:
    assert state_in(details, region) is state


@pytest.mark.parametrize(
    ("details", "state"),
    [
        (video(), PLAYABLE),
        (video(blocked=frozenset({"DE"})), PLAYABLE),
        (video(blocked=MANY), BLOCKED),
        (video(allowed=frozenset()), BLOCKED),
        (video(allowed=frozenset({"US"})), BLOCKED),
        (video(allowed=MANY), PLAYABLE),
    ],
)
def test_where_it_is_not_only_what_is_blocked_nearly_everywhere_counts(
    details: VideoDetails, state: VideoState
) -> None:
    assert len(MANY) == MOST < COUNTRIES
    assert state_in(details, None) is state


@pytest.mark.parametrize(
    ("asked", "named", "is_doubted"),
    [
        (0, 0, False),
        (1, 0, True),
        (1, 1, False),
        (2, 0, True),
        (2, 1, False),
        (3, 1, False),
        (4, 1, True),
        (4, 2, False),
        (50, 24, True),
        (50, 25, False),
    ],
)
def test_an_answer_that_names_few_is_doubted(asked: int, named: int, is_doubted: bool) -> None:
    assert is_doubtful(asked=asked, named=named) is is_doubted


def test_of_a_video_that_the_answer_does_not_name_nothing_more_is_known() -> None:
    asked = [VideoId("v"), VideoId("w"), VideoId("v")]
    assert looks(asked, [video()], region=None) == (
        Look(VideoId("v"), PLAYABLE, video()),
        Look(VideoId("w"), None),
    )


def test_all_that_grows_too_old_within_a_quota_day_is_due_from_its_start() -> None:
    days = PacificDays()
    morning = datetime(2026, 6, 10, 7, 0, tzinfo=UTC)
    evening = morning + timedelta(hours=23, minutes=59)
    assert due_before(morning, days) == due_before(evening, days)
    assert evening - SEEN_FOR <= due_before(evening, days) <= evening - SEEN_FOR + timedelta(days=1)
