"""Logs of what was listened to, without headings: exports of Libre.fm and Last.fm, and players' ``.scrobbler.log``.

They are told by content: each row of an export begins with the second it was heard, and a player's log says what it
is in its first line (https://www.rockbox.org/wiki/LastFMLog). Quotation marks are letters in both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.adapters.exports.columns import Column
from core.adapters.exports.records import sample_of
from core.adapters.exports.table import Table, list_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.adapters.exports.records import Record
    from core.adapters.exports.snapshot import Snapshot
    from core.adapters.exports.tracks import Listed

NAME = "scrobbles"
_MARK = "#AUDIOSCROBBLER/"
_SECOND = re.compile(r"1[0-9]{9}|9[0-9]{8}")

# An artist is numbered: its cell holds one name, with the commas in it.
_EXPORT = ("Timestamp", "Title", "Artist 1", "Album")
_EXPORT_COLUMNS = (Column.ADDED, Column.TITLE, Column.ARTIST, Column.ALBUM)
_PLAYER = ("Artist 1", "Album", "Title", "Number", "Seconds", "Rating", "Timestamp", "Id")
_PLAYER_COLUMNS = {Column.ARTIST: 0, Column.ALBUM: 1, Column.TITLE: 2, Column.DURATION: 4, Column.ADDED: 6}


def list_scrobbles(snapshot: Snapshot, stem: str) -> list[Listed] | None:
    """The log as one playlist; None where a text is none."""
    for delimiter, is_quoted in (("\t", False), (",", True)):
        sample = sample_of(snapshot, delimiter, is_quoted=is_quoted)
        is_player = not is_quoted and any(cells and cells[0].startswith(_MARK) for *_, cells in sample[:1])
        table = _player(snapshot, sample) if is_player else _export(snapshot, sample, delimiter, is_quoted=is_quoted)
        if table is not None:
            return [list_whole(table, NAME, stem)]
    return None


def _player(snapshot: Snapshot, sample: Sequence[Record]) -> Table:
    """A player's log: artist, album, title, number, seconds, rating, second, MusicBrainz id, after lines of its own."""
    rows = [record for record in sample if not (record[3] and record[3][0].startswith("#"))]
    number, start, _, _ = rows[0] if rows else (len(sample) + 1, snapshot.end, 0, [])
    return Table(snapshot, "\t", _PLAYER, _PLAYER_COLUMNS, start=start, first=number, is_quoted=False)


def _export(snapshot: Snapshot, sample: Sequence[Record], delimiter: str, *, is_quoted: bool) -> Table | None:
    """An export: second, title, artist, and where it says more, album and ids of MusicBrainz."""
    rows = [cells for *_, cells in sample if cells]
    if not rows or not all(len(cells) > 2 and _SECOND.fullmatch(cells[0].strip()) for cells in rows):
        return None
    width = max(map(len, rows))
    headings = (*_EXPORT, *[""] * width)[:width]
    columns = {column: place for place, column in enumerate(_EXPORT_COLUMNS[:width])}
    return Table(snapshot, delimiter, headings, columns, start=0, first=1, is_quoted=is_quoted)
