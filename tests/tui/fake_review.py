"""A review without a store: a queue that tests fill, decisions they look at. Signatures are the real one's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.model import Candidate, CategoryId, Match, Recording, RecordingId, VideoId
from core.review import Entry, Queue
from core.session.review import Review, Reviewed
from core.states import MatchOrigin, MatchStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.errors import CrossfadeError
    from core.session.review import Judged

NOON = datetime(2026, 6, 10, 19, 0, tzinfo=UTC)


class FakeReview(Review):
    """``entries`` in the order of the queue; ``decided`` is what a person said; ``refusal`` stops decisions."""

    def __init__(self, *entries: Reviewed) -> None:
        self.entries = {one.entry.recording.id: one for one in entries}
        self.decided: dict[RecordingId, VideoId | None] = {}
        self.refusal: CrossfadeError | None = None
        self.windows: list[int] = []

    async def queue(self) -> Queue:
        left = {key: one for key, one in self.entries.items() if key not in self.decided}
        return Queue(
            tuple(key for key, one in left.items() if one.candidates),
            tuple(key for key, one in left.items() if not one.candidates),
        )

    async def reviewed(self, recording_ids: Sequence[RecordingId], *, best: int = 10) -> tuple[Reviewed, ...]:
        self.windows.append(len(recording_ids))
        found = []
        for one in (self.entries[recording_id] for recording_id in recording_ids):
            match = one.entry.match
            if match is not None and one.entry.recording.id in self.decided:
                match = replace(match, origin=MatchOrigin.PERSON)
            found.append(Reviewed(replace(one.entry, match=match), one.candidates[:best]))
        return tuple(found)

    async def decide(self, recording_id: RecordingId, video_id: VideoId | None) -> Match | None:
        if self.refusal is not None:
            raise self.refusal
        self.decided[recording_id] = video_id
        return self.entries[recording_id].entry.match

    async def undo(self, recording_id: RecordingId, before: Match | None) -> None:
        assert before is not None
        assert before.origin is MatchOrigin.MATCHER
        del self.decided[recording_id]


def a_judged(name: str, score: float = 0.84, *, seconds: float | None = 260.0, title: str | None = None) -> Judged:
    """A candidate; its id is made of the name."""
    video = VideoId(f"{name:-<11}"[:11])
    candidate = Candidate(video, title or f"{name} (official)", f"{name} channel", seconds=seconds, views=1_640_000)
    return candidate, score, {"title": 1.0, "artists": 0.9, "version": 0.03, "length": score, "channel": 0.5}


def an_entry(
    number: int,
    title: str,
    *candidates: Judged,
    waiting: Sequence[str] = ("Liked Songs",),
    reason: str = "two different videos fit alike (0.84 and 0.83)",
    artists: Sequence[str] = ("Miles Davis",),
) -> Reviewed:
    """An entry of the queue: to review, or missing where it has no candidate."""
    recording = Recording(RecordingId(number), title, tuple(artists), "Kind of Blue", 254.0, released="1959-08-17")
    status = MatchStatus.REVIEW if candidates else MatchStatus.MISSING
    match = Match(recording.id, status, None, MatchOrigin.MATCHER, score=0.8, reason=reason, decided_at=NOON)
    places = tuple((CategoryId(f"c{place}"), name) for place, name in enumerate(waiting))
    return Reviewed(Entry(recording, f"id{number}", f"id{number}", match, places), candidates)


def a_pile() -> tuple[Reviewed, ...]:
    """Two to review, one without a video."""
    return (
        an_entry(1, "Blue in Green", a_judged("Blue"), a_judged("Green", 0.83, seconds=253.4),
                 waiting=("Liked Songs", "Night Drive", "AC/DC [Live]")),
        an_entry(2, "夜のドライブ", a_judged("Night", 0.52, seconds=None), reason="best is a live version"),
        an_entry(3, "Cassette Only", reason="the search found nothing"),
    )  # fmt: skip
