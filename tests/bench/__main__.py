"""Measures the start, an import, a plan and a sync beside the least the same could take, and prints the ratios.

Seconds depend on the machine, ratios less so; the first line tells how fast this one counts.
"""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING

from core.planning.make import make_plan
from core.planning.plan import Source
from tests.bench import exports, liked_songs, matching, patience, plans, review, screen, sync
from tests.services import PROJECT
from tests.unit.planning.situations import DAYS, category, playlist, situation
from tests.unit.planning.situations import songs as accepted_songs

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.planning.plan import Situation

SONGS, ROWS, CATEGORIES, VIDEOS, ROUNDS = 50_000, 10_000, 20, 50, 5


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


def large_situation() -> Situation:
    """Twenty playlists that hold half of what they want."""
    each = ROWS // CATEGORIES
    rows = accepted_songs(each)
    half = [str(row.video_id) for row in rows[: each // 2]]
    names = [f"PL{number}" for number in range(CATEGORIES)]
    sources = [Source(category(name, place, playlist=name), rows) for place, name in enumerate(names)]
    return situation(*sources, playlists=tuple(playlist(name, *half) for name in names))


def told(what: str, took_s: float, beside: str, beside_s: float) -> None:
    """Print a line of the table."""
    print(f"{what:<44} {took_s:8.3f} s   {beside:<36} {beside_s:8.3f} s   x {took_s / beside_s:6.1f}")


def main() -> None:
    """Measure one after the other."""
    base = best(counted)
    print(f"{'a million steps of plain Python':<44} {base:8.3f} s")
    told("crossfade --help", best(process("-m", "tui", "--help")), "python -c pass", best(process("-c", "pass")))
    took, plainly = exports.measured()
    told(f"table of {exports.ROWS:,} rows read from a file", took, "csv.reader alone", plainly)
    judging = matching.measured()
    what = f"judging {matching.TRACKS:,} tracks x {matching.EACH} videos"
    told(what, judging.judged_s, "RapidFuzz alone, the same strings", judging.alone_s)
    print(f"{'  reading one string, once':<44} {judging.string_us:8.1f} µs")
    found = large_situation()
    told(f"plan of {ROWS:,} rows", best(lambda: make_plan(found, DAYS)), "a million steps of plain Python", base)
    for what, planned in (
        ("a year old", plans.plan_alone(strays=plans.STRAYS)),
        ("out of order", plans.plan_alone(strays=None)),
        ("a year old, from the store", plans.plan_stored()),
    ):
        told(f"plan of {plans.LISTS * plans.EACH:,} rows, {what}", planned.first_s, "a million steps", base)
        print(f"{'  again after one choice, at most':<44} {planned.again_s:8.3f} s")
        print(f"{'  most memory it took':<44} {planned.peak_mb:8.1f} MB")
    for what, took_ms in review.measured().items():
        print(f"{'review: ' + what:<44} {took_ms:8.1f} ms")
    for latency_ms, rounds in ((0, 2), (20, 1)):
        imported = liked_songs.measure(SONGS, latency_ms=latency_ms, rounds=rounds)
        what = f"import of {SONGS:,} liked songs at {latency_ms} ms"
        told(what, imported.import_s, "a bare loop of the same calls", imported.loop_s)
        told("  the whole program", imported.program_s, "the same loop", imported.loop_s)
        print(f"{'  most memory it took more':<44} {imported.more_mb:8.1f} MB")
    for latency_ms in (0, 50):
        synced = sync.measure(CATEGORIES, VIDEOS, latency_ms=latency_ms)
        what = f"sync of {CATEGORIES * VIDEOS:,} videos at {latency_ms} ms"
        told(what, synced.engine_s, f"a bare loop of its {synced.calls:,} calls", synced.loop_s)
        told("  the processor alone", synced.engine_cpu_s, "the same loop", synced.loop_cpu_s)
    for latency_ms in (0, 20):
        read = patience.measured(latency_ms=latency_ms)
        what = f"{patience.CALLS} reads, patiently, at {latency_ms} ms"
        told(what, read.patient_s, "the same reads without patience", read.bare_s)
        told("  the processor alone", read.patient_cpu_s, "the same reads without patience", read.bare_cpu_s)
        print(f"{'  calls made, and without patience':<44} {read.patient_calls:8,} and {read.bare_calls:,}")
    screen.main()


if __name__ == "__main__":
    main()
