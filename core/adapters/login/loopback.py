"""The small listener on 127.0.0.1 that the browser is sent back to after a sign-in.

It waits for one redirect that carries the right state. Everything else (a port probe, a favicon, a page of the
web that guesses the port) gets a refusal and does not end the wait. The browser that brings a code gets its page when
it is known what the code was worth.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from core.adapters.login.redirect import Redirect, read_redirect

if TYPE_CHECKING:
    from types import TracebackType

PATH = "/callback"
HEAD_MAX = 16 * 1024

ANSWER_S = 5.0
"""How long a browser waits for its page at most."""

SIGNED_IN = "Crossfade is signed in."
UNDER_WAY = "Crossfade has your answer, and is still signing in. Look there: it says how it ended."
NOT_SIGNED_IN = "Crossfade is not signed in. Look there: it says why."

_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Crossfade</title>"
    "<body style='font-family:sans-serif;margin:4em'><h1>{title}</h1><p>You can close this window.</p>"
)
_HEAD = (
    "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n"
    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n"
)


class Loopback:
    """Listens while the block lasts. ``any_path`` also takes redirects to other paths than ``/callback``."""

    def __init__(self, *, state: str, any_path: bool = False) -> None:
        self._state = state
        self._any_path = any_path
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._answer: asyncio.Future[Redirect] = asyncio.get_running_loop().create_future()
        self._verdict: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting: set[asyncio.Task[None]] = set()

    @property
    def redirect_uri(self) -> str:
        """Where the browser is to be sent back to; known once the block is entered."""
        return f"http://127.0.0.1:{self._port}{PATH}"

    async def redirect(self) -> Redirect:
        """Wait for the redirect of this sign-in, however long it takes."""
        return await asyncio.shield(self._answer)

    async def conclude(self, title: str) -> None:
        """Tell the browser that brought the code how the sign-in ended; returns when its page was sent."""
        if not self._verdict.done():
            self._verdict.set_result(title)
        if self._waiting:
            await asyncio.wait(self._waiting)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD_MAX)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.conclude(NOT_SIGNED_IN)
        if self._server is not None:
            self._server.close()
            for writer in [*self._open]:  # a browser holds spare connections open for minutes
                writer.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request of a connection; a code is told at once, and its page waits for the verdict."""
        self._open.add(writer)
        task = asyncio.current_task()
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            status, title, found = self._judge(head.decode("latin-1"))
            if found is not None and task is not None:
                self._waiting.add(task)
                if not self._answer.done():
                    self._answer.set_result(found)
                title = title or await self._said()
            page = _PAGE.format(title=title).encode()
            writer.write(_HEAD.format(status=status, length=len(page)).encode() + page)
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass  # whoever it was left, or spoke no HTTP: the wait goes on
        finally:
            writer.close()
            self._open.discard(writer)
            if task is not None:
                self._waiting.discard(task)

    async def _said(self) -> str:
        """How the sign-in ended; a browser is not kept waiting for long, it may give up."""
        done, _ = await asyncio.wait({self._verdict}, timeout=ANSWER_S)
        return self._verdict.result() if done else UNDER_WAY

    def _judge(self, head: str) -> tuple[str, str, Redirect | None]:
        """Status, words (none yet for a code) and what was found in a request."""
        request, *lines = head.split("\r\n")
        method, _, rest = request.partition(" ")
        target = rest.rpartition(" ")[0]
        hosts = [value.strip() for name, _, value in (line.partition(":") for line in lines) if name.lower() == "host"]
        is_ours = self._any_path or target.partition("?")[0] == PATH
        if hosts != [f"127.0.0.1:{self._port}"] or not target.startswith("/") or not is_ours:
            return "404 Not Found", "There is nothing here.", None
        if method != "GET":
            return "405 Method Not Allowed", "There is nothing here.", None
        found = read_redirect(target, state=self._state)
        if found is None:
            return "400 Bad Request", "This does not answer the sign-in that is waiting.", None
        if found.error is not None:
            return "200 OK", "Crossfade was not given access.", found
        return "200 OK", "", found
