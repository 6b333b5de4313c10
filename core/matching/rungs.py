"""The ladder: which ways to find a video are in use, and how far each may go for a recording.

The preview reckons with the same bounds that the engine keeps, so that what matching costs is never more than it
said. Nothing is asked or judged here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.quota import PAGE, Method, cost
from core.states import Rung

if TYPE_CHECKING:
    from core.config import Matching

PLAUSIBLE: Final = 5
"""Videos of the pool at most that are looked into for a recording."""

PAGES_MAX: Final = 10
"""Pages that are read of an artist's lists at most: 500 videos."""


def in_use(setting: Matching) -> tuple[Rung, ...]:
    """The rungs in the order they are climbed; a person's word and stored matches are always among them."""
    named = {Rung.OVERRIDE, Rung.STORED, *setting.rungs} - {Rung.YTMUSIC}
    if setting.ytmusic:
        named.add(Rung.YTMUSIC)
    return tuple(rung for rung in Rung if rung in named)


def may_read(pages: int, waiting: int) -> bool:
    """Whether one more page of an artist's lists is worth its unit.

    ``pages`` were asked for already, for ``waiting`` recordings. A page may save a search, of which a day holds a
    hundredth of its units; yet for each recording one is enough to try.
    """
    return pages < min(waiting, PAGES_MAX)


def own_units(waiting: int) -> int:
    """Units at most for the lengths of what the pool offers to ``waiting`` recordings."""
    return -(-waiting * PLAUSIBLE // PAGE) * cost(Method.VIDEOS_LIST)


def channel_units(waiting: int) -> int:
    """Units at most for the lists of an artist for whom ``waiting`` recordings wait: pages, and lengths for each."""
    return min(waiting, PAGES_MAX) * (cost(Method.ITEMS_LIST) + cost(Method.VIDEOS_LIST))


def search_units(waiting: int) -> int:
    """Units for the lengths of what ``waiting`` searches bring: 50 ids are one call."""
    return waiting * cost(Method.VIDEOS_LIST)
