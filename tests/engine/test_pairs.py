"""Two mishaps in one small job, all of them: crash and crash, fault and crash, fault and fault.

One playlist is made and two videos are put in. Nothing may be doubled, and no write may be sent that a look
could have spared.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from core.demo.faults import Rule
from core.states import RunKind
from db.store import open_memory
from tests.engine.journey import Crash, Crasher, Journey, completed, small_world
from tests.engine.test_faults import FAULTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.demo.world import World

pytestmark = pytest.mark.proof

INSERT, CREATE = "youtube.playlistItems.insert", "youtube.playlists.insert"
WRITES = ((CREATE, 1), (INSERT, 1), (INSERT, 2))
VIDEOS = ("vid-song-01", "vid-song-02")
NOT_APPLIED = frozenset({"never arrived", "5xx before", "garbage before", "conflict", "throttled"})
"""Faults after which the write has to be sent again."""


def _world() -> World:
    world = small_world()
    spotify = replace(world.spotify, liked=world.spotify.liked[:2], playlists=())
    return replace(world, spotify=spotify, youtube=replace(world.youtube, playlists=()))


async def _lived(folder: Path, crashes: Sequence[int], faults: Sequence[Rule]) -> tuple[Journey, list[str]]:
    """A job whose processes are broken off at ``crashes``, one after another, then taken up by one that is not."""
    journey = Journey(await open_memory(), folder, world=_world())
    where: list[str] = []
    try:
        async with journey.session() as first:
            await journey.prepare_without_old(first)
        journey.trouble(*faults)
        for at in crashes:
            crasher = Crasher(at)
            try:
                session = journey.session(crasher)
                await session.__aenter__()
                await journey.run(session, RunKind.SYNC, wait=True)
            except Crash:
                pass
            where.append(crasher.where)
        async with journey.session() as last:
            assert completed(await journey.run(last, RunKind.SYNC, wait=True)), f"not completed: {where}"
            assert await journey.run(last, RunKind.SYNC) is None, f"something was left: {where}"
    finally:
        await journey.store.close()
    return journey, where


def _check(journey: Journey, *, resent: int, told: str) -> None:
    assert journey.playlists() == {"Liked Songs": VIDEOS}, told
    writes = journey.calls("playlistItems.insert") + journey.calls("playlists.insert")
    assert writes == 3 + resent, f"{writes} writes where {3 + resent} were needed: {told}"


async def _points(folder: Path) -> int:
    """How many points an undisturbed sync passes."""
    journey = Journey(await open_memory(), folder, world=_world())
    async with journey.session() as first:
        await journey.prepare_without_old(first)
    crasher = Crasher()
    session = journey.session(crasher)
    await session.__aenter__()
    await journey.run(session, RunKind.SYNC, wait=True)
    await journey.store.close()
    return crasher.passed


async def test_every_pair_of_crashes_ends_well(tmp_path: Path) -> None:
    points = await _points(tmp_path)
    assert points > 40
    for first in range(1, points + 1):
        for second in range(1, points + 8):
            journey, where = await _lived(tmp_path, (first, second), ())
            _check(journey, resent=0, told=f"crashes {first} {second} {where}")
            if not where[-1]:
                break


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_with_every_crash_ends_well(tmp_path: Path, fault: str) -> None:
    struck = 0
    for call, nth in WRITES:
        rule = _at(fault, call, nth)
        at = 1
        while True:
            journey, where = await _lived(tmp_path, (at,), (rule,))
            struck += journey.services.faults.fired[0]
            resent = journey.services.faults.fired[0] * (fault in NOT_APPLIED)
            _check(journey, resent=resent, told=f"{fault} at call {nth} of {call}, crash {where}")
            if not where[0]:
                break
            at += 1
    assert struck > 60, "the fault struck"


@pytest.mark.parametrize("first", FAULTS)
async def test_every_pair_of_faults_ends_well(tmp_path: Path, first: str) -> None:
    for second in FAULTS:
        for one, other in combinations(WRITES, 2):
            rules = (_at(first, *one), _at(second, *other))
            journey, _ = await _lived(tmp_path, (), rules)
            assert sum(journey.services.faults.fired) >= 1
            told = f"{first} at {one}, {second} at {other}"
            assert journey.playlists() == {"Liked Songs": VIDEOS}, told
            fired = journey.services.faults.fired
            resent = fired[0] * (first in NOT_APPLIED) + fired[1] * (second in NOT_APPLIED)
            _check(journey, resent=resent, told=told)


def _at(fault: str, call: str, nth: int) -> Rule:
    fields = {name: getattr(FAULTS[fault], name) for name in FAULTS[fault].__struct_fields__}
    return Rule(**{**fields, "call": call, "nth": nth})
