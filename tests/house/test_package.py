"""The wheel that people install: complete, under one name, and alive beside and amid things called as ours are."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import LAUNCHER, PACKAGES, ROOT, tracked

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

OTHER = "otherplayer"
"""A distribution of somebody else, with packages of its own that are called as two of ours."""


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


def built(what: str, place: Path, *, source: Path = ROOT) -> Path:
    """The ``wheel`` or ``sdist`` of a checkout, put into a folder; nothing is fetched for it."""
    run(sys.executable, "-m", "hatchling", "build", "-t", what, "-d", place, cwd=source)
    (archive,) = place.iterdir()
    return archive


def other_wheel(folder: Path) -> Path:
    """The other distribution's wheel, made by hand."""
    papers = f"{OTHER}-1.dist-info"
    files = {
        "core/__init__.py": "OWNER = 'other'\n",
        "core/states.py": "",
        "db/__init__.py": "OWNER = 'other'\n",
        f"{papers}/METADATA": f"Metadata-Version: 2.1\nName: {OTHER}\nVersion: 1\n",
        f"{papers}/WHEEL": "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{papers}/RECORD"
    files[record] = "".join(f"{name},,\n" for name in [*files, record])
    wheel = folder / f"{OTHER}-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


class Environment:
    """A fresh environment that borrows the libraries of this one; ``bin`` holds its programs."""

    def __init__(self, place: Path) -> None:
        run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place.parent)
        self.bin = place / "bin"
        self.python = self.bin / "python"
        (self.packages,) = place.glob("lib/python*/site-packages")
        borrowed = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
        (self.packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")

    def pip(self, *arguments: str | Path) -> None:
        """Let pip do something, without any network."""
        pip = (sys.executable, "-m", "pip", "--python", self.python, "--disable-pip-version-check", "--quiet")
        run(*pip, *arguments, cwd=self.bin)

    def install(self, *what: str | Path) -> None:
        """Install something alone: what it needs is borrowed."""
        self.pip("install", "--ignore-installed", "--no-deps", "--no-index", "--no-build-isolation", *what)

    def files(self) -> dict[Path, bytes]:
        """All that is installed, without what Python compiled of it."""
        found = (path for path in self.packages.rglob("*") if path.is_file() and path.suffix != ".pyc")
        return {path: path.read_bytes() for path in found}

    def owner(self, package: str) -> str:
        """Whose package it is that is imported under a name, in this environment, by any other program."""
        return run(self.python, "-c", f"import {package}; print({package}.OWNER)", cwd=self.bin).strip()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    return built("wheel", tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel in it, beside the other distribution."""
    folder = tmp_path_factory.mktemp("elsewhere")
    environment = Environment(folder / "venv")
    environment.install(other_wheel(folder))
    environment.install(wheel)
    return environment


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with an editable install of this checkout."""
    environment = Environment(tmp_path_factory.mktemp("edited") / "venv")
    environment.install("--editable", ROOT)
    return environment


@pytest.fixture
def amid(tmp_path: Path) -> Path:
    """A folder of somebody's own work, with packages called as ours that end whoever imports them."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('junk was imported')\n")
    return tmp_path


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────


def test_the_wheel_carries_every_file_of_the_program(wheel: Path) -> None:
    if not tracked():
        pytest.skip("not a git checkout")
    carried = set(zipfile.ZipFile(wheel).namelist())
    ours = [path for path in tracked() if path.parts[0] in PACKAGES]
    assert {path.suffix for path in ours} >= {".py", ".sql", ".tcss", ".txt"}
    wanted = {f"crossfade/{path.as_posix()}" for path in ours}
    wanted |= {path.relative_to(LAUNCHER).as_posix() for path in tracked() if path.is_relative_to(LAUNCHER)}
    assert {name for name in carried if name.startswith("crossfade/")} == wanted


def test_the_wheel_takes_one_name_and_brings_its_papers(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"crossfade", wheel.name.split("-py3")[0] + ".dist-info"}


def test_the_source_archive_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    with tarfile.open(built("sdist", tmp_path / "dist")) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    (tmp_path / "again").mkdir()
    again = built("wheel", tmp_path / "again", source=source)
    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }


# ── how it lives where it is installed ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("start", [("crossfade",), ("python", "-m", "crossfade")], ids=" ".join)
def test_the_demo_ends_well_beside_and_amid_packages_of_the_same_names(
    installed: Environment, amid: Path, start: tuple[str, ...]
) -> None:
    program, *arguments = start
    said = run(installed.bin / program, *arguments, "demo", "--headless", cwd=amid)
    assert said.endswith("One more plan finds nothing left to do.\n")


def test_the_installed_program_runs_from_its_own_files(installed: Environment, tmp_path: Path) -> None:
    script = (
        "import sys; from crossfade.__main__ import home_of_packages; sys.path.insert(0, home_of_packages())\n"
        "import core, db, tui; print(core.__file__, db.__file__, tui.__file__)"
    )
    places = run(installed.python, "-c", script, cwd=tmp_path).split()
    assert len(places) == len(PACKAGES)
    assert all(place.startswith(str(installed.packages / "crossfade")) for place in places)


def test_the_installed_program_says_its_version(installed: Environment, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert version in run(installed.bin / "crossfade", "--version", cwd=tmp_path)


def test_the_other_distribution_keeps_its_packages_through_install_and_uninstall(wheel: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "venv")
    environment.install(other_wheel(tmp_path))
    before = environment.files()
    environment.install(wheel)
    assert [environment.owner(package) for package in ("core", "db")] == ["other", "other"]
    environment.pip("uninstall", "--yes", "crossfade")
    assert environment.files() == before
    assert not (environment.packages / "crossfade").exists()


# ── an editable install ──────────────────────────────────────────────────────────────────────────────────


def test_an_editable_install_leads_to_the_checkout_and_copies_nothing(edited: Environment, tmp_path: Path) -> None:
    script = "import core, crossfade, db, tui; print(core.__file__, crossfade.__file__, db.__file__, tui.__file__)"
    places = run(edited.python, "-c", script, cwd=tmp_path).split()
    assert places == [str(ROOT / path / "__init__.py") for path in ("core", LAUNCHER / "crossfade", "db", "tui")]
    assert not (edited.packages / "crossfade").exists()


@pytest.mark.parametrize("start", [("crossfade",), ("python", "-m", "crossfade")], ids=" ".join)
def test_an_editable_install_works_amid_packages_of_the_same_names(
    edited: Environment, amid: Path, start: tuple[str, ...]
) -> None:
    program, *arguments = start
    said = run(edited.bin / program, *arguments, "demo", "--headless", cwd=amid)
    assert said.endswith("One more plan finds nothing left to do.\n")
