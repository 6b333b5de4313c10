"""Google Takeout's playlists: tables of video ids, in two layouts and in every language.

They are told by their cells, an 11-character id and a time, since headings and file names follow the account's
language. A list of all playlists, where there is one, gives them their titles and ids.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.columns import plain
from core.adapters.exports.table import records, sample_of
from core.adapters.exports.tracks import VIDEO_ID, Dropped, Listed, Row, instant, made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.adapters.exports.snapshot import Snapshot
    from core.adapters.exports.table import Record

NAME = "Google Takeout"
_PLAYLIST_ID = re.compile(r"(?:PL|LL|FL|UU|OL|RD|WL)[0-9A-Za-z_-]{0,60}")
_ENDING = re.compile(r"[ _-]*v[ií]d[eé]os?$", re.IGNORECASE)
_HEADS = frozenset({"videoid", "idvideo"})


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
    """The list of all playlists: a row each, ids in column ``key``."""

    rows: tuple[tuple[str, ...], ...]
    key: int


def open_takeout(snapshot: Snapshot, stem: str) -> Videos | Overview | None:
    """What a table is to Takeout; None where it is nothing of Takeout's."""
    sample = sample_of(snapshot, ",")
    blank = next((place for place, (*_, cells) in enumerate(sample) if not any(cells)), len(sample))
    block, rest = sample[:blank], sample[blank + 1 :]
    if len(block) == 2 and rest and _are_videos(rest) and len(block[0][3]) == len(block[1][3]) > 2:
        facts = [cell.strip() for cell in block[1][3]]
        heads = [plain(cell) for cell in block[0][3]]
        title = facts[heads.index("title")] if "title" in heads else facts[min(4, len(facts) - 1)]
        playlist_id = facts[0] if _PLAYLIST_ID.fullmatch(facts[0]) else ""
        return _videos(snapshot, stem, rest, title=title, playlist_id=playlist_id)
    if _are_videos(sample):
        return _videos(snapshot, stem, sample)
    return _overview(snapshot, sample)


def _are_videos(sample: Sequence[Record]) -> bool:
    """Whether a heading is followed by ids and times alone."""
    whole = [[cell.strip() for cell in cells] for *_, cells in sample if any(cells)]
    if not whole:
        return False
    heads, *rows = whole
    is_named = plain(heads[0]) in _HEADS and len(heads) <= 3
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
    rows = [tuple(cell.strip() for cell in cells) for *_, cells in sample[1:] if any(cells)]
    width = len(sample[0][3]) if sample else 0
    for place in range(width if rows and width > 2 else 0):
        if all(place < len(row) and _PLAYLIST_ID.fullmatch(row[place]) and len(row[place]) > 12 for row in rows):
            whole = [tuple(cell.strip() for cell in cells) for *_, cells in records(snapshot, ",") if any(cells)]
            return Overview(tuple(whole[1:5000]), place)
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
    best: tuple[str, str] | None = None
    for overview in overviews:
        place = _title_column(overview, tables)
        for row in overview.rows:
            title = row[place] if place is not None and place < len(row) and overview.key < len(row) else ""
            if _begins(table.stem, title) and (best is None or len(title) > len(best[1])):
                best = row[overview.key], title
    return best or ("", _ENDING.sub("", table.stem) or table.stem)


def _title_column(overview: Overview, tables: Sequence[Videos]) -> int | None:
    """The column whose cells the files are named after."""
    width = max(map(len, overview.rows), default=0)
    hits = {
        place: sum(
            any(_begins(table.stem, row[place]) for row in overview.rows if place < len(row)) for table in tables
        )
        for place in range(width)
    }
    best = max(hits, key=lambda place: hits[place], default=None)
    return best if best is not None and hits[best] else None


def _begins(stem: str, title: str) -> bool:
    """Whether a file is named after a title; signs that file names cannot hold became ``_``."""
    wanted, name = plain(title), plain(stem)
    return bool(wanted) and name.startswith(wanted)


def _rows(table: Videos) -> Iterator[Row]:
    for number, _, _, cells in records(table.snapshot, ",", start=table.start, first=table.first):
        if not any(cells):
            continue
        cell = cells[0].strip()
        if not VIDEO_ID.fullmatch(cell):
            yield Row(number, Dropped("It holds no video id."))
            continue
        yield Row(number, made("", video=cell), instant(cells[1].strip()) if len(cells) > 1 else None)
