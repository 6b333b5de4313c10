"""Services out of reach: a name that is not found, an address where nobody listens.

Both come before a request is written, so no server can act them: at the transport, just before a call would leave
this machine, its address is swapped for one that fails for real. The name is one that never resolves (RFC 6761 keeps
``.invalid`` for that); it is refused here as a resolver refuses it, so that no question leaves this machine.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from requests.adapters import HTTPAdapter

from tests.weather.front import call_of, method_of
from tests.weather.kinds import Manner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests

    from tests.weather.front import Front

NAME = "service.invalid"


@contextmanager
def out_of_reach(front: Front) -> Iterator[None]:
    """Have calls to the front's services fail before they leave, where its sky says so."""
    send: Callable[..., requests.Response] = HTTPAdapter.send
    resolve: Callable[..., object] = socket.getaddrinfo
    with socket.socket() as nobody, pytest.MonkeyPatch.context() as patch:
        nobody.bind(("127.0.0.1", 0))  # taken, and not listened at: whoever connects is refused
        places = {Manner.NO_NAME: NAME, Manner.NOBODY: f"127.0.0.1:{nobody.getsockname()[1]}"}

        def sent(self: HTTPAdapter, request: requests.PreparedRequest, **options: object) -> requests.Response:
            behind = front.behind
            if behind is not None and request.url is not None and request.url.startswith(front.base):
                name = method_of(behind.services, call_of(request.method or "", request.url))
                kind = None if name is None else behind.sky.before_the_wire(name)
                if kind is not None:
                    request.url = urlunsplit(urlsplit(request.url)._replace(netloc=places[kind.manner]))
            return send(self, request, **options)

        def resolved(host: object, *rest: object, **options: object) -> object:
            if host == NAME:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            return resolve(host, *rest, **options)

        patch.setattr(HTTPAdapter, "send", sent)
        patch.setattr(socket, "getaddrinfo", resolved)
        yield
