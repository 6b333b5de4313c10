"""Trouble by chance: seeded faults of every kind, crashes anywhere, spent days, lagging listings, all at once.

Each seed is one history of several processes over many days; in the end the playlists are right and nothing is
doubled. A seed that fails names itself; give it to :func:`history_of` to see it again.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from core.demo.faults import Rule
from core.demo.rules import Rules
from core.errors import ServiceError
from core.model import PlaylistId
from core.states import Reason, RunKind, RunStatus
from db.store import open_memory
from tests.engine.journey import OLD, WANTED, Crash, Crasher, Journey, quick_settings

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = 150
PROCESSES, CALM_AFTER = 60, 40
TROUBLED = ("youtube.playlistItems.insert", "youtube.playlists.insert", "youtube.playlists.delete", "youtube.*", "*")


def _trouble(chance: random.Random) -> tuple[Rule, ...]:
    """One to four kinds of fault. What is applied late, and what a listing lags, stay within the settling time."""
    call, often = chance.choice(TROUBLED), chance.choice((0.02, 0.05, 0.1, 0.2))
    kinds = (
        Rule(call, "lose_reply", chance=often),
        Rule(call, "drop", chance=often),
        Rule("youtube.*.insert", "late", chance=often, delay_s=chance.choice((5.0, 30.0))),
        Rule(call, "error", chance=often),
        Rule(call, "error", chance=often, when="after"),
        Rule(call, "garbage", chance=often),
        Rule(call, "garbage", chance=often, form="cut"),
        Rule(call, "throttle", chance=often, retry_after=chance.choice((1.0, 5.0, 100.0))),
        Rule("youtube.*.insert", "refuse", chance=often, status=409, reason="SERVICE_UNAVAILABLE"),
    )
    return tuple(chance.sample(kinds, chance.randint(1, 4)))


async def history_of(seed: int, folder: Path) -> Journey:
    """Live through a seed's history until there is nothing left to do."""
    chance = random.Random(seed)
    units = chance.choice((10_000, 400, 600))
    rules = Rules(
        units=units,
        playlists_per_day=chance.choice((10, 2, 1)),
        has_fresh_conflicts=chance.random() < 0.5,
        lag_s=chance.choice((0.0, 5.0, 20.0)),
        latency_s=0.0,
        token_s=1e9,
    )
    journey = Journey(await open_memory(), folder, rules=rules, settings=quick_settings(units_per_day=units))
    journey.trouble(*_trouble(chance), seed=seed)
    for process in range(PROCESSES):
        if process == CALM_AFTER:
            journey.trouble()
        ends = chance.random() < 0.5 and process < CALM_AFTER
        try:
            if await _process(journey, Crasher(chance.randint(1, 400) if ends else None)):
                return journey
        except Crash:
            pass
        except ServiceError:
            await journey.clock.sleep(10)
        await journey.clock.sleep(chance.choice((1.0, 100.0, 4_000.0, 90_000.0)))
    raise AssertionError(f"seed {seed} does not come to an end")


async def _process(journey: Journey, crasher: Crasher) -> bool:
    """One process's life; True when it found nothing left to do."""
    session = journey.session(crasher)
    await session.__aenter__()
    if await session.history.last_synced() is None and not await journey.store.runs.unfinished(RunKind.SYNC):
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            await journey.run(session, kind, wait=True)
        await session.plans.refresh()
        await session.sources.replace([PlaylistId(OLD)])
        await session.plans.refresh()
    run = await journey.run(session, RunKind.SYNC, wait=True)
    if run is None:
        return True
    assert run.reason is not Reason.BUG, run.message
    assert run.status is not RunStatus.FAILED, run.message
    if run.status is RunStatus.COMPLETED:
        await session.plans.refresh()
    return False


async def test_whatever_happens_the_playlists_end_up_right_and_nothing_is_doubled(tmp_path: Path) -> None:
    struck: set[str] = set()
    for seed in range(SEEDS):
        journey = await history_of(seed, tmp_path)
        held = {title: videos for title, videos in journey.playlists().items() if title != "old songs"}
        assert held == WANTED, f"seed {seed}"
        struck |= {entry.fault for entry in journey.services.log.entries if entry.fault}
        await journey.store.close()
    assert struck >= {"lose_reply", "drop", "late", "error", "garbage", "throttle", "refuse"}, "every kind struck"
