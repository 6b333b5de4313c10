"""PLS lists (https://en.wikipedia.org/wiki/PLS_(file_format)), as Winamp and radio stations write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.refusal import check_songs
from core.adapters.exports.tracks import Dropped, Listed, Row, length_ms, listed_track

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.adapters.exports.snapshot import Snapshot

NAME = "PLS"
_ENTRY = re.compile(r"(file|title|length)\s{0,9}([0-9]{1,9})\s{0,9}=(.*)", re.IGNORECASE)


@dataclass(slots=True)
class _Entry:
    """What a list says of one number."""

    file: str = ""
    title: str = ""
    length: str = ""
    again: int = 0


def list_pls(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlist of a list. Lines that say nothing of a track are passed over."""
    entries = _entries(snapshot)
    return [
        Listed(
            NAME,
            stem.casefold(),
            stem,
            digest=snapshot.digest,
            file=snapshot.name,
            read=partial(_rows, entries),
            rows=sum(1 + entry.again for entry in entries),
        )
    ]


def _entries(snapshot: Snapshot) -> list[_Entry]:
    """The entries in the order of their numbers; a file or title alone makes one, a length does not."""
    found: dict[int, _Entry] = {}
    for _, line in snapshot.text():
        said = _ENTRY.fullmatch(line.strip())
        if said is None:
            continue
        entry = found.setdefault(int(said[2]), _Entry())
        value = said[3].strip()
        check_songs(len(found), snapshot.name)
        match said[1].casefold():
            case "file" if entry.file:
                entry.again += 1
            case "file":
                entry.file = value
            case "title":
                entry.title = entry.title or value
            case _:
                entry.length = entry.length or value
    return [entry for _, entry in sorted(found.items()) if entry.file or entry.title]


def _rows(entries: list[_Entry]) -> Iterator[Row]:
    number = 0
    for entry in entries:
        number += 1
        length = length_ms(entry.length, unit_ms=1000)
        yield Row(number, listed_track(entry.title, "", "", length, locations=(entry.file,)))
        for _ in range(entry.again):
            number += 1
            yield Row(number, Dropped("Its number stands in the list twice."))
