"""Bits of the database that flipped: whatever they are, nothing is told as a bug, and looking changes no byte."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from tui.build import Options
from tui.build.opening import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from core.session import Session

SEEDS = range(80)


async def _look_at_all(session: Session) -> None:
    """Ask for what the commands that look ask for."""
    for run in await session.history.runs():
        await session.history.jobs(run.id)
        await session.history.tally(run.id)
    await session.history.problems()
    await session.history.last_synced()
    await session.plans.categories()
    await session.sources.collections()
    await session.sources.playlists()
    async for _ in session.review.each((await session.review.queue()).missing):
        pass
    await session.plans.buckets()


def _place(home: Path, whole: bytes, seed: int) -> bytes:
    """A home with nothing but the database, a few bits flipped where something stands; what it then holds."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    data, dice = bytearray(whole), random.Random(seed)
    places = [place for place, byte in enumerate(data) if byte]
    for place in dice.sample(places, dice.choice((1, 2, 8, 64))):
        data[place] ^= 1 << dice.randrange(8)
    (home / "crossfade.db").write_bytes(data)
    return bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("write", [False, True], ids=["looked at", "opened to write"])
async def test_flipped_bits_are_no_bug(home: Path, used_home: Path, write: bool) -> None:
    whole = (used_home / "crossfade.db").read_bytes()
    refused = 0
    for seed in SEEDS:
        data = _place(home, whole, seed)
        try:
            async with await open_session(Options(env={"CROSSFADE_HOME": str(home)}), write=write) as session:
                await _look_at_all(session)
        except StoreError:
            refused += 1
        except Exception as bug:
            raise AssertionError(f"seed {seed}") from bug
        assert write or (home / "crossfade.db").read_bytes() == data
    assert refused > len(SEEDS) / 10
