"""Door one: the services over HTTP on this machine, and the control path beside them.

Carries bytes, waits where a call is said to take time, and closes sockets without an answer where a fault
says so. It decides nothing. Starlette and uvicorn are imported by this module alone.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from core.demo.control import Control, Stage
from core.demo.wire import Call
from core.errors import UsageError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator

    from starlette.types import Receive, Scope, Send
    from uvicorn.server import ServerState

    from core.demo.services import Outcome, Services
    from core.demo.wire import JsonObject, Reply

_TRANSPORT = "crossfade.transport"


class _Protocol(H11Protocol):
    """uvicorn's protocol that hands its transport to the application, so that a reply can be lost."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        inner = self.app

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scope[_TRANSPORT] = self.transport
            await inner(scope, receive, send)

        self.app = app


class _Api:
    """The services as an ASGI application."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        call = await _call_of(request)
        services = self._stage.services
        visit = services.open(call)
        if visit is None:
            await Response("Not Found", 404)(scope, receive, send)
            return
        if visit.delay_s:
            await asyncio.sleep(visit.delay_s)
        outcome: Outcome = services.close(visit)
        if outcome.delay_s:
            await asyncio.sleep(outcome.delay_s)
        if outcome.reply is None:
            scope[_TRANSPORT].close()
            while (await receive())["type"] != "http.disconnect":
                pass
            return
        await _response_of(outcome.reply)(scope, receive, send)


class _ControlDoor:
    """The control path's routes."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def routes(self) -> list[Route]:
        """One route for each word of the control path."""
        return [
            Route("/state", self._state, methods=["GET"]),
            Route("/clock", self._posted(self._control.jump), methods=["POST"]),
            Route("/faults", self._posted(self._control.plan_faults), methods=["POST"]),
            Route("/edit", self._posted(self._control.edit), methods=["POST"]),
            Route("/reset-counts", self._posted(lambda _: self._control.reset_counts()), methods=["POST"]),
            Route("/restart", self._posted(self._control.restart), methods=["POST"]),
            Route("/sign-in/spotify", self._posted(lambda _: self._control.sign_in("spotify")), methods=["POST"]),
            Route("/sign-in/youtube", self._posted(lambda _: self._control.sign_in("youtube")), methods=["POST"]),
        ]

    async def _state(self, request: Request) -> Response:
        log = request.query_params.get("log")
        has_items = request.query_params.get("items") != "0"
        return JSONResponse(self._control.state(log=int(log) if log and log.isdigit() else None, has_items=has_items))

    def _posted(self, act: Callable[[bytes], JsonObject]) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            try:
                return JSONResponse(act(await request.body()))
            except UsageError as error:
                return JSONResponse({"error": str(error)}, 400)

        return endpoint


class Server(uvicorn.Server):
    """uvicorn that says when it can be reached: ``on_ready`` gets the port."""

    def __init__(self, services: Services, *, port: int, on_ready: Callable[[int], None]) -> None:
        stage = Stage(services)
        control = _ControlDoor(Control(stage))
        app = Starlette(routes=[Mount("/control", routes=control.routes()), Mount("/", app=_Api(stage))])
        super().__init__(
            uvicorn.Config(
                app,
                host="127.0.0.1",
                port=port,
                http=_Protocol,
                ws="none",
                lifespan="off",
                log_level="critical",
                access_log=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in peace on a signal: uvicorn's own way raises it once more, which skips every clean-up."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Bind, then tell."""
        await super().startup(sockets)
        if self.started:
            self._on_ready(self.servers[0].sockets[0].getsockname()[1])


async def _call_of(request: Request) -> Call:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Call(
        request.method,
        request.url.path,
        tuple(request.query_params.multi_items()),
        token if scheme.lower() == "bearer" else None,
        await request.body(),
    )


def _response_of(reply: Reply) -> Response:
    is_json = reply.raw is None and reply.body is not None
    headers = {"Content-Type": "application/json; charset=utf-8"} if is_json else {}
    return Response(reply.content(), reply.status, headers | dict(reply.headers))
