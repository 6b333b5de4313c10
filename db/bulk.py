"""Many rows at once: a statement for fifty of them costs half of what one for each does.

Only how rows go in is told here; whose they are stands with their subject.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

AT_ONCE = (50, 10)
"""Rows of one statement. Few sizes, so that each is compiled once; a service's page is the largest of them."""


def insert_all(
    connection: sqlite3.Connection, into: str, rows: Sequence[tuple[object, ...]], *, then: str = ""
) -> None:
    """Insert rows of one width. ``into`` names the table and its columns, ``then`` is what follows the values."""
    if not rows:
        return
    one = f"({', '.join('?' * len(rows[0]))})"
    first = 0
    for size in AT_ONCE:
        sql = f"{into} VALUES {', '.join([one] * size)} {then}"
        while len(rows) - first >= size:
            connection.execute(sql, tuple(chain.from_iterable(rows[first : first + size])))
            first += size
    if first < len(rows):
        connection.executemany(f"{into} VALUES {one} {then}", rows[first:])
