"""The import contracts of ``pyproject.toml`` hold, and each of them bites.

In a copy with one violation planted for each, every one must be reported as broken.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.tree import PACKAGES, ROOT

PLANTED = {
    "core knows neither the store nor the screen": ("core/text.py", "import tui.telling.words"),
    "the store knows core's words, not its machinery": ("db/links.py", "import core.session.plans"),
    "only the composition root sees the store": ("tui/cli/look.py", "import db.store"),
    "only the composition root sees the adapters": ("core/engine/add.py", "import core.adapters.clock"),
    "only the composition root knows that a demo exists": ("core/session/plans.py", "import core.demo.world"),
    "vendors do not know each other": ("core/adapters/youtube/titles.py", "import core.adapters.spotify.translate"),
    "textual lives in tui": ("core/marker.py", "def draw() -> None: import textual"),
    "what screens hold and tell needs no screen": ("tui/state/sieve.py", "import textual"),
    "widgets and screens know what they show, not what works": ("tui/widgets/drawn.py", "import core.engine.add"),
    "click lives in the commands": ("core/quota.py", "import click"),
    "sqlite lives in db": ("tui/build/opening.py", "import aiosqlite"),
    "spotipy lives in its adapter": ("core/adapters/lane.py", "def ask() -> None: import spotipy"),
    "Google's client lives in its adapter": ("core/adapters/login/google.py", "import googleapiclient"),
    "the unofficial search lives in its adapter": ("core/adapters/session.py", "def ask() -> None: import ytmusicapi"),
    "sign-in is our own": ("core/adapters/login/tokens.py", "import google.auth"),
    "requests lives in the adapters": ("core/listing.py", "import requests"),
    "XML is read by the readers of files alone": ("core/adapters/shape.py", "def parse() -> None: import defusedxml"),
    "servers live in the local services": ("tui/control.py", "import starlette"),
}


def broken(folder: Path) -> tuple[set[str], str]:
    """The contracts that a checkout breaks, and all that was said."""
    ended = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return set(re.findall(r"^(.+) BROKEN$", ended.stdout, re.MULTILINE)), ended.stdout + ended.stderr


def test_every_import_contract_holds() -> None:
    found, said = broken(ROOT)
    assert "0 broken" in said
    assert not found, said


def test_every_import_contract_bites(tmp_path: Path) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == set(PLANTED)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line in PLANTED.values():
        with (tmp_path / file).open("a", encoding="utf-8") as module:
            module.write(f"\n{line}\n")
    found, said = broken(tmp_path)
    assert found == set(PLANTED), said
