"""Which column of a table is what: told by its heading, and in a language nobody knows by what stands in its cells."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from core.adapters.exports.tracks import URI, isrc, linked_video
from core.video_link import video_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MISSING = "undefined"
"""What Exportify writes where Spotify gave nothing."""


class Column(StrEnum):
    """What a column may hold."""

    URI = "uri"
    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    ISRC = "isrc"
    DURATION = "duration"
    ADDED = "added"
    EXPLICIT = "explicit"
    RELEASED = "released"
    PLAYLIST = "playlist"
    TYPE = "type"
    VIDEO = "video"
    LINK = "link"
    ARTIST_URI = "artist_uri"
    ALBUM_URI = "album_uri"


# Headings without regard to case, blanks and signs, the likelier ones first.
_HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.URI: ("trackuri", "spotifyuri", "spotifyid", "spotifytrackid", "trackid", "uri", "url", "spotifyurl"),
    Column.TITLE: (
        "trackname", "tracktitle", "track", "title", "songtitle", "songname", "song", "name",
        "videotitle", "titel", "titre",
        "nomdutitre", "título", "titulo", "nombredelacanción", "titolo", "brano", "låtnamn", "曲名", "トラック名",
    ),
    Column.ARTIST: (
        "artistnames", "artistname", "artists", "artist", "creator", "performer", "interpret", "künstlernamen",
        "künstlername", "künstler", "artistes", "artiste", "nomdelartiste", "artista", "artistas", "アーティスト名",
    ),
    Column.ALBUM: ("albumname", "album", "albumtitle", "nomdelalbum", "álbum", "アルバム名"),
    Column.ISRC: ("isrc", "isrccode"),
    Column.DURATION: (
        "trackdurationms", "durationms", "tracklengthms", "trackduration", "duration", "length", "dauer", "durée",
        "durationseconds",
    ),
    Column.ADDED: ("addedat", "addeddate", "dateadded", "added"),
    Column.EXPLICIT: ("explicit",),
    Column.RELEASED: ("albumreleasedate", "releasedate", "released", "year"),
    Column.PLAYLIST: ("playlistname", "playlist", "playlisttitle"),
    Column.TYPE: ("type",),
    Column.VIDEO: (
        "videoid", "youtubeid", "youtubevideoid", "youtubemusicid", "youtubeurl", "youtubelink", "youtubemusicurl",
        "youtubemusiclink", "ytid", "yturl", "ytlink", "videourl", "videolink", "youtube", "youtubemusic", "video",
    ),
    Column.LINK: ("link", "links", "url", "urls", "address", "webpage", "songurl", "songlink", "tracklink", "href"),
    Column.ARTIST_URI: ("artisturis", "artisturi"),
    Column.ALBUM_URI: ("albumuri",),
}  # fmt: skip

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}.{0,14}")
_LENGTH = re.compile(r"[0-9]{5,8}")

# Headings that may be followed by a number, where a table gives each artist a column.
_EACH_ARTIST = re.compile(rf"(?:{'|'.join(_HEADINGS[Column.ARTIST])})([1-9][0-9]?)")

Columns = dict[Column, int]


def plain(heading: str) -> str:
    """A heading's letters and digits alone."""
    return "".join(filter(str.isalnum, heading.casefold()))


def recognise(headings: Sequence[str], sample: Sequence[Sequence[str]]) -> Columns:
    """The columns that are known, by what they hold. ``sample`` is some rows."""
    cells = [_filled(sample, place) for place in range(len(headings))]
    heads = [plain(heading) for heading in headings]
    found = _by_identity(cells) | _videos(heads, cells)
    if artists := each_artist(headings):
        found[Column.ARTIST] = artists[0]
    for column, known in _HEADINGS.items():
        place = next((heads.index(name) for name in known if name in heads), None)
        if place is not None and (
            place not in found.values() or (column, place) == (Column.URI, found.get(Column.VIDEO))
        ):
            found.setdefault(column, place)
    if Column.URI in found:
        _complete(found, cells)
    return found


def each_artist(headings: Sequence[str]) -> tuple[int, ...]:
    """The columns of a table that has one for each artist, such as Takeout's "Artist Name 1", in their order."""
    heads = [plain(heading) for heading in headings]
    numbered = {int(found[1]): place for place, head in enumerate(heads) if (found := _EACH_ARTIST.fullmatch(head))}
    first = next((heads.index(name) for name in _HEADINGS[Column.ARTIST] if name in heads), None)
    if first is not None and numbered:
        numbered = {0: first, **numbered}
    return tuple([numbered[number] for number in sorted(numbered)])


def is_duplicate(headings: Sequence[str], columns: Columns) -> str | None:
    """The heading that stands twice although a column that matters bears it; None where there is none."""
    heads = [plain(heading) for heading in headings]
    return next((headings[place] for place in columns.values() if heads[place] and heads.count(heads[place]) > 1), None)


def has_uri(row: Sequence[str]) -> bool:
    """Whether a row cannot be one of headings, since it names a track of Spotify."""
    return any(URI.fullmatch(cell.strip()) for cell in row)


def _filled(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    found = (row[place].strip() for row in sample if place < len(row))
    return [cell for cell in found if cell and cell != MISSING]


def _by_identity(cells: Sequence[list[str]]) -> Columns:
    """Columns that no language can hide: Spotify's own addresses."""
    found: Columns = {}
    for place, column in enumerate(cells):
        for prefix, meaning in _PREFIXES:
            if column and all(cell.startswith(prefix) for cell in column):
                found.setdefault(meaning, place)
    return found


def _videos(heads: Sequence[str], cells: Sequence[list[str]]) -> Columns:
    """The column of YouTube's addresses; a bare id is one only where the heading speaks of a link or video."""
    for place, column in enumerate(cells):
        is_named = heads[place] in _HEADINGS[Column.VIDEO] or heads[place] in _HEADINGS[Column.LINK]
        if column and all(map(video_in if is_named else linked_video, column)):
            return {Column.VIDEO: place}
    return {}


_PREFIXES: tuple[tuple[str | tuple[str, ...], Column], ...] = (
    (("spotify:track:", "spotify:local:", "spotify:episode:"), Column.URI),
    ("spotify:artist:", Column.ARTIST_URI),
    ("spotify:album:", Column.ALBUM_URI),
)


def _complete(found: Columns, cells: Sequence[list[str]]) -> None:
    """In a table of Spotify tracks: what headings did not tell, by the cells and by where the columns stand.

    Both families begin with the track's URI and its name; where a URI of an artist or album stands, its name follows.
    """
    tests: tuple[tuple[Column, Callable[[str], object]], ...] = (
        (Column.ISRC, isrc),
        (Column.ADDED, _INSTANT.fullmatch),
        (Column.DURATION, _LENGTH.fullmatch),
        (Column.EXPLICIT, lambda cell: cell in ("true", "false")),
    )
    for column, test in tests:
        for place, values in enumerate(cells):
            if column not in found and place not in found.values() and values and all(map(test, values)):
                found[column] = place
    names = [
        (Column.TITLE, found[Column.URI]),
        (Column.ARTIST, found.get(Column.ARTIST_URI)),
        (Column.ALBUM, found.get(Column.ALBUM_URI)),
    ]
    before = found[Column.URI]
    for column, leader in names:
        place = (before if leader is None else leader) + 1
        if column not in found and place < len(cells) and place not in found.values():
            found[column] = place
        before = found.get(column, before)
