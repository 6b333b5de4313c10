"""Rows that go in together."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from db.bulk import AT_ONCE, insert_all


@pytest.mark.parametrize("number", [0, 1, min(AT_ONCE), max(AT_ONCE), 2 * sum(AT_ONCE) + 3])
def test_every_row_goes_in_once_and_in_order(number: int) -> None:
    rows = [(place, f"row {place}") for place in range(number)]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE things (place INTEGER, name TEXT)")
        insert_all(connection, "INSERT INTO things (place, name)", rows)
        assert connection.execute("SELECT place, name FROM things ORDER BY rowid").fetchall() == rows


def test_what_follows_the_values_holds_for_all_of_them() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE things (place INTEGER PRIMARY KEY, name TEXT)")
        for name in ("old", "new"):
            insert_all(
                connection,
                "INSERT INTO things (place, name)",
                [(place, name) for place in range(max(AT_ONCE) + 1)],
                then="ON CONFLICT (place) DO UPDATE SET name = excluded.name",
            )
        assert connection.execute("SELECT DISTINCT name FROM things").fetchall() == [("new",)]
