"""What a recording and a video read as, each by itself: made once for each, kept, and held against many.

Making a form folds and takes apart every string; nothing of that is done again when two forms are compared
(:mod:`core.matching.score`).
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from core.matching.fold import CAP, cleaned, fold, romanised, script
from core.matching.normalise import (
    first_name,
    is_source,
    is_version,
    named,
    parts_in,
    pieces,
    tightened,
    versions_in,
    without_versions,
)
from core.matching.words import ENSEMBLE, LOUD, NOISE, OFFICIAL, OTHER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.matching.normalise import Cut, Named
    from core.model import Candidate, Recording

_TOPIC: Final = " - Topic"
_AUTOMATIC: Final = "Provided to YouTube by"
_RELEASED: Final = re.compile(r"^Released on: (\d{4})", re.MULTILINE)
_DESCRIPTION: Final = 2_000
_LABELS: Final = frozenset(
    {"records", "recordings", "label", "labels", "entertainment", "vevo", "official", "music", "discos", "producciones"}
)
_SEVERAL: Final = re.compile(
    r"\s*(?:[,;/+&()]|(?<!\w)(?:feat|ft|featuring|and|et|und|y|e|x|vs|with|con|mit|avec)(?!\w)\.?)\s*", re.IGNORECASE
)
_PARTS_MAX: Final = 6
_ARTISTS_MAX: Final = 10
_SHORTEST: Final = 5


class Title(NamedTuple):
    """One way a recording's title may be written.

    ``phrase`` is folded with a space on both sides, ``tight`` has none; ``is_whole`` is False for a subtitle that
    stands for it.
    """

    phrase: str
    text: str
    tight: str
    words: frozenset[str]
    is_whole: bool


class Name(NamedTuple):
    """An artist's name.

    ``key`` is without article and spaces, ``roman`` what it sounds like in Latin letters, ``short`` the phrase without
    the words that are often left out (empty: there are none of them). ``members`` are the names it is put together
    from, such as two singers written as one; empty for a single one.
    """

    phrase: str
    text: str
    key: str
    words: frozenset[str]
    roman: str
    short: str = ""
    members: tuple[Name, ...] = ()


class Sought(NamedTuple):
    """A recording as it is looked for.

    ``words`` are those of all its titles; ``explained`` are words of a video's title that its names, album and source
    explain, ``credited`` those of its names alone. ``own_kinds``: words of its own name would read as a version.
    ``signs`` is its title where that holds no letter (``???``), else empty.
    """

    recording: Recording
    named: Named
    titles: tuple[Title, ...]
    words: frozenset[str]
    names: tuple[Name, ...]
    explained: frozenset[str]
    credited: frozenset[str]
    own_kinds: bool
    signs: str
    script: str
    roman: str
    year: int | None


class Piece(NamedTuple):
    """What stands between two signs of a video's title.

    ``bare`` are its words without noise, numbers and version words, ``kept`` the same in their order.
    ``is_aside``: it stands in brackets; ``is_dashed``: after a dash.
    """

    phrase: str
    text: str
    tight: str
    bare: frozenset[str]
    kept: tuple[str, ...]
    guest: str
    is_aside: bool
    is_dashed: bool


class Credits(NamedTuple):
    """What YouTube's own description of a licensed track says: artists, album, year; None where it does not say."""

    artists: tuple[str, ...]
    album: str
    album_versions: frozenset[str]
    year: int | None


class Seen(NamedTuple):
    """A video as it reads.

    ``phrase`` is its whole title folded, guests included, with a space on both sides; ``plain`` is without noise
    and version words. ``channel`` is None where nobody said whose it is. ``given_away`` are kinds of version that
    the channel's name deals in.
    """

    candidate: Candidate
    phrase: str
    body: str
    tight: str
    plain: tuple[str, ...]
    pieces: tuple[Piece, ...]
    guests: str
    versions: frozenset[str]
    parts: frozenset[str]
    raw: str
    script: str
    roman: str
    channel: Name | None
    is_topic: bool
    is_label: bool
    is_official: bool
    given_away: frozenset[str]
    credits: Credits | None


def sought(recording: Recording) -> Sought:
    """Read a recording."""
    name = named(recording)
    core = name.cores[-1] if name.cores else ""
    titles = [_title(each, is_whole=True) for each in name.cores]
    titles += [_title(each, is_whole=False) for each in name.asides]
    signs = "" if titles else cleaned(recording.title).strip()
    said = recording.released or ""
    return Sought(
        recording=recording,
        named=name,
        titles=tuple(titles),
        words=frozenset(word for each in titles for word in each.words),
        names=tuple(_name(each) for each in recording.artists[:_ARTISTS_MAX] if each.strip()),
        explained=name.names,
        credited=frozenset(word for text in (*name.artists, name.guests) for word in text.split()),
        own_kinds=bool(versions_in(" ".join((*name.cores, *name.artists)))),
        signs=signs,
        script=script(core),
        roman=romanised(core),
        year=int(said[:4]) if said[:4].isdecimal() else None,
    )


