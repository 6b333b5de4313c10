"""The wheel that people install: complete, and alive outside the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import PACKAGES, ROOT, tracked

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; a failure shows all it said."""
    ended = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "VIRTUAL_ENV"}},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    place = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place, cwd=ROOT)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment's ``bin`` with the wheel in it; the libraries are borrowed from this environment."""
    place = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place.parent)
    (packages,) = place.glob("lib/python*/site-packages")
    borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    python = place / "bin" / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"),
        *("install", "--quiet", "--no-deps", "--no-index", wheel),
        cwd=place.parent,
    )
    return place / "bin"


def test_the_wheel_carries_every_file_of_the_program(wheel: Path) -> None:
    if not tracked():
        pytest.skip("not a git checkout")
    carried = set(zipfile.ZipFile(wheel).namelist())
    assert {path.as_posix() for path in tracked() if path.parts[0] in PACKAGES} <= carried
    assert any(re.fullmatch(r"db/sql/migrations/0001_\w+\.sql", name) for name in carried)


def test_the_wheel_carries_nothing_else_but_its_papers(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {*PACKAGES, wheel.name.split("-py3")[0] + ".dist-info"}


def test_the_installed_program_runs_from_its_own_files(installed: Path, tmp_path: Path) -> None:
    place = run(
        installed / "python",
        "-c",
        "import core, db, tui; print(core.__file__, db.__file__, tui.__file__)",
        cwd=tmp_path,
    )
    assert all(name.startswith(str(installed.parent)) for name in place.split())


def test_the_installed_program_says_its_version(installed: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert version in run(installed / "crossfade", "--version", cwd=tmp_path)
