"""The real adapters over the local services without a network: a transport below them that can spoil any answer.

What the services answer goes as bytes through requests, Google's client or spotipy, and the translations, as in the
product; only sockets, threads and token files are left out. One pair of clients serves any number of services, since
making Google's takes long.
"""

from __future__ import annotations

import io
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from requests.adapters import BaseAdapter

from core.adapters import session
from core.adapters.lane import Lane
from core.adapters.login.keeper import TokenKeeper
from core.adapters.spotify.client import Spotify
from core.adapters.youtube.client import YouTube
from core.demo.sign_in import sign_in
from core.demo.wire import Call
from tests.engine.clock import VirtualClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.demo.services import Services

T = TypeVar("T")
API = "http://127.0.0.1:9"
"""Nobody is asked there; a loopback address spares requests the look for proxies."""

Spoil = "Callable[[bytes], io.RawIOBase | bytes]"
"""Makes something else of an answer's body."""


class Wire(BaseAdapter):
    """Carries requests to the services in hand; ``spoil`` gets each good answer by its method's name."""

    def __init__(self) -> None:
        super().__init__()
        self.services: Services | None = None
        self.tokens: dict[str, str] = {}
        self.spoil: Callable[[str, bytes], io.BufferedIOBase | bytes] = lambda _name, body: body
        self.calls: Counter[str] = Counter()

    def use(self, services: Services) -> None:
        """Carry to these services from now on, signed in at them."""
        self.services = services
        self.tokens = {
            "spotify": str(sign_in(services, "spotify")["access_token"]),
            "youtube": str(sign_in(services, "youtube")["access_token"]),
        }

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        """Answer a request as the services do, or lose it as they do."""
        assert self.services is not None
        parts = urlsplit(request.url or "")
        body = request.body or b""
        call = Call(
            request.method or "GET",
            parts.path,
            tuple(parse_qsl(parts.query, keep_blank_values=True)),
            (request.headers.get("authorization") or "").removeprefix("Bearer "),
            body.encode() if isinstance(body, str) else bytes(body),
        )
        visit = self.services.open(call)
        assert visit is not None, f"no service answers {call.path}"
        reply = self.services.close(visit).reply
        if reply is None:
            raise requests.exceptions.ConnectionError
        self.calls[visit.name] += 1
        content: io.BufferedIOBase | bytes = reply.content()
        if 200 <= reply.status < 300:
            content = self.spoil(visit.name, reply.content())
        answer = requests.Response()
        answer.status_code = reply.status
        answer.headers.update(reply.headers)
        answer.raw = io.BytesIO(content) if isinstance(content, bytes) else content
        answer.request = request
        answer.url = request.url or ""
        return answer

    def close(self) -> None:
        """Nothing to close."""


class Straight(Lane):
    """A lane without a thread: calls run where they are asked for."""

    async def call(self, work: Callable[[], T]) -> T:
        """Run ``work`` and return what it returns."""
        return work()


class SignedIn(TokenKeeper):
    """A sign-in that is always good at the services in hand."""

    def __init__(self, wire: Wire, service: str) -> None:
        self._wire = wire
        self._service = service

    def access_token(self) -> str:
        """The token of the services in hand."""
        return self._wire.tokens[self._service]

    def refresh_now(self, *, stale: str | None = None) -> str:
        """The same one."""
        return self.access_token()


@contextmanager
def wired() -> Iterator[tuple[Wire, Spotify, YouTube]]:
    """The wire, and the two clients above it."""
    wire, clock = Wire(), VirtualClock()

    def new_session(address: str) -> requests.Session:
        made = session.new_session(address)
        made.mount(API, wire)
        return made

    with pytest.MonkeyPatch.context() as patch:
        for vendor in ("spotify", "youtube"):
            patch.setattr(f"core.adapters.{vendor}.client.new_session", new_session)
        spotify = Spotify(api=f"{API}/v1", keeper=SignedIn(wire, "spotify"), lane=Straight("spotify", clock=clock))
        youtube = YouTube(api=API, keeper=SignedIn(wire, "youtube"), lane=Straight("youtube", clock=clock))
        yield wire, spotify, youtube
