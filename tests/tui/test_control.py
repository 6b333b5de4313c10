"""Who calls and says nothing keeps nobody else from being heard: the control channel's socket, without a process."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, cast

import pytest

from tui.control import CROWD, QUEUE_MAX, SILENT_MAX, ControlServer, ask, socket_path

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from core.model import Run
    from core.session import Session

ENOUGH_S = 20


class Runs:
    """Nothing runs; it counts who asked for a pause."""

    is_active = False

    def __init__(self) -> None:
        self.asked = 0

    async def pause(self) -> Run | None:
        self.asked += 1
        return None


class Paused:
    """As much of a session as a pause needs."""

    def __init__(self) -> None:
        self.runs = Runs()


@asynccontextmanager
async def listening(home: Path, session: Paused, *, patience_s: float = ENOUGH_S) -> AsyncIterator[ControlServer]:
    """The server, closed at the end."""
    server = ControlServer(cast("Session", session), home, is_hosting=False, patience_s=patience_s)
    await server.start()
    try:
        yield server
    finally:
        await server.close()


def callers(home: Path, stack: ExitStack, count: int, *, says: bytes = b"") -> list[socket.socket]:
    """Connections, made before the listener does anything: each must find its place in the queue at once."""
    made = []
    for _ in range(count):
        caller = stack.enter_context(socket.socket(socket.AF_UNIX))
        caller.setblocking(False)
        caller.connect(str(socket_path(home)))
        if says:
            caller.send(says)
        made.append(caller)
    return made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A home."""
    (tmp_path / "home").mkdir(mode=0o700)
    return tmp_path / "home"


@pytest.mark.parametrize("says", [b"", b'{"do": '], ids=["nothing", "half a request"])
async def test_three_hundred_who_say_nothing_do_not_keep_one_from_pausing(place: Path, says: bytes) -> None:
    session = Paused()
    async with listening(place, session), asyncio.timeout(ENOUGH_S):
        with ExitStack() as stack:
            callers(place, stack, 300, says=says)
            answer = await ask(place, {"do": "pause"})
    assert answer is not None
    assert answer.is_done
    assert session.runs.asked == 1


async def test_a_crowd_of_the_silent_is_sent_away_soon_and_a_few_have_their_time(place: Path) -> None:
    """Their own time would be longer than this test may take."""
    async with listening(place, Paused(), patience_s=10 * ENOUGH_S), asyncio.timeout(ENOUGH_S):
        loop = asyncio.get_running_loop()
        with ExitStack() as stack:
            for caller in callers(place, stack, 2 * CROWD):
                assert b"cannot be understood" in await loop.sock_recv(caller, 1000)
        with ExitStack() as stack:
            (patient,) = callers(place, stack, 1)
            assert await ask(place, {"do": "pause"}) is not None
            await loop.sock_sendall(patient, b'{"do": "pause"}\n')
            assert b'"is_done": true' in await loop.sock_recv(patient, 1000)


async def test_with_too_many_the_first_make_room_at_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No time of anyone's ends within this test."""
    monkeypatch.setattr("tui.control._CROWDED_S", 10 * ENOUGH_S)
    async with listening(place, Paused(), patience_s=10 * ENOUGH_S), asyncio.timeout(ENOUGH_S):
        loop = asyncio.get_running_loop()
        with ExitStack() as stack:
            crowd = callers(place, stack, SILENT_MAX + CROWD)
            for caller in crowd[:CROWD]:
                assert b"cannot be understood" in await loop.sock_recv(caller, 1000)
            await loop.sock_sendall(crowd[CROWD], b'{"do": "pause"}\n')
            assert b'"is_done": true' in await loop.sock_recv(crowd[CROWD], 1000)


async def test_who_says_nothing_is_let_go_when_the_time_is_over(place: Path) -> None:
    async with listening(place, Paused(), patience_s=0.05), asyncio.timeout(ENOUGH_S):
        with ExitStack() as stack:
            (caller,) = callers(place, stack, 1)
            assert b"cannot be understood" in await asyncio.get_running_loop().sock_recv(caller, 1000)


async def test_each_of_a_crowd_that_asks_is_heard(place: Path) -> None:
    session = Paused()
    async with listening(place, session), asyncio.timeout(ENOUGH_S):
        loop = asyncio.get_running_loop()
        with ExitStack() as stack:
            for caller in callers(place, stack, SILENT_MAX, says=b'{"do": "pause"}\n'):
                assert b'"is_done": true' in await loop.sock_recv(caller, 1000)
    assert session.runs.asked == SILENT_MAX <= QUEUE_MAX


async def test_who_is_sent_away_unheard_calls_again(place: Path) -> None:
    calls = 0

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            await reader.readline()
            writer.write(b'{"is_done": true, "message": "", "is_busy": false, "run_id": null, "status": null}\n')
        writer.close()

    async with await asyncio.start_unix_server(meet, path=socket_path(place)), asyncio.timeout(ENOUGH_S):
        answer = await ask(place, {"do": "pause"})
    assert answer is not None
    assert answer.is_done
    assert calls == 2


async def test_nobody_who_listens_is_no_answer(place: Path) -> None:
    assert await ask(place, {"do": "pause"}) is None
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(socket_path(place)))
    assert await ask(place, {"do": "pause"}) is None
