"""A server, a clock, a lane and a sign-in for each test of an adapter."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.adapters.lane import Lane
from core.adapters.login.keeper import TokenKeeper
from core.adapters.login.tokens import TokenFile
from core.states import Service
from tests.adapters.fakes import NOW, ManualClock, Renewals, a_token
from tests.adapters.server import running_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.server import Server

RECORDED = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def lane(clock: ManualClock) -> Iterator[Lane]:
    lane = Lane("test", clock=clock)
    yield lane
    lane.close()


@pytest.fixture
def renewals() -> Renewals:
    return Renewals()


@pytest.fixture
def token_file(tmp_path: Path) -> TokenFile:
    file = TokenFile(tmp_path / "tokens" / "youtube.json", service=Service.YOUTUBE)
    file.save(a_token("access-one", expires_at=NOW + timedelta(hours=1)))
    return file


@pytest.fixture
def keeper(token_file: TokenFile, renewals: Renewals, clock: ManualClock) -> TokenKeeper:
    return TokenKeeper(token_file, renewals, clock=clock)


@pytest.fixture
def recorded() -> Path:
    if not RECORDED.is_dir():
        pytest.skip("the recorded answers are not on this machine (../shared/data)")
    return RECORDED
