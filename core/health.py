"""Whether the videos that stand for recordings still play: how YouTube's answer is read, and what is kept of it.

Values, and the port of the store; who looks, and what becomes of a match whose video died, stands in
:mod:`core.watch`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from core.states import VideoState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.model import (
        CategoryId,
        Decision,
        Operation,
        Recording,
        RecordingId,
        RunId,
        Scored,
        VideoDetails,
        VideoId,
    )
    from core.ports import QuotaCalendar

SEEN_FOR: Final = timedelta(days=30)
"""How long a video that was seen to play may be written without another look; also how long YouTube's word is kept."""

ABSENT_FOR: Final = timedelta(hours=1)
"""How far two looks must be apart that do not name a video, until it counts as gone.

An answer names only what its part of YouTube can show at that moment. Such a gap lasts seconds or minutes; an hour
outlives it, and still lets a person be sure on the same day. What dies by mistake all the same comes back with the next
look that names it. A video that says itself that it is deleted, private or refused needs no second look.
"""

FEW: Final = 4
"""Of so many videos asked for, or more, a sound answer names at least half; of fewer it names one."""

MOST: Final = 200
"""Of about 250 countries: a video blocked in so many counts as blocked where nobody knows the person's own."""

COUNTRIES: Final = 249
"""Countries a restriction may name (ISO 3166-1)."""

WHY: Final[dict[VideoState, str]] = {
    VideoState.PLAYABLE: "its video plays",
    VideoState.GONE: "its video is gone from YouTube",
    VideoState.PRIVATE: "its video is private",
    VideoState.BLOCKED: "its video is blocked in your country",
    VideoState.UNPROCESSED: "YouTube has not made its video ready to play",
}
"""What a state means for a match, in words."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a video showed; ``state`` and ``details`` are None where YouTube did not name it."""

    video_id: VideoId
    state: VideoState | None
    details: VideoDetails | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A recording whose video died, and still stands as the matcher accepted it."""

    recording: Recording
    video_id: VideoId
    state: VideoState


@dataclass(frozen=True, slots=True)
class Death:
    """A video that died while it stood for a recording, for which nothing else was accepted since.

    ``label`` names the recording, ``title`` the video where it was known (else the recording's label), ``categories``
    the playlists that want it, with their titles (raw texts all). ``track_id`` is what a review takes. ``is_chosen``
    where a person chose the video: it stands as before. ``replacement`` is what the matcher would accept of the
    candidates left; None: nothing.
    """

    recording: Recording
    label: str
    track_id: str
    video_id: VideoId
    title: str
    state: VideoState
    checked_at: datetime
    categories: tuple[tuple[CategoryId, str], ...]
    is_chosen: bool
    replacement: Scored | None = None

    @property
    def reason(self) -> str:
        """Why the video does not stand for the recording any more."""
        return WHY[self.state]


class HealthStore(Protocol):
    """What is known of the videos that stand for recordings: when each was last looked at, and what was seen."""

    async def unseen(self, before: datetime) -> frozenset[VideoId]:
        """Videos of accepted matches that nobody saw to play since ``before``, or that were absent since."""
        ...

    async def dead(self) -> frozenset[VideoId]:
        """Videos that did not play when they were last looked at."""
        ...

    async def due(self, run_id: RunId, before: datetime, *, after: int, limit: int) -> tuple[VideoId, ...]:
        """Videos of a run's pending adds that nobody saw to play since ``before``, or that were absent since.

        They come in the order of the adds. ``after`` leaves out the adds up to that number, see :meth:`newest_add`."""
        ...

    async def doomed(self, run_id: RunId) -> tuple[tuple[Operation, VideoState], ...]:
        """A run's pending adds of videos that do not play."""
        ...

    async def newest_add(self) -> int:
        """The number of the newest planned write; later ones have greater numbers."""
        ...

    async def oldest(self, since: datetime, *, limit: int | None = None) -> tuple[VideoId, ...]:
        """Videos that stand for recordings, or did until they died, and were not looked at since; oldest look first."""
        ...

    async def save(self, looks: Sequence[Look], *, at: datetime) -> None:
        """Keep what a look showed, with what it says of candidates; one that does not play is no candidate.

        A video that was not named is absent; it is gone when it was absent ``ABSENT_FOR`` before, too. One that plays
        again is a candidate again, and stands again for what it stood for, where nothing else was decided since.
        """
        ...

    async def absent(self) -> frozenset[VideoId]:
        """Videos that were not named when they were last looked at, and are not known to be dead."""
        ...

    async def playing(self, *, without: Sequence[VideoId], limit: int) -> tuple[VideoId, ...]:
        """Videos that were seen to play, the last seen first."""
        ...

    async def give_back(self, recording_id: RecordingId, decision: Decision, *, at: datetime) -> None:
        """Write what is decided of a recording that lost its video, so that it can come back."""
        ...

    async def lost(self) -> tuple[Lost, ...]:
        """Matches to give back: accepted by the matcher, of videos that do not play."""
        ...

    async def deaths(self) -> tuple[Death, ...]:
        """Every death that nothing made good, newest look first."""
        ...


def state_in(details: VideoDetails, region: str | None) -> VideoState:
    """Whether a video plays for a person in ``region``; None: nobody knows where they are."""
    if details.state is not VideoState.PLAYABLE:
        return details.state
    allowed, blocked = details.allowed_in, details.blocked_in
    if region is not None:
        is_blocked = region in blocked or (allowed is not None and region not in allowed)
    else:
        is_blocked = len(blocked) >= MOST or (allowed is not None and len(allowed) <= COUNTRIES - MOST)
    return VideoState.BLOCKED if is_blocked else VideoState.PLAYABLE


def looks(asked: Sequence[VideoId], details: Sequence[VideoDetails], *, region: str | None) -> tuple[Look, ...]:
    """What an answer shows of the videos asked for: of those it does not name, nothing but that."""
    answered = {one.video_id: one for one in details}
    return tuple(
        Look(video_id, state_in(found, region) if found else None, found)
        for video_id, found in ((video_id, answered.get(video_id)) for video_id in dict.fromkeys(asked))
    )


def is_doubtful(*, asked: int, named: int) -> bool:
    """Whether an answer names so few of the videos asked for that it may be the answer that is wrong."""
    return named * 2 < asked if asked >= FEW else not named and asked > 0


def due_before(now: datetime, calendar: QuotaCalendar) -> datetime:
    """A look before this is too old to write by. All that grows too old within a quota day is so from its start.

    Otherwise a sync would have to look again, minutes later, for videos that came of age since its preview.
    """
    return calendar.window(now).end - SEEN_FOR
