"""Tables: Exportify, TuneMyMusic, Soundiiz, and any other with a column that names tracks."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.columns import Column, Columns, has_uri, is_duplicate, recognise
from core.adapters.exports.records import DELIMITERS, records, sample_of
from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.table_row import RowReader, cell_of
from core.adapters.exports.tracks import Listed, Row
from core.errors import UsageError
from core.video_link import video_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.adapters.exports.records import Record
    from core.adapters.exports.snapshot import Snapshot

_LIKED = frozenset({"liked", "likedsongs", "favorite", "favorites", "favourite", "favourites"})
_DOWNLOADED_AGAIN = re.compile(r"\s*\([0-9]{1,3}\)$")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns are known. ``start`` is where its rows begin, ``first`` the number of the first.

    ``is_quoted``: quotation marks hold cells together.
    """

    snapshot: Snapshot
    delimiter: str
    headings: tuple[str, ...]
    columns: Columns
    start: int
    first: int
    is_quoted: bool = True


def open_table(snapshot: Snapshot) -> Table:
    """Find out how a table is written. Raises NotALibrary where it names no tracks, UsageError where it is damaged."""
    tables = [_attempt(snapshot, delimiter) for delimiter in DELIMITERS]
    table = max(tables, key=lambda one: (len(one.columns), len(one.headings)))
    duplicate = is_duplicate(table.headings, table.columns)
    if duplicate is not None:
        message = f"{named(snapshot.name)} has more than one column {named(duplicate)!r}; take the wrong one out."
        raise UsageError(message)
    if Column.TITLE not in table.columns and not _names_videos(table):
        raise _no_tracks(snapshot.name, table)
    _check_delimiters(table)
    return table


def _attempt(snapshot: Snapshot, delimiter: str) -> Table:
    sample = [record for record in sample_of(snapshot, delimiter) if record[3]]
    if not sample:
        raise NotALibrary(f"{named(snapshot.name)} is empty.")
    number, begin, start, headings = sample[0]
    rows = [cells for *_, cells in sample[1:]]
    if has_uri(headings):
        columns = recognise(("",) * len(headings), [headings, *rows])
        return Table(snapshot, delimiter, ("",) * len(headings), columns, begin, number)
    return Table(snapshot, delimiter, tuple(headings), recognise(headings, rows), start, number + 1)


def _names_videos(table: Table) -> bool:
    """Whether a table without titles names videos all the same."""
    place = table.columns.get(Column.VIDEO)
    if place is None or _names_albums(table):
        return False
    rows = sample_of(table.snapshot, table.delimiter)[1:]
    filled = [cell for *_, cells in rows if (cell := cell_of(cells, place))]
    return bool(filled) and all(map(video_in, filled))


def _names_albums(table: Table) -> bool:
    return (Column.ARTIST in table.columns and Column.ALBUM in table.columns) or Column.ALBUM_URI in table.columns


def _no_tracks(name: str, table: Table) -> NotALibrary:
    if _names_albums(table):
        return NotALibrary(f"{named(name)} lists albums, not tracks; importing such catalogues will come later.")
    return NotALibrary(
        f"{named(name)} has no column that names tracks: give it a first row of headings"
        " such as Title, Artist, Album, ISRC, Duration or Video ID."
    )


def _check_delimiters(table: Table) -> None:
    """Refuse a table whose rows are parted by another sign than its headings."""
    rows = [cells for *_, cells in sample_of(table.snapshot, table.delimiter)[1:] if cells]
    single = [cells[0] for cells in rows if len(cells) == 1]
    others = [sign for sign in DELIMITERS if sign != table.delimiter]
    if len(table.headings) > 1 and single and len(single) * 2 > len(rows):
        for sign in others:
            if all(cell.count(sign) for cell in single):
                message = f"{named(table.snapshot.name)} mixes separators: {table.delimiter!r} first, then {sign!r}."
                raise UsageError(message)


