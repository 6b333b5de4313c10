"""A row of a table whose columns are known, read into a track."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.adapters.exports.columns import MISSING, Column, each_artist, plain
from core.adapters.exports.tracks import Dropped, Row, instant, length_ms, linked_video, made
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.adapters.exports.columns import Columns
    from core.model import SourceTrack

_COMMA_ESCAPED = re.compile(r"(?<!\\), ")
_COMMA_TIGHT = re.compile(r",(?! )")
_COMMA_LISTED = re.compile(r", (?!the\b)", re.IGNORECASE)


def cell_of(cells: Sequence[str], place: int | None) -> str:
    """What stands in a cell; empty where there is none, and where Exportify says so."""
    if place is None or place >= len(cells):
        return ""
    cell = cells[place].strip()
    return "" if cell == MISSING else cell


class RowReader:
    """Reads rows of one table."""

    def __init__(self, headings: Sequence[str], columns: Columns, family: str) -> None:
        self._width = len(headings)
        needed = (Column.TITLE, Column.ARTIST, Column.URI) if Column.TITLE in columns else (Column.VIDEO,)
        self._needed = max(columns[one] for one in needed if one in columns)
        self._each = each_artist(headings)
        self._get = {column: columns.get(column) for column in Column}
        duration = columns.get(Column.DURATION)
        heading = headings[duration].casefold() if duration is not None else ""
        self._unit_ms = 1 if "ms" in heading or not heading else None
        artist = columns.get(Column.ARTIST)
        self._joint = _COMMA_LISTED
        if Column.ARTIST_URI in columns:
            self._joint = _COMMA_ESCAPED
        elif family == "Exportify" and artist is not None and plain(headings[artist]) != "artistname":
            self._joint = _COMMA_TIGHT

    def __call__(self, number: int, cells: list[str]) -> Row:
        """The track of a row, or why it has none."""
        if len(cells) <= self._needed or (len(cells) > self._width and any(map(str.strip, cells[self._width :]))):
            reason = f"It has {len(cells):,} cells where there are {self._width:,} columns."
            return Row(number, Dropped(reason, RowSkip.UNREADABLE))
        get = self._get
        explicit = cell_of(cells, get[Column.EXPLICIT]).casefold()
        link = "" if get[Column.LINK] is None else cell_of(cells, get[Column.LINK])
        video = cell_of(cells, get[Column.VIDEO])
        track: SourceTrack | Dropped = made(
            cell_of(cells, get[Column.TITLE]),
            self._artists(cells),
            album=cell_of(cells, get[Column.ALBUM]),
            released=cell_of(cells, get[Column.RELEASED])[:10],
            uri=cell_of(cells, get[Column.URI]) or link,
            code=cell_of(cells, get[Column.ISRC]),
            video=video or linked_video(link) or "",
            duration_ms=length_ms(cell_of(cells, get[Column.DURATION]), unit_ms=self._unit_ms),
            is_explicit=True if explicit == "true" else False if explicit == "false" else None,
        )
        return Row(number, track, instant(cell_of(cells, get[Column.ADDED])))

    def _artists(self, cells: Sequence[str]) -> tuple[str, ...]:
        r"""Names out of one cell, or each out of its own.

        Exportify joins by ``, `` (``\,`` inside a name), or by ``;``, or by ``,``.
        """
        if self._each:
            return tuple([cell_of(cells, place) for place in self._each])
        cell = cell_of(cells, self._get[Column.ARTIST])
        if ";" in cell:
            return tuple(cell.split(";"))
        if "," not in cell:
            return (cell,)
        return tuple([name.replace("\\,", ",") for name in self._joint.split(cell)])
