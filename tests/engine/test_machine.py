"""Whatever a person and the services do, in any order: what goes wrong is shrunk to a short story."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from core.demo.faults import Rule
from core.session.categories import Change
from core.states import Order, Policy
from tests.engine.journey import EVENING, LIKED, MORNING, Crasher
from tests.engine.oracle import always_of, faults_of
from tests.engine.simulation import EDITS, PROCESSES, SOURCE_EDITS, History, Weather

if TYPE_CHECKING:
    from collections.abc import Coroutine

CALM = Weather(
    units=600,
    playlists_per_day=2,
    has_fresh_conflicts=True,
    lag_s=5.0,
    keeps_notes=True,
    policy=Policy.MIRROR,
    order=Order.EXACT,
    rules=(),
    mishaps=(),
    is_replacing=True,
    source_edits=0,
)
TROUBLE = {
    "lost": Rule("youtube.*", "lose_reply", chance=0.3),
    "dropped": Rule("youtube.*", "drop", chance=0.3),
    "late": Rule("youtube.playlist*.[iud]*", "late", chance=0.3, delay_s=20.0),
    "5xx": Rule("youtube.*", "error", chance=0.3),
    "5xx after": Rule("youtube.*", "error", chance=0.3, when="after"),
    "garbage": Rule("youtube.*", "garbage", chance=0.3, form="cut"),
    "conflict": Rule("youtube.playlist*.[iud]*", "refuse", chance=0.3, status=409, reason="SERVICE_UNAVAILABLE"),
    "throttled": Rule("*", "throttle", chance=0.2, retry_after=100.0),
}
SETTING = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
PROOF = settings(SETTING, max_examples=600, stateful_step_count=40)


class Life(RuleBasedStateMachine):
    """One library and one channel; every rule is something that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._folder = tempfile.TemporaryDirectory()
        self.history = History(0, Path(self._folder.name), weather=CALM)
        self._do(self.history.begin())

    def _do(self, work: Coroutine[object, object, object]) -> None:
        self._loop.run_until_complete(work)

    @rule()
    def sync(self) -> None:
        """A process works until it ends or pauses."""
        self._do(self.history.process(Crasher()))

    @rule(at=st.integers(1, 300))
    def sync_and_crash(self, at: int) -> None:
        """A process works, and is gone at some call."""
        self._do(self.history.process(Crasher(at)))

    @rule(hours=st.sampled_from((0.1, 5, 26)))
    def time_passes(self, hours: float) -> None:
        """Nobody does anything for a while."""
        self.history.journey.clock.pass_by(hours * 3600)

    @rule(do=st.sampled_from(SOURCE_EDITS), number=st.integers(1, 7))
    def library_changes(self, do: str, number: int) -> None:
        """The person changes what they listen to."""
        self.history.edit_source(do, number)

    @rule(do=st.sampled_from(EDITS))
    def person_meddles(self, do: str) -> None:
        """The person changes a playlist on YouTube."""
        self.history.mishap(do)

    @rule(kinds=st.sets(st.sampled_from(sorted(TROUBLE)), max_size=3))
    def services_are_troubled(self, kinds: set[str]) -> None:
        """From now on, until it changes again; the empty set is calm."""
        self.history.journey.trouble(*(TROUBLE[kind] for kind in sorted(kinds)))

    @rule()
    def sign_in_dies(self) -> None:
        """The next process will be told."""
        self.history.mishap("sign_in_dies")

    @rule(
        title=st.sampled_from((LIKED, MORNING, EVENING)),
        policy=st.sampled_from(Policy),
        order=st.sampled_from(Order),
    )
    @precondition(lambda self: self.history.doings.processes > 0)
    def person_chooses(self, title: str, policy: Policy, order: Order) -> None:
        """A category gets another policy or order."""
        self._do(self._change(title, Change(policy=policy, order=order)))

    @rule(title=st.sampled_from((MORNING, EVENING)), is_included=st.booleans())
    @precondition(lambda self: self.history.doings.processes > 0)
    def person_includes(self, title: str, is_included: bool) -> None:
        """A category is left out, or taken in again."""
        self._do(self._change(title, Change(is_included=is_included)))

    async def _change(self, title: str, change: Change) -> None:
        session = self.history.journey.session()
        if any(category.title == title for category in await session.categories.all()):
            await session.categories.change(title, change)

    @invariant()
    def nothing_is_doubled(self) -> None:
        """At every moment, whatever is under way."""
        faults: list[str] = []

        async def look() -> None:
            faults.extend(await always_of(self.history))

        self._do(look())
        assert not faults, "\n".join(faults)

    def teardown(self) -> None:
        """The trouble ends; everything is wanted again, and the program has to come to rest in the right place."""
        try:
            self._do(self._come_to_rest())
        finally:
            self._loop.run_until_complete(self.history.close())
            self._loop.close()
            self._folder.cleanup()

    async def _come_to_rest(self) -> None:
        history = self.history
        history.journey.trouble()
        for title in (LIKED, MORNING, EVENING):
            await self._change(title, Change(is_included=True, policy=Policy.MIRROR, order=Order.EXACT))
        quiet = 0
        for _ in range(PROCESSES):
            quiet = quiet + 1 if await history.process(Crasher()) else 0
            if quiet == 2:  # the first import may only have ended one that was broken off before the library changed
                faults = await faults_of(history)
                assert not faults, "\n".join(faults)
                return
            await history.journey.clock.sleep(90_000)
        raise AssertionError("it does not come to an end")


def test_any_story_ends_well() -> None:
    run_state_machine_as_test(Life, settings=SETTING)


@pytest.mark.proof
def test_many_long_stories_end_well() -> None:
    run_state_machine_as_test(Life, settings=PROOF)
