"""Files of real people and programs are read without loss, where they are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from tests.adapters.exports.examples import read
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DATA = ROOT.parent / "shared" / "data"
SAVED = DATA / "fixtures" / "spotify_playlist_export" / "playliststest.json"
LIBRARY = DATA / "load" / "library_20718.csv"


def at_hand(path: Path) -> Path:
    """The file, or the test is skipped."""
    if not path.is_file():
        pytest.skip(f"{path.name} is not at hand")
    return path


async def test_saved_playlists_keep_every_row_with_isrc_length_and_date() -> None:
    rows, dropped = (await read(at_hand(SAVED)))["Raid the Data Center"]
    assert (len(rows), dropped) == (38, [])
    assert all(row.added_at and row.track and row.track.isrc and row.track.duration_ms for row in rows)


async def test_a_library_of_twenty_thousand_rows_keeps_every_one() -> None:
    rows, dropped = (await read(at_hand(LIBRARY)))["library 20718"]
    assert (len(rows), dropped) == (20_718, [])
    assert all(row.track and row.track.artists and row.track.album for row in rows)
    assert sum(row.track is None or row.track.duration_ms is None for row in rows) < 10


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("rolling_stone_500_2020.csv", "catalogues will come later"),
        ("progarchives_artists_S.csv", "no column that names tracks"),
        ("1001_albums_noheader.csv", "no column that names tracks"),
        ("progmetal_2025-11-01.xlsx", "workbook"),
    ],
)
async def test_catalogues_of_albums_are_told_from_libraries(name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        await read(at_hand(DATA / "spreadsheets" / name))
