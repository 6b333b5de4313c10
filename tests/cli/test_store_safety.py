"""What may befall the home: a full disk, rights that are missing, a damaged or a newer database, a clock set back."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import ENOUGH_S
from tests.services import PROJECT

if TYPE_CHECKING:
    from tests.cli.program import Program

LIKED, ROWS = "Liked Songs", {"Liked Songs": 10, "evening (old)": 2, "Cooking": 1}
OF_ITS_OWN = ("unshare", "--map-root-user", "--mount")
"""A process with mounts of its own, where this system lets one have them."""


def _held(program: Program) -> dict[str, int]:
    assert program.services is not None
    found = {one["title"]: len(one["items"]) for one in program.services.state()["playlists"]}
    return {title: found[title] for title in ROWS if title in found}


def _writes(program: Program) -> int:
    assert program.services is not None
    calls = program.services.state()["since_reset"]["calls"]
    return sum(number for name, number in calls.items() if name.startswith("youtube.") and name.endswith("insert"))


def _may_mount() -> bool:
    tried = subprocess.run(
        [*OF_ITS_OWN, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    ) if shutil.which(OF_ITS_OWN[0]) else None  # fmt: skip
    return tried is not None and tried.returncode == 0


@pytest.mark.skipif(not _may_mount(), reason="needs a small disk of its own")
@pytest.mark.parametrize("left_kb", [0, 40, 200])
def test_a_disk_that_is_really_full_pauses_a_sync_and_room_lets_it_go_on(
    ready: Program, tmp_path: Path, left_kb: int
) -> None:
    """The home lies on a disk of a few megabytes, all but filled; later there is room."""
    assert ready.services is not None
    sync = shlex.join([sys.executable, "-m", "tui", "sync", "--yes", "--json"])
    kept, home = tmp_path / "kept", ready.home
    kept.mkdir()
    script = f"""
        mv {home} {kept}/before && mkdir {home} && mount -t tmpfs -o size=8m none {home} || exit 90
        cp -a {kept}/before/. {home}/ || exit 91
        dd if=/dev/zero of={home}/filler bs=1k 2>/dev/null
        truncate -s -{left_kb}k {home}/filler
        {sync} >{kept}/first 2>{kept}/first.err; echo $? >{kept}/first.code
        rm {home}/filler
        {sync} >{kept}/second 2>{kept}/second.err; echo $? >{kept}/second.code
    """
    ended = subprocess.run(
        [*OF_ITS_OWN, "sh", "-c", script],
        cwd=PROJECT, env=dict(ready.environment), capture_output=True, timeout=2 * ENOUGH_S, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    first, second = (int((kept / f"{name}.code").read_text()) for name in ("first", "second"))
    said = (kept / "first.err").read_text()
    assert first in (1, 3), said
    assert "Traceback" not in said
    assert "disk is full" in said or "disk_full" in (kept / "first").read_text()
    assert second == 0, (kept / "second.err").read_text()
    assert json.loads((kept / "second").read_text().splitlines()[-1])["left"] == 0
    assert _held(ready) == ROWS
    assert _writes(ready) == 2 + 18, "nothing was written twice"


def test_a_home_that_may_not_be_written_is_one_sentence(bare: Program, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        closed = Path("/proc/crossfade-home")  # nobody, not even root, makes a folder there
    else:
        closed = tmp_path / "closed" / "home"
        closed.parent.mkdir(mode=0o500)
    ended = bare.run("import", code=None, more={"CROSSFADE_HOME": str(closed)})
    assert ended.code in (1, 2)
    assert len(ended.err.splitlines()) == 1
    assert "cannot be made" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("damage", ["torn", "overwritten", "no database"])
def test_a_damaged_database_is_refused_with_the_way_back(ready: Program, damage: str) -> None:
    ready.run("sync", "--yes")
    copies = sorted((ready.home / "backups").glob("*.db"))
    assert copies
    file = ready.home / "crossfade.db"
    data = bytearray(file.read_bytes())
    match damage:
        case "torn":
            data = data[: len(data) // 2 + 100]
        case "overwritten":
            data[4096 * 3 : 4096 * 9] = b"\xa5" * (4096 * 6)
        case _:
            data = bytearray(b"not a database at all" * 400)
    file.write_bytes(data)
    for command in ("sync --yes", "import", "preview"):
        ended = ready.run(*command.split(), code=1)
        assert "is damaged" in ended.err
        assert str(copies[-1]) in ended.err
        assert len(ended.err.splitlines()) == 1
    shutil.copy(copies[-1], file)
    before = _writes(ready)
    ready.run("sync", "--yes", "--json")
    assert _writes(ready) == before, "what was written after the copy is seen on YouTube"
    assert _held(ready) == ROWS


def test_a_database_of_a_newer_crossfade_is_refused_and_left_alone(ready: Program) -> None:
    file = ready.home / "crossfade.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = file.read_bytes()
    for command in ("sync", "status", "import"):
        ended = ready.run(command, code=None)
        assert ended.code in (1, 2)
        assert "newer Crossfade" in ended.err
    assert file.read_bytes() == before


def test_a_clock_set_back_by_days_doubles_nothing(ready: Program) -> None:
    assert ready.services is not None
    ahead, back = {"CROSSFADE_CLOCK_SHIFT_S": "200000"}, {"CROSSFADE_CLOCK_SHIFT_S": "-200000"}
    with ready.at_work("sync", "--yes", "--json", until='"phase":"add_videos"') as process:
        process.kill()
    ready.run("sync", "--yes", "--json", more=ahead, code=None)
    assert ready.run("sync", "--yes", "--json", more=back, code=None).code in (0, 3)
    ready.run("preview")
    ready.run("sync", "--yes", code=None)
    assert _held(ready) == ROWS
    assert _writes(ready) <= 2 + 18 + 1, "at most the write that was cut off is sent again"
