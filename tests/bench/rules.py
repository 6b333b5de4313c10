"""The published rules of two other programs, said again in own words to be measured on the same candidates.

Each takes a case and gives the video it would take and a score in 0…1. They read what their programs read: the
list of credited artists, the album and the kind of result, where a search said them.

- spotify_to_ytmusic: https://github.com/sigma67/spotify_to_ytmusic, ``match.py``
- spotDL: https://github.com/spotDL/spotify-downloader, ``spotdl/utils/matching.py``
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from anyascii import anyascii
from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from core.model import Recording
    from tests.bench.cases import Case

Answer = tuple[str | None, float]
"""A video id (None: nothing was taken) and how sure the rule is."""

_FORBIDDEN: Final = (
    *("bassboosted", "remix", "remastered", "remaster", "reverb", "bassboost", "live", "acoustic", "8daudio"),
    *("concert", "acapella", "slowed", "instrumental", "cover"),
)
_HIGHEST: Final = 4.0
_ENOUGH: Final = 0.8


def spotify_to_ytmusic(case: Case) -> Answer:
    """A mean of the likeness of titles and artists and five times that of lengths; twice as much for a song."""
    return _best(case, _ytmusic)


def spotdl(case: Case) -> Answer:
    """A mean of the likeness of names and artists, mended by album and length; weak ones are thrown out.

    Songs are asked for first, and the best of them is taken from 80 of 100 on; else the best of everything.
    """
    songs = replace(case, found=tuple(each for each in case.found if each.get("type") == "song"))
    video_id, score = _best(songs, _spotdl)
    return (video_id, score) if score >= _ENOUGH else _best(case, _spotdl)


RULES: Final[Mapping[str, Callable[[Case], Answer]]] = {"spotify_to_ytmusic": spotify_to_ytmusic, "spotDL": spotdl}


def _best(case: Case, judge: Callable[[Recording, Mapping[str, Any]], float]) -> Answer:
    scored = [(judge(case.recording, each), str(each["videoId"])) for each in case.found]
    score, video_id = max(scored, key=lambda each: each[0], default=(0.0, None))
    return (video_id, score) if score > 0 else (None, 0.0)


def _credited(found: Mapping[str, Any]) -> list[str]:
    """The artists a result names; a plain video has its channel in their place."""
    names = found.get("artists") or [found.get("channel") or ""]
    return [str(name).removesuffix(" - Topic") for name in names if name]


def _ytmusic(wanted: Recording, found: Mapping[str, Any]) -> float:
    is_song = found.get("type") == "song"
    title = str(found["title"])
    halves = title.split("-")
    if not is_song and len(halves) == 2:
        title = halves[1]
    scores = [_likeness(title, wanted.title), _likeness(" ".join(_credited(found)), " ".join(wanted.artists))]
    if found.get("duration_s") and wanted.duration_s:
        scores.append(5 * (1 - abs(found["duration_s"] - wanted.duration_s) * 2 / wanted.duration_s))
    if is_song and found.get("album"):
        scores.append(_likeness(str(found["album"]), wanted.album or ""))
    return max(0.0, sum(scores) / len(scores) * (2 if is_song else 1) / _HIGHEST)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(a=one.lower(), b=other.lower()).ratio()


def _slug(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", anyascii(text[:300]).lower().replace("'", ""))


def _tight(text: str) -> str:
    return "".join(_slug(text))


def _spotdl(wanted: Recording, found: Mapping[str, Any]) -> float:
    title = _tight(str(found["title"]))
    if not any(word in title for word in _slug(wanted.title)) or not wanted.artists:
        return 0.0
    artists = _spotdl_artists(wanted, found)
    name = _spotdl_name(wanted, found)
    own = _tight(wanted.title)
    name -= 15 * sum(word in title and word not in own for word in _FORBIDDEN)
    if name <= 60 or artists < 70:
        return 0.0
    score = (artists + name) / 2
    is_song, album = found.get("type") == "song", found.get("album")
    if is_song and album:
        likeness = fuzz.ratio(_tight(wanted.album or ""), _tight(str(album)))
        score = (score + likeness) / 2 if likeness <= 80 else score
    if found.get("duration_s") and wanted.duration_s:
        time = 100 - abs(found["duration_s"] - wanted.duration_s)
        if time < 50 and score < 75:
            return 0.0
        if score <= 85 and time <= 85:
            score = (score + time) / 2
    return max(0.0, min(score, 100) / 100)


def _spotdl_name(wanted: Recording, found: Mapping[str, Any]) -> float:
    """The likeness of the titles' words in one order; where that is weak, with the artists' names added to both."""
    own, other = _slug(wanted.title), _slug(str(found["title"]))
    plain = fuzz.ratio("-".join(sorted(own)), "-".join(sorted(other)))
    if plain > 75:
        return plain
    if found.get("type") != "song":
        own = own + [word for artist in wanted.artists for word in _slug(artist)]
    return max(plain, fuzz.ratio("-".join(sorted(own)), "-".join(sorted(other))))


def _spotdl_artists(wanted: Recording, found: Mapping[str, Any]) -> float:
    credited = [_tight(name) for name in _credited(found)]
    names = [_tight(name) for name in wanted.artists]
    title = _tight(str(found["title"]))
    score = _list_likeness(names, credited)
    if found.get("type") != "song":
        held = 100 * sum(name in title for name in names) / len(names)
        whole = fuzz.ratio("".join(names[:1]), "".join(credited))
        return score if score > 50 else max(score, whole, held if whole <= 50 else 0.0)
    if score > 70:
        return score
    if fuzz.ratio(_tight(wanted.title), title) >= 75:
        score += 10
    score += 5 * sum(name in title for name in names[1:])
    return max(score, fuzz.ratio("".join(sorted(names)), "".join(sorted(credited))))


def _list_likeness(names: list[str], credited: Iterable[str]) -> float:
    """How like the first artists are; of several, the mean with how like the lists are name by name."""
    theirs = list(credited)
    if not theirs:
        return 0.0
    first = fuzz.ratio(names[0], theirs[0])
    if first < 50 and len(names) > 1:
        first = max(fuzz.ratio(one, other) for one in names[:2] for other in theirs[:2])
    if len(names) == 1:
        return first
    each = [max((fuzz.ratio(name, other) for other in theirs), default=0.0) for name in names]
    return (first + sum(each) / max(len(names), len(theirs))) / 2
