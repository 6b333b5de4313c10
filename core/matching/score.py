"""Scores how likely a video is a recording, by signals that each have a name.

A score is the weighted geometric mean of the signals that are known, so that one clear contradiction (another
version, nobody's name, a minute too long) is not outvoted by agreement elsewhere. The weights are data. What a
score leads to is decided in :mod:`core.matching.decide`.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from core.matching.fold import compact, script
from core.matching.normalise import first_name, named, parts_in, segments
from core.matching.reading import read
from core.matching.words import SOFT
from core.model import Scored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.matching.normalise import Named
    from core.matching.reading import Reading
    from core.model import Candidate, Recording

SCORING_VERSION: Final = 1
"""Raised whenever a score can come out differently, so that stored candidates are judged again."""

WEIGHTS: Final[Mapping[str, float]] = {
    "title": 3.0,
    "artists": 2.5,
    "version": 2.5,
    "length": 2.0,
    "by": 1.0,
    "part": 1.5,
    "channel": 0.7,
    "album": 0.5,
    "explicit": 0.3,
}
"""How much each signal counts. A signal that is not known is left out."""

SHARPNESS: Final = 2.0
"""Spreads the scores: a mean of 0.9 is already a doubt."""

_FLOOR: Final = 0.02
_FAR: Final = 55
_FOREIGN: Final = 0.3
_ABSOLUTE: Final = ((0.0, 1.0), (2.0, 1.0), (5.0, 0.88), (10.0, 0.65), (20.0, 0.3), (40.0, 0.1), (90.0, 0.02))
_RELATIVE: Final = ((0.0, 1.0), (0.02, 1.0), (0.05, 0.85), (0.1, 0.5), (0.2, 0.2), (0.5, 0.02))
_LIKENESS: Final = ((0.0, 0.97), (0.03, 0.9), (0.06, 0.6), (0.1, 0.4), (0.2, 0.2), (0.5, 0.05), (1.0, 0.0))
_LABELS: Final = frozenset({"records", "recordings", "label", "entertainment", "vevo", "official"})
_SUFFIXES: Final = ("official", "officialmusic", "music", "vevo", "tv", "channel", "band", "oficial", "officialchannel")
_CLEAN: Final = frozenset({"clean", "censored"})


def rank(recording: Recording, candidates: Sequence[Candidate]) -> tuple[Scored, ...]:
    """Judge every candidate, best first; equal scores keep the order of the search."""
    wanted = named(recording)
    return tuple(sorted((score(recording, wanted, each) for each in candidates), key=lambda each: -each.score))


def score(recording: Recording, wanted: Named, candidate: Candidate) -> Scored:
    """Judge one candidate; ``wanted`` is the recording's title taken apart once for all of them.

    One whose title is nothing like it scores 0 by that alone: half of a search's answers are other songs.
    """
    pieces = segments(candidate.title)
    if _is_far(wanted, " ".join(pieces)):
        return Scored(candidate, 0.0, {"title": 0.0})
    reading = read(wanted, candidate, pieces)
    known = {
        "title": title(wanted, reading),
        "artists": artists(wanted, reading),
        "version": version(wanted, reading),
        "length": length(recording.duration_s, candidate.seconds),
        "by": by(wanted, reading),
        "part": part(wanted, reading),
        "channel": channel(wanted, reading),
        "album": album(wanted, reading),
        "explicit": explicit(reading, is_explicit=recording.is_explicit),
    }
    signals = {name: round(value, 3) for name, value in known.items() if value is not None}
    total = sum(WEIGHTS[name] for name in signals)
    mean = sum(WEIGHTS[name] * math.log(max(_FLOOR, value)) for name, value in signals.items()) / total
    return Scored(candidate, round(math.exp(SHARPNESS * mean), 4), signals)


def _is_far(wanted: Named, text: str) -> bool:
    from rapidfuzz import fuzz

    is_unlike = all(fuzz.partial_ratio(core, text, score_cutoff=_FAR) == 0 for core in wanted.cores)
    return is_unlike and not _is_foreign(wanted, text)


def _is_foreign(wanted: Named, text: str) -> bool:
    """Whether a video's title is written in another script than the recording's."""
    if not wanted.cores or (wanted.cores[-1].isascii() and text.isascii()):
        return False
    own, other = script(wanted.cores[-1]), script(text)
    return bool(own and other and own != other)


def title(wanted: Named, reading: Reading) -> float:
    """How well a video's title names the recording.

    Where it holds the title whole, the share that nothing else explains; else its most similar part's likeness.
    A title in another script may be a translation: it proves little, and a person is asked.
    """
    if not wanted.cores or not reading.text:
        return 0.0
    held = max(_holds(core, reading) for core in wanted.cores)
    likeness = held or max(_resembles(core, reading) for core in wanted.cores)
    return max(likeness, _FOREIGN) if _is_foreign(wanted, reading.text) else likeness


def _holds(core: str, reading: Reading) -> float:
    """1.0 where the title stands by itself; less with each further word beside it that nothing explains."""
    phrase = f" {core} "
    if phrase not in f" {reading.text} ":
        return 0.0
    around = next((piece for piece in reading.pieces if phrase in f" {piece} "), "")
    beside = {word for word in around.split() if word in reading.odd}
    elsewhere = sum(map(len, reading.odd - beside))
    return len(core) / (len(core) + sum(map(len, beside))) * (1 - min(0.2, 0.01 * elsewhere))


def _resembles(core: str, reading: Reading) -> float:
    """Likeness to the most similar part of a title, and to all of it without names and noise."""
    from rapidfuzz import fuzz

    tight = compact(core)
    best = fuzz.ratio(tight, compact(reading.plain))
    for piece in reading.pieces:
        best = max(best, fuzz.ratio(tight, compact(piece)), fuzz.token_sort_ratio(core, piece))
    return _along(_LIKENESS, 1 - best / 100)


def artists(wanted: Named, reading: Reading) -> float | None:
    """Whether the recording's artists are named: the first counts half, the best and all of them a quarter each.

    Names in another script prove nothing either way. None where the recording names nobody.
    """
    if not wanted.artists:
        return None
    each = zip(wanted.artists, reading.has_artist, strict=True)
    hits = [float(found) or _nearly(artist, reading) for artist, found in each]
    return 0.5 * hits[0] + 0.25 * max(hits) + 0.25 * sum(hits) / len(hits)


def _nearly(artist: str, reading: Reading) -> float:
    from rapidfuzz import fuzz

    places = [reading.channel, *reading.pieces, *(reading.catalogue.artists if reading.catalogue else ())]
    best = max((fuzz.ratio(artist, place) for place in places), default=0.0)
    if best >= 84:
        return 0.9
    if artist.isascii() and reading.channel.isascii():
        return 0.0
    own, other = script(artist), script(reading.channel)
    return 0.4 if own and other and own != other else 0.0


def version(wanted: Named, reading: Reading) -> float:
    """Whether a video is the wanted version: 1.0 where both name the same kinds."""
    extra = reading.versions - wanted.versions - wanted.album_versions
    lacking = wanted.versions - reading.versions
    value = 0.03 if extra - SOFT else 0.55 if extra else 1.0
    if lacking - SOFT:
        value = min(value, 0.12)
    return 0.6 * value if lacking & SOFT else value


def by(wanted: Named, reading: Reading) -> float | None:
    """Whether the same remixer or place is named; None where the recording names none."""
    if not wanted.by:
        return None
    said = {*reading.text.split(), *reading.channel.split()}
    if reading.catalogue:
        said.update(word for artist in reading.catalogue.artists for word in artist.split())
    return 0.1 + 0.9 * len(wanted.by & said) / len(wanted.by)


def part(wanted: Named, reading: Reading) -> float | None:
    """Whether both are the same part of a work; None where neither says."""
    said = parts_in(reading.text)
    if not wanted.parts and not said:
        return None
    return 1.0 if said == wanted.parts else 0.05 if said and wanted.parts else 0.3


def length(wanted_s: float | None, seconds: float | None) -> float | None:
    """How well two lengths agree, absolutely and relatively; None where one is not known."""
    if not wanted_s or not seconds:
        return None
    off = abs(wanted_s - seconds)
    return min(_along(_ABSOLUTE, off), _along(_RELATIVE, off / wanted_s))


def _along(line: Sequence[tuple[float, float]], place: float) -> float:
    """The height of a broken line at ``place``."""
    for (left, high), (right, low) in pairwise(line):
        if place <= right:
            return high + (low - high) * (place - left) / (right - left)
    return line[-1][1]


def channel(wanted: Named, reading: Reading) -> float:
    """Who uploaded it: the artist's Topic or own channel, a label, a stranger."""
    tight = compact(reading.channel)
    keys = [first_name(artist) for artist in wanted.artists]
    if any(tight in (key, *(key + suffix for suffix in _SUFFIXES), "the" + key) for key in keys):
        return 1.0 if reading.is_topic else 0.95
    if reading.is_topic:
        return 0.95 if any(reading.has_artist) else 0.4
    if _LABELS & set(reading.channel.split()) or tight.endswith("vevo"):
        return 0.7
    return 0.6 if any(key in tight for key in keys if len(key) > 3) else 0.5


def album(wanted: Named, reading: Reading) -> float | None:
    """Whether the auto-generated description names the same album; None where either is not known."""
    if not wanted.album or reading.catalogue is None or not reading.catalogue.album:
        return None
    from rapidfuzz import fuzz

    likeness = fuzz.token_set_ratio(wanted.album, reading.catalogue.album) / 100
    return max(0.5, likeness)


def explicit(reading: Reading, *, is_explicit: bool | None) -> float | None:
    """Whether a cleaned-up version stands against an explicit one; None where nothing is said."""
    says_clean = bool(_CLEAN & set(reading.rest.split()))
    if is_explicit is None or not says_clean:
        return None
    return 0.1 if is_explicit else 1.0
