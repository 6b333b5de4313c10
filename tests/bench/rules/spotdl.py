"""How spotDL chooses, as of version 4.6.0 (October 2026).

What a search for the recording's ISRC brought goes first, then songs from 80 of 100 on, then the best of everything.
A result scores by how like its artists and title are, mended by its album, its length and whether it is explicit.
Since version 4.2.5 a length counts 100·e^(−0.1·s) for s seconds of difference, and below 25 the result is thrown out.
There is no threshold: the best of what is left is taken.

Two steps cannot be replayed: among results within 8 points the program asks YouTube for views and adds up to 15 points
for them, and it writes Japanese in Latin letters by a dictionary.

Source: https://github.com/spotDL/spotify-downloader, ``spotdl/utils/matching.py``, ``spotdl/providers/audio/base.py``
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import product, zip_longest
from typing import TYPE_CHECKING, Any, Final

from anyascii import anyascii
from rapidfuzz import fuzz

from tests.bench.curve import Answer, best
from tests.bench.rules.credits import credited, seconds_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.model import Recording
    from tests.bench.cases import Case

CERTAIN: Final = 100.0
"""The score of what is taken for its ISRC alone, without being judged."""

_ENOUGH: Final = 80.0
_UNWANTED: Final = (
    *("bassboosted", "remix", "remastered", "remaster", "reverb", "bassboost", "live", "acoustic", "8daudio"),
    *("concert", "acapella", "slowed", "instrumental", "cover", "karaoke"),
)
_JOINING: Final = frozenset({"feat", "ft", "featuring", "with", "mit", "x", "and", "und", "vs"})
_GUESTS: Final = re.compile(r"\s(?:[(\[]\s*(?:feat|ft|featuring|with)\b|(?:feat|ft|featuring)\b)", re.IGNORECASE)
_BY_ISRC: Final = ("ytm:isrc", "ytm:isrc:songs")


def spotdl(case: Case, *, asks_isrc: bool = True) -> Answer:
    """What it would take, and its score (0…100). ``asks_isrc``: the recorded search for the ISRC counts, too."""
    by_isrc = [each for each in case.found if any(way in each.get("found_by", ()) for way in _BY_ISRC)]
    if asks_isrc and by_isrc:
        if len(by_isrc) == 1 and _is_song(by_isrc[0]):
            return Answer(str(by_isrc[0]["videoId"]), CERTAIN)
        if (answer := _best(case, by_isrc, by_isrc=True)).score > _ENOUGH:
            return answer
    songs = [each for each in case.found if _is_song(each)]
    rest = [each for each in case.found if not _is_song(each)]
    for group, everything in ((songs, songs), (rest, list(case.found))):
        known = next((each for each in group if asks_isrc and each in by_isrc), None)
        if known is not None:
            return Answer(str(known["videoId"]), CERTAIN)
        answer = _best(case, everything)
        if group is songs and answer.score >= _ENOUGH:
            break
    return answer


def _best(case: Case, found: Iterable[Mapping[str, Any]], *, by_isrc: bool = False) -> Answer:
    scored = ((str(each["videoId"]), score(case.recording, each, by_isrc=by_isrc)) for each in found)
    return best((video_id, points) for video_id, points in scored if points is not None)


def _is_song(found: Mapping[str, Any]) -> bool:
    return found.get("type") == "song"


def score(wanted: Recording, found: Mapping[str, Any], *, by_isrc: bool = False) -> float | None:
    """How well a result fits (0…100); None: it is thrown out. Found ``by_isrc``, its album and length count less."""
    pair = _paired(wanted, found)
    if not any(word and word in _tight(pair.found) for word in pair.title.split("-")):
        return None
    artists = _artists(pair)
    name = _name(pair) - 15 * sum(word in _tight(pair.found) and word not in _tight(pair.title) for word in _UNWANTED)
    if name <= 60 or artists < 70:
        return None
    points = (artists + name) / 2
    if pair.is_song and found.get("album") and not by_isrc:
        album = _ratio(slug(wanted.album), slug(str(found["album"]))) if wanted.album else 0.0
        points = (points + album) / 2 if album <= 80 else points
    off_s = seconds_off(found, wanted.duration_s)
    length = None if off_s is None else 100 * math.exp(-0.1 * off_s)
    if length is not None and (length < 25 or (length < 50 and points < 75)):
        return None
    if points <= 85 and not by_isrc:
        points = points if length is None else (points + length) / 2
        explicit = found.get("explicit")
        points -= 5 if None not in (explicit, wanted.is_explicit) and explicit != wanted.is_explicit else 0
    return min(points, 100.0)


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def slug(text: str) -> str:
    """A text as small Latin letters, digits, ``!``, ``@`` and ``$``, its words parted by hyphens, without emoji."""
    letters = "".join(each for each in text[:300] if each < "\U0001f000" or unicodedata.category(each) != "So")
    plain = anyascii(letters.replace("'", " ")).lower().replace("'", "")
    return "-".join(re.findall(r"[a-z0-9!@$]+", re.sub(r"(?<=\d),(?=\d)", "", plain)))


def _tight(slugged: str) -> str:
    return slugged.replace("-", "")


@cache
def _ratio(one: Sequence[str] | None, other: Sequence[str] | None) -> float:
    """How like two texts or lists of words are (0…100); 0 where one of them is lacking."""
    return 0.0 if one is None or other is None else fuzz.ratio(one, other)


def _holds(words: str, others: str) -> bool:
    """Whether these words stand there as a run."""
    return bool(words) and f"-{words}-" in f"-{others}-"


def _without(words: str, others: str) -> str:
    """The other words, the first run of these words taken out."""
    return f"-{others}-".replace(f"-{words}-", "-", 1)


def _in_one_order(own: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Both lists from Z to A, what the first does not share with the second at its end."""
    place = {word: number for number, word in enumerate(sorted(other))}
    return sorted(sorted(own), key=lambda word: place.get(word, -1), reverse=True), sorted(other, reverse=True)