def seen(candidate: Candidate) -> Seen:
    """Read a video."""
    found = tuple(pieces(_unescaped(candidate.title)))
    everything = " ".join(text for cut in found for text in (cut.text, cut.guest) if text)
    body = " ".join(cut.text for cut in found if cut.text)
    versions = versions_in(everything)
    parts = tuple([_piece(cut, has_kinds=bool(versions)) for cut in found])
    if any(piece.is_aside and piece.bare and is_version(piece.text) for piece in parts):
        versions |= {OTHER}
    phrase = f" {everything} "
    channel = _unescaped(candidate.channel_title).removesuffix(_TOPIC)
    who = _name_of(channel) if channel else None
    return Seen(
        candidate=candidate,
        phrase=phrase,
        body=f" {body} ",
        tight=tightened(body),
        plain=tuple([word for piece in parts for word in piece.kept]),
        pieces=parts,
        guests=f" {' '.join(cut.guest for cut in found if cut.guest)} ",
        versions=versions,
        parts=parts_in(everything) if " part " in phrase else frozenset(),
        raw=cleaned(candidate.title),
        script="LATIN" if everything.isascii() else script(everything),
        roman=romanised(everything),
        channel=who if who and who.text else None,
        is_topic=candidate.channel_title.endswith(_TOPIC),
        is_label=bool(who and (who.words & _LABELS or who.key.endswith("vevo"))),
        is_official=not OFFICIAL.isdisjoint(everything.split()),
        given_away=versions_in(who.text) & LOUD if who else frozenset(),
        credits=credited(candidate.description),
    )


def credited(description: str) -> Credits | None:
    """What an auto-generated description says; None for one that a person wrote.

    Its first line is ``Provided to YouTube by …``, then ``Title · Artist · Artist``, then the album.
    """
    if not description.startswith(_AUTOMATIC):
        return None
    lines = [line.strip() for line in description[:_DESCRIPTION].splitlines()[1:] if line.strip()]
    artists = lines[0].split(" · ")[1:] if lines else []
    album = fold(lines[1]) if len(lines) > 1 else ""
    year = _RELEASED.search(description[:_DESCRIPTION])
    names = tuple(name for each in artists if (name := fold(each)))
    return Credits(names, album, versions_in(album), int(year[1]) if year else None)


def _unescaped(text: str) -> str:
    """Text as it was meant: search answers write ``&amp;`` for ``&``."""
    return html.unescape(text[:CAP]) if "&" in text else text


def _title(text: str, *, is_whole: bool) -> Title:
    return Title(f" {text} ", text, tightened(text), frozenset(text.split()), is_whole)


def _name(artist: str) -> Name:
    """An artist as they are written, with those that the writing puts together."""
    whole = fold(artist)
    if not whole:
        return _name_of(artist)
    several = [fold(part) for part in _SEVERAL.split(artist[:CAP])[:_PARTS_MAX]]
    members = tuple(_single(part) for part in several if part) if len(several) > 1 else ()
    return _single(whole, members)


def _name_of(text: str) -> Name:
    """A name by itself; one of signs alone (``!!!``) stays as it is written, and has no words."""
    if folded := fold(text):
        return _single(folded)
    signs = cleaned(text).strip()
    return Name(f" {signs} ", signs, signs, frozenset(), "")


def _single(text: str, members: Iterable[Name] = ()) -> Name:
    words = text.split()
    kept = [word for word in words if word not in ENSEMBLE]
    short = f" {' '.join(kept)} " if sum(map(len, kept)) >= _SHORTEST and len(kept) < len(words) else ""
    return Name(f" {text} ", text, first_name(text), frozenset(words), romanised(text), short, tuple(members))


def _piece(cut: Cut, *, has_kinds: bool) -> Piece:
    text, guest, is_aside, is_dashed = cut
    kept: tuple[str, ...] = ()
    if not (is_aside and is_source(text)):
        words = without_versions(text).split() if has_kinds else text.split()
        kept = tuple([word for word in words if word not in NOISE and not word.isdigit()])
    phrase = f" {text} "
    return Piece(
        phrase, text, tightened(text), frozenset(kept), kept, f" {guest} " if guest else "", is_aside, is_dashed
    )
