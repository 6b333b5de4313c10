"""One process of services for all tests of the commands, begun anew for each; a program with a fresh home."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import Program
from tests.cli.world import small_world
from tests.services import running_services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services import Running

SETTINGS = "[youtube]\nsettle_s = 0.2\n[spotify]\nspacing_s = 0\n"


SIGN_IN = {
    "access_token": "access",
    "refresh_token": "refresh",
    "expires_at": "2026-01-01T00:00:00+00:00",
    "consented_at": "2026-01-01T00:00:00+00:00",
    "client_id": "client",
}
"""A stored sign-in that no service knows."""


@pytest.fixture(scope="session")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was used without services: settings, sign-ins, folders, a library, a backup. To be copied."""
    place = tmp_path_factory.mktemp("used")
    (place / "songs.csv").write_text(
        "title,artist,playlist\nLantern,Ada,Evening\nHarbour,Dee,Evening\nAnchor\n", "utf-8"
    )
    home = place / "home"
    program = Program(home, {"PATH": os.environ["PATH"], "CROSSFADE_HOME": str(home)})
    program.configure("[youtube]\nsettle_s = 0.2\n")
    program.run("import", str(place / "songs.csv"))
    for name in ("tokens", "backups"):
        (home / name).mkdir(mode=0o700)
    for name in ("spotify.json", "youtube.json"):
        (home / "tokens" / name).write_text(json.dumps(SIGN_IN))
        (home / "tokens" / name).chmod(0o600)
    shutil.copy(home / "crossfade.db", home / "backups" / "20260101T000000Z-00000000.db")
    return home


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The services over the small world."""
    with running_services("--lag-s", "0.05", world=small_world(), folder=tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture
def services(running: Running) -> Running:
    """The services as at their start, without the refusals that fresh playlists meet."""
    running.restart(has_fresh_conflicts=False)
    running.faults()
    return running


@pytest.fixture
def bare(home: Path) -> Program:
    """The program without services or settings."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "LANG") if name in os.environ}
    return Program(home, {**kept, "CROSSFADE_HOME": str(home)})


@pytest.fixture
def program(bare: Program, services: Running) -> Program:
    """The program with services and quick settings, not signed in."""
    ours = Program(bare.home, {**bare.environment, **services.environment}, services)
    ours.configure(SETTINGS)
    return ours


@pytest.fixture(scope="session")
def matched_home(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with both sign-ins, the library imported and every recording matched; to be copied, not used."""
    home = tmp_path_factory.mktemp("matched") / "home"
    running.restart()
    running.faults()
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "LANG") if name in os.environ}
    program = Program(home, {**kept, "CROSSFADE_HOME": str(home), **running.environment}, running)
    program.configure(SETTINGS)
    program.get_ready()
    return home


def renew_tokens(home: Path, services: Running) -> None:
    """Sign a home in anew, after the services began anew and forgot every token."""
    for service in ("spotify", "youtube"):
        file = home / "tokens" / f"{service}.json"
        given = services.sign_in(service)
        token = json.loads(file.read_text()) | {name: given[name] for name in ("access_token", "refresh_token")}
        file.write_text(json.dumps(token))


@pytest.fixture
def ready(bare: Program, services: Running, matched_home: Path) -> Program:
    """The program with a library that only waits to be synced, and quick settings."""
    shutil.copytree(matched_home, bare.home)
    renew_tokens(bare.home, services)
    return Program(bare.home, {**bare.environment, **services.environment}, services)
