"""Tables: Exportify, TuneMyMusic, Soundiiz, and any other with a column that names tracks."""

from __future__ import annotations

import csv
import re
from array import array
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from core.adapters.exports.columns import MISSING, Column, Columns, has_uri, is_duplicate, plain, recognise
from core.adapters.exports.limits import RECORD_LINES_MAX
from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.tracks import Dropped, Listed, Row, instant, length_ms, made
from core.errors import UsageError
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.adapters.exports.snapshot import Snapshot
    from core.model import SourceTrack

SAMPLE = 50
DELIMITERS = (",", ";", "\t", "|")
_END = "\x1eend of file"
_COMMA_ESCAPED = re.compile(r"(?<!\\), ")
_COMMA_TIGHT = re.compile(r",(?! )")
_COMMA_LISTED = re.compile(r", (?!the\b)", re.IGNORECASE)
_LIKED = frozenset({"liked", "likedsongs", "favorite", "favorites", "favourite", "favourites"})
_DOWNLOADED_AGAIN = re.compile(r"\s*\([0-9]{1,3}\)$")

Record = tuple[int, int, int, list[str]]
"""A row's number from 1, the offsets where it begins and ends, and its cells; no cells: a blank line."""


class _Lines:
    """The lines for the reader of tables, which tell where they are; one of our own ends them."""

    def __init__(self, snapshot: Snapshot, start: int, end: int | None) -> None:
        self._name = snapshot.name
        self._lines = snapshot.text(start, end)
        self.offset = start
        self.pending = 0
        self.has_ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.pending += 1
        if self.pending > RECORD_LINES_MAX:
            raise _unclosed(self._name)
        found = next(self._lines, None)
        if found is None:
            if self.has_ended:
                raise StopIteration
            self.has_ended = True
            return _END
        self.offset, line = found
        return line


def _unclosed(name: str, number: int | None = None) -> UsageError:
    where = f"row {number:,}" if number else "it"
    return UsageError(f"{named(name)} is damaged: a quotation mark opened in {where} is never closed.")


def records(
    snapshot: Snapshot, delimiter: str, *, start: int = 0, end: int | None = None, first: int = 1
) -> Iterator[Record]:
    """The rows of a table as they stand there. Raises UsageError where it breaks off."""
    lines = _Lines(snapshot, start, end)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    number = first
    while True:
        before = lines.offset
        try:
            cells = next(reader)
        except (csv.Error, StopIteration) as error:
            if isinstance(error, StopIteration):
                raise _unclosed(snapshot.name, number) from None
            raise UsageError(f"{named(snapshot.name)} is damaged in row {number:,}: {error}.") from error
        if lines.has_ended:
            if cells == [_END]:
                return
            raise _unclosed(snapshot.name, number)
        lines.pending = 0
        yield number, before, lines.offset, cells
        number += 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns are known. ``start`` is where its rows begin, ``first`` the number of the first."""

    snapshot: Snapshot
    delimiter: str
    headings: tuple[str, ...]
    columns: Columns
    start: int
    first: int


def open_table(snapshot: Snapshot) -> Table:
    """Find out how a table is written. Raises NotALibrary where it names no tracks, UsageError where it is damaged."""
    tables = [_attempt(snapshot, delimiter) for delimiter in DELIMITERS]
    table = max(tables, key=lambda one: (len(one.columns), len(one.headings)))
    duplicate = is_duplicate(table.headings, table.columns)
    if duplicate is not None:
        message = f"{named(snapshot.name)} has more than one column {named(duplicate)!r}; take the wrong one out."
        raise UsageError(message)
    if Column.TITLE not in table.columns:
        raise _no_tracks(snapshot.name, table)
    _check_delimiters(table)
    return table


def sample_of(snapshot: Snapshot, delimiter: str) -> list[Record]:
    """The first rows; fewer where the table is damaged further on, which shows when it is read."""
    found: list[Record] = []
    try:
        found.extend(islice(records(snapshot, delimiter), SAMPLE))
    except UsageError:
        if not found:
            raise
    return found


def _attempt(snapshot: Snapshot, delimiter: str) -> Table:
    sample = [record for record in sample_of(snapshot, delimiter) if any(map(str.strip, record[3]))]
    if not sample:
        raise NotALibrary(f"{named(snapshot.name)} is empty.")
    number, begin, start, headings = sample[0]
    rows = [cells for *_, cells in sample[1:]]
    if has_uri(headings):
        columns = recognise(("",) * len(headings), [headings, *rows])
        return Table(snapshot, delimiter, ("",) * len(headings), columns, begin, number)
    return Table(snapshot, delimiter, tuple(headings), recognise(headings, rows), start, number + 1)


def _no_tracks(name: str, table: Table) -> NotALibrary:
    if (Column.ARTIST in table.columns and Column.ALBUM in table.columns) or Column.ALBUM_URI in table.columns:
        return NotALibrary(f"{named(name)} lists albums, not tracks; importing such catalogues will come later.")
    return NotALibrary(f"{named(name)} has no column that names tracks.")


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
    )


# ── what it holds ────────────────────────────────────────────────────────────────────────────────────────


def list_table(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlists of a table: one, named as its file, or those that a column names."""
    table = open_table(snapshot)
    family = _format(table)
    if Column.PLAYLIST in table.columns:
        return _list_playlists(table, family, stem)
    title = _DOWNLOADED_AGAIN.sub("", stem).replace("_", " ").strip() or "Untitled"
    is_liked = "".join(filter(str.isalnum, title.casefold())) in _LIKED
    return [
        Listed(
            family,
            key="liked" if is_liked else title.casefold(),
            title="Liked Songs" if is_liked else title,
            digest=snapshot.digest,
            file=snapshot.name,
            read=partial(_rows, table, family, ((table.start, None, table.first),)),
            rows=max(0, snapshot.lines - table.first + 1),
            is_liked=is_liked,
        )
    ]


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
        if not any(cells):
            continue
        title = _cell(cells, playlist)[:200]
        is_liked = kind is not None and _cell(cells, kind).casefold() in _LIKED
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
    read = _Reader(table, family)
    for begin, end, first in runs:
        for number, _, _, cells in _data(table, begin, end, first):
            if any(cells):
                yield read(number, cells)


