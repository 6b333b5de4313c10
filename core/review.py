"""What a person reviews and decides: the recordings in the queue, how they are named, and the person's word on one.

Values and the store's port only. How the queue is read is known to the store, how a CSV of decisions looks to
:mod:`core.corrections`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.states import MatchOrigin, MatchStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from core.model import CategoryId, Match, Recording, RecordingId, VideoId

SPOTIFY = "spotify:track:"
"""How the URI of a Spotify track begins; its id follows."""

_LINK = re.compile(r"https?://open\.spotify\.com/(?:intl-[a-z]+/)?track/([0-9A-Za-z]+)(?:[?#].*)?")
_ISRC = re.compile(r"[A-Z]{2}-?[A-Z0-9]{3}-?[0-9]{2}-?[0-9]{5}")
_KEYED = ("spotify:", "youtube:", "isrc:", "text:")


@dataclass(frozen=True, slots=True)
class Queue:
    """Recordings that an included playlist waits for, the most wanted first, then in the order of the playlists.

    ``to_review`` have candidates and a doubt; for ``missing`` no video was found.
    """

    to_review: tuple[RecordingId, ...] = ()
    missing: tuple[RecordingId, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A recording before a person. ``match`` is what is decided about it, None where nothing is yet.

    ``track_id`` names it towards people and programs: its Spotify id, else the URI of its first track.
    ``waiting`` are the included categories that hold it, with their titles, in the person's order.
    """

    recording: Recording
    track_id: str
    spotify_id: str | None = None
    match: Match | None = None
    waiting: tuple[tuple[CategoryId, str], ...] = ()

    @property
    def is_overridden(self) -> bool:
        """Whether a person decided."""
        return self.match is not None and self.match.origin is MatchOrigin.PERSON

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a person: the matcher doubts, or found nothing."""
        return self.match is not None and not self.is_overridden and self.match.status is not MatchStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class Override:
    """A person's word on a recording: its video; None where it does not exist on YouTube."""

    recording_id: RecordingId
    video_id: VideoId | None


def track_name(text: str) -> str:
    """The name under which the store knows a track: its URI, or ``isrc:`` and its ISRC.

    Understood are a Spotify id, URI or link, an ISRC, and any URI that :attr:`Entry.track_id` gives.
    """
    text = text.strip()
    if text.startswith(_KEYED):
        return text
    if found := _LINK.fullmatch(text):
        return SPOTIFY + found[1]
    if _ISRC.fullmatch(text.upper()):
        return isrc_name(text)
    return SPOTIFY + text


def isrc_name(isrc: str) -> str:
    """The name of the recording that has an ISRC."""
    return "isrc:" + isrc.strip().upper().replace("-", "")


class ReviewStore(Protocol):
    """What a person should decide, and what the person decided."""

    async def queue(self) -> Queue:
        """All that waits for a person and that an included, unprotected category holds."""
        ...

    async def overridden(self) -> tuple[RecordingId, ...]:
        """Recordings that a person decided about, in the order they came."""
        ...

    async def entries(self, recording_ids: Sequence[RecordingId]) -> tuple[Entry, ...]:
        """In the order asked; recordings that no source holds any more are left out."""
        ...

    async def find(self, names: Sequence[str]) -> Mapping[str, RecordingId]:
        """By what :func:`track_name` gives; unknown names are left out."""
        ...

    async def override(self, words: Sequence[Override], *, at: datetime) -> int:
        """A person's word in the place of whatever was decided, all or none; returns how many that changed."""
        ...

    async def take_back(self, recording_id: RecordingId) -> bool:
        """Let the matcher's word hold again; False where no person had decided."""
        ...
