"""Google Takeout's playlists and YouTube Music's songs: tables of video ids, in every layout and language.

They are told by their cells, an 11-character id and a time, since headings and file names follow the account's
language. A list of all playlists, where there is one, gives them their titles and ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.columns import Column, plain, recognise
from core.adapters.exports.records import records, sample_of
from core.adapters.exports.table import Table
from core.adapters.exports.tracks import VIDEO_ID, Dropped, Listed, Row, instant, made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.adapters.exports.records import Record
    from core.adapters.exports.snapshot import Snapshot

NAME = "Google Takeout"
_PLAYLIST_ID = re.compile(r"(?:PL|LL|FL|UU|OL|RD|WL)[0-9A-Za-z_-]{0,60}")
_ENDING = re.compile(
    r"[ _-]*(?:v[ií]d[eé]o(?:'?s|lar|k)?|wideo|filmy|filmer|видео|動画|视频|影片|동영상)$", re.IGNORECASE
)
_HEADS = frozenset({"videoid", "idvideo"})
_SONG_COLUMNS = (Column.VIDEO, Column.TITLE, Column.ALBUM, Column.ARTIST)

# A heading speaks of a title ("Playlist Title (Original)"), but not of its language.
_TITLE = re.compile(
    r"tit(?:el|le|re|ul|olo)|tít|titt?el|tytu|otsikko|ba.l.k|названи|назва|標題|标题|タイトル|제목", re.IGNORECASE
)
_LANGUAGE = re.compile(
    r"langu|lengua|sprach|idioma|lingu|język|jezyk|\btaal|språk|sprog|kieli|язык|мова|言語|語言|语言|언어|\bdil",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Videos:
    """A table of videos. ``start`` and ``first`` are where its rows begin; title and id are known in the old layout."""

    snapshot: Snapshot
    stem: str
    start: int
    first: int
    title: str = ""
    playlist_id: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The list of all playlists: a row each, ids in column ``key``, titles in ``title`` (None: not known)."""

    rows: tuple[tuple[str, ...], ...]
    key: int
    title: int | None


def open_takeout(snapshot: Snapshot, stem: str) -> Videos | Overview | Table | None:
    """What a table is to Takeout; None where it is nothing of Takeout's, or says what it is by known headings."""
    sample = sample_of(snapshot, ",")
    blank = next((place for place, (*_, cells) in enumerate(sample) if not cells), len(sample))
    block, rest = sample[:blank], sample[blank + 1 :]
    if len(block) == 2 and rest and _are_videos(rest) and len(block[0][3]) == len(block[1][3]) > 2:
        heads, facts = block[0][3], [cell.strip() for cell in block[1][3]]
        place = title_column(heads)
        playlist_id = next((cell for cell in facts[:1] if _PLAYLIST_ID.fullmatch(cell)), "")
        title = facts[place] if place is not None else ""
        return _videos(snapshot, stem, rest, title=title, playlist_id=playlist_id)
    if _are_videos(sample):
        return _videos(snapshot, stem, sample)
    return _overview(snapshot, sample) or _songs(snapshot, sample)


def title_column(headings: Sequence[str]) -> int | None:
    """Which heading speaks of a title, in the languages known here; never that of its language, order or visibility."""
    known = (
        place for place, heading in enumerate(headings) if _TITLE.search(heading) and not _LANGUAGE.search(heading)
    )
    return next(known, None)


def _songs(snapshot: Snapshot, sample: Sequence[Record]) -> Table | None:
    """The songs of YouTube Music's library in a language whose headings are not known: id, title, album, artists."""
    whole = [[cell.strip() for cell in cells] for *_, cells in sample if cells]
    if len(whole) < 2 or len(whole[0]) < 4 or not all(VIDEO_ID.fullmatch(row[0]) for row in whole[1:]):
        return None
    heads, width = whole[0], len(whole[0])
    if VIDEO_ID.fullmatch(heads[0]) or Column.TITLE in recognise(heads, whole[1:]):
        return None
    headings = ("Video ID", "Song Title", "Album Title", *(f"Artist Name {number}" for number in range(1, width - 2)))
    number, _, start, _ = next(record for record in sample if record[3])
    columns = {column: place for place, column in enumerate(_SONG_COLUMNS)}
    return Table(snapshot, ",", headings, columns, start=start, first=number + 1)


