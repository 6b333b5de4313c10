"""Trouble by chance: seeded faults of every kind, crashes anywhere, spent days, lag, and a person who meddles.

A seed that fails names itself; ``python -m pytest tests/engine/test_simulation.py --seed N`` lives through it
again. ``make proof`` lives through many more of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.mutants import MUTANTS
from tests.engine.oracle import faults_of
from tests.engine.simulation import MISHAPS, History

if TYPE_CHECKING:
    from pathlib import Path

SEEDS, PROOF_SEEDS, FILE_SEEDS, CHUNKS = 500, 6_000, 20, 10
BITING_SEEDS = 300
FAULTS = {"lose_reply", "drop", "late", "error", "garbage", "throttle", "refuse"}
HAPPENED = {*MISHAPS, "crash", "like", "unlike", "spotify_add", "spotify_remove", "spotify_move"}


async def _lived(seed: int, folder: Path, *, is_on_files: bool = False) -> tuple[History, list[str]]:
    history = History(seed, folder, is_on_files=is_on_files)
    try:
        await history.live()
        return history, await faults_of(history)
    finally:
        await history.close()


async def _all_well(seeds: range, folder: Path, *, is_on_files: bool = False) -> None:
    """Live through seeds; every kind of trouble must have struck in them."""
    struck: set[str] = set()
    happened: set[str] = set()
    for seed in seeds:
        own = folder / str(seed)
        own.mkdir()
        history, faults = await _lived(seed, own, is_on_files=is_on_files)
        assert not faults, "\n".join(faults)
        struck |= {entry.fault for entry in history.journey.services.log.entries if entry.fault}
        happened |= history.doings.seen
    if len(seeds) >= SEEDS // CHUNKS:
        assert struck >= FAULTS, f"never struck: {FAULTS - struck}"
    if len(seeds) >= SEEDS:
        assert happened >= HAPPENED, f"never happened: {HAPPENED - happened}"


async def test_whatever_happens_the_playlists_end_up_right_and_nothing_is_doubled(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    seed = request.config.getoption("--seed")
    await _all_well(range(SEEDS) if seed is None else range(seed, seed + 1), tmp_path)


@pytest.mark.proof
@pytest.mark.parametrize("chunk", range(CHUNKS))
async def test_thousands_of_histories_end_well(tmp_path: Path, chunk: int) -> None:
    number = PROOF_SEEDS // CHUNKS
    await _all_well(range(SEEDS + chunk * number, SEEDS + (chunk + 1) * number), tmp_path)


@pytest.mark.proof
async def test_histories_on_files_end_well(tmp_path: Path) -> None:
    await _all_well(range(FILE_SEEDS), tmp_path, is_on_files=True)


async def test_a_seed_lives_through_the_same_history_every_time(tmp_path: Path) -> None:
    traces = []
    for time in ("first", "second"):
        folder = tmp_path / time
        folder.mkdir()
        history, _ = await _lived(11, folder)
        traces.append([(entry.method, entry.status, entry.fault) for entry in history.journey.services.log.entries])
    assert traces[0] == traces[1]
    assert len(traces[0]) > 40


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_the_proof_notices_an_engine_without(mutant: str, tmp_path: Path) -> None:
    """With one guarantee taken out some history ends badly."""
    with MUTANTS[mutant]():
        for seed in range(BITING_SEEDS):
            folder = tmp_path / str(seed)
            folder.mkdir()
            try:
                _, faults = await _lived(seed, folder)
            except AssertionError:
                return
            if faults:
                return
    pytest.fail(f"{BITING_SEEDS} histories ended well with {mutant}")
