"""HTTP as the adapters use it: each request sent once, whole answers of bounded size and time, nothing followed.

One small room over requests, so that no vendor's client can retry, follow a redirect, swap our sign-in for one
of ``~/.netrc`` or lose half of a refusal. What an answer means is told in the vendors' error tables.
"""

from __future__ import annotations

import ssl
from functools import partial
from typing import TYPE_CHECKING

from core.adapters.address import is_loopback
from core.adapters.watchdog import Watchdog
from core.retry import CALL_S

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

    import requests
    from requests.adapters import HTTPAdapter

TIMEOUT_S = (5.0, 30.0)
"""To connect, and between two parts of an answer."""

BODY_MAX = 8 * 1024 * 1024
"""Bytes of an answer after unpacking; a page of 50 rows holds 200 KB."""


class Refused(Exception):
    """An answer outside 2xx, whole: the vendors' own exceptions lose parts of it or break on odd bodies."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.headers = headers
        self.body = body


def new_session(address: str) -> requests.Session:
    """A session for one service. Its requests raise :class:`Refused` for every answer outside 2xx.

    A call that takes longer than ``CALL_S`` (of :mod:`core.retry`) is broken off. Proxies of the environment are used,
    except towards this machine. For one thread at a time.
    """
    from http.cookiejar import DefaultCookiePolicy

    import requests

    watchdog = Watchdog()

    class Session(requests.Session):
        def send(self, request: requests.PreparedRequest, **options: object) -> requests.Response:
            with watchdog.over(CALL_S):
                return super().send(request, **options)  # type: ignore[arg-type]  # requests' own options

        def close(self) -> None:
            watchdog.close()
            super().close()

    session = Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, _watched_adapter(watchdog))
    session.auth = _untouched
    session.trust_env = not is_loopback(address)
    session.hooks = {"response": [_take]}
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _watched_adapter(watchdog: Watchdog) -> HTTPAdapter:
    """An adapter of requests whose connections the watchdog knows, those through a proxy, too."""
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

    def watched(opened: socket.socket) -> socket.socket:
        watchdog.watch(opened)
        return opened

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return watched(super()._new_conn())

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:  # for the handshake, which wraps it
            return watched(super()._new_conn())

        def connect(self) -> None:
            super().connect()
            watched(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *arguments: object, **options: object) -> None:
            super().init_poolmanager(*arguments, **options)  # type: ignore[arg-type]  # as they were given
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

        def proxy_manager_for(self, *arguments: object, **options: object) -> object:
            manager = super().proxy_manager_for(*arguments, **options)  # type: ignore[arg-type]  # as they were given
            manager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
            return manager

    return Adapter()


def was_never_sent(error: requests.RequestException) -> bool:
    """Whether a failed request surely did not reach the service: there was no connection to send it through."""
    import requests
    from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    inner = error.args[0] if error.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else None
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return True
    # Any other SSL error may also come while the answer is read; a certificate is refused before anything is sent.
    return reason is not None and any(isinstance(arg, ssl.SSLCertVerificationError) for arg in reason.args)


def _untouched(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Sign nothing. Only with an ``auth`` of its own does requests leave the Authorization header alone."""
    return request


class _Answer(dict[str, object]):
    """A JSON object that is not written out: spotipy does that with every answer for its log, wanted or not."""

    def __repr__(self) -> str:
        return f"{len(self)} fields"


def _decoded(body: bytes) -> object:
    """A body as JSON, by the faster reader where it can read it; what it refuses requests' own one judges."""
    import msgspec
    import requests

    try:
        answer = msgspec.json.decode(body)
        return _Answer(answer) if isinstance(answer, dict) else answer
    except (msgspec.DecodeError, ValueError):
        answer = requests.Response()
        answer._content = body  # noqa: SLF001 (as above)
        return answer.json()


def _take(response: requests.Response, **_: object) -> None:
    """Read an answer up to the cap, before anyone else does, and raise it where it is a refusal."""
    import requests

    body = bytearray()
    for chunk in response.iter_content(65536):
        body += chunk
        if len(body) > BODY_MAX:
            response.close()
            message = "the answer is larger than 8 MB"
            raise requests.exceptions.ContentDecodingError(message)
    response._content = bytes(body)  # noqa: SLF001 (how requests itself keeps a body; a test pins it)
    # Nothing that leads back to the response: it would live on, body and all, until the collector comes by.
    response.json = partial(_decoded, response.content)  # type: ignore[method-assign]  # what clients call
    if not 200 <= response.status_code < 300:
        raise Refused(response.status_code, response.headers, bytes(body))
