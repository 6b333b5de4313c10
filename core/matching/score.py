"""Scores how likely a video is a recording, by signals that each have a name.

A score is the product of the signals that are known, each raised to its weight, so that one clear contradiction
(another version, nobody's name, a minute too long) is not outvoted by agreement elsewhere, and what is not known
counts neither way. Where the length is known, all of it counts more: a right video then has little against it. The
weights are data (:mod:`core.matching.weights`). What a score leads to is decided in :mod:`core.matching.decide`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from core.matching.forms import seen, sought
from core.matching.names import artists, channel
from core.matching.normalise import versions_in
from core.matching.titles import along, wording
from core.matching.weights import SHARPNESS, WEIGHTS
from core.matching.words import LOUD, SOFT
from core.model import Scored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.matching.forms import Seen, Sought
    from core.model import Candidate, Recording

SCORING_VERSION: Final = 2
"""Raised whenever a score can come out differently, so that stored candidates are judged again."""

_FLOOR: Final = 0.02
_ABSOLUTE: Final = ((0.0, 1.0), (2.0, 1.0), (5.0, 0.88), (10.0, 0.65), (20.0, 0.3), (40.0, 0.1), (90.0, 0.02))
_RELATIVE: Final = ((0.0, 1.0), (0.02, 1.0), (0.05, 0.85), (0.1, 0.5), (0.2, 0.2), (0.5, 0.02))
_LIVE: Final = frozenset({"live"})
_SHORTENED: Final = frozenset({"edit"})
_CLEAN: Final = (" clean ", " censored ")


def rank(recording: Recording, candidates: Iterable[Candidate]) -> tuple[Scored, ...]:
    """Judge every candidate, best first; equal scores keep the order of the search."""
    return ranked(sought(recording), [seen(each) for each in candidates])


def ranked(wanted: Sought, videos: Sequence[Seen]) -> tuple[Scored, ...]:
    """The same for forms that are ready."""
    return tuple(sorted([score(wanted, each) for each in videos], key=lambda each: -each.score))


def score(wanted: Sought, video: Seen) -> Scored:
    """Judge one video. One whose title is nothing like it scores 0 by that alone: most answers are other songs."""
    known = signals(wanted, video)
    return Scored(video.candidate, total(known), known)


def total(
    signals: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS, *, sharpness: float = SHARPNESS
) -> float:
    """The score that signals make; doubts weigh more where the length is known."""
    if not signals["title"]:
        return 0.0
    power = 0.0
    for name, value in signals.items():
        if value != 1.0:
            power += weights[name] * math.log(max(_FLOOR, value))
    return round(math.exp(power * sharpness if "length" in signals else power), 4)


def signals(wanted: Sought, video: Seen) -> dict[str, float]:
    """What speaks for and against a video, by name; a signal that is not known is not there."""
    words = wording(wanted, video)
    if not words.title:
        return {"title": 0.0}
    known = {
        "title": words.title,
        "beside": words.beside,
        "around": words.around,
        "place": words.place,
        "artists": artists(wanted, video),
        "version": version(wanted, video),
        "official": 1.0 if video.is_official or video.is_topic else 0.9,
    }
    if video.channel is not None:
        known["channel"] = channel(wanted, video.channel, video)
    recording = wanted.recording
    if recording.duration_s and video.candidate.seconds:
        known["length"] = length(recording.duration_s, video.candidate.seconds)
    if wanted.named.by and not wanted.named.versions.isdisjoint(video.versions):
        known["by"] = by(wanted, video)
    if wanted.named.parts or (video.parts and video.parts != wanted.named.album_parts):
        known["part"] = part(wanted, video)
    if video.credits is not None:
        if wanted.named.album and video.credits.album:
            known["album"] = album(wanted.named.album, video.credits.album)
        if wanted.year is not None and video.credits.year is not None:
            known["year"] = year(wanted.year, video.credits.year)
    if recording.is_explicit is not None and any(word in video.phrase for word in _CLEAN):
        known["explicit"] = 0.1 if recording.is_explicit else 1.0
    return known


def version(wanted: Sought, video: Seen) -> float:
    """Whether a video is the wanted version: 1.0 where both name the same kinds."""
    said = versions(wanted, video)
    own = wanted.named.versions
    if said == own:
        return 1.0
    extra = said - own - wanted.named.album_versions
    lacking = own - said
    value = 0.03 if extra - SOFT else 0.55 if extra - _SHORTENED else 0.8 if extra else 1.0
    if lacking - SOFT:
        value = min(value, 0.7 if lacking - SOFT == _LIVE <= wanted.named.album_versions else 0.12)
    return 0.85 * value if lacking & SOFT else value


def versions(wanted: Sought, video: Seen) -> frozenset[str]:
    """The kinds of version a video is by its title, and by a channel or album that deals in such."""
    said = video.versions
    if wanted.own_kinds and said:
        rest = video.phrase
        for phrase in (*(each.phrase for each in wanted.titles), *(each.phrase for each in wanted.names)):
            rest = rest.replace(phrase, "  ", 1)
        said = versions_in(" ".join(rest.split()))
    if video.given_away and video.channel and not any(name.key in video.channel.key for name in wanted.names):
        said |= video.given_away
    if video.credits is not None and video.credits.album_versions and video.credits.album != wanted.named.album:
        said |= (video.credits.album_versions & LOUD) - wanted.named.album_versions
    return said


def by(wanted: Sought, video: Seen) -> float:
    """Whether the same remixer or place is named."""
    said = set(video.phrase.split())
    if video.channel:
        said.update(video.channel.words)
    if video.credits:
        said.update(word for artist in video.credits.artists for word in artist.split())
    return round(0.1 + 0.9 * len(wanted.named.by & said) / len(wanted.named.by), 3)


def part(wanted: Sought, video: Seen) -> float:
    """Whether both are the same part of a work; a number that the album explains says nothing."""
    own = wanted.named.parts
    said = video.parts - (wanted.named.album_parts - own)
    return 1.0 if said == own else 0.05 if said and own else 0.3


def length(wanted_s: float, seconds: float) -> float:
    """How well two lengths agree, absolutely and relatively."""
    off = abs(wanted_s - seconds)
    return (
        1.0
        if off <= 2 and off <= 0.02 * wanted_s
        else round(min(along(_ABSOLUTE, off), along(_RELATIVE, off / wanted_s)), 3)
    )


def album(wanted: str, said: str) -> float:
    """Whether the auto-generated description names the same album."""
    from rapidfuzz import fuzz

    return round(max(0.5, fuzz.token_set_ratio(wanted, said) / 100), 3)


def year(wanted: int, said: int) -> float:
    """Whether the auto-generated description names about the same year."""
    return 1.0 if abs(wanted - said) <= 1 else 0.8
