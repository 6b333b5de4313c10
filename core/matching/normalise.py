"""Takes titles apart: what a recording is called, which version it is, who is named, and what is only noise.

A recording's title is read by itself; a video's title is read against the recording it is held to, since only
that tells whether ``live`` is a version or a word of the song. How well they agree is :mod:`core.matching.score`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.matching.fold import cleaned, compact, fold
from core.matching.words import FEATURED, KINDS, NEUTRAL, NOISE, PLAIN_KINDS

if TYPE_CHECKING:
    from core.model import Recording

_BRACKETS = re.compile(r"[(\[{【\u3014《][^()\[\]{}【】\u3014\u3015《》]*(?:[)\]}】\u3015》]|$)")
_CLOSING = ")]}】\u3015》"
_DASH = re.compile(r"\s+[-–—]\s+")
_PARTS = re.compile(r"\s[-–—]+\s?|\s?[-–—]+\s|[–—|/:~〜•·()\[\]{}【】\u3014\u3015《》「」『』“”\"<>«»#♪♫♡]+")
_NUMBERED = re.compile(
    r"(?<!\w)(?:(?:pt|parts?|vol|volume|chapter|act|teil|parte|partie|episode|mvmt) ?(\d+|[ivx]+|one|two|three|four)"
    r"|(?:no|nr|op|number) ?(\d+))(?!\w)"
)
_NUMBERS = {
    **{
        name: str(number)
        for number, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
    },
    **{name: str(number) for number, name in enumerate(("one", "two", "three", "four"), 1)},
}
_ARTISTS_MAX = 10


@dataclass(frozen=True, slots=True)
class Named:
    """A recording as its title names it, all folded.

    ``cores`` are the ways its title may be written, the longest first; empty where the title holds no letter.
    ``versions`` are kinds of version as a set, ``by`` the words that tell whose or where (a remixer, a hall),
    ``album_versions`` what its album says in addition. ``parts`` are the numbers of ``Pt. 2`` and the like.
    """

    cores: tuple[str, ...]
    versions: frozenset[str]
    by: frozenset[str]
    parts: frozenset[str]
    artists: tuple[str, ...]
    album: str
    names: frozenset[str]
    album_versions: frozenset[str]


def versions_in(folded: str) -> frozenset[str]:
    """The kinds of version that a folded text names; a remaster is none."""
    kinds = PLAIN_KINDS if folded.isascii() else KINDS
    return frozenset(found.lastgroup[2:] for found in kinds.finditer(folded) if found.lastgroup)


def without_versions(folded: str) -> str:
    """A folded text without its version words."""
    return (PLAIN_KINDS if folded.isascii() else KINDS).sub(" ", folded)


def parts_in(folded: str) -> frozenset[str]:
    """The numbers of parts, volumes and movements; Roman and written ones as digits."""
    return frozenset(_number(found) for found in _NUMBERED.finditer(folded))


def _number(found: re.Match[str]) -> str:
    said = found[1] or found[2]
    return _NUMBERS.get(said, said.lstrip("0"))


def title_fold(text: str) -> str:
    """A title folded, with every ``Pt. II`` and ``No. 2`` written alike."""
    folded = fold(text)
    return _NUMBERED.sub(lambda found: f"part {_number(found)}", folded)


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


def named(recording: Recording) -> Named:
    """Take a recording's title apart."""
    title = cleaned(recording.title)
    brackets = [found[0][1:].rstrip(_CLOSING) for found in _BRACKETS.finditer(title)]
    suffixes = _DASH.split(_BRACKETS.sub(" ", title).strip())[1:]
    versions: set[str] = set()
    by: set[str] = set()
    further: list[str] = []
    for piece in (*brackets, *suffixes):
        _read(piece, versions=versions, by=by, further=further)
    core = title_fold(main_title(title))
    longer = [" ".join((core, *further)), " ".join((*further, core))] if further else []
    artists = tuple(dict.fromkeys(name for each in recording.artists[:_ARTISTS_MAX] if (name := fold(each))))
    album = NEUTRAL.sub(" ", fold(recording.album or "")).strip()
    return Named(
        cores=tuple(dict.fromkeys(each for each in (*longer, core) if each)),
        versions=frozenset(versions),
        by=frozenset(by - NOISE),
        parts=parts_in(" ".join((core, *further))),
        artists=artists,
        album=album,
        names=frozenset(word for text in (*artists, album, *by) for word in text.split()),
        album_versions=versions_in(album),
    )


def _read(piece: str, *, versions: set[str], by: set[str], further: list[str]) -> None:
    """File one bracket or suffix of a recording's title under what it says."""
    folded = title_fold(piece)
    if FEATURED.match(piece) or folded.startswith("with "):
        return
    rest = NEUTRAL.sub(" ", folded)
    kinds = versions_in(rest)
    words = [word for word in without_versions(rest).split() if word not in NOISE and not word.isdigit()]
    if kinds:
        versions.update(kinds)
        by.update(words)
    elif words or (rest.strip() and rest == folded and parts_in(folded)):
        further.append(folded)


def first_name(folded: str) -> str:
    """An artist's name without its article, spaces left out: ``the beatles`` and ``Beatles`` are one."""
    return compact(folded.removeprefix("the "))
