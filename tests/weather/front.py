"""A raw HTTP front before the local services: plain sockets, so that resets and cut bodies are real ones.

It passes requests on, answers as the services do, and does to a call what the sky says. A thread serves each
connection; the services are asked one call at a time.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from core.demo.faults import Rule as Fault
from core.demo.faults import reply_of
from core.demo.wire import Call, Reply
from tests.weather import music
from tests.weather.kinds import DATED_S, Kind, Manner

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from core.demo.services import Services
    from tests.weather.clock import QuickClock
    from tests.weather.sky import Sky

_HEAD_MAX = 64 * 1024
_NOT_FOUND = Reply(404, raw=b"Not Found")


@dataclass(slots=True)
class Behind:
    """What the front stands before at the moment: a case's services, its sky and its clock."""

    services: Services
    sky: Sky
    clock: QuickClock


class Front:
    """Listens on a port of this machine. ``slow`` is what happens while an answer comes a byte a second."""

    def __init__(self, slow: Callable[[QuickClock], None]) -> None:
        self.behind: Behind | None = None
        self._slow = slow
        self._turn = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._accept, name="front", daemon=True)
        self._thread.start()

    @property
    def base(self) -> str:
        """The address that all services share."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Stop listening, and end what is connected."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        self.hang_up()

    def hang_up(self) -> None:
        """End every connection."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    # ── one connection ───────────────────────────────────────────────────────────────────────────────────

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                connection, _ = self._listener.accept()
                self._open.add(connection)
                threading.Thread(target=self._serve, args=(connection,), name="front-connection", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        rest = b""
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                asked, rest = _request(connection, rest)
                if asked is None or not self._answer(connection, asked):
                    return
        except OSError:
            pass  # the program left, or its watchdog ended the call
        finally:
            self._open.discard(connection)
            connection.close()

    def _answer(self, connection: socket.socket, call: Call) -> bool:
        """Answer a call, or do to it what the sky says; whether the connection goes on."""
        with self._turn:
            behind = self.behind
            assert behind is not None, "nothing stands behind the front"
            name = method_of(behind.services, call)
            kind = None if name is None else behind.sky.on_the_wire(name)
            reply = self._reply(behind.services, call) if kind is None or kind.is_served else None
            now = behind.services.clock.now()
        if kind is None or name is None:
            connection.sendall(_written(reply or _NOT_FOUND, now=now))
            return True
        return self._spoil(connection, kind, reply or _spoiled(kind, name, now=now), behind)

    def _reply(self, services: Services, call: Call) -> Reply:
        if music.name_of(call) is not None:
            return music.answer(services.world, call)
        outcome = services.answer(call)
        return _NOT_FOUND if outcome is None or outcome.reply is None else outcome.reply

    def _spoil(self, connection: socket.socket, kind: Kind, reply: Reply, behind: Behind) -> bool:
        written = _written(reply, now=behind.services.clock.now())
        head = written[: written.index(b"\r\n\r\n") + 4]
        match kind.manner:
            case Manner.RESET:
                _reset(connection)
            case Manner.RESET_AFTER_HEAD:
                connection.sendall(head)
                _reset(connection)
            case Manner.CUT:
                connection.sendall(written[: len(head) + (len(written) - len(head)) // 2])
            case Manner.DRIBBLE:
                connection.sendall(written[: len(head) + 1])
                self._slow(behind.clock)
            case _:
                connection.sendall(written)
                return True
        return False


def method_of(services: Services, call: Call) -> str | None:
    """The name of the method that a call asks for; None where no service has it."""
    if (name := music.name_of(call)) is not None:
        return name
    backends = (services.youtube, services.spotify, services.spotify_accounts, services.google_accounts)
    return next((name for backend in backends if (name := backend.name(call)) is not None), None)


def call_of(verb: str, address: str, *, token: str | None = None, body: bytes = b"") -> Call:
    """A request as the services' model wants it; ``address`` may be a path alone."""
    parts = urlsplit(address)
    return Call(verb, parts.path, tuple(parse_qsl(parts.query, keep_blank_values=True)), token, body)


def _request(connection: socket.socket, rest: bytes) -> tuple[Call | None, bytes]:
    """The next request of a connection, and what was read beyond it; None at its end."""
    while b"\r\n\r\n" not in rest:
        more = connection.recv(65_536)
        if not more or len(rest) > _HEAD_MAX:
            return None, b""
        rest += more
    head, _, rest = rest.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    while len(rest) < length:
        more = connection.recv(65_536)
        if not more:
            return None, b""
        rest += more
    verb, target, _ = first.split(" ")
    scheme, _, token = headers.get("authorization", "").partition(" ")
    call = call_of(verb, target, token=token if scheme.lower() == "bearer" else None, body=rest[:length])
    return call, rest[length:]


def _spoiled(kind: Kind, name: str, *, now: datetime) -> Reply:
    """What somebody answers in the service's place, or the service in its own form."""
    headers = {} if kind.retry_after is None else {"Retry-After": kind.retry_after}
    if kind.retry_after == "date":
        headers["Retry-After"] = format_datetime(_later(now), usegmt=True)
    if kind.page is not None:
        is_json = kind.page.startswith(b"{")
        headers["Content-Type"] = "application/json" if is_json else "text/html; charset=utf-8"
        return Reply(kind.status, headers=headers, raw=kind.page)
    found = reply_of(Fault(name, "throttle" if kind.status == 429 else "error", status=kind.status), name)
    return Reply(found.status, found.body, {**found.headers, **headers})


def _later(now: datetime) -> datetime:
    from datetime import timedelta

    return now.replace(microsecond=0) + timedelta(seconds=DATED_S)


def _written(reply: Reply, *, now: datetime) -> bytes:
    """A reply as bytes."""
    body = reply.content()
    headers = {"Date": format_datetime(now.replace(microsecond=0), usegmt=True), "Content-Length": str(len(body))}
    if reply.raw is None and reply.body is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in {**headers, **reply.headers}.items()]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


def _reset(connection: socket.socket) -> None:
    """Have the connection end with a reset, in place of a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
