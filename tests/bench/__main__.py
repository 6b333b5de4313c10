"""Measures the start, an import and a plan beside the least the same could take, and prints the ratios.

Seconds depend on the machine, ratios less so; the first line tells how fast this one counts.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from core.demo.door import Door
from core.demo.library_port import LocalSpotify
from core.planning.make import make_plan
from core.planning.plan import Source
from core.states import RunKind
from db.store import open_store
from tests.bench import exports
from tests.engine.journey import Journey, completed
from tests.engine.libraries import library, songs
from tests.services import PROJECT
from tests.unit.planning.situations import DAYS, category, playlist, situation
from tests.unit.planning.situations import songs as accepted_songs

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.demo.world import World
    from core.planning.plan import Situation

LIKED, ROWS, CATEGORIES, ROUNDS = 2_000, 10_000, 20, 5


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The shortest of several runs, in seconds: what disturbs a measurement only makes it longer."""
    taken = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return min(taken)


def counted() -> int:
    """The calibration: a million steps of plain Python."""
    total = 0
    for number in range(1_000_000):
        total += number & 7
    return total


def process(*arguments: str) -> Callable[[], object]:
    """A whole Python process, from start to end."""
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)


def reading(world: World) -> float:
    """Seconds in which the liked songs are read alone, page by page, and thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_timed(Path(folder), world, is_kept=False))


def importing(world: World) -> float:
    """Seconds of a first import of the same songs into a store on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_timed(Path(folder), world, is_kept=True))


async def _timed(home: Path, world: World, *, is_kept: bool) -> float:
    async with await open_store(home / "crossfade.db") as store:
        journey = Journey(store, home, world=world)
        reader = LocalSpotify(Door(journey.services, "spotify", clock=journey.clock))
        async with journey.session() as session:
            began = perf_counter()
            if is_kept:
                if not completed(await journey.run(session, RunKind.IMPORT)):
                    print("The import did not end; its time means nothing.")
            else:
                offset, has_more = 0, True
                while has_more:
                    page = await reader.liked_songs(offset=offset, limit=50)
                    offset, has_more = offset + len(page.rows), page.has_more
            return perf_counter() - began


def large_situation() -> Situation:
    """Twenty playlists that hold half of what they want."""
    each = ROWS // CATEGORIES
    rows = accepted_songs(each)
    half = [str(row.video_id) for row in rows[: each // 2]]
    names = [f"PL{number}" for number in range(CATEGORIES)]
    sources = [Source(category(name, place, playlist=name), rows) for place, name in enumerate(names)]
    return situation(*sources, playlists=tuple(playlist(name, *half) for name in names))


def megabytes() -> float:
    """The most memory this process has held so far (Linux counts in KiB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def told(what: str, took_s: float, beside: str, beside_s: float) -> None:
    """Print a line of the table."""
    print(f"{what:<44} {took_s:8.3f} s   {beside:<36} {beside_s:8.3f} s   x {took_s / beside_s:6.1f}")


def main() -> None:
    """Measure one after the other."""
    base = best(counted)
    print(f"{'a million steps of plain Python':<44} {base:8.3f} s")
    told("crossfade --help", best(process("-m", "tui", "--help")), "python -c pass", best(process("-c", "pass")))
    world = library(songs(LIKED))
    before = megabytes()
    imported, read = min(importing(world) for _ in range(3)), min(reading(world) for _ in range(3))
    told(f"import of {LIKED:,} liked songs, on disk", imported, "the same pages read alone", read)
    print(f"{'  most memory it took more':<44} {megabytes() - before:8.1f} MB")
    took, plainly = exports.measured()
    told(f"table of {exports.ROWS:,} rows read from a file", took, "csv.reader alone", plainly)
    found = large_situation()
    told(f"plan of {ROWS:,} rows", best(lambda: make_plan(found, DAYS)), "a million steps of plain Python", base)


if __name__ == "__main__":
    main()
