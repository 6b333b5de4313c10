"""The switches of the services: limits, lags and shapes that tests and people set from outside."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """How the services behave; the defaults are the real services' where those are known.

    ``day_s`` None means real Pacific days, else fixed windows of that length. ``lag_s`` is how long listings go
    on showing the state before a write. ``latency_s`` is how long a call takes. ``keeps_notes`` False drops
    ``contentDetails.note``; ``has_topic_uploads`` False refuses to list what "- Topic" channels uploaded. The
    refresh lifetimes are None where a token lives until it is revoked.
    """

    units: int = 10_000
    searches: int = 100
    playlists_per_day: int = 10
    day_s: float | None = None
    has_fresh_conflicts: bool = True
    lag_s: float = 0.2
    latency_s: float = 0.001
    is_old_spotify: bool = False
    keeps_notes: bool = True
    has_topic_uploads: bool = True
    max_items: int = 5_000
    token_s: float = 3_600.0
    spotify_refresh_s: float | None = 180 * 86_400.0
    google_refresh_s: float | None = None