def _likeness(one: str, other: str) -> float:
    ours, theirs = _in_one_order(one.split("-"), other.split("-"))
    return _ratio("-".join(ours), "-".join(theirs))


# ── a recording beside a result ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Pair:
    """Slugs: the wanted title, the same without guests and behind all artists, the artists; and the result's."""

    title: str
    bare: str
    whole: str
    names: tuple[str, ...]
    found: str
    credits: tuple[str, ...]
    is_song: bool


def _paired(wanted: Recording, found: Mapping[str, Any]) -> _Pair:
    return _Pair(
        title=slug(wanted.title),
        bare=slug(_GUESTS.split(wanted.title, maxsplit=1)[0]),
        whole=slug(f"{', '.join(wanted.artists)} - {wanted.title}"),
        names=tuple(map(slug, wanted.artists)) or ("",),
        found=slug(str(found["title"])),
        credits=tuple(map(slug, credited(found))),
        is_song=_is_song(found),
    )


def _name(pair: _Pair) -> float:
    """How like the titles are; where that is little, with the artists filled in that only one of them names."""
    plain = _likeness(pair.found, pair.title)
    return plain if plain > 75 else max(plain, _likeness(*_filled(pair)))


def _filled(pair: _Pair) -> tuple[str, str]:
    """The result's title and the wanted one (of a plain video behind its artists), each with names of the other."""
    theirs, ours = pair.found, pair.title if pair.is_song else pair.whole
    for name in map(_tight, pair.names):
        theirs += f"-{name}" if name in _tight(ours) and name not in _tight(theirs) else ""
    for name in map(_tight, pair.names):
        ours += f"-{name}" if name in _tight(theirs) and name not in _tight(ours) else ""
    return theirs, ours


