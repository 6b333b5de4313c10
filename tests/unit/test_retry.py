"""How long a failure is waited out."""

from __future__ import annotations

from core.retry import backoff_s


def test_waits_double_up_to_a_minute() -> None:
    assert [backoff_s(failures) for failures in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
