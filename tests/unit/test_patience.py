"""How patiently a read is made: what it waits for, how long, what it tells, and what ends it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core import retry
from core.errors import LoginExpired, Rejected, Throttled, Transient, Unavailable
from core.reading import patience as module
from core.reading.patience import Patience, Wait
from core.states import Reason, Service
from core.work.pause import Pause
from core.work.stop import Stop, StopToken
from tests.builders import NOON
from tests.engine.clock import VirtualClock

DOWN = Transient("YouTube has a problem of its own (HTTP 503).")
OFFLINE = Transient("YouTube cannot be reached; check the network.", is_network=True)


class Read:
    """A read that fails as told, one answer a try, and then gives 7; ``booked`` counts the further tries."""

    def __init__(self, *failures: Exception | None, for_ever: Exception | None = None) -> None:
        self._failures = list(failures)
        self._for_ever = for_ever
        self.tries = 0
        self.booked = 0

    async def __call__(self) -> int:
        self.tries += 1
        failure = self._failures.pop(0) if self._failures else self._for_ever
        if failure is not None:
            raise failure
        return 7

    async def book(self) -> None:
        self.booked += 1


class Heard:
    """Who is told of waits."""

    def __init__(self) -> None:
        self.waits: list[Wait | None] = []

    async def __call__(self, wait: Wait | None) -> None:
        self.waits.append(wait)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


def patience_of(clock: VirtualClock, **options: object) -> Patience:
    return Patience(clock, **{"longest_s": 60.0, **options})  # type: ignore[arg-type]  # as the tests name them


async def test_a_read_that_works_is_made_once_and_told_to_nobody(clock: VirtualClock) -> None:
    read, heard = Read(), Heard()
    assert await patience_of(clock, tell=heard).read(read, again=read.book) == 7
    assert (read.tries, read.booked, heard.waits, clock.slept) == (1, 0, [], [])


@pytest.mark.parametrize("failure", [DOWN, OFFLINE, Throttled("slower", wait_s=None)])
@pytest.mark.parametrize("times", [1, 3])
async def test_a_read_that_fails_is_made_again_and_booked(clock: VirtualClock, failure: Exception, times: int) -> None:
    read = Read(*[failure] * times)
    assert await patience_of(clock).read(read, again=read.book) == 7
    assert (read.tries, read.booked) == (times + 1, times)
    assert clock.slept == [1, 2, 4][:times]


@pytest.mark.parametrize(
    ("failure", "slept"),
    [(DOWN, [1, 2, 4, 8, 15, 15, 15, 15]), (OFFLINE, [1, 2, 4, 8]), (Throttled("x", wait_s=9), [9] * 8)],
)
async def test_a_read_that_never_works_is_given_up_within_two_minutes(
    clock: VirtualClock, failure: Exception, slept: list[float]
) -> None:
    read = Read(for_ever=failure)
    with pytest.raises(Unavailable) as given_up:
        await patience_of(clock).read(read)
    assert clock.slept == slept
    assert clock.monotonic() + retry.CALL_S <= 120
    assert str(given_up.value) == str(failure)
    assert given_up.value.wait_s >= 60
    assert given_up.value.is_limited is isinstance(failure, Throttled)
    assert given_up.value.is_network is (failure is OFFLINE)


async def test_a_pause_that_is_named_is_waited_out_where_it_is_short(clock: VirtualClock) -> None:
    assert await patience_of(clock).read(Read(Throttled("slower", wait_s=42))) == 7
    assert clock.slept == [42]


@pytest.mark.parametrize("refusal", [Throttled("x", wait_s=61), Throttled("x", wait_s=3, is_daily=True)])
async def test_a_long_pause_and_a_spent_day_are_for_whoever_asked(clock: VirtualClock, refusal: Throttled) -> None:
    with pytest.raises(Throttled) as raised:
        await patience_of(clock).read(Read(refusal))
    assert raised.value is refusal
    assert clock.slept == []


@pytest.mark.parametrize("answer", [Rejected("no", reason="no"), LoginExpired("over", service=Service.YOUTUBE)])
async def test_what_says_something_is_never_asked_again(clock: VirtualClock, answer: Exception) -> None:
    read = Read(answer)
    with pytest.raises(type(answer)):
        await patience_of(clock).read(read)
    assert read.tries == 1


async def test_waits_from_two_seconds_on_are_told_with_their_end_and_when_they_are_over(clock: VirtualClock) -> None:
    heard = Heard()
    await patience_of(clock, tell=heard).read(Read(DOWN, DOWN))
    told, over = heard.waits
    assert told is not None
    assert over is None
    assert told.why == str(DOWN)
    assert timedelta(seconds=2.9) < told.until - NOON < timedelta(seconds=3.1)
    assert str(told) == f"Waiting until {told.until.astimezone():%H:%M:%S}: YouTube has a problem of its own (HTTP 503)"


async def test_an_answer_that_takes_long_is_told_too(clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOLD_AFTER_S", 0.01)
    heard, is_told = Heard(), asyncio.Event()

    async def hear(wait: Wait | None) -> None:
        await heard(wait)
        is_told.set()

    async def slow() -> int:
        await is_told.wait()
        return 7

    assert await patience_of(clock, tell=hear).read(slow) == 7
    first, last = heard.waits
    assert first is not None
    assert first.why == "There is no answer yet"
    assert last is None


async def test_a_stop_ends_the_wait_for_an_answer_at_once(clock: VirtualClock) -> None:
    stop, began = StopToken(), asyncio.Event()

    async def hangs() -> int:
        began.set()
        await asyncio.Event().wait()
        return 0

    read = asyncio.create_task(patience_of(clock, stop=stop).read(hangs))
    await began.wait()
    stop.ask(Stop.PAUSE)
    with pytest.raises(Pause) as pause:
        await read
    assert pause.value.reason is Reason.BY_USER


async def test_a_stop_ends_the_wait_between_two_tries(clock: VirtualClock) -> None:
    stop = StopToken()
    read = Read(for_ever=DOWN)

    async def ask(_: Wait | None) -> None:
        stop.ask(Stop.CANCEL)

    with pytest.raises(Pause):
        await patience_of(clock, stop=stop, tell=ask).read(read)
    assert read.tries == 2, "the first wait is too short to be told"


async def test_after_a_read_that_was_given_up_the_next_is_given_up_sooner_until_one_works(clock: VirtualClock) -> None:
    patience = patience_of(clock)
    with pytest.raises(Unavailable):
        await patience.read(Read(for_ever=DOWN))
    read = Read(for_ever=DOWN)
    with pytest.raises(Unavailable):
        await patience.read(read)
    assert read.tries == 2
    assert await patience.read(Read(DOWN)) == 7
    assert await patience.read(Read(DOWN, DOWN, DOWN)) == 7


async def test_jitter_takes_off_up_to_half_of_a_wait(clock: VirtualClock) -> None:
    await patience_of(clock, jitter=lambda: 1.0).read(Read(DOWN, DOWN, DOWN))
    assert clock.slept == [0.5, 1, 2]
