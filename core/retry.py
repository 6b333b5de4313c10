"""How often and after how long something that failed is tried again. Pure arithmetic."""

from __future__ import annotations

ATTEMPTS = 5
"""Failures in a row after which a run rests."""

CALL_S = 40.0
"""How long one call to a service may take as a whole; an answer of a byte a second would never end."""

SENDS = 5
"""How often a write is sent before others of its playlist go first, and it is asked whose fault it is."""

READ_FOR_S = 80.0
"""Seconds after its first try at which a read is still begun anew; with the last try it ends within two minutes."""

OFFLINE_FOR_S = 30.0
"""The same where the service cannot be reached at all: a person without a network is told soon."""

REST_S = 60.0
"""Seconds that whoever gives a read up rests at least before it is tried by itself."""

_FIRST_S = 1.0
_MOST_S = 60.0
_READ_MOST_S = 15.0


def backoff_s(failures: int) -> float:
    """Seconds to wait after so many failures in a row (from 1): 1, 2, 4 … up to a minute."""
    return float(min(_MOST_S, _FIRST_S * 2 ** (failures - 1)))


def read_again_s(failures: int, *, jitter: float = 0.0) -> float:
    """Seconds before a read that failed so many times is made again: 1, 2, 4, 8, then 15 each time.

    ``jitter`` (0 to 1) takes off up to half, so that many programs do not knock together.
    """
    return min(_READ_MOST_S, backoff_s(min(failures, 16))) * (1 - jitter / 2)
