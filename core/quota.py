"""YouTube's two daily buckets: what each call costs, and how much of a day a batch may take.

The costs are data (https://developers.google.com/youtube/data/determine_quota_cost, searches apart since
2026-06-01): the ledger, the preview and the engine read this one table. When a quota day begins and ends is
the business of a :class:`core.ports.QuotaCalendar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.model import Window
from core.states import Bucket

if TYPE_CHECKING:
    from core.model import Spent


class Method(StrEnum):
    """The Data API methods Crossfade calls, by their names in the discovery document."""

    CHANNELS_LIST = "youtube.channels.list"
    PLAYLISTS_LIST = "youtube.playlists.list"
    PLAYLISTS_INSERT = "youtube.playlists.insert"
    PLAYLISTS_UPDATE = "youtube.playlists.update"
    PLAYLISTS_DELETE = "youtube.playlists.delete"
    ITEMS_LIST = "youtube.playlistItems.list"
    ITEMS_INSERT = "youtube.playlistItems.insert"
    ITEMS_UPDATE = "youtube.playlistItems.update"
    ITEMS_DELETE = "youtube.playlistItems.delete"
    VIDEOS_LIST = "youtube.videos.list"
    SEARCH_LIST = "youtube.search.list"


COSTS: dict[Method, tuple[Bucket, int]] = {
    Method.CHANNELS_LIST: (Bucket.UNITS, 1),
    Method.PLAYLISTS_LIST: (Bucket.UNITS, 1),
    Method.PLAYLISTS_INSERT: (Bucket.UNITS, 50),
    Method.PLAYLISTS_UPDATE: (Bucket.UNITS, 50),
    Method.PLAYLISTS_DELETE: (Bucket.UNITS, 50),
    Method.ITEMS_LIST: (Bucket.UNITS, 1),
    Method.ITEMS_INSERT: (Bucket.UNITS, 50),
    Method.ITEMS_UPDATE: (Bucket.UNITS, 50),
    Method.ITEMS_DELETE: (Bucket.UNITS, 50),
    Method.VIDEOS_LIST: (Bucket.UNITS, 1),
    Method.SEARCH_LIST: (Bucket.SEARCHES, 1),
}
"""Bucket and cost of one call (each page is a call)."""

PAGE = 50
"""Rows a listing gives at most (``maxResults``)."""


def cost(method: Method) -> int:
    """What one call takes from its bucket."""
    return COSTS[method][1]


def pages(rows: int) -> int:
    """Calls a listing of ``rows`` rows takes: at least one, since an empty list must be asked for, too."""
    return max(1, -(-rows // PAGE))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one quota day grants. ``reserve`` are units kept back for looks and for the person."""

    units: int
    searches: int
    playlists: int
    reserve: int


def affordable(allowance: Allowance, spent: Spent, *, unit_cost: int, batch: int) -> int:
    """How many calls of ``unit_cost`` units the next batch may hold: 0 once less than the reserve is left.

    A batch is cut to what is left, so a day never goes below zero. The engine asks this before each batch,
    the forecast for each simulated one.
    """
    left = allowance.units - spent.units
    if left < allowance.reserve or unit_cost > left:
        return 0
    return min(batch, left // unit_cost)


def affordable_in_a_row(allowance: Allowance, spent: Spent, *, unit_cost: int, batch: int, wanted: int) -> int:
    """How many of ``wanted`` calls batch after batch may make, each asked for as :func:`affordable` has it."""
    left, least = allowance.units - spent.units, max(allowance.reserve, unit_cost)
    whole = max(0, (left - max(least, batch * unit_cost)) // (batch * unit_cost) + 1)
    left -= whole * batch * unit_cost
    cut = min(batch, left // unit_cost) if left >= least else 0
    return min(wanted, whole * batch + cut)


class PacificDays:
    """Quota days of the product: midnight to midnight in America/Los_Angeles, 23 to 25 hours long.

    Source: https://developers.google.com/youtube/v3/getting-started#quota.
    """

    _zone = ZoneInfo("America/Los_Angeles")

    def window(self, now: datetime) -> Window:
        """The quota day that holds ``now`` (aware); both ends in UTC."""
        local = now.astimezone(self._zone)
        utc = ZoneInfo("UTC")
        start = datetime.combine(local.date(), time(), self._zone)
        end = datetime.combine(local.date() + timedelta(days=1), time(), self._zone)
        return Window(start.astimezone(utc), end.astimezone(utc))

    def label(self, window: Window) -> str:
        """The day's name: its date in Pacific time, ``YYYY-MM-DD``."""
        return window.start.astimezone(self._zone).date().isoformat()


@dataclass(frozen=True, slots=True)
class FixedDays:
    """Quota days of a set length, counted from ``anchor``: the compressed days of the demo."""

    anchor: datetime
    length_s: float

    def window(self, now: datetime) -> Window:
        """The fixed window that holds ``now``."""
        number = int((now - self.anchor).total_seconds() // self.length_s)
        start = self.anchor + timedelta(seconds=number * self.length_s)
        return Window(start, start + timedelta(seconds=self.length_s))

    def label(self, window: Window) -> str:
        """A date counted from the anchor's, one a window, so that calendars read as in the product."""
        number = round((window.start - self.anchor).total_seconds() / self.length_s)
        return (self.anchor.date() + timedelta(days=number)).isoformat()
