"""The real command over the sample library, killed at chance moments of its import, its matching and its sync.

A seed that fails names itself. The services run over real HTTP, the store is a real file.
"""

from __future__ import annotations

import random
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from core.demo.sample.read import sample_world
from tests.cli.conftest import SETTINGS
from tests.cli.program import Program
from tests.services import PROJECT, running_services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.proof

SEEDS = (1, 2, 3)
KILLS = {"import": 4, "match": 6, "sync": 13}
"""Kills of each command in one seed's life; 66 in all, of which a few come too late."""

LINES = {"import": 40, "match": 100, "sync": 150}
"""Lines of its output that a command may live to say."""

PLENTY = "[quota]\nunits_per_day = 100000\nsearches_per_day = 1000\nplaylists_per_day = 50\n"
LOOKS = 8
"""Units a kill may cost beyond the plan: the heads again, what changed meanwhile, two looks."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@contextmanager
def _killed_after(program: Program, lines: int, *arguments: str) -> Iterator[bool]:
    """Kill a command once it said so many lines; False where it ended before."""
    with subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments, "--json"],
        cwd=PROJECT,
        env=dict(program.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        said = sum(1 for _ in zip(range(lines), process.stdout, strict=False))
        process.kill()
    yield said == lines


@pytest.mark.parametrize("seed", SEEDS)
def test_a_whole_journey_killed_at_chance_moments_writes_everything_once(
    bare: Program, folder: Path, seed: int
) -> None:
    chance = random.Random(seed)
    killed = 0
    with running_services("--lag-s", "0.05", world=sample_world(), folder=folder) as services:
        services.restart(units=100_000, searches=1_000, playlists_per_day=50)
        program = Program(bare.home, {**bare.environment, **services.environment}, services)
        program.configure(SETTINGS + PLENTY)
        program.sign_in()
        promised = 0
        for command, number in KILLS.items():
            arguments = (command, "--yes") if command == "sync" else (command,)
            if command == "sync":
                promised = program.run("preview", "--json").document["total_units"]
                before = services.state()["quota"]["total_units"]
            for _ in range(number):
                with _killed_after(program, chance.randint(1, LINES[command]), *arguments) as is_killed:
                    killed += is_killed
            summary = program.run(*arguments, "--json").summary
            assert summary["status"] == "completed", f"seed {seed}: {summary}"
        assert summary["left"] == 0, f"seed {seed}"
        held = services.state()
        for playlist in held["playlists"]:
            videos = [item["video_id"] for item in playlist["items"]]
            assert len(videos) == len(set(videos)), f"seed {seed}: doubled in {playlist['title']}"
        calls = [entry["method"] for entry in held["log"]]
        titles = [playlist["title"] for playlist in held["playlists"]]
        assert len(titles) == len(set(titles)), f"seed {seed}: {titles}"
        again = program.run("preview", "--json").document
        assert (again["total_units"], sum(part["to_add"] for part in again["categories"])) == (0, 0), f"seed {seed}"
        refused = sum(1 for entry in held["log"] if entry["status"] >= 400)
        extra = held["quota"]["total_units"] - before - promised
        assert extra <= 50 * refused + LOOKS * KILLS["sync"] + 4 * refused, f"seed {seed}: {extra} units"
        assert calls.count("youtube.playlists.insert") == sum(
            1 for playlist in held["playlists"] if "[crossfade:" in playlist.get("description", "")
        ), f"seed {seed}"
        assert killed >= 17, f"seed {seed}: {killed} kills struck"
