"""How a video's title names a recording: how alike, with what beside it, with what around it, and in which place.

Works on forms alone; nothing is folded here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from core.matching.names import bears

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.matching.forms import Name, Piece, Seen, Sought, Title

FAR: Final = 60
"""Likeness in percent below which a title is another one."""

_FOREIGN: Final = 0.3
_LIKENESS: Final = ((0.0, 1.0), (0.03, 0.95), (0.1, 0.8), (0.16, 0.6), (0.25, 0.35), (0.4, 0.1), (1.0, 0.0))
_SUBTITLE: Final = 0.9
_SPREAD: Final = 0.97
_ROOM: Final = 30.0


class Wording(NamedTuple):
    """How a title names a recording, each in 0…1.

    ``title`` is the likeness of what names it; ``beside`` falls with each further letter in the same piece that
    nothing explains, ``around`` with those elsewhere; ``place`` is low where another title seems to stand first.
    """

    title: float
    beside: float
    around: float
    place: float


NOTHING: Final = Wording(0.0, 1.0, 1.0, 1.0)


def wording(wanted: Sought, video: Seen) -> Wording:
    """Hold a recording's titles to a video's; :data:`NOTHING` where it is another title."""
    if not wanted.titles:
        return _signs(wanted, video)
    judge = _held
    titles = [title for title in wanted.titles if title.phrase in video.body]
    if not titles:
        judge, titles = _alike, list(wanted.titles)
    if len(titles) == 1:
        return judge(titles[0], wanted, video)
    return max([judge(title, wanted, video) for title in titles], key=_worth)


def _worth(words: Wording) -> float:
    return words.title * words.beside * words.place


def is_foreign(wanted: Sought, video: Seen) -> bool:
    """Whether a video's title is written in another script than the recording's."""
    return wanted.script != video.script and bool(wanted.script and video.script)


def _held(title: Title, wanted: Sought, video: Seen) -> Wording:
    """The title stands there word for word: in the piece that holds least beside it."""
    best: Piece | None = None
    least = 0
    for piece in video.pieces:
        if title.phrase in piece.phrase:
            size = _size(_untranslated(_left(piece, wanted, video), title))
            if best is None or (size, piece.is_aside) < (least, best.is_aside):
                best, least = piece, size
    worth = 1.0 if title.is_whole else _SUBTITLE
    if best is None:
        return Wording(worth * _SPREAD, 1.0, 1.0, 1.0)
    size = len(title.tight)
    return Wording(worth, round(size / (size + least), 3), *_surroundings(best, title, wanted, video))


def _surroundings(best: Piece, title: Title, wanted: Sought, video: Seen) -> tuple[float, float]:
    """What the other pieces hold that nothing explains, and whether that seems to be the title."""
    elsewhere = 0
    place = 1.0
    is_before = True
    is_name = title.words <= wanted.credited and best.bare <= wanted.credited
    is_hosted = best.is_dashed and any(name.phrase in video.guests or _owns(name, video) for name in wanted.names)
    for piece in video.pieces:
        if piece is best:
            is_before = False
        elif piece.bare and (left := _left(piece, wanted, video)):
            if any(bears(name, piece) for name in wanted.names):
                continue  # who plays with them
            if not piece.is_aside and title.text.isascii() and not any(map(str.isascii, left)):
                continue  # the same in another script
            elsewhere += _size(left) if is_before or piece.is_aside else _size(left) // 3
            if piece.is_aside:
                continue
            if best.is_aside or is_name:
                place = min(place, 0.2)
            elif is_before:
                place = min(place, 0.9 if is_hosted else 0.6)
    return round(_ROOM / (_ROOM + elsewhere), 3), place


def _left(piece: Piece, wanted: Sought, video: Seen) -> frozenset[str]:
    """The words of a piece that nothing explains."""
    left = piece.bare.difference(wanted.words, wanted.explained)
    return left - video.channel.words if left and video.channel else left


def _untranslated(left: frozenset[str], title: Title) -> frozenset[str]:
    """Those that are not the title once more in another script."""
    is_plain = title.text.isascii()
    return frozenset(word for word in left if word.isascii() is is_plain)


def _owns(name: Name, video: Seen) -> bool:
    """Whether a channel seems to be the artist's."""
    return video.channel is not None and video.channel.key.startswith(name.key)


def _size(words: frozenset[str]) -> int:
    return sum(map(len, words))


def _alike(title: Title, wanted: Sought, video: Seen) -> Wording:
    """The likeness to the most similar piece, and to all of the title without names and noise."""
    from rapidfuzz import fuzz

    if fuzz.partial_ratio(title.tight, video.tight, score_cutoff=FAR) == 0:
        return Wording(_sounds(wanted, video), 1.0, 1.0, 1.0) if is_foreign(wanted, video) else NOTHING
    explained = wanted.explained
    best = fuzz.ratio(title.tight, "".join([word for word in video.plain if word not in explained]))
    likest = None
    for piece in video.pieces:
        plain = "".join([word for word in piece.kept if word not in explained])
        alike = fuzz.ratio(title.tight, piece.tight, score_cutoff=best)
        if plain != piece.tight:
            alike = max(alike, fuzz.ratio(title.tight, plain, score_cutoff=best))
        if " " in title.text:
            alike = max(alike, fuzz.token_sort_ratio(title.text, piece.text, score_cutoff=best))
        if alike > best:
            best, likest = alike, piece
    worth = (1.0 if title.is_whole else _SUBTITLE) * along(_LIKENESS, 1 - best / 100)
    around, place = _surroundings(likest, title, wanted, video) if likest and worth > 0.3 else (1.0, 1.0)
    if is_foreign(wanted, video):
        worth = max(worth, _sounds(wanted, video))
    return Wording(round(worth, 3), 1.0, around, place)


def _sounds(wanted: Sought, video: Seen) -> float:
    """Likeness across scripts. A title in another script may be a translation: that proves little."""
    from rapidfuzz import fuzz

    own = wanted.roman or wanted.titles[-1].text
    return max(_FOREIGN, along(_LIKENESS, 1 - fuzz.partial_ratio(own, video.roman or video.phrase) / 100) * 0.8)


def _signs(wanted: Sought, video: Seen) -> Wording:
    """A title of signs alone, such as ``???``: it has to stand by itself."""
    if not wanted.signs:
        return NOTHING
    words = [word.strip("()[]{}\"'“”") for word in video.raw.split()]
    if wanted.signs not in words and wanted.signs.replace(" ", "") not in words:
        return NOTHING
    channel = video.channel.words if video.channel else frozenset()
    left = frozenset(word for piece in video.pieces for word in piece.bare).difference(wanted.explained, channel)
    return Wording(1.0, 1.0, _ROOM / (_ROOM + _size(left)), 0.2 if left else 1.0)


def along(line: Sequence[tuple[float, float]], place: float) -> float:
    """The height of a broken line at ``place``."""
    for (left, high), (right, low) in pairwise(line):
        if place <= right:
            return high + (low - high) * (place - left) / (right - left)
    return line[-1][1]
