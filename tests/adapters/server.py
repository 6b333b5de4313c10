"""A loopback HTTP server that answers as a test tells it, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found

    @property
    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.body.decode()).items()}


@dataclass(frozen=True)
class Reply:
    """``is_lost`` closes the connection without an answer; ``cut`` promises that many bytes more than it sends."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    is_lost: bool = False
    cut: int = 0

    @property
    def raw(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answer = Callable[[Asked], Reply]


class Server:
    """``answers`` are used up one by one; ``always`` answers when none is left."""

    def __init__(self, http: ThreadingHTTPServer) -> None:
        self._http = http
        self.asked: list[Asked] = []
        self.answers: list[Reply] = []
        self.always: Answer = lambda _: Reply(500, {"error": "the test gave no answer"})

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        return self.answers.pop(0) if self.answers else self.always(asked)


@contextmanager
def running_server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet, else each answer takes 40 ms

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            parts = urlsplit(self.path)
            asked = Asked(
                self.command,
                parts.path,
                {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()},
                {key.lower(): value for key, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("content-length") or 0)),
            )
            reply = server.answer(asked)
            if reply.is_lost:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for key, value in reply.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(reply.raw) + reply.cut))
            self.end_headers()
            self.wfile.write(reply.raw)
            self.wfile.flush()
            self.close_connection = bool(reply.cut)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Keep stderr clean."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = Server(http)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
