"""From the words of a file to a track: ids, lengths, dates and names, each read strictly or not at all.

A row is a track with the date it was added, or a :class:`Dropped` with the reason. Nothing is fetched, nothing is
evaluated: a cell that looks like a formula or an address is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from core.adapters.shape import TEXT_MAX, text
from core.model import SourceAlbum, SourceArtist, SourceTrack, VideoId
from core.sameness import text_key
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

URI = re.compile(r"spotify:track:([0-9A-Za-z]{1,64})")
SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
VIDEO_ID = re.compile(r"[0-9A-Za-z_-]{11}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_TRACK_URL = re.compile(r"https?://open\.spotify\.com/(?:intl-[a-z-]{2,8}/)?track/([0-9A-Za-z]{22})(?:[?#].{0,500})?")
_VIDEO_URL = re.compile(
    r"https?://(?:(?:www\.|m\.|music\.)?youtube\.com/watch\?(?:[^#]{0,200}&)?v=|youtu\.be/)([0-9A-Za-z_-]{11})(?:[?&#].{0,500})?"
)
_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")
_DIGITS = re.compile(r"[0-9]{1,9}")
_EPOCH = datetime(1970, 1, 2, tzinfo=UTC)
_LONGEST_MS = 36_000_000 * 10


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row without a track, and why."""

    reason: str
    skip: RowSkip = RowSkip.INCOMPLETE


class Row(NamedTuple):
    """A row as a format gives it; ``number`` is its own count, from 1."""

    number: int
    what: SourceTrack | Dropped
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A playlist that a format found. ``key`` tells it from others of its format; ``rows`` may be an estimate."""

    format: str
    key: str
    title: str
    digest: str
    file: str
    read: Callable[[], Iterator[Row]]
    rows: int = 0
    is_liked: bool = False


def spotify_id(cell: str) -> str | None:
    """The track id in a URI, an ``open.spotify.com`` address, or alone; None where there is none."""
    found = URI.fullmatch(cell) or _TRACK_URL.fullmatch(cell)
    if found:
        return found[1]
    return cell if SPOTIFY_ID.fullmatch(cell) else None


def video_id(cell: str) -> VideoId | None:
    """The video id in a YouTube address or alone; None where there is none."""
    return VideoId(cell) if VIDEO_ID.fullmatch(cell) else _video_of(cell)


def _video_of(address: str) -> VideoId | None:
    found = _VIDEO_URL.fullmatch(address)
    return VideoId(found[1]) if found else None


def isrc(cell: str) -> str | None:
    """An ISRC without its dashes; None for anything else."""
    plain = cell.replace("-", "").strip().upper()
    return plain if _ISRC.fullmatch(plain) else None


def length_ms(cell: str, *, unit_ms: int | None = None) -> int | None:
    """A length: ``3:05``, or a number of units (None: seconds, or milliseconds where it is large)."""
    if _DIGITS.fullmatch(cell):
        number = int(cell)
        found = number * (unit_ms or (1 if number >= 10_000 else 1000))
    elif clock := _CLOCK.fullmatch(cell):
        found = (int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])) * 1000
    else:
        return None
    return found if 0 < found < _LONGEST_MS else None


def instant(cell: str) -> datetime | None:
    """A date, or a time of any zone (UTC where none is given); None for others and for Spotify's 1970."""
    if len(cell) < 10 or not cell[0].isdigit():
        return None
    try:
        found = datetime.fromisoformat(cell.removesuffix(" UTC"))
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found >= _EPOCH else None


def made(
    title: str,
    artists: tuple[str, ...] = (),
    *,
    album: str = "",
    released: str = "",
    uri: str = "",
    code: str = "",
    video: str = "",
    duration_ms: int | None = None,
    is_explicit: bool | None = None,
) -> SourceTrack | Dropped:
    """A track of what a row says, or the reason why it is none. ``code`` is the ISRC."""
    if uri.startswith("spotify:local:"):
        return Dropped("It is a local file.", RowSkip.LOCAL_FILE)
    if uri.startswith(("spotify:episode:", "spotify:show:")):
        return Dropped("It is an episode of a podcast.", RowSkip.EPISODE)
    longest = max(len(title), len(album), *map(len, artists), 0)
    if longest > TEXT_MAX:
        return Dropped(f"It holds a name of {longest:,} characters.", RowSkip.UNREADABLE)
    found_id, found_isrc = spotify_id(uri), isrc(code) if code else None
    found_video = video_id(video) if video else _video_of(uri) if uri and not found_id else None
    title, names = text(title).strip(), tuple(name for artist in artists if (name := text(artist).strip()))
    if not title and found_video is not None:
        title = f"YouTube video {found_video}"
    if not title:
        return Dropped("It names no track.")
    if not names and " - " in title and found_id is None:
        by, _, rest = title.partition(" - ")
        if by.strip() and rest.strip():
            names, title = (by.strip(),), rest.strip()
    if not (names or found_id or found_video or found_isrc):
        return Dropped("It names no artist.")
    track = SourceTrack(
        uri=f"spotify:track:{found_id}" if found_id else "",
        title=title,
        artists=tuple([SourceArtist(name) for name in names]),
        album=SourceAlbum(text(album), released=released or None) if album else None,
        spotify_id=found_id,
        isrc=found_isrc,
        duration_ms=duration_ms,
        is_explicit=is_explicit,
        video_id=found_video,
    )
    return track if found_id else replace(track, uri=_key(track))


def _key(track: SourceTrack) -> str:
    if track.video_id is not None:
        return f"youtube:video:{track.video_id}"
    return f"isrc:{track.isrc}" if track.isrc else text_key(track)
