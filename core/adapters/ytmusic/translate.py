"""What ytmusicapi makes of a search page, turned into candidates.

A song of the catalogue is the upload that YouTube itself made on the artist's "- Topic" channel, whose description
names title, artists and album in a set form; the page says the same in other words, so the candidate says it there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.adapters.shape import Unreadable, count, mapping, sequence, text, word
from core.model import Candidate, VideoId

if TYPE_CHECKING:
    from collections.abc import Mapping

_VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_CATALOGUE = "MUSIC_VIDEO_TYPE_ATV"


def to_candidates(answer: object) -> tuple[Candidate, ...]:
    """The playable songs of a search, best first, each once. Raises Unreadable where it is no list."""
    if not isinstance(answer, list):
        message = "the answer is no list"
        raise Unreadable(message)
    found: dict[VideoId, Candidate] = {}
    for candidate in (_candidate(mapping(row)) for row in answer):
        if candidate is not None:
            found.setdefault(candidate.video_id, candidate)
    if answer and not found and not any(mapping(row).get("isAvailable") is False for row in answer):
        message = "no row is a song"
        raise Unreadable(message)
    return tuple(found.values())


def _candidate(row: Mapping[str, object]) -> Candidate | None:
    video, title = word(row.get("videoId")), text(row.get("title"))
    if not _VIDEO.fullmatch(video) or not title or row.get("isAvailable") is False:
        return None
    named = [(text(mapping(one).get("name")), mapping(one).get("id")) for one in sequence(row.get("artists"))]
    artists = [name for name, _ in named if name]
    album = text(mapping(row.get("album")).get("name"))
    is_catalogue = row.get("videoType") in (None, _CATALOGUE)
    return Candidate(
        video_id=VideoId(video),
        title=title,
        channel_title=_channel(artists, is_catalogue=is_catalogue),
        # The page names the artist's own channel, which is another one than that of the upload.
        channel_id=None if is_catalogue else next((word(key) or None for _, key in named), None),
        description=_described(title, artists, album) if is_catalogue else "",
        seconds=_seconds(row.get("duration_seconds")),
    )


def _channel(artists: list[str], *, is_catalogue: bool) -> str:
    first = artists[0] if artists else ""
    return f"{first} - Topic" if first and is_catalogue else first


def _described(title: str, artists: list[str], album: str) -> str:
    """The description as the upload carries it (``Provided to YouTube by …``, title and artists, album)."""
    if not artists:
        return ""
    credited = " · ".join((title, *artists))
    return "\n\n".join(part for part in ("Provided to YouTube by YouTube Music", credited, album) if part)


def _seconds(value: object) -> float | None:
    found = count(value)
    return float(found) if found else None
