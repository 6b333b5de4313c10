"""Each test of the suite runs through both doors; the process behind the HTTP door is started once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
import requests

from tests.contracts.caller import Caller
from tests.contracts.doors import in_process, over_http
from tests.contracts.world import small_world
from tests.services import running_services

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.adapters.lane import Lane
    from tests.contracts.doors import Doors
    from tests.services import Running


class Start(Protocol):
    """Starts the services anew under rules of :class:`core.demo.rules.Rules`."""

    def __call__(self, **rules: object) -> Doors: ...


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The services as a process, over the small world."""
    with running_services(world=small_world(), folder=tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture(params=["in process", "HTTP"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Start]:
    lanes: list[Lane] = []

    def begin(**rules: object) -> Doors:
        if request.param == "in process":
            return in_process(rules)
        running: Running = request.getfixturevalue("running")
        return over_http(running, rules, folder=tmp_path / "tokens", lanes=lanes)

    yield begin
    for lane in lanes:
        lane.close()


@pytest.fixture
def doors(start: Start) -> Doors:
    """A door to services whose first insert into a playlist goes well."""
    return start(has_fresh_conflicts=False)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def caller(running: Running, session: requests.Session) -> Caller:
    running.restart(lag_s=0.0, has_fresh_conflicts=False)
    return Caller(running, session)
