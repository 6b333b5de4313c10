"""Decides when a search that showed nothing is believed: where YouTube says that there is nothing, and finds others.

One such answer is a fact about a song; several in a row are more likely a fault of YouTube's, and a song believed to
be missing is not searched for again for a month. What is doubted waits: for the next sync, which searches for it once
more, and after that for another day, on which the same answer counts. An answer that counts results and shows none is
never believed. What is doubted is kept in the store; the row in hand is not, since a process that is killed leaves its
songs doubted, which costs each one search more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.turn import Worked
from core.matching.query import query
from core.quota import Method
from core.states import ItemKind, Phase

if TYPE_CHECKING:
    from core.engine.hunt import Hunt
    from core.engine.turn import Turn
    from core.model import Recording, RecordingId
    from core.seen import SearchResults
    from core.work.desk import Desk

ROW = 3
"""So many empty answers in a row are held against a search that found something before: a control."""

LONGEST = 10
"""So many in a row end the searching of a run where no search ever found anything."""


class EmptySearches:
    """The empty answers of a run in hand, since the last one that found something."""

    def __init__(self, desk: Desk, hunt: Hunt) -> None:
        self._desk = desk
        self._hunt = hunt
        self._row: list[RecordingId] = []
        self._empty = 0
        self._most = ROW
        self._has_ended = False
        self._left: set[RecordingId] = set()
        self._is_told = False

    @property
    def has_ended(self) -> bool:
        """Whether this run searches no more, since no answer can be believed."""
        return self._has_ended

    @property
    def is_in_doubt(self) -> bool:
        """Whether this run left songs waiting whose answers it could not believe."""
        return bool(self._left)

    async def take(self, recording: Recording, results: SearchResults) -> None:
        """Keep an empty answer; the recording waits, unless the same answer came on another day."""
        desk, hunt = self._desk, self._hunt
        hunt.found(recording.id)
        is_sound = results.is_empty
        if await desk.store.videos.save_empty(recording.id, is_sound=is_sound, at=desk.clock.now()):
            return
        hunt.left_out.add(recording.id)
        self._left.add(recording.id)
        self._empty += 1
        if is_sound:
            self._row.append(recording.id)

    def leave(self, recording: Recording) -> None:
        """Count a recording that waits since nothing sure is known of the videos found for it."""
        self._left.add(recording.id)

    async def found(self) -> bool:
        """A search found something: the empty answers before it were sound. True where there were any."""
        self._empty = 0
        return await self._believe()

    async def next(self) -> Turn | None:
        """What has to be done before the next search: a control, where too many answers were empty."""
        if self._empty < self._most or self._has_ended:
            return None
        desk = self._desk
        known = await desk.store.videos.findable()
        recordings = await desk.store.matches.recordings([known]) if known is not None else ()
        if not recordings:
            self._has_ended = self._empty >= LONGEST
            return None
        if not await desk.meter.room(Method.SEARCH_LIST, batch=1):
            self._has_ended = True
            return None
        await desk.enter(Phase.MATCH)
        await desk.meter.book(Method.SEARCH_LIST, run_id=desk.run.id, is_surplus=True)
        results = await desk.accounts.youtube().search(query(recordings[0], ()))
        self._has_ended = not results.videos
        self._most *= 2
        if results.videos:
            await self.found()
        return Worked()

    async def settle(self) -> Turn | None:
        """No search is left to be made: a short row is believed."""
        is_short = self._empty < ROW and not self._has_ended
        return Worked() if is_short and await self._believe() else None

    async def end(self) -> None:
        """Nothing else is left to do: what waits is told, once."""
        desk = self._desk
        if self._left and not self._is_told:
            self._is_told = True
            number = len(self._left)
            songs = "1 song waits" if number == 1 else f"{number} songs wait"
            message = f"YouTube's answers to some searches cannot be believed: {songs}, and the next match asks again."
            first = str(min(self._left))
            await desk.log(desk.problem(Phase.MATCH, ItemKind.MATCH, first, reason="answers_doubted", message=message))

    async def _believe(self) -> bool:
        row, self._row = self._row, []
        if not row:
            return False
        await self._desk.store.videos.believe(row)
        self._hunt.left_out -= set(row)
        self._left -= set(row)
        return True
