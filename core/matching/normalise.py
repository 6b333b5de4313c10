"""Takes titles apart: what a recording is called, which version it is, who is named, and what is only noise.

Everything here reads a text by itself. What both sides' readings look like side by side is
:mod:`core.matching.score`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from core.matching.fold import cleaned, fold
from core.matching.words import FEATURED, GENERIC, JOINING, NEUTRAL, NOISE, OTHER, OTHER_KINDS, PLAIN_KINDS, TELLING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model import Recording

_BRACKETS = re.compile(r"[(\[{【\u3014《][^()\[\]{}【】\u3014\u3015《》]*(?:[)\]}】\u3015》]|$)")
_CLOSING = ")]}】\u3015》"
_DASH = re.compile(r"\s+[-–—]\s+")
_PARTS = re.compile(
    r"\s[-–—]+\s?|\s?[-–—]+\s|[–—|:~〜•·()\[\]{}【】\u3014\u3015《》「」『』“”\"<>«»♪♫♡]+|#+(?!\d)|\s/+|/+\s"
)
_SLASH = re.compile(r"\s/\s")
_QUOTED = re.compile("(?<!\\w)(?:'([^']{1,80})'|\u2018([^\u2019]{1,80})\u2019)(?!\\w)")
_NUMBER_SIGN = re.compile(r"#(?=\d)")
_NUMBERED = re.compile(
    r"(?<!\w)(?:(?:pts?|parts?|vol|volume|chapter|act|teil|parte|partie|episode|mvmt) ?(\d+|[ivx]+|one|two|three|four)"
    r"|(?:no|nr|op|number) ?(\d{1,3}))(?!\w)"
)
_SOURCE = re.compile(r"(?:theme |music |song |taken |as heard )?(?:from|aus|tire de|extrait de|dal film) ")
_VERSION = re.compile(r"(?<!\w)(?:versions?|ver|versie|wersja|verzio|versao|versione|version)(?!\w)")
_NUMBERS = {
    **{
        name: str(number)
        for number, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
    },
    **{name: str(number) for number, name in enumerate(("one", "two", "three", "four"), 1)},
}
_DASHES = ("-", "–", "—")
_ARTISTS_MAX = 10


@dataclass(frozen=True, slots=True)
class Named:
    """A recording as its title names it, all folded.

    ``cores`` are the ways its title may be written, the longest first; empty where the title holds no letter.
    ``asides`` are subtitles that may stand alone, such as the original beside a translation. ``versions`` are kinds
    of version as a set, ``by`` the words that tell whose or where (a remixer, a hall), ``album_versions`` what its
    album says in addition. ``parts`` are the numbers of ``Pt. 2`` and the like. ``guests`` are artists that the
    title names.
    """

    cores: tuple[str, ...]
    asides: tuple[str, ...]
    versions: frozenset[str]
    by: frozenset[str]
    parts: frozenset[str]
    artists: tuple[str, ...]
    guests: str
    album: str
    names: frozenset[str]
    album_versions: frozenset[str]
    album_parts: frozenset[str]


def versions_in(folded: str) -> frozenset[str]:
    """The kinds of version that a folded text names; a remaster is none."""
    return frozenset(kind for kind, _ in _found(folded))


def without_versions(folded: str) -> str:
    """A folded text without its version words."""
    for _, words in _found(folded):
        folded = f" {folded} ".replace(f" {words} ", "  ", 1) if words.isascii() else folded.replace(words, " ")
    return folded


def _found(folded: str) -> Iterator[tuple[str, str]]:
    """Each kind with the words that say it."""
    is_plain = folded.isascii()
    if not TELLING.isdisjoint(folded.split()):
        for found in PLAIN_KINDS.finditer(folded):
            yield (found.lastgroup or "")[2:], found[0]
    if not is_plain:
        for found in OTHER_KINDS.finditer(folded):
            yield (found.lastgroup or "")[2:], found[0]


def parts_in(folded: str) -> frozenset[str]:
    """The numbers of parts, volumes and movements; Roman and written ones as digits."""
    return frozenset(_number(found) for found in _NUMBERED.finditer(folded))


def _number(found: re.Match[str]) -> str:
    said = found[1] or found[2]
    return _NUMBERS.get(said, said.lstrip("0"))


def title_fold(text: str) -> str:
    """A title folded, with every ``Pt. II`` and ``No. 2`` written alike."""
    folded = fold(_NUMBER_SIGN.sub(" no ", text) if "#" in text else text)
    return _NUMBERED.sub(lambda found: f"part {_number(found)}", folded)


class Cut(NamedTuple):
    """A piece of a video's title, folded, with the guests named in it; whether in brackets, whether after a dash."""

    text: str
    guest: str
    is_aside: bool
    is_dashed: bool


