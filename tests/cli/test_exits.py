"""Which end means which exit code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import (
    Busy,
    CrossfadeError,
    LoginExpired,
    OutcomeUnknown,
    QuotaExhausted,
    StoreFull,
    Throttled,
    Transient,
    Unavailable,
    UsageError,
)
from core.states import Bucket, Reason, RunStatus, Service
from tests.builders import run
from tui.cli.exits import exit_of_error, exit_of_run


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (Busy("x"), 4),
        (LoginExpired("x", service=Service.YOUTUBE), 5),
        (QuotaExhausted("x", bucket=Bucket.UNITS), 3),
        (Throttled("x", wait_s=None), 3),
        (StoreFull("x"), 1),
        (Transient("x"), 3),
        (Unavailable("x", wait_s=60), 3),
        (OutcomeUnknown("x"), 1),
        (CrossfadeError("x"), 1),
    ],
)
def test_an_error_outside_a_run_has_its_code(error: CrossfadeError, code: int) -> None:
    assert exit_of_error(error) == code


@pytest.mark.parametrize(
    ("status", "reason", "failed", "is_waiting", "code"),
    [
        (RunStatus.COMPLETED, None, 0, False, 0),
        (RunStatus.COMPLETED, None, 2, False, 6),
        (RunStatus.COMPLETED, None, 0, True, 3),
        (RunStatus.COMPLETED, None, 2, True, 6),
        (RunStatus.PAUSED, Reason.BY_USER, 0, False, 3),
        (RunStatus.PAUSED, Reason.QUOTA_EXHAUSTED, 2, False, 3),
        (RunStatus.RATE_LIMITED, Reason.RATE_LIMITED, 0, False, 3),
        (RunStatus.CANCELLED, None, 0, False, 3),
        (RunStatus.PAUSED, Reason.SIGN_IN, 0, True, 5),
        (RunStatus.PAUSED, Reason.BUG, 0, False, 1),
        (RunStatus.FAILED, None, 0, False, 1),
    ],
)
def test_the_end_of_a_run_has_its_code(
    status: RunStatus, reason: Reason | None, failed: int, is_waiting: bool, code: int
) -> None:
    ended = replace(run(status=status), reason=reason)
    assert exit_of_run(ended, failed=failed, is_waiting=is_waiting) == code