def _data(table: Table, start: int | None = None, end: int | None = None, first: int | None = None) -> Iterator[Record]:
    return records(
        table.snapshot,
        table.delimiter,
        start=table.start if start is None else start,
        end=end,
        first=table.first if first is None else first,
        is_quoted=table.is_quoted,
    )


# ── what it holds ────────────────────────────────────────────────────────────────────────────────────────


def list_table(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlists of a table: one, named as its file, or those that a column names."""
    table = open_table(snapshot)
    family = _format(table)
    if Column.PLAYLIST in table.columns:
        return _list_playlists(table, family, stem)
    return [list_whole(table, family, stem)]


def list_whole(table: Table, family: str, stem: str) -> Listed:
    """A table as one playlist, named as its file."""
    title = _DOWNLOADED_AGAIN.sub("", stem).replace("_", " ").strip() or "Untitled"
    is_liked = "".join(filter(str.isalnum, title.casefold())) in _LIKED
    return Listed(
        family,
        key="liked" if is_liked else title.casefold(),
        title="Liked Songs" if is_liked else title,
        digest=table.snapshot.digest,
        file=table.snapshot.name,
        read=partial(_rows, table, family, ((table.start, None, table.first),)),
        rows=max(0, table.snapshot.lines - table.first + 1),
        is_liked=is_liked,
    )


def _format(table: Table) -> str:
    columns = table.columns
    if Column.PLAYLIST in columns and Column.TYPE in columns:
        return "TuneMyMusic"
    if Column.ARTIST_URI in columns or Column.ALBUM_URI in columns:
        return "Exportify"
    if Column.URI in columns and Column.ADDED in columns:
        return "Exportify"
    if table.delimiter == ";" and Column.ARTIST in columns:
        return "Soundiiz"
    return "table"


@dataclass(slots=True)
class _Stretch:
    """Where a playlist's rows lie: begin, end and first number of each run of them."""

    title: str
    is_liked: bool
    places: array[int]
    rows: int = 0


def _list_playlists(table: Table, family: str, stem: str) -> list[Listed]:
    """Go through the table once, noting where the rows of each playlist lie."""
    playlist, kind = table.columns[Column.PLAYLIST], table.columns.get(Column.TYPE)
    found: dict[str, _Stretch] = {}
    last: _Stretch | None = None
    for number, offset, _, cells in _data(table):
        if not cells:
            continue
        title = cell_of(cells, playlist)[:200]
        is_liked = kind is not None and cell_of(cells, kind).casefold() in _LIKED
        key = "liked" if is_liked else title.casefold()
        stretch = found.get(key)
        if stretch is None:
            named_so = "Liked Songs" if is_liked else title or stem
            stretch = found.setdefault(key, _Stretch(named_so, is_liked, array("Q")))
        if stretch is not last:
            if last is not None:
                last.places[-2] = offset
            stretch.places.extend((offset, table.snapshot.end, number))
            last = stretch
        stretch.rows += 1
    return [
        Listed(
            family,
            key=key,
            title=stretch.title,
            digest=table.snapshot.digest,
            file=table.snapshot.name,
            read=partial(_rows, table, family, _Runs(stretch.places)),
            rows=stretch.rows,
            is_liked=stretch.is_liked,
        )
        for key, stretch in found.items()
    ]


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of a playlist's rows, as often as wanted."""

    places: array[int]

    def __iter__(self) -> Iterator[tuple[int, int | None, int]]:
        for at in range(0, len(self.places), 3):
            begin, end, first = self.places[at : at + 3]
            yield begin, end, first


Run = tuple[int, int | None, int]


def _rows(table: Table, family: str, runs: _Runs | tuple[Run, ...]) -> Iterator[Row]:
    read = RowReader(table.headings, table.columns, family)
    for begin, end, first in runs:
        for number, _, _, cells in _data(table, begin, end, first):
            if cells:
                yield read(number, cells)
