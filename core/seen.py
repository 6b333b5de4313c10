"""What searches and listings showed: videos, and the lists that may hold more of them; and the port of the store.

The uploads of channel ``UCxxx`` are the playlist ``UUxxx``: seen so on every channel, documented nowhere (the
documented way is ``channels.list``, ``contentDetails.relatedPlaylists.uploads``, a unit more). YouTube lists those of
many "- Topic" channels and refuses others (404 ``playlistNotFound``), so a refusal is remembered, not an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from core.model import PlaylistId
from core.sameness import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from core.model import Candidate, Charge, RecordingId, RemoteItem, VideoId

TOPIC: Final = " - Topic"
"""How the name of a channel ends that YouTube fills with what distributors deliver."""

KEPT: Final = timedelta(days=30)
"""How long what YouTube said is believed: titles and lengths, that a list is read, that it is refused."""

DOUBTED_FOR: Final = timedelta(days=1)
"""How far two searches must be apart that show nothing, until that is believed of itself: another quota day."""

REFUSALS: Final = 5
"""So many lists refused and none read: YouTube lists none of them, and no more are tried for a while."""

_CHANNEL: Final = re.compile(r"UC[\w-]{10,40}")
_ALBUM: Final = re.compile(r"[?&]list=(OLAK5uy_[\w-]{33})(?![\w-])")


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What a search showed, best first, and how many results the service counts; None where it says no number.

    Nothing shown is nothing found only where nothing is counted, either (``is_empty``). One that counts what it does
    not show is no answer to the search.
    """

    videos: tuple[Candidate, ...]
    total: int | None

    @property
    def is_empty(self) -> bool:
        """Whether it says, in both ways, that there is nothing."""
        return not self.videos and self.total == 0


@dataclass(frozen=True, slots=True)
class VideoList:
    """A list of somebody else's. ``artist`` is whose it is, as the channel is called.

    ``pages`` were read so far, up to ``next_token``; ``is_read``: to the end. ``newest`` is the youngest recording
    that was known when its reading began. ``refused_at`` is set where YouTube would not list it.
    """

    id: PlaylistId
    artist: str
    pages: int = 0
    next_token: str | None = None
    is_read: bool = False
    read_at: datetime | None = None
    newest: int = 0
    refused_at: datetime | None = None

    @property
    def key(self) -> str:
        """What it shares with the recordings it may hold: :func:`artist_key` of its artist."""
        return artist_key(self.artist)

    def is_refused(self, now: datetime) -> bool:
        """Whether YouTube refused it lately."""
        return self.refused_at is not None and now - self.refused_at < KEPT

    def at(self, now: datetime, *, oldest: RecordingId) -> VideoList:
        """The list as it is to be read now for recordings of which ``oldest`` was known first.

        It is read from its beginning where that was long ago, or before any of them was known.
        """
        if self.read_at is None or self.is_refused(now):
            return self
        is_outdated = now - self.read_at >= KEPT or oldest > self.newest
        return replace(self, pages=0, next_token=None, is_read=False) if is_outdated else self

    def is_open(self, now: datetime) -> bool:
        """Whether it has a page that can be read."""
        return not self.is_read and not self.is_refused(now)


