"""A video read against the recording it is held to: what its title, channel and description say of it.

Everything is folded here, once for each candidate; :mod:`core.matching.score` makes numbers of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.matching.fold import cleaned, compact, fold
from core.matching.normalise import first_name, versions_in, without_versions
from core.matching.words import LOUD, NOISE

if TYPE_CHECKING:
    from core.matching.normalise import Named
    from core.model import Candidate

_TOPIC = " - Topic"
_AUTOMATIC = "Provided to YouTube by"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What YouTube's own description of a licensed track says: its artists and its album, folded."""

    artists: tuple[str, ...]
    album: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate as it reads against a recording.

    ``pieces`` are its title's parts, ``text`` all of them; ``rest`` is the text without the recording's title
    and artists, ``odd`` its words that no name, version, album, channel or habit explains; ``plain`` is the
    text without names, versions and noise. ``has_artist`` says for each wanted artist whether anything names
    them. ``versions`` are the kinds of version it is by its title, and by a channel or album that deals in
    covers, karaoke and the like.
    """

    pieces: tuple[str, ...]
    text: str
    rest: str
    odd: frozenset[str]
    plain: str
    channel: str
    is_topic: bool
    catalogue: Catalogue | None
    has_artist: tuple[bool, ...]
    versions: frozenset[str]


def catalogue(description: str) -> Catalogue | None:
    """What an auto-generated description says; None for one that a person wrote.

    Its first line is ``Provided to YouTube by …``, then ``Title · Artist · Artist``, then the album.
    """
    if not description.startswith(_AUTOMATIC):
        return None
    lines = [line.strip() for line in description[:2000].splitlines()[1:] if line.strip()]
    artists = lines[0].split(" · ")[1:] if lines else []
    return Catalogue(tuple(fold(name) for name in artists), fold(lines[1]) if len(lines) > 1 else "")


def read(wanted: Named, candidate: Candidate, pieces: tuple[str, ...]) -> Reading:
    """Take a candidate apart; ``pieces`` are those of its title."""
    text = " ".join(pieces)
    name = cleaned(candidate.channel_title)
    is_topic = name.endswith(_TOPIC)
    channel = fold(name.removesuffix(_TOPIC))
    source = catalogue(candidate.description)
    rest = f" {text} "
    for phrase in (*wanted.cores, *wanted.artists):
        rest = rest.replace(f" {phrase} ", "  ", 1)
    words = set(rest.split())
    versions = versions_in(rest) if words else frozenset[str]()
    bare = set(without_versions(rest).split()) if versions else words
    of_version = words - bare
    unsaid = wanted.names | of_version if of_version else wanted.names
    return Reading(
        pieces=pieces,
        text=text,
        rest=rest,
        odd=frozenset(word for word in bare.difference(NOISE, wanted.names, channel.split()) if not word.isdigit()),
        plain=" ".join(word for word in text.split() if word not in NOISE and word not in unsaid),
        channel=channel,
        is_topic=is_topic,
        catalogue=source,
        has_artist=_has_artist(wanted, text, channel, is_topic=is_topic, source=source),
        versions=versions | _given_away(wanted, channel, source),
    )


def _has_artist(
    wanted: Named, text: str, channel: str, *, is_topic: bool, source: Catalogue | None
) -> tuple[bool, ...]:
    """Who is named. On a Topic channel the first artist must be credited: titles of imitations name others."""
    credited = {first_name(artist) for artist in source.artists} if source else set()
    channel_key, title_key = compact(channel), compact(text)
    is_credited = [
        (key := first_name(artist)) in credited or key == channel_key or f" {artist} " in f" {channel} "
        or (len(key) > 3 and key in channel_key)
        for artist in wanted.artists
    ]  # fmt: skip
    if is_topic and not any(is_credited):
        return tuple(is_credited)
    return tuple(
        known or f" {artist} " in f" {text} " or (len(artist) > 3 and first_name(artist) in title_key)
        for artist, known in zip(wanted.artists, is_credited, strict=True)
    )


def _given_away(wanted: Named, channel: str, source: Catalogue | None) -> frozenset[str]:
    """Kinds that a channel's or an album's name gives away, the wanted artists' own names left out."""
    tight = compact(channel)
    is_own = any(first_name(artist) in tight for artist in wanted.artists)
    album = source.album if source and source.album != wanted.album else ""
    found = frozenset[str]() if is_own else versions_in(channel)
    return (found | (versions_in(album) - wanted.album_versions if album else found)) & LOUD