def _are_videos(sample: Sequence[Record]) -> bool:
    """Whether a heading is followed by ids and times alone."""
    whole = [[cell.strip() for cell in cells] for *_, cells in sample if cells]
    if not whole:
        return False
    heads, *rows = whole
    is_named = plain(heads[0]) in _HEADS and len(heads) <= 3 and Column.TITLE not in recognise(heads, rows)
    if not rows:
        return is_named and len(heads) == 2
    ids = all(VIDEO_ID.fullmatch(row[0]) for row in rows)
    times = len(heads) == 2 and all(len(row) == 2 and instant(row[1]) for row in rows)
    return is_named or (ids and times)


def _videos(
    snapshot: Snapshot, stem: str, sample: Sequence[Record], *, title: str = "", playlist_id: str = ""
) -> Videos:
    number, _, start, _ = sample[0]
    return Videos(snapshot, stem, start=start, first=number + 1, title=title, playlist_id=playlist_id)


def _overview(snapshot: Snapshot, sample: Sequence[Record]) -> Overview | None:
    rows = [tuple(cell.strip() for cell in cells) for *_, cells in sample[1:] if cells]
    width = len(sample[0][3]) if sample else 0
    for place in range(width if rows and width > 2 else 0):
        if all(place < len(row) and _PLAYLIST_ID.fullmatch(row[place]) and len(row[place]) > 12 for row in rows):
            whole = [tuple(cell.strip() for cell in cells) for *_, cells in records(snapshot, ",") if cells]
            return Overview(tuple(whole[1:5000]), place, title_column(whole[0]))
    return None


def list_takeout(tables: Sequence[Videos], overviews: Sequence[Overview]) -> list[Listed]:
    """The playlists, with the titles and ids that the list of all of them gives."""
    found = []
    for table in tables:
        key, title = _identity(table, overviews, tables)
        found.append(
            Listed(
                NAME,
                key=key or title.casefold(),
                title=title,
                digest=table.snapshot.digest,
                file=table.snapshot.name,
                read=partial(_rows, table),
                rows=max(0, table.snapshot.lines - table.first + 1),
            )
        )
    return found


def _identity(table: Videos, overviews: Sequence[Overview], tables: Sequence[Videos]) -> tuple[str, str]:
    """A playlist's id (empty where unknown) and title."""
    if table.title:
        return table.playlist_id, table.title
    if named := _by_id(table.playlist_id, overviews):
        return table.playlist_id, named
    best: tuple[str, str] | None = None
    for overview in overviews:
        place = _title_column(overview, tables)
        for row in overview.rows:
            title = row[place] if place is not None and place < len(row) and overview.key < len(row) else ""
            if _begins(table.stem, title) and (best is None or len(title) > len(best[1])):
                best = row[overview.key], title
    return best or (table.playlist_id, _stem(table))


def _title_column(overview: Overview, tables: Sequence[Videos]) -> int | None:
    """The column whose cells the files are named after, where its heading does not tell; best by whole names."""
    if overview.title is not None:
        return overview.title

    def hits(place: int) -> tuple[int, int]:
        titles = [row[place] for row in overview.rows if place < len(row)]
        whole = sum(any(plain(_stem(table)) == plain(title) != "" for title in titles) for table in tables)
        return whole, sum(any(_begins(table.stem, title) for title in titles) for table in tables)

    width = max(map(len, overview.rows), default=0)
    best = max(range(width), key=hits, default=None)
    return best if best is not None and hits(best)[1] else None


def _by_id(playlist_id: str, overviews: Sequence[Overview]) -> str:
    """The title that a list of playlists gives an id; empty where none does."""
    for overview in overviews:
        for row in overview.rows:
            if playlist_id and row[overview.key : overview.key + 1] == (playlist_id,) and overview.title is not None:
                return row[overview.title] if overview.title < len(row) else ""
    return ""


def _stem(table: Videos) -> str:
    """A file's name without the word for videos at its end."""
    return _ENDING.sub("", table.stem) or table.stem


def _begins(stem: str, title: str) -> bool:
    """Whether a file is named after a title; signs that file names cannot hold became ``_``."""
    wanted, name = plain(title), plain(stem)
    return bool(wanted) and name.startswith(wanted)


def _rows(table: Videos) -> Iterator[Row]:
    for number, _, _, cells in records(table.snapshot, ",", start=table.start, first=table.first):
        if not cells:
            continue
        cell = cells[0].strip()
        if not VIDEO_ID.fullmatch(cell):
            yield Row(number, Dropped("It holds no video id."))
            continue
        yield Row(number, made("", video=cell), instant(cells[1].strip()) if len(cells) > 1 else None)
