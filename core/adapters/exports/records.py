"""The rows of a delimited text, each with its number and the place where it lies.

What the cells mean is not known here.
"""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING

from core.adapters.exports.limits import RECORD_LINES_MAX
from core.adapters.exports.refusal import named
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.adapters.exports.snapshot import Snapshot

SAMPLE = 50
DELIMITERS = (",", ";", "\t", "|")
_END = "\x1eend of file"

Record = tuple[int, int, int, list[str]]
"""A row's number from 1, the offsets where it begins and ends, and its cells; no cells: it holds nothing but blanks."""


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
    snapshot: Snapshot,
    delimiter: str,
    *,
    start: int = 0,
    end: int | None = None,
    first: int = 1,
    is_quoted: bool = True,
) -> Iterator[Record]:
    """The rows of a table as they stand there; ``is_quoted``: quotation marks hold cells together.

    Raises UsageError where it breaks off.
    """
    lines = _Lines(snapshot, start, end)
    quotechar = '"' if is_quoted else None
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=is_quoted, quotechar=quotechar)
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
        yield number, before, lines.offset, cells if any(map(str.strip, cells)) else []
        number += 1


def sample_of(snapshot: Snapshot, delimiter: str, *, is_quoted: bool = True) -> list[Record]:
    """The first rows; fewer where the table is damaged further on, which shows when it is read."""
    found: list[Record] = []
    try:
        found.extend(islice(records(snapshot, delimiter, is_quoted=is_quoted), SAMPLE))
    except UsageError:
        if not found:
            raise
    return found