def _artists(pair: _Pair) -> float:
    """How like the artists are; what is little is mended by what else the result says of them."""
    is_several = len(pair.names) > 1
    points = (_first(pair) + _others(pair)) / 2 if is_several else _first(pair)
    if not pair.is_song and points <= 50:
        points = _mended_video(pair, points)
    if pair.is_song and points <= 70:
        points = _mended_song(pair, points)
    if points <= 70 and len(pair.credits) == 1 and is_several:
        whole = _ratio(pair.found, f"{pair.names[0]}-{pair.title}".strip("-"))
        points = min((points + whole) / 2 if whole >= 80 else points, 100.0)
    return points


def _first(pair: _Pair) -> float:
    """How like the first artist is to the result's last by the alphabet; a lone one may hold several names."""
    if not pair.credits:
        return 0.0
    if len(pair.names) > 1 and len(pair.credits) == 1:
        return _alone(pair)
    theirs = sorted(pair.credits, reverse=True)
    first = _ratio(pair.names[0], theirs[0])
    if first >= 50 or len(pair.names) == 1:
        return first
    return max(first, *(_ratio(one, other) for one, other in product(sorted(pair.names)[:2], theirs[:2])))


def _alone(pair: _Pair) -> float:
    """100 where the one credit is made of the wanted names and joining words; else how it is spelt, from 85 on."""
    credit, rest = pair.credits[0], f"-{pair.credits[0]}-"
    for name in sorted(sorted(pair.names), key=len, reverse=True):
        rest = rest.replace(f"-{name}-", "-", 1) if name else rest
    if _holds(pair.names[0], credit) and not set(rest.split("-")) - _JOINING - {""}:
        return 100.0
    spelt = _ratio(_tight(pair.names[0]), _tight(credit))
    return spelt if spelt >= 85 else 0.0


def _others(pair: _Pair) -> float:
    """How many of the further artists a lone credit or the title names; of several, how like all but one are."""
    if not pair.credits:
        return 0.0
    if len(pair.credits) > 1:
        ours, theirs = _in_one_order(list(pair.names), list(pair.credits))
        return sum(_ratio(one, other) for one, other in zip_longest(ours[1:], theirs[1:])) / len(ours[1:])
    if _holds(pair.bare, pair.found):
        said = _without(pair.bare, pair.found)
    else:
        words = pair.found.split("-")
        said = "-".join(words[next((at for at, word in enumerate(words) if word in _JOINING), len(words)) + 1 :])
    return 100 * sum(_is_guest(name, pair, said) for name in pair.names[1:]) / len(pair.names[1:])


def _is_guest(name: str, pair: _Pair, said: str) -> bool:
    """Whether the lone credit or what else the title says names them, apart from the first artist's own name."""
    first, places = pair.names[0], (pair.credits[0], said)
    return any(_holds(name, place if _holds(first, name) else _without(first, place)) for place in places)


def _mended_video(pair: _Pair, points: float) -> float:
    """The channel's name, then the artists in the title, then the words of all names beside those of the channel."""
    points = max(points, _ratio(pair.names[0], "-".join(filter(None, pair.credits))))
    if points <= 70:
        named = sum(_tight(name) in _tight(pair.found) for name in pair.names)
        points = max(points, 100 * named / len(pair.names))
    if points <= 70:
        ours, theirs = (
            tuple(word for name in names for word in name.split("-")) for names in (pair.names, pair.credits)
        )
        points = max(points, _ratio(ours, theirs))
    return points


def _mended_song(pair: _Pair, points: float) -> float:
    """5 for each further artist in the title; else how like the artists are that neither title names."""
    is_first = points / (2 if len(pair.names) > 1 else 1) > 50
    said = _tight("-".join(_filled(pair)[1].split("-")))
    points += 5 * sum(_tight(name) in said for name in pair.names[is_first:])
    if points > 70:
        return points
    ours, theirs = _unsaid(pair.names, pair.title), _unsaid(pair.credits or ("",), pair.found)
    return max(points, _ratio(ours, theirs))


def _unsaid(names: tuple[str, ...], title: str) -> str:
    return "-".join(sorted(tight for name in names if (tight := _tight(name)) not in _tight(title)))
