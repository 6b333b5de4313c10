"""Asks YouTube Music's unofficial search for those that wait, before searches of the day's hundred are spent.

It takes no quota, about a second a recording, and each is asked for once in a month. What it brings goes into the
pool of videos seen and is judged there like any other. Whatever goes wrong ends the asking, is told once, and stops
nothing: the ladder climbs on.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.errors import Rejected, ServiceError
from core.matching.query import query
from core.seen import KEPT
from core.states import ItemKind, Phase, Rung

if TYPE_CHECKING:
    from core.engine.hunt import Hunt
    from core.model import Candidate, Recording, RecordingId
    from core.work.desk import Desk

REFUSALS = 3
"""Refused searches in a row after which the asking ends: one may have been about its words."""

TRIES = 4
"""Tries of one question: the search goes on without it, so nobody waits long."""


class AskMusic:
    """One question a call of :meth:`ask`."""

    phase = Phase.MATCH

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: set[RecordingId] | None = None
        self._refusals = 0
        self._is_over = False

    async def next(self, hunt: Hunt) -> Recording | None:
        """Who is to be asked for next; None where nobody is left, it is not allowed, or it works no more."""
        desk = self._desk
        if self._is_over or Rung.YTMUSIC not in hunt.rungs or desk.accounts.music() is None:
            return None
        if self._asked is None:
            self._asked = set(await desk.store.music.asked_since(desk.clock.now() - KEPT))
        return hunt.first_but(self._asked)

    async def ask(self, recording: Recording) -> tuple[Candidate, ...]:
        """What it finds for a recording, kept among the videos seen; nothing where it fails."""
        desk, music = self._desk, self._desk.accounts.music()
        if self._asked is not None:
            self._asked.add(recording.id)
        if music is None:
            return ()
        await desk.enter(self.phase)
        try:
            found = await desk.patience.read(partial(music.songs, query(recording)), tries=TRIES)
        except ServiceError as failure:
            await self._failed(recording, failure)
            return ()
        self._refusals = 0
        now = desk.clock.now()
        await desk.store.videos.save_seen(found, at=now)
        await desk.store.music.save_asked(recording.id, at=now)
        return found

    async def _failed(self, recording: Recording, failure: ServiceError) -> None:
        """A refusal may concern this question alone; more of them, or anything else, the search as a whole."""
        self._refusals += 1
        if isinstance(failure, Rejected) and self._refusals < REFUSALS:
            return
        self._is_over = True
        desk = self._desk
        reason = failure.reason if isinstance(failure, Rejected) else "ytmusic_unavailable"
        message = f"{failure} It is left alone for now; searching goes on without it."
        await desk.log(desk.problem(self.phase, ItemKind.MATCH, str(recording.id), reason=reason, message=message))
