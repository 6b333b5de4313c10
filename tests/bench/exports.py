"""Measures how a large table is read beside what Python's own reader of tables takes for the same bytes."""

from __future__ import annotations

import asyncio
import csv
import tempfile
from pathlib import Path
from time import perf_counter

from core.adapters.clock import SystemClock
from core.adapters.exports.library import ExportFiles

ROWS = 100_000
HEADS = (
    *("Track URI", "Track Name", "Artist URI(s)", "Artist Name(s)", "Album URI", "Album Name", "Album Artist URI(s)"),
    *("Album Artist Name(s)", "Album Release Date", "Album Image URL", "Disc Number", "Track Number"),
    *("Track Duration (ms)", "Track Preview URL", "Explicit", "Popularity", "ISRC", "Added By", "Added At"),
)


def write(path: Path, rows: int = ROWS) -> None:
    """An Exportify table of invented songs, all 19 columns filled."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADS)
        for number in range(rows):
            by, on = number % 900, number % 4000
            writer.writerow(
                (
                    *(f"spotify:track:{number:022d}", f"Song {number}", f"spotify:artist:{by:022d}"),
                    *(f"Artist {by}, Guest\\, The {by}", f"spotify:album:{on:022d}", f"Album {on}"),
                    *(f"spotify:artist:{by:022d}", f"Artist {by}", "2011-05-02", f"https://i.example/{on:040d}"),
                    *("1", number % 20, 180_000 + number, "", "false", number % 100, f"QZAAA{number:07d}"),
                    *("spotify:user:somebody", "2021-01-02T03:04:05Z"),
                )
            )


def plainly(path: Path) -> float:
    """Seconds in which ``csv.reader`` goes through a table, doing nothing with it."""
    began = perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass
    return perf_counter() - began


async def wholly(path: Path) -> float:
    """Seconds in which the program opens a table and reads every row into a track."""
    began = perf_counter()
    library = await ExportFiles(SystemClock()).open(path)
    try:
        read = 0
        for collection in library.collections:
            async for rows, _ in library.pages(collection, limit=500):
                read += len(rows)
    finally:
        await library.close()
    if read != ROWS:
        print(f"Only {read:,} of {ROWS:,} rows were read; the time means nothing.")
    return perf_counter() - began


def measured(rounds: int = 3) -> tuple[float, float]:
    """The shortest time of each way, in seconds: the program's, then the plain one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.csv"
        write(path)
        return min(asyncio.run(wholly(path)) for _ in range(rounds)), min(plainly(path) for _ in range(rounds))


def main() -> None:
    """Print the two and their ratio."""
    took_s, plain_s = measured()
    ratio = took_s / plain_s
    print(f"a table of {ROWS:,} rows, 19 columns: {took_s:.3f} s; csv.reader alone {plain_s:.3f} s; x {ratio:.1f}")


if __name__ == "__main__":
    main()
