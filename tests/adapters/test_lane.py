"""One call at a time on a thread of its own, which never holds the process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.adapters.lane import Lane
from core.errors import Transient

if TYPE_CHECKING:
    from tests.adapters.fakes import ManualClock


async def test_calls_run_one_after_another_on_one_thread(lane: Lane) -> None:
    at_work = 0
    seen: list[tuple[int, int, str]] = []

    def work(number: int) -> int:
        nonlocal at_work
        at_work += 1
        seen.append((number, at_work, threading.current_thread().name))
        at_work -= 1
        return number

    results = await asyncio.gather(*(lane.call(lambda n=n: work(n)) for n in range(20)))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    assert results == list(range(20))
    assert seen == [(number, 1, "lane-test") for number in range(20)]


async def test_an_error_comes_back_as_it_was_raised(lane: Lane) -> None:
    def work() -> None:
        message = "away"
        raise Transient(message)

    with pytest.raises(Transient, match="away"):
        await lane.call(work)
    assert await lane.call(lambda: 7) == 7


async def test_cancelling_who_waits_stops_neither_the_call_nor_the_order(lane: Lane) -> None:
    begun, may_end = threading.Event(), threading.Event()
    done: list[str] = []

    def write() -> None:
        begun.set()
        may_end.wait(5)
        done.append("write")

    waiter = asyncio.create_task(lane.call(write))
    await asyncio.to_thread(begun.wait, 5)
    waiter.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiter
    assert done == []
    look = asyncio.create_task(lane.call(lambda: done.append("look")))
    may_end.set()
    await look
    assert done == ["write", "look"]


async def test_a_call_that_has_not_begun_is_dropped_with_who_waited(lane: Lane) -> None:
    may_end = threading.Event()
    done: list[str] = []
    first = asyncio.create_task(lane.call(lambda: may_end.wait(5)))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    second = asyncio.create_task(lane.call(lambda: done.append("second")))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    may_end.set()
    await lane.call(lambda: done.append("third"))
    assert done == ["third"]


async def test_calls_are_spaced_on_the_injected_clock(clock: ManualClock) -> None:
    lane = Lane("spaced", clock=clock, spacing_s=0.5)
    await lane.call(lambda: clock.pass_by(2))
    await lane.call(lambda: None)
    clock.pass_by(0.25)
    await lane.call(lambda: None)
    clock.pass_by(9)
    await lane.call(lambda: None)
    assert clock.slept == [0.5, 0.25]
    lane.close()


async def test_a_lane_knows_how_long_it_was_idle(lane: Lane, clock: ManualClock) -> None:
    assert lane.idle_s == 0
    await lane.call(lambda: None)
    clock.pass_by(21)
    assert lane.idle_s == 21


async def test_a_closed_lane_ends_its_thread_and_runs_the_endings_there(clock: ManualClock) -> None:
    lane = Lane("closing", clock=clock)
    ended = threading.Event()
    await lane.call(lambda: None)
    lane.at_end(ended.set)
    lane.close()
    assert await asyncio.to_thread(ended.wait, 5)
    with pytest.raises(RuntimeError, match="closed"):
        await lane.call(lambda: None)


def test_a_call_that_hangs_does_not_hold_the_process() -> None:
    program = """
        import asyncio, threading
        from core.adapters.clock import SystemClock
        from core.adapters.lane import Lane

        async def main() -> None:
            lane = Lane("hanging", clock=SystemClock())
            begun = threading.Event()
            waiter = asyncio.create_task(lane.call(lambda: (begun.set(), threading.Event().wait())))
            while not begun.is_set():
                await asyncio.sleep(0.01)
            waiter.cancel()
            await asyncio.gather(waiter, return_exceptions=True)
            lane.close()

        asyncio.run(main())
        print("ended")
    """
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        cwd=root, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert (ended.stdout, ended.stderr, ended.returncode) == ("ended\n", "", 0)
