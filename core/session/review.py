"""The review: which recordings wait for a person, what the person decides, and decisions as a table to share.

No service is called here. A video that a person names is looked up before it is written to a playlist, and a
decision made while a sync works joins the next plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.corrections import read_corrections, refusal, row_of
from core.errors import UsageError
from core.review import Override, track_name
from core.states import MatchOrigin
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from core.corrections import Correction
    from core.model import Candidate, Match, RecordingId, VideoId
    from core.review import Entry, Queue
    from core.session.machinery import Machinery

WINDOW = 100
"""Entries read at once where all are walked."""

BEST = 10
"""Candidates told of each entry, the best ones."""

_NAMES = 10_000

Judged = tuple["Candidate", float, "Mapping[str, float]"]
"""A candidate, its score in 0…1 and the signals that make it, each in 0…1 too."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An entry with its candidates, best first."""

    entry: Entry
    candidates: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a table of corrections did: rows that changed something, that were so already, of tracks not known here."""

    changed: int = 0
    unchanged: int = 0
    unknown: int = 0


class Review:
    """Reads the queue; takes and takes back a person's decisions, which the matcher never replaces."""

    def __init__(self, machinery: Machinery) -> None:
        self._m = machinery

    async def queue(self) -> Queue:
        """Who waits, the most wanted first."""
        return await self._m.store.review.queue()

    async def reviewed(self, recording_ids: Sequence[RecordingId], *, best: int = BEST) -> tuple[Reviewed, ...]:
        """Entries in the order asked, each with its ``best`` candidates; those nobody holds any more are left out."""
        entries = await self._m.store.review.entries(recording_ids)
        matches = self._m.store.matches
        return tuple([Reviewed(one, (await matches.scored(one.recording.id))[:best]) for one in entries])

    async def each(
        self, recording_ids: Sequence[RecordingId], *, best: int = BEST
    ) -> AsyncIterator[tuple[Reviewed, ...]]:
        """All of them, a window at a time."""
        for start in range(0, len(recording_ids), WINDOW):
            yield await self.reviewed(recording_ids[start : start + WINDOW], best=best)

    async def find(self, track: str) -> Entry:
        """A recording by its track: a Spotify id, URI or link, an ISRC, or what :attr:`Entry.track_id` gave.

        Raises UsageError where the library holds no such track.
        """
        name = track_name(track)
        found = (await self._m.store.review.find([name])).get(name)
        entries = await self._m.store.review.entries([found]) if found is not None else ()
        if not entries:
            message = f"The library holds no track '{shown(track, limit=80)}'; 'crossfade review list' names some."
            raise UsageError(message)
        return entries[0]

    async def decide(self, recording_id: RecordingId, video_id: VideoId | None) -> Match | None:
        """Take a person's word: this video, or None for "does not exist". Returns what was decided before."""
        before = await self._m.store.matches.match(recording_id)
        await self._m.store.review.override([Override(recording_id, video_id)], at=self._m.clock.now())
        return before

    async def take_back(self, recording_id: RecordingId) -> bool:
        """Let the matcher's word hold again; False where no person had decided."""
        return await self._m.store.review.take_back(recording_id)

    async def undo(self, recording_id: RecordingId, before: Match | None) -> None:
        """Make a decision undone: ``before`` is what :meth:`decide` returned."""
        if before is not None and before.origin is MatchOrigin.PERSON:
            await self.decide(recording_id, before.video_id)
        else:
            await self.take_back(recording_id)

    # ── decisions as a table ─────────────────────────────────────────────────────────────────────────────

    async def export(self) -> AsyncIterator[list[str]]:
        """Rows of :data:`core.corrections.COLUMNS`: what a person decided, then what waits for a decision."""
        store = self._m.store.review
        queue = await store.queue()
        ids = (*await store.overridden(), *queue.to_review, *queue.missing)
        async for window in self.each(ids, best=3):
            for one in window:
                yield row_of(one.entry, [(candidate, score) for candidate, score, _ in one.candidates])

    async def import_corrections(self, data: bytes, name: str) -> Imported:
        """Take the decisions of a table, all or none; ``name`` is what its file is called.

        Raises UsageError that names the line of the first thing that is wrong.
        """
        corrections = read_corrections(data, name)
        known = await self._known(corrections)
        words: dict[RecordingId, tuple[Correction, Override]] = {}
        for correction in corrections:
            found = next((known[key] for key in correction.names if key in known), None)
            if found is None:
                continue
            first, _ = words.setdefault(found, (correction, Override(found, correction.video_id)))
            if first.video_id != correction.video_id:
                why = f"it says another video than line {first.line:,} for the same recording"
                raise refusal(name, correction.line, why)
        overrides = [word for _, word in words.values()]
        changed = await self._m.store.review.override(overrides, at=self._m.clock.now())
        unknown = sum(not any(key in known for key in one.names) for one in corrections)
        return Imported(changed, len(corrections) - unknown - changed, unknown)

    async def _known(self, corrections: Sequence[Correction]) -> dict[str, RecordingId]:
        names = list(dict.fromkeys(key for one in corrections for key in one.names))
        known: dict[str, RecordingId] = {}
        for start in range(0, len(names), _NAMES):
            known.update(await self._m.store.review.find(names[start : start + _NAMES]))
        return known
