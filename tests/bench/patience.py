"""Reads through the patient reader beside the same reads without it, in fair weather: one client, one service."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.sync import SWITCHES, opened
from tests.engine.journey import small_world
from tests.services import running_services

if TYPE_CHECKING:
    from core.ports import YouTubeService

CALLS, TURNS = 200, 5


@dataclass(frozen=True, slots=True)
class Patient:
    """Seconds of both ways on the clock and of the processor, and the calls that the service counted for each.

    The calls are to be the same.
    """

    patient_s: float
    bare_s: float
    patient_cpu_s: float
    bare_cpu_s: float
    patient_calls: int
    bare_calls: int


def measured(*, latency_ms: int) -> Patient:
    """Read the same page again and again, both ways in turn; the shortest of each."""
    return asyncio.run(_measured(latency_ms))


async def _measured(latency_ms: int) -> Patient:
    with tempfile.TemporaryDirectory() as folder:
        home, world = Path(folder) / "home", Path(folder) / "world"
        for made in (home, world):
            made.mkdir()
        switches = (*SWITCHES, "--latency-ms", str(latency_ms))
        with running_services(*switches, world=small_world(), folder=world) as services:
            async with opened(home, services) as session:
                machinery = session._machinery  # noqa: SLF001 - a measurement may look behind the door
                ways: tuple[YouTubeService, ...] = (machinery.patient().youtube(), machinery.accounts.youtube())
                await ways[1].playlists()
                took: list[list[tuple[float, float]]] = [[], []]
                calls = [0, 0]
                for _ in range(TURNS):
                    for place, way in enumerate(ways):
                        services.control("reset-counts", {})
                        took[place].append(await _read(way))
                        calls[place] += sum(services.control("state?log=0&items=0")["since_reset"]["calls"].values())
    (patient_s, patient_cpu_s), (bare_s, bare_cpu_s) = (map(min, zip(*way, strict=True)) for way in took)
    return Patient(patient_s, bare_s, patient_cpu_s, bare_cpu_s, *calls)


async def _read(youtube: YouTubeService) -> tuple[float, float]:
    gc.collect()
    began, used = time.perf_counter(), time.process_time()
    for _ in range(CALLS):
        await youtube.playlists()
    return time.perf_counter() - began, time.process_time() - used
