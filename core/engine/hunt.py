"""What is still looked for, and where: the waiting recordings by artist, the pool of videos seen, the lists known.

Everything here is read from the store and can be read again at any time; nothing is asked of a service or decided.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from itertools import chain
from typing import TYPE_CHECKING

from core.matching.order import soonest
from core.matching.pool import Pool
from core.matching.rungs import in_use, may_read
from core.seen import KEPT, are_given, artist_key
from core.states import Rung

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from core.config import Matching
    from core.model import PlaylistId, Recording, RecordingId
    from core.ports import Clock
    from core.seen import VideoList
    from core.store import Store

SEEN_MAX = 20_000
"""Videos of earlier searches and listings that are looked through at most, the newest."""

PATIENCE = 3
"""Searches that may fail for one recording before the others have their turn."""

SLICE = 50
"""Strings that are folded in one go before others get their turn: a few milliseconds."""


class Hunt:
    """The waiting recordings and all that may hold their videos.

    ``barred`` were searched for within a month and have no answer to be judged: they wait for luck alone.
    ``doubted`` wait for another search, last of all; the ``resting`` among them not before another day. Lists that are
    ``set_aside`` could not be read a moment ago.
    """

    def __init__(self, store: Store, clock: Clock, setting: Matching) -> None:
        self._store = store
        self._clock = clock
        self.rungs = frozenset(in_use(setting))
        self.pool = Pool()
        self.waiting: dict[RecordingId, Recording] = {}
        self.barred: set[RecordingId] = set()
        self.doubted: frozenset[RecordingId] = frozenset()
        self.resting: frozenset[RecordingId] = frozenset()
        self.left_out: set[RecordingId] = set()
        self.set_aside: set[PlaylistId] = set()
        self.to_try: deque[RecordingId] = deque()
        self._order: tuple[RecordingId, ...] = ()
        self._groups: dict[str, set[RecordingId]] = defaultdict(set)
        self._lists: dict[str, list[VideoList]] = {}
        self._failed: Counter[RecordingId] = Counter()
        self._is_filled = False

    async def refresh(self) -> None:
        """Read again what waits and which lists are known; whoever is new is tried against the pool."""
        store, now = self._store, self._clock.now()
        waiting = await store.matches.waiting_in(now)
        lost = await store.videos.lost() - self.left_out
        ids = dict.fromkeys(one for recordings in waiting.values() for one in recordings)
        wanted = [one for one in (*ids, *sorted(lost)) if one not in self.left_out]
        if wanted and not self._is_filled:
            await self._fill()
        fresh = await store.matches.recordings([one for one in wanted if one not in self.waiting])
        known = self.waiting | {recording.id: recording for recording in fresh}
        self.waiting = {one: known[one] for one in dict.fromkeys(wanted) if one in known}
        searched = await store.videos.searched_since(now - KEPT)
        self.doubted = await store.videos.doubted()
        self.resting = self.doubted & searched
        self.barred = {one for one in lost | (searched - self.doubted) if one in self.waiting}
        keys = {recording.id: key_of(recording) for recording in self.waiting.values()}
        self._groups = defaultdict(set)
        for recording_id, key in keys.items():
            self._groups[key].add(recording_id)
        self._order = soonest(waiting, keys)
        self.to_try.extend(recording.id for recording in fresh)
        await self.read_lists()

    async def read_lists(self) -> None:
        """Read again which lists are known."""
        self._lists = {}
        for each in await self._store.videos.lists():
            self._lists.setdefault(each.key, []).append(each)

    def found(self, recording_id: RecordingId) -> None:
        """A recording waits no more."""
        recording = self.waiting.pop(recording_id, None)
        if recording is not None:
            self._groups[key_of(recording)].discard(recording_id)

    def try_again(self, key: str) -> None:
        """Something new was seen of an artist: whoever waits for it is tried once more."""
        self.to_try.extend(sorted(self._groups.get(key, ())) if key else ())

    def next_search(self) -> Recording | None:
        """Whom to search for next: first whatever lets a category be finished soonest.

        One whose searches failed stands behind all others, since what they bring may spare it another.
        """
        left = [
            one for one in self._order if one in self.waiting and one not in self.barred and one not in self.resting
        ]
        if not self._failed and not self.doubted:
            return self.waiting[left[0]] if left else None
        late = self.doubted
        return self.waiting[min(left, key=lambda one: (one in late, self._failed[one] // PATIENCE))] if left else None

    def failed(self, recording_id: RecordingId, *, is_last: bool) -> None:
        """A search for a recording failed; one that was made without an answer, or failed for long, goes last."""
        self._failed[recording_id] += PATIENCE if is_last else 1

    def first_but(self, others: Collection[RecordingId]) -> Recording | None:
        """The first of those that wait that is none of ``others``, in the order of searches."""
        return next((self.waiting[one] for one in self._order if one in self.waiting and one not in others), None)

    def company(self, recording: Recording) -> tuple[Recording, ...]:
        """The others that wait for the same artist."""
        key = key_of(recording)
        ids = self._groups.get(key, set()) if key else set()
        return tuple(self.waiting[one] for one in sorted(ids) if one != recording.id)

    def next_list(self, now: datetime) -> VideoList | None:
        """The list whose next page most recordings wait for; None where no page is worth its unit."""
        if Rung.CHANNELS not in self.rungs or not are_given(chain(*self._lists.values()), now):
            return None
        ranked = sorted(
            (key for key, ids in self._groups.items() if key and ids and key in self._lists),
            key=lambda key: (-len(self._groups[key]), key),
        )
        return next((found for key in ranked if (found := self._page_of(key, now)) is not None), None)

    def _page_of(self, key: str, now: datetime) -> VideoList | None:
        """A list of an artist with a page that is still unread, as far as its artist's recordings bear it."""
        ids = self._groups[key]
        lists = [each.at(now, oldest=min(ids)) for each in self._lists[key]]
        if not may_read(sum(each.pages for each in lists), len(ids)):
            return None
        is_open = (each for each in lists if each.is_open(now) and each.id not in self.set_aside)
        return max(is_open, key=lambda each: each.pages, default=None)

    async def _fill(self) -> None:
        """Fill the pool with what was seen before, in slices, so that nothing else has to wait."""
        videos = await self._store.videos.seen(since=self._clock.now() - KEPT, limit=SEEN_MAX)
        own = await self._store.videos.own() if Rung.OWN in self.rungs else ()
        for number, video in enumerate((*own, *videos), 1):
            self.pool.add(video)
            if number % SLICE == 0:
                await self._clock.sleep(0)
        self._is_filled = True


def key_of(recording: Recording) -> str:
    """The artist a recording waits with others for; empty where it names none."""
    return artist_key(recording.artists[0]) if recording.artists else ""