def pieces(title: str) -> Iterator[Cut]:
    """The pieces of a video's title between its signs."""
    depth = 0
    is_dashed = False
    place = 0
    title = cleaned(title)
    if "'" in title or "\u2018" in title:
        title = _QUOTED.sub(lambda found: f'"{found[1] or found[2]}"', title)
    has_guests = FEATURED.search(title) is not None
    for sign in (*_PARTS.finditer(title), None):
        raw = title[place : sign.start()] if sign else title[place:]
        if raw and not raw.isspace():
            head, *guests = FEATURED.split(raw, maxsplit=1) if has_guests else (raw,)
            text, guest = title_fold(head), fold(guests[0]) if guests else ""
            if text or guest:
                yield Cut(text, guest, depth > 0, is_dashed)
        if sign is None:
            return
        place = sign.end()
        is_dashed = sign[0].strip() in _DASHES
        depth = max(0, depth + sum((each in "([{【\u3014《") - (each in _CLOSING) for each in sign[0]))


def segments(title: str) -> tuple[str, ...]:
    """The folded pieces of a video's title between its brackets, dashes and other signs; none is empty."""
    return tuple(folded for piece in _PARTS.split(cleaned(title)) if piece and (folded := title_fold(piece)))


def main_title(title: str) -> str:
    """A recording's title without brackets, suffixes and featured artists, as it is written.

    All of it where nothing else is left.
    """
    title = cleaned(title)
    main = FEATURED.split(_DASH.split(_BRACKETS.sub(" ", title).strip())[0], maxsplit=1)[0].strip()
    return main if fold(main) else title


@dataclass(slots=True)
class _Extras:
    """What the brackets and suffixes of a title say, gathered one by one."""

    versions: set[str]
    by: set[str]
    further: list[str]
    source: list[str]
    guests: list[str]


def named(recording: Recording) -> Named:
    """Take a recording's title apart."""
    title = cleaned(recording.title)
    brackets = [found[0][1:].rstrip(_CLOSING) for found in _BRACKETS.finditer(title)]
    suffixes = [part for each in _DASH.split(_BRACKETS.sub(" ", title).strip())[1:] for part in _SLASH.split(each)]
    extras = _Extras(set(), set(), [], [], FEATURED.split(title, maxsplit=1)[1:])
    for piece in (*brackets, *suffixes):
        _read(piece, extras)
    core = title_fold(main_title(title))
    further = extras.further
    longer = [" ".join((core, *further)), " ".join((*further, core))] if further else []
    artists = tuple(dict.fromkeys(name for each in recording.artists[:_ARTISTS_MAX] if (name := fold(each))))
    album = NEUTRAL.sub(" ", fold(recording.album or "")).strip()
    guests = fold(" ".join(extras.guests))
    explained = (*artists, album, *extras.by, *extras.source, guests)
    return Named(
        cores=tuple(dict.fromkeys(each for each in (*longer, core) if each)),
        asides=tuple(dict.fromkeys(each for each in further if _may_stand_alone(each))),
        versions=frozenset(extras.versions),
        by=frozenset(extras.by - NOISE),
        parts=parts_in(" ".join((core, *further))),
        artists=artists,
        guests=guests,
        album=album,
        names=frozenset(word for text in explained for word in text.split()),
        album_versions=versions_in(album),
        album_parts=parts_in(album),
    )


def _may_stand_alone(folded: str) -> bool:
    return len(folded) >= 5 and not all(word in GENERIC or word.isdigit() for word in folded.split())


def _read(piece: str, extras: _Extras) -> None:
    """File one bracket or suffix of a recording's title under what it says."""
    folded = title_fold(piece)
    if FEATURED.search(piece):
        extras.guests.append(folded)
        return
    if folded.startswith(("with ", "w ")):
        extras.guests.append(folded)
        return
    if _SOURCE.match(folded) or "soundtrack" in folded:
        extras.source.append(folded)
        return
    rest = NEUTRAL.sub(" ", folded)
    kinds = versions_in(rest)
    words = [word for word in without_versions(rest).split() if word not in NOISE and not word.isdigit()]
    if words and not kinds and is_version(rest):
        kinds = frozenset({OTHER})
    if kinds:
        extras.versions.update(kinds)
        extras.by.update(words)
    elif words or (rest.strip() and rest == folded and parts_in(folded)):
        extras.further.append(folded)


def is_version(folded: str) -> bool:
    """Whether a bracket names a version, of whichever kind."""
    return _VERSION.search(folded) is not None


def is_source(folded: str) -> bool:
    """Whether a bracket only says what film or album a song is from."""
    return _SOURCE.match(folded) is not None or "soundtrack" in folded


def tightened(folded: str) -> str:
    """Folded text without spaces and without the word that joins two: ``Tequila & Lime`` and ``Tequila y Lime``."""
    words = folded.split()
    if JOINING.isdisjoint(words):
        return "".join(words)
    return "".join([word for word in words if word not in JOINING]) or "".join(words)


def first_name(folded: str) -> str:
    """An artist's name without its article, spaces left out: ``the beatles`` and ``Beatles`` are one."""
    return tightened(folded.removeprefix("the "))
