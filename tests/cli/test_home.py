"""What a home may be: made by hand with open rights, a link, of another person; and settings of other editors."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.services import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Program

ROOT_ALONE = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")


@pytest.fixture
def songs(tmp_path: Path) -> str:
    """A library in a file."""
    file = tmp_path / "songs.csv"
    file.write_text("title,artist\nLantern,Ada\n", "utf-8")
    return str(file)


def mode(path: Path) -> int:
    """Its rights."""
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_made_by_hand_is_narrowed_and_its_files_are_private(bare: Program, songs: str) -> None:
    bare.home.mkdir(mode=0o755)
    for name in ("crossfade.lock", "crossfade.db"):
        (bare.home / name).touch(mode=0o644)
    for folder in ("logs", "tokens", "backups"):
        (bare.home / folder).mkdir(mode=0o755)
    bare.run("status")
    assert mode(bare.home) == 0o755, "who only looks changes nothing"
    assert not bare.run("import", songs).err
    assert {path.name: mode(path) for path in bare.home.iterdir() if path.is_file()} == {
        "crossfade.lock": 0o600, "crossfade.db": 0o600
    }  # fmt: skip
    assert (mode(bare.home), mode(bare.home / "logs")) == (0o700, 0o700)


@ROOT_ALONE
def test_a_home_that_cannot_be_narrowed_is_named(bare: Program, songs: str) -> None:
    bare.home.mkdir()
    bare.home.chmod(0o777)
    os.chown(bare.home, 12_345, -1)
    ended = bare.run("import", songs, is_powerless=True)
    assert ended.err.count("\n") == 1
    assert f"Others may look into {bare.home}" in ended.err
    assert mode(bare.home) == 0o777


def test_a_home_may_be_a_link_to_a_folder(bare: Program, songs: str, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    bare.home.symlink_to("elsewhere")
    assert not bare.run("import", songs).err
    assert bare.home.is_symlink()
    assert (tmp_path / "elsewhere" / "crossfade.db").stat().st_size
    assert "songs" in bare.run("categories").out


def test_settings_with_the_mark_of_an_editor_are_read(bare: Program) -> None:
    bare.home.mkdir(mode=0o700)
    (bare.home / "config.toml").write_bytes(b"\xef\xbb\xbf[quota]\r\nunits_per_day = 4321\r\n")
    assert bare.run("status", "--json").document["buckets"]["units"]["limit"] == 4321


def test_a_file_of_a_foreign_name_in_a_folder_is_imported_like_the_others(bare: Program, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.csv")).write_text("title,artist\nLantern,Ada\n", "utf-8")
    bare.run("import", str(folder))
    assert [one["source_rows"] for one in bare.run("categories", "--json").document] == [1]
    assert "caf\ufffd" in bare.run("categories").out


@pytest.mark.parametrize("ending", ["wal", "shm", "journal"])
def test_garbage_beside_the_database_costs_nothing(bare: Program, used_home: Path, ending: str) -> None:
    shutil.copytree(used_home, bare.home)
    before = bare.run("categories", "--json").document
    for command in (("categories", "--json"), ("categories", "set", "Evening", "--exclude")):
        (bare.home / f"crossfade.db-{ending}").write_bytes(bytes(range(256)) * 300)
        bare.run(*command)
    assert [one["id"] for one in bare.run("categories", "--json").document] == [one["id"] for one in before]


def test_a_full_disk_behind_the_output_is_one_sentence(bare: Program) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device, not a path of ours
        ended = subprocess.run(
            [sys.executable, "-m", "tui", "status"],
            cwd=PROJECT,
            env=dict(bare.environment),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr.decode() == "The system refused something: No space left on device.\n"


def test_a_damaged_home_comes_back_with_the_copy_that_is_named(bare: Program, used_home: Path) -> None:
    shutil.copytree(used_home, bare.home)
    database = bare.home / "crossfade.db"
    database.write_bytes(database.read_bytes()[: 4096 * 2 + 7])
    os.mkfifo(bare.home / "backups" / "99999999T000000Z-00000000.db")
    (bare.home / "backups" / "link.db").symlink_to("nowhere")
    good = bare.home / "backups" / "20260101T000000Z-00000000.db"
    assert f"Put the newest good copy, {good}, in its place." in bare.run("categories", code=1).err
    shutil.copy(good, database)
    assert "Evening" in bare.run("categories").out
