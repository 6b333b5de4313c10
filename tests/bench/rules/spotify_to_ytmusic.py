"""How spotify_to_ytmusic chooses, as of version 0.8.0 (April 2025), the newest released.

A mean of how like the titles and artists are and five times how near the lengths are, with the album of a song, and
twice as much for a song as for a video. The best is taken, whatever its score.

Source: https://github.com/sigma67/spotify_to_ytmusic, ``spotify_to_ytmusic/utils/match.py``
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.bench.curve import Answer, best
from tests.bench.rules.credits import credited, seconds_off

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model import Recording
    from tests.bench.cases import Case

_KINDS = ("song", "video", "official_video", "user_video", "official_source")
"""What it looks at: songs, and videos of every kind. A result of no recorded kind counts as a video."""


def spotify_to_ytmusic(case: Case) -> Answer:
    """The best song or video, and its score (about 4 where everything agrees; below 0 where the length is far off)."""
    looked_at = (each for each in case.found if each.get("type", "video") in _KINDS)
    return best((str(each["videoId"]), _score(case.recording, each)) for each in looked_at)


def _score(wanted: Recording, found: Mapping[str, Any]) -> float:
    is_song = found.get("type") == "song"
    title = str(found["title"])
    halves = title.split("-")
    if not is_song and len(halves) == 2:
        title = halves[1]
    scores = [_likeness(title, wanted.title), _likeness(" ".join(credited(found)), " ".join(wanted.artists))]
    off_s = seconds_off(found, wanted.duration_s)
    if off_s is not None and wanted.duration_s:
        nearness = 1 - 2 * off_s / wanted.duration_s
        scores += [5 * nearness] if nearness else []  # exactly 0 counts as not known there
    if is_song and found.get("album"):
        scores.append(_likeness(str(found["album"]), wanted.album or ""))
    return sum(scores) / len(scores) * (2 if is_song else 1)


@cache
def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(a=one.lower(), b=other.lower()).ratio()
