"""From the words of a file to a track: ids, lengths, dates and names, each read strictly or not at all.

A row is a track with the date it was added, or a :class:`Dropped` with the reason. Nothing is fetched, nothing is
evaluated: a cell that looks like a formula or an address is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from core.adapters.exports.paths import track_of
from core.adapters.shape import TEXT_MAX, text
from core.model import SourceAlbum, SourceArtist, SourceTrack, VideoId
from core.sameness import text_key
from core.states import RowSkip
from core.video_link import video_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

URI = re.compile(r"spotify:track:([0-9A-Za-z]{1,64})")
_LOCAL = "spotify:local:"
_EPISODES = ("spotify:episode:", "spotify:show:")
_TELLING = (_LOCAL, *_EPISODES)
SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
VIDEO_ID = re.compile(r"[0-9A-Za-z_-]{11}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_TRACK_URL = re.compile(r"https?://open\.spotify\.com/(?:intl-[a-z-]{2,8}/)?track/([0-9A-Za-z]{22})(?:[?#].{0,500})?")
_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")
_DIGITS = re.compile(r"[0-9]{1,9}")
_UNIX = re.compile(r"[0-9]{9,10}")
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
    """A playlist that a format found. ``key`` tells it from others of its format; ``rows`` may be an estimate.

    ``notices`` are sentences about its file that a person may want to know.
    """

    format: str
    key: str
    title: str
    digest: str
    file: str
    read: Callable[[], Iterator[Row]]
    rows: int = 0
    is_liked: bool = False
    notices: tuple[str, ...] = ()


def spotify_id(cell: str) -> str | None:
    """The track id in a URI, an ``open.spotify.com`` address, or alone; None where there is none."""
    found = URI.fullmatch(cell) or _TRACK_URL.fullmatch(cell)
    if found:
        return found[1]
    return cell if SPOTIFY_ID.fullmatch(cell) else None


def linked_video(address: str) -> VideoId | None:
    """The video that an address of YouTube's leads to; None for a bare id and for every other text."""
    return None if not address or VIDEO_ID.fullmatch(address) else video_in(address)


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
    """A date, a time of any zone (UTC where none is given), or Unix seconds; None for others and for Spotify's 1970."""
    if len(cell) < 9 or not cell[0].isdigit():
        return None
    if _UNIX.fullmatch(cell):
        return datetime.fromtimestamp(int(cell), UTC)
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
    if uri.startswith(_LOCAL):
        return Dropped("It is a local file.", RowSkip.LOCAL_FILE)
    if uri.startswith(_EPISODES):
        return Dropped("It is an episode of a podcast.", RowSkip.EPISODE)
    longest = max(len(title), len(album), *map(len, artists), 0)
    if longest > TEXT_MAX:
        return Dropped(f"It holds a name of {longest:,} characters.", RowSkip.UNREADABLE)
    found_id, found_isrc = spotify_id(uri), isrc(code) if code else None
    found_video = video_in(video) if video else linked_video(uri) if not found_id else None
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


def listed_track(
    title: str,
    creator: str,
    album: str,
    duration_ms: int | None,
    *,
    links: tuple[str, ...] = (),
    locations: tuple[str, ...] = (),
) -> SourceTrack | Dropped:
    """A track of a playlist file. ``links`` and ``locations`` are addresses; what they are of is told by themselves.

    The first that names a track of Spotify, an ISRC or a video counts. Where no title is given, as players do that
    know nothing but the file, its name is read.
    """
    every = (*links, *locations)
    uri = next(filter(_is_telling, every), "")
    code = next((found for link in every if (found := isrc(link.rpartition(":")[2].rpartition("/")[2]))), "")
    if not title and not uri and (file := next(filter(None, map(track_of, locations)), None)):
        title, creator, album = file.title, creator or file.artist, album or file.album
    elif creator and title.startswith(f"{creator} - "):
        title = title[len(creator) + 3 :]
    return made(title, (creator,), album=album, uri=uri, code=code, duration_ms=duration_ms)


def _is_telling(link: str) -> bool:
    return link.startswith(_TELLING) or (":" in link and spotify_id(link) is not None) or linked_video(link) is not None


def _key(track: SourceTrack) -> str:
    if track.video_id is not None:
        return f"youtube:video:{track.video_id}"
    return f"isrc:{track.isrc}" if track.isrc else text_key(track)
