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
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from anyascii import anyascii
from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


@cache
def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(a=one.lower(), b=other.lower()).ratio()


def _slug(text: str) -> list[str]:
    return _tight(text, " ").split()


@cache
def _tight(text: str, between: str = "") -> str:
    return between.join(re.findall(r"[a-z0-9]+", anyascii(text[:300]).lower().replace("'", "")))


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
    """The likeness of the titles' words in one order; where that is weak, with the artists each lacks filled in."""
    plain = fuzz.ratio(*_ordered(_slug(wanted.title), _slug(str(found["title"]))))
    return plain if plain > 75 else max(plain, fuzz.ratio(*_filled(wanted, found)))


def _ordered(own: list[str], other: list[str]) -> tuple[str, str]:
    """Both word lists in one order: what they share comes first in each."""
    place = {word: number for number, word in enumerate(sorted(own))}
    others = sorted(sorted(other), key=lambda word: place.get(word, -1), reverse=True)
    return "-".join(sorted(own, reverse=True)), "-".join(others)


def _filled(wanted: Recording, found: Mapping[str, Any]) -> tuple[str, str]:
    """Both titles, the recording's with its artists unless a song is asked about, each with names the other holds."""
    own, other = _slug(wanted.title), _slug(str(found["title"]))
    if found.get("type") != "song":
        own = [*(word for artist in wanted.artists for word in _slug(artist)), *own]
    for name in map(_tight, wanted.artists):
        if name in "".join(own) and name not in "".join(other):
            other.append(name)
        elif name in "".join(other) and name not in "".join(own):
            own.append(name)
    return _ordered(own, other)


def _spotdl_artists(wanted: Recording, found: Mapping[str, Any]) -> float:
    names, credited = [_tight(name) for name in wanted.artists], [_tight(name) for name in _credited(found)]
    title, is_song = _tight(str(found["title"])), found.get("type") == "song"
    score = _list_likeness(names, credited)
    if not is_song and score <= 50:
        score = max(score, fuzz.ratio(names[0], "".join(credited)))
        if score <= 50:
            score = max(score, 100 * sum(name in title for name in names) / len(names))
    if is_song and score <= 70:
        score = _mended(wanted, found, score)
    if score <= 70 and len(credited) == 1 < len(names):
        whole = fuzz.ratio(title, names[0] + _tight(wanted.title))
        score = (score + whole) / 2 if whole >= 80 else score
    return min(score, 100)


def _mended(wanted: Recording, found: Mapping[str, Any], score: float) -> float:
    """What else speaks for a song whose artists are not quite those: its name, its album, guests in its title."""
    names, credited = [_tight(name) for name in wanted.artists], [_tight(name) for name in _credited(found)]
    filled = _filled(wanted, found)
    is_first = score / (2 if len(names) > 1 else 1) > 50
    score += 10 if fuzz.ratio(*filled) >= 75 else 0
    score += 25 if len(credited) < len(names) and names[0] in ("".join(credited), _tight(str(found["title"]))) else 0
    album = _tight(str(found.get("album") or ""))
    score += 10 if album and fuzz.ratio(album, _tight(wanted.album or "")) >= 85 else 0
    score += 5 * sum(name in filled[0].replace("-", "") for name in names[int(is_first) :])
    if score > 70:
        return score
    unsaid = sorted(name for name in names if name not in _tight(wanted.title))
    theirs = sorted(name for name in credited if name not in _tight(str(found["title"])))
    return max(score, fuzz.ratio("-".join(unsaid), "-".join(theirs)))


def _list_likeness(names: list[str], credited: list[str]) -> float:
    """How like the first artists are; of several, the mean with how like the lists are name by name."""
    if not credited:
        return 0.0
    theirs = sorted(credited, key=lambda name: name not in names)
    if len(names) == 1:
        return fuzz.ratio(names[0], theirs[0])
    if len(theirs) == 1:
        first = sum(name in theirs[0] for name in names[1:]) * 100 / len(names)
    else:
        first = fuzz.ratio(names[0], theirs[0])
        if first < 50:
            first = max(fuzz.ratio(one, other) for one in names[:2] for other in theirs[:2])
    ours = sorted(names, key=lambda name: name not in theirs)
    each = sum(fuzz.ratio(one, other) for one, other in zip_longest(ours, theirs, fillvalue="")) / len(ours)
    return (first + each) / 2
