"""How often and after how long something that failed is tried again. Pure arithmetic."""

from __future__ import annotations

ATTEMPTS = 5
"""Failures in a row after which a run rests."""

_FIRST_S = 1.0
_MOST_S = 60.0


def backoff_s(failures: int) -> float:
    """Seconds to wait after so many failures in a row (from 1): 1, 2, 4 … up to a minute."""
    return float(min(_MOST_S, _FIRST_S * 2 ** (failures - 1)))
