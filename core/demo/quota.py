"""What a YouTube project may still spend in a quota day, and what it has spent.

The service's own table of costs, written apart from the product's on purpose: where the two differ, a test
shall fail. Source: https://developers.google.com/youtube/data/determine_quota_cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.demo.refusals import quota_exceeded, searches_exceeded, too_many_playlists
from core.demo.wire import Admission

if TYPE_CHECKING:
    from datetime import datetime

    from core.demo.rules import Rules
    from core.demo.wire import Reply
    from core.ports import QuotaCalendar

SEARCH = "youtube.search.list"
NEW_PLAYLIST = "youtube.playlists.insert"


def units_of(method: str) -> int:
    """The units a call of a method takes; searches take none."""
    if method == SEARCH:
        return 0
    return 1 if method.endswith(".list") else 50


class Quota:
    """Both daily buckets and the limit on new playlists, counted in the windows of ``calendar``."""

    def __init__(self, rules: Rules, calendar: QuotaCalendar) -> None:
        self.rules = rules
        self.calendar = calendar
        self.units = 0
        self.searches = 0
        self.playlists = 0
        self.total_units = 0
        self.total_searches = 0
        self._start: datetime | None = None

    def turn(self, now: datetime) -> None:
        """Begin a new day's counts where ``now`` lies in another window."""
        start = self.calendar.window(now).start
        if start != self._start:
            self._start = start
            self.units = self.searches = self.playlists = 0

    def take(self, method: str, now: datetime) -> Admission:
        """Charge a call in full, or refuse it without a charge because its bucket cannot bear it."""
        self.turn(now)
        if method == SEARCH:
            if self.searches >= self.rules.searches:
                start = int(self.calendar.window(now).start.timestamp())
                return Admission(refusal=searches_exceeded(limit=self.rules.searches, window_start=start))
            self.searches += 1
            self.total_searches += 1
            return Admission(charged_searches=1)
        units = units_of(method)
        if self.units + units > self.rules.units:
            return Admission(refusal=quota_exceeded())
        self.units += units
        self.total_units += units
        return Admission(charged_units=units)

    def give_back(self, admission: Admission) -> None:
        """Undo a charge, for a fault that is said to cost nothing."""
        self.units -= admission.charged_units
        self.searches -= admission.charged_searches
        self.total_units -= admission.charged_units
        self.total_searches -= admission.charged_searches

    def make_playlist(self, now: datetime) -> Reply | None:
        """Count a new playlist; the refusal where the account made its number today."""
        self.turn(now)
        if self.playlists >= self.rules.playlists_per_day:
            return too_many_playlists()
        self.playlists += 1
        return None