# ── a row ────────────────────────────────────────────────────────────────────────────────────────────────


def _cell(cells: Sequence[str], place: int | None) -> str:
    if place is None or place >= len(cells):
        return ""
    cell = cells[place].strip()
    return "" if cell == MISSING else cell


class _Reader:
    """Reads rows of one table."""

    def __init__(self, table: Table, family: str) -> None:
        columns = table.columns
        self._width = len(table.headings)
        self._needed = max(columns[one] for one in (Column.TITLE, Column.ARTIST, Column.URI) if one in columns)
        self._get = {column: columns.get(column) for column in Column}
        duration = columns.get(Column.DURATION)
        heading = table.headings[duration].casefold() if duration is not None else ""
        self._unit_ms = 1 if "ms" in heading or not heading else None
        artist = columns.get(Column.ARTIST)
        self._joint = _COMMA_LISTED
        if Column.ARTIST_URI in columns:
            self._joint = _COMMA_ESCAPED
        elif family == "Exportify" and artist is not None and plain(table.headings[artist]) != "artistname":
            self._joint = _COMMA_TIGHT

    def __call__(self, number: int, cells: list[str]) -> Row:
        """The track of a row, or why it has none."""
        if len(cells) <= self._needed or (len(cells) > self._width and any(cells[self._width :])):
            reason = f"It has {len(cells):,} cells where there are {self._width:,} columns."
            return Row(number, Dropped(reason, RowSkip.UNREADABLE))
        get = self._get
        explicit = _cell(cells, get[Column.EXPLICIT]).casefold()
        track: SourceTrack | Dropped = made(
            _cell(cells, get[Column.TITLE]),
            self._artists(_cell(cells, get[Column.ARTIST])),
            album=_cell(cells, get[Column.ALBUM]),
            released=_cell(cells, get[Column.RELEASED])[:10],
            uri=_cell(cells, get[Column.URI]),
            code=_cell(cells, get[Column.ISRC]),
            video=_cell(cells, get[Column.VIDEO]),
            duration_ms=length_ms(_cell(cells, get[Column.DURATION]), unit_ms=self._unit_ms),
            is_explicit=True if explicit == "true" else False if explicit == "false" else None,
        )
        return Row(number, track, instant(_cell(cells, get[Column.ADDED])))

    def _artists(self, cell: str) -> tuple[str, ...]:
        r"""Names out of one cell. Exportify joins by ``, `` (``\,`` inside a name), or by ``;``, or by ``,``."""
        if ";" in cell:
            return tuple(cell.split(";"))
        if "," not in cell:
            return (cell,)
        return tuple([name.replace("\\,", ",") for name in self._joint.split(cell)])
