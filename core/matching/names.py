"""Whose a video is: whether a recording's artists are named in its title, by its channel, in its credits.

Works on forms alone; nothing is folded here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from core.matching.forms import Name, Piece, Seen, Sought

_SUFFIXES: Final = (
    *("official", "officialmusic", "music", "vevo", "tv", "channel", "band", "oficial", "officialchannel"),
    *("officialvevo", "oficialvevo", "videos", "musica", "ofisyal", "resmi"),
)
_ALIKE: Final = 84
_NOBODY: Final = 0.5
_DOUBT: Final = 0.5
_LONG: Final = 8
_WORD: Final = 5
_SAME: Final = 95
_MOST: Final = 0.6


def artists(wanted: Sought, video: Seen) -> float:
    """Whether the recording's artists are named: the first counts half, the best and all of them a quarter each.

    Names in another script prove nothing either way. A recording that names nobody is never sure.
    """
    if not wanted.names:
        return _NOBODY
    if len(wanted.names) == 1:
        return named(wanted.names[0], wanted, video)
    hits = [named(name, wanted, video) for name in wanted.names]
    if hits[0] == 0.0 and _is_title(wanted.names[0], wanted, video):
        hits = hits[1:]  # a song named for the group: its members tell more
    return round(0.5 * hits[0] + 0.25 * max(hits) + 0.25 * sum(hits) / len(hits), 3)


def named(name: Name, wanted: Sought, video: Seen) -> float:
    """How surely a video names an artist, in 0…1."""
    if not name.words:
        is_whose = video.channel is not None and video.channel.text == name.text
        return 1.0 if is_whose or name.text in video.raw.split() else 0.0
    if _is_credited(name, video):
        return 1.0
    if video.is_topic and not any(_is_credited(each, video) for each in wanted.names):
        # Titles of imitations name the artist; their credits name who played.
        return _nearly(name, video, is_credit=True)
    if _is_written(name, video):
        return _nearly(name, video, is_credit=True) if _is_title(name, wanted, video) else 1.0
    if name.members:
        hits = [_member(each, video) for each in name.members]
        known = 0.6 * hits[0] + 0.4 * sum(hits) / len(hits)
        if known >= 0.5:
            return known
        return max(_nearly(name, video, is_credit=False), 0.9 * _nearly(name.members[0], video, is_credit=False))
    return _nearly(name, video, is_credit=False)


def bears(name: Name, piece: Piece) -> bool:
    """Whether a piece of a title names an artist, so that what else it holds is who plays with them."""
    if name.phrase in piece.phrase or name.phrase in piece.guest:
        return True
    if (name.short and name.short in piece.phrase) or (len(name.key) >= _WORD and name.key in piece.tight):
        return True
    if any(each.phrase in piece.phrase for each in name.members):
        return True
    from rapidfuzz import fuzz

    return fuzz.ratio(name.text, piece.text) >= _ALIKE


def _is_credited(name: Name, video: Seen) -> bool:
    """Whether the channel or the credits name an artist."""
    channel = video.channel
    if channel is not None and (name.key == channel.key or name.phrase in channel.phrase):
        return True
    if channel is not None and len(name.key) > 3 and name.key in channel.key and _stands_out(name, channel):
        return True
    return video.credits is not None and any(
        name.text == each or name.key == each.removeprefix("the ").replace(" ", "") for each in video.credits.artists
    )


def _is_written(name: Name, video: Seen) -> bool:
    """Whether a title holds a name; a long one also without its spaces."""
    return (
        name.phrase in video.phrase
        or (len(name.key) >= _LONG and name.key in video.tight)
        or any(name.key == piece.tight for piece in video.pieces)
    )


def _stands_out(name: Name, channel: Name) -> bool:
    """Whether a channel that holds a name means it: not by chance in the middle of another word."""
    return len(name.key) >= _LONG or channel.key.startswith(name.key)


def _is_title(name: Name, wanted: Sought, video: Seen) -> bool:
    """Whether a name stands in a title only as a part of the recording's own title."""
    return any(
        name.phrase in title.phrase and name.phrase not in video.phrase.replace(title.phrase, "  ", 1)
        for title in wanted.titles
        if title.is_whole
    )


def _member(name: Name, video: Seen) -> float:
    if _is_credited(name, video) or name.phrase in video.phrase:
        return 1.0
    return 1.0 if len(name.key) >= _LONG and name.key in video.tight else 0.0


def _nearly(name: Name, video: Seen, *, is_credit: bool) -> float:
    """A misspelt, shortened or transliterated name.

    Where nothing but a title is known of a video, the name must be almost right.
    """
    from rapidfuzz import fuzz

    is_lone = video.channel is None and video.candidate.seconds is None

    places = [] if video.channel is None else [video.channel.text]
    if not is_credit:
        places += [piece.text for piece in video.pieces]
        places.append(video.guests.strip())
    if video.credits is not None:
        places += video.credits.artists
    if name.short and any(name.short in f" {place} " for place in places):
        return 0.9
    best = max([fuzz.ratio(name.text, place) for place in places], default=0.0)
    if best >= (_SAME if is_lone else _ALIKE):
        return 0.9
    if not is_credit and len(name.text) >= 6 and fuzz.partial_ratio(name.phrase, video.phrase) >= _SAME:
        return _DOUBT if is_lone else 0.8
    if shared := _shared(name, video, is_credit=is_credit):
        return shared
    return _sounds(name, video)


def _shared(name: Name, video: Seen, *, is_credit: bool) -> float:
    """Most words of a name: the ensemble without its kind, the short form of a channel's name."""
    if len(name.words) < 2:
        return 0.0
    if video.channel and _share(name, video.channel.words) >= _MOST:
        return 0.8
    return _DOUBT if not is_credit and _share(name, frozenset(video.phrase.split())) >= _MOST else 0.0


def _share(name: Name, words: frozenset[str]) -> float:
    """How much of a name some words hold; nothing where that is but a short word."""
    known = sum(map(len, name.words & words))
    return known / len(name.key) if known >= 5 else 0.0


def _sounds(name: Name, video: Seen) -> float:
    """Names in two scripts: alike by their sound, or unknown."""
    from rapidfuzz import fuzz

    channel = video.channel
    own = name.roman or name.text
    places = [(channel.roman, channel.text)] if channel else []
    places.append((video.roman, video.phrase))
    foreign = [roman or text for roman, text in places if bool(roman) != bool(name.roman)]
    if not foreign:
        return 0.0
    if any(fuzz.partial_ratio(own, other) >= 80 for other in foreign if len(other) >= len(own) > 3):
        return 0.8
    return 0.4


def channel(wanted: Sought, who: Name, video: Seen) -> float:
    """Who uploaded it: the artist's Topic or own channel, a label, a stranger."""
    for name in wanted.names:
        for each in (name, *name.members):
            if who.key == each.key or who.key == "the" + each.key:
                return 1.0 if video.is_topic else 0.95
            if who.key.startswith(each.key) and who.key.removeprefix(each.key) in _SUFFIXES:
                return 0.95
    if video.is_topic:
        return 0.95 if any(_is_credited(name, video) for name in wanted.names) else 0.4
    if video.is_label:
        return 0.7
    return 0.6 if any(len(name.key) > 3 and name.key in who.key for name in wanted.names) else 0.5
