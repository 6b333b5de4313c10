"""A call is bounded as a whole: a peer that sends a byte now and then does not hold it for ever."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import requests

from core.adapters import session as http
from core.adapters.session import new_session
from core.adapters.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b"Content-Length: 2\r\n\r\n{}"
STARTS = {
    "in its headers": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "in a body of known length": HEAD + b"Content-Length: 100000\r\n\r\n",
    "in a body of chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5000\r\n",
    "in a body that ends with the connection": HEAD + b"\r\n",
}


@contextmanager
def peer(*answers: bytes | None) -> Iterator[str]:
    """A server of one connection after another; None as an answer is a whole one, else its start, then byte by byte."""
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve() -> None:
        for start in answers:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                try:
                    connection.sendall(WHOLE if start is None else start)
                    while start is not None and not is_over.wait(0.02):
                        connection.sendall(b"7")
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        is_over.set()
        listener.close()
        thread.join(timeout=10)


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
def test_an_answer_of_a_byte_now_and_then_is_broken_off(start: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "CALL_S", 0.25)
    with peer(start) as address, new_session(address) as session:
        assert _cut(session, address)


def test_the_call_after_a_broken_one_is_made_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "CALL_S", 0.25)
    with peer(STARTS["in its headers"], None, None) as address, new_session(address) as session:
        assert _cut(session, address)
        monkeypatch.setattr(http, "CALL_S", 30.0)
        assert session.get(address, timeout=(5, 30)).json() == {}
        session.close()  # as for a connection that was idle too long; the session goes on
        assert session.get(address, timeout=(5, 30)).json() == {}


def test_a_closed_watchdog_ends_its_thread() -> None:
    watchdog = Watchdog()
    before = set(threading.enumerate())
    with watchdog.over(60.0):
        (thread,) = set(threading.enumerate()) - before
        assert thread.name == "watchdog"
    watchdog.close()
    thread.join(timeout=10)
    assert not thread.is_alive()


def _cut(session: requests.Session, address: str) -> bool:
    """Whether what came is surely no whole answer: where its end is not stated, it is at least no JSON object."""
    try:
        answer = session.get(address, timeout=(5, 30))
    except requests.RequestException as error:
        return not http.was_never_sent(error)
    return answer.content.strip(b"7") == b""
