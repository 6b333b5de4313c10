"""The bus: who hears what, and when a follower is let go."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from core.events import Bus, ErrorRaised, Event, Follower, Progressed, StatusChanged
from core.model import JobId, RunId
from core.states import Phase, RunStatus
from tests.builders import NOON, job, problem, run


async def _all_of(follower: Follower) -> list[Event]:
    return [event async for event in follower]


async def test_a_follower_of_a_run_hears_every_job_of_it_and_no_other_run() -> None:
    bus = Bus()
    mine = Progressed(job(Phase.MATCH), NOON)
    with bus.follow(RunId("run-1")) as follower:
        bus.publish(mine)
        bus.publish(Progressed(job(run_id="run-2"), NOON))
        assert follower.drain() == (mine,)


async def test_a_follower_of_a_job_hears_that_job_and_the_run_as_a_whole() -> None:
    bus = Bus()
    whole = StatusChanged(run(), NOON)
    own = Progressed(job(Phase.MATCH), NOON)
    with bus.follow(RunId("run-1"), JobId("run-1-match")) as follower:
        bus.publish(whole)
        bus.publish(Progressed(job(Phase.VERIFY), NOON))
        bus.publish(own)
        assert follower.drain() == (whole, own)


async def test_the_terminal_event_is_the_last_one_and_ends_the_iteration() -> None:
    bus = Bus()
    ended = StatusChanged(run(status=RunStatus.COMPLETED), NOON)
    with bus.follow(RunId("run-1")) as follower:
        bus.publish(ErrorRaised(problem()))
        bus.publish(ended)
        bus.publish(Progressed(job(), NOON))
        heard = await asyncio.wait_for(_all_of(follower), 5)
    assert heard == [ErrorRaised(problem()), ended]


async def test_a_paused_run_keeps_its_followers() -> None:
    bus = Bus()
    with bus.follow(RunId("run-1")) as follower:
        bus.publish(StatusChanged(run(status=RunStatus.PAUSED), NOON))
        bus.publish(StatusChanged(run(), NOON))
        assert len(follower.drain()) == 2


async def test_the_end_of_a_job_drops_only_who_follows_that_job() -> None:
    bus = Bus()
    ended = replace(job(Phase.MATCH), status=RunStatus.COMPLETED)
    with bus.follow(RunId("run-1")) as of_run, bus.follow(RunId("run-1"), ended.id) as of_job:
        bus.publish(StatusChanged(run(), NOON, ended))
        bus.publish(Progressed(ended, NOON))
        assert len(of_job.drain()) == 1
        assert len(of_run.drain()) == 2


async def test_a_slow_follower_loses_the_oldest_events_and_never_holds_the_engine() -> None:
    bus = Bus()
    with bus.follow(RunId("run-1"), size=3) as follower:
        for done in range(10):
            bus.publish(Progressed(job(done=done, total=10), NOON))
        kept = [event.job.done for event in follower.drain() if isinstance(event, Progressed)]
    assert kept == [7, 8, 9]


async def test_leaving_the_block_ends_a_waiting_follower() -> None:
    bus = Bus()
    with bus.follow(RunId("run-1")) as follower:
        listening = asyncio.ensure_future(_all_of(follower))
        await asyncio.sleep(0)
    assert await asyncio.wait_for(listening, 5) == []
