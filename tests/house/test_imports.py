"""What importing a package brings along: heavy libraries come at first use, never at the start.

The direction of imports is kept by the contracts in ``pyproject.toml`` (``make check``); here fresh
interpreters show what really gets loaded.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import LAUNCHER, PACKAGES, ROOT, modules

SCREEN = frozenset({"textual", "rich"})
VENDORS = frozenset({"spotipy", "googleapiclient", "google", "httplib2", "requests", "ytmusicapi"})
SERVERS = frozenset({"starlette", "uvicorn"})
STORE = frozenset({"sqlite3", "aiosqlite"})
SLOW = frozenset({"rapidfuzz", "redis", "cryptography"})
OURS = frozenset(PACKAGES)


def names(top: str, *, without: tuple[str, ...] = ()) -> list[str]:
    """Module names below a folder, programs (``__main__``) left out."""
    dotted = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in modules(top)]
    return [
        name
        for name in dotted
        if not name.endswith(".__main__") and not any(name == part or name.startswith(f"{part}.") for part in without)
    ]


def loaded_by(*imported: str) -> set[str]:
    """Top-level packages a fresh interpreter holds after importing some modules."""
    program = (
        "import importlib, json, sys\n"
        "for name in json.loads(sys.argv[1]): importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, json.dumps(imported)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(ended.stdout))


def test_the_core_loads_no_library_that_has_a_room_elsewhere() -> None:
    loaded = loaded_by(*names("core", without=("core.adapters", "core.demo")))
    assert not loaded & (SCREEN | VENDORS | SERVERS | STORE | SLOW | {"click"})
    assert loaded & OURS == {"core"}


def test_the_adapters_load_their_vendors_at_first_use_only() -> None:
    assert not loaded_by(*names("core.adapters".replace(".", "/"))) & (SCREEN | VENDORS | SERVERS | STORE | SLOW)


def test_spotipy_is_loaded_without_the_cache_nobody_uses() -> None:
    program = (
        "import sys\n"
        "from core.adapters.spotify.client import _spotipy\n"
        "_spotipy().Spotify\n"
        "sys.exit('redis' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_the_store_loads_neither_screen_nor_vendors() -> None:
    loaded = loaded_by(*names("db"))
    assert not loaded & (SCREEN | VENDORS | SERVERS | SLOW)
    assert loaded & OURS <= {"core", "db"}


def test_the_commands_start_without_the_screen() -> None:
    start = [name for name in names("tui") if name == "tui" or name.startswith(("tui.cli", "tui.build"))]
    loaded = loaded_by(*start, "tui.__main__")
    assert not loaded & (SCREEN | VENDORS | SERVERS | SLOW)


def test_the_launcher_loads_nothing_that_python_has_not_loaded_already() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT / LAUNCHER)!r}); before = {{*sys.modules}}\n"
        "import crossfade.__main__; print(*sorted({*sys.modules} - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert loaded.stdout.split() == ["__future__", "crossfade", "crossfade.__main__"]


def test_only_one_place_starts_a_process_of_our_own() -> None:
    """It knows where our packages lie; ``sys.executable -m`` alone looks into the current folder."""
    starting = [path for path in modules(*PACKAGES) if "sys.executable" in (ROOT / path).read_text(encoding="utf-8")]
    assert starting == [Path("tui/build/child.py")]


def test_the_screen_knows_no_vendor_and_no_store() -> None:
    assert not loaded_by(*names("tui")) & (VENDORS | SERVERS | STORE)


def test_every_root_of_the_import_contracts_is_a_package_of_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    assert sorted(project["importlinter"]["root_packages"]) == sorted(PACKAGES)
    assert project["hatch"]["build"]["targets"]["wheel"]["sources"] == {
        f"{LAUNCHER}/crossfade": "crossfade",
        **{package: f"crossfade/{package}" for package in PACKAGES},
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_modules_is_a_package(package: str) -> None:
    folders = {path.parent for path in modules(package)}
    assert not [folder for folder in folders if not (ROOT / folder / "__init__.py").is_file()]
