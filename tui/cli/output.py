"""The one place that prints: sentences and tables for people, documents and lines for programs.

Everything for people passes :func:`core.text.shown`, line by line; JSON is pure ASCII, so that nothing in it can
reach a terminal as an instruction. Problems go to stderr, and nothing but the answer to stdout.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import TYPE_CHECKING

from core.text import safe_csv, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LINE = 2000


def say(*lines: str) -> None:
    """Print lines for people."""
    for line in lines:
        sys.stdout.write(shown(line, limit=_LINE).rstrip() + "\n")
    sys.stdout.flush()


def complain(*lines: str) -> None:
    """Print a problem, or a word beside the answer, to stderr."""
    for line in lines:
        sys.stderr.write(shown(line, limit=_LINE).rstrip() + "\n")
    sys.stderr.flush()


def document(content: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(_plain(json.dumps(content, indent=2)) + "\n")
    sys.stdout.flush()


def line(content: Mapping[str, object]) -> None:
    """Print one JSON line, at once."""
    sys.stdout.write(_plain(json.dumps(content, separators=(",", ":"))) + "\n")
    sys.stdout.flush()


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()) -> None:
    """Print aligned columns; those in ``right`` hold numbers. Cells are cut to 48 columns of the terminal."""
    cells = [[_cut(shown(cell)) for cell in row] for row in (heads, *rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(heads))]
    for row in cells:
        say("  ".join(_padded(cell, widths[place], to_right=place in right) for place, cell in enumerate(row)))


def csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a CSV table whose cells no spreadsheet takes for formulas; in UTF-8, whatever the terminal speaks."""
    import csv as library
    import io

    text = io.StringIO()
    writer = library.writer(text, lineterminator="\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([cell if isinstance(cell, int) else safe_csv(shown(str(cell), limit=_LINE)) for cell in row])
    sys.stdout.flush()
    sys.stdout.buffer.write(text.getvalue().encode())
    sys.stdout.buffer.flush()


def _plain(written: str) -> str:
    """JSON without the one control character that its ASCII form may hold."""
    return written.replace("\x7f", "\\u007f")


def _width(text: str) -> int:
    """Columns a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _cut(text: str, *, columns: int = 48) -> str:
    if _width(text) <= columns:
        return text
    while _width(text) >= columns:
        text = text[:-1]
    return text + "…"


def _padded(text: str, columns: int, *, to_right: bool) -> str:
    space = " " * (columns - _width(text))
    return space + text if to_right else text + space
