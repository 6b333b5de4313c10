"""What every test gets without asking: a home of its own, no settings of the machine, no network beyond loopback."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

_PERSONAL = ("NO_COLOR", "FORCE_COLOR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "COLUMNS", "LINES")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--seed N`` lives through one history of the simulation alone."""
    parser.addoption("--seed", type=int, default=None, help="live through this history of the simulation alone")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, as the program does, and not among thousands of tests that stay."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session", autouse=True)
def _one_time_zone() -> Iterator[None]:
    """Local time is UTC, so that what a test prints is the same everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home folder of the program under test; it does not exist yet."""
    for name in [*os.environ]:
        if name.startswith("CROSSFADE_") or name.upper() in _PERSONAL:
            monkeypatch.delenv(name)
    place = tmp_path / "home"
    monkeypatch.setenv("CROSSFADE_HOME", str(place))
    return place


def _guarded(connect: Callable[..., int | None]) -> Callable[..., int | None]:
    def connect_on_this_machine(self: socket.socket, address: object) -> int | None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address):
            raise RuntimeError(f"a test tried to reach {address!r}")
        return connect(self, address)

    return connect_on_this_machine


def _is_loopback(address: object) -> bool:
    host = str(address[0]) if isinstance(address, tuple) else ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