class VideoStore(Protocol):
    """Videos seen, lists seen, and the searches made for recordings."""

    async def begin_search(self, recording_id: RecordingId, charge: Charge) -> None:
        """Book a search and mark its recording as searched for, together, before the call."""
        ...

    async def cancel_search(self, recording_id: RecordingId) -> None:
        """The search was surely not made: the recording waits for it as before."""
        ...

    async def save_search(self, recording_id: RecordingId, found: Sequence[Candidate], *, at: datetime) -> None:
        """Keep what a search showed, as the recording's candidates and for all others, before it is judged."""
        ...

    async def save_empty(self, recording_id: RecordingId, *, is_sound: bool, at: datetime) -> bool:
        """Note a search that showed nothing; it counted nothing, either, where it ``is_sound``. The recording waits.

        True where a sound one was empty ``DOUBTED_FOR`` before, too: that is believed, and the recording is to be
        judged. One that is not sound is never believed."""
        ...

    async def believe(self, recording_ids: Sequence[RecordingId]) -> None:
        """Other answers showed that these searches were sound: their recordings are to be judged."""
        ...

    async def doubt(self, recording_id: RecordingId) -> None:
        """Of what a search showed nothing can be judged: the recording waits for another search."""
        ...

    async def doubted(self) -> frozenset[RecordingId]:
        """Recordings that wait for another search since the answer to theirs is doubted."""
        ...

    async def findable(self) -> RecordingId | None:
        """The recording whose search was the last that showed anything; None: there was none."""
        ...

    async def save_page(
        self, of: VideoList, found: Sequence[Candidate], *, next_token: str | None, newest: int, at: datetime
    ) -> None:
        """Keep a page of a list; without a token it was the last."""
        ...

    async def refuse(self, list_id: PlaylistId, reason: str, *, at: datetime) -> None:
        """YouTube would not list it."""
        ...

    async def save_seen(self, found: Sequence[Candidate], *, at: datetime) -> None:
        """Keep videos that were seen elsewhere; what is known of their lengths stays."""
        ...

    async def seen(self, *, since: datetime, limit: int) -> tuple[Candidate, ...]:
        """Videos shown since an instant that are not known to be dead, newest first."""
        ...

    async def own(self) -> tuple[Candidate, ...]:
        """Living videos of the person's own playlists, each once, with the lengths that are known."""
        ...

    async def unmeasured(self, video_ids: Sequence[VideoId]) -> tuple[VideoId, ...]:
        """Those of them whose length was never asked for, in that order."""
        ...

    async def lists(self) -> tuple[VideoList, ...]:
        """Every list seen, in the order in which they were."""
        ...

    async def searched_since(self, at: datetime) -> frozenset[RecordingId]:
        """Recordings that were searched for later than ``at``, answered or not.

        One whose answer is doubted may be searched for once more at any time, and after another sound answer that was
        empty, too, ``DOUBTED_FOR`` later."""
        ...

    async def lost(self) -> frozenset[RecordingId]:
        """Recordings whose newest search was never answered: the process ended, or the answer was lost."""
        ...

    async def artists(self) -> Mapping[RecordingId, str]:
        """The first artist of each recording that is not accepted and not in review."""
        ...


def artist_key(name: str) -> str:
    """What two ways of writing an artist's name have in common; empty where it has no letter."""
    return words(name)


def are_given(lists: Iterable[VideoList], now: datetime) -> bool:
    """Whether YouTube lists such lists at all, as far as it was asked lately."""
    every = tuple(lists)
    has_read = any(each.read_at is not None and now - each.read_at < KEPT for each in every)
    return has_read or sum(each.is_refused(now) for each in every) < REFUSALS


def is_topic(channel_title: str) -> bool:
    """Whether a channel is one that YouTube fills by itself."""
    return channel_title.endswith(TOPIC) and len(channel_title) > len(TOPIC)


def uploads_of(channel_id: str) -> PlaylistId | None:
    """The list of a channel's uploads; None where the id is no channel's."""
    return PlaylistId("UU" + channel_id[2:]) if _CHANNEL.fullmatch(channel_id) else None


def lists_in(videos: Iterable[Candidate]) -> dict[PlaylistId, str]:
    """The lists that videos reveal, each with its artist: their "- Topic" channels' uploads, albums they link to."""
    found: dict[PlaylistId, str] = {}
    for video in videos:
        artist = video.channel_title.removesuffix(TOPIC)
        uploads = uploads_of(video.channel_id or "") if is_topic(video.channel_title) else None
        if uploads is not None:
            found.setdefault(uploads, artist)
        for album in _ALBUM.findall(video.description):
            found.setdefault(PlaylistId(album), artist)
    return found


def candidates_of(items: Iterable[RemoteItem], *, artist: str) -> tuple[Candidate, ...]:
    """The living videos of a list's page; where a row does not name its uploader, it is the artist's Topic channel."""
    from core.model import Candidate

    return tuple(
        Candidate(
            item.video_id,
            item.title,
            item.channel_title or artist + TOPIC,
            item.channel_id,
            item.description,
        )
        for item in items
        if not item.is_dead
    )
