"""What google-api-python-client sends its requests through: requests in place of httplib2, each sent once.

httplib2 sends a POST a second time when the peer closes without an answer, which here would be a second video
in a playlist (measured). Only a 401, which did nothing, is sent again, once, with a fresh token.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from core.adapters.session import TIMEOUT_S, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from core.adapters.login.keeper import TokenKeeper

IDLE_MAX_S = 20.0
"""A connection that was idle longer is not written to: a peer may have dropped it, and the reply would be lost."""


class Answered:
    """The part of an HTTP answer that the client looks at."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = ""


class Transport:
    """The ``http`` object of :func:`googleapiclient.discovery.build`; used by one lane only."""

    def __init__(self, session: requests.Session, keeper: TokenKeeper, *, idle_s: Callable[[], float]) -> None:
        self._session = session
        self._keeper = keeper
        self._idle_s = idle_s

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> tuple[Answered, bytes]:
        """Send one request. Raises :class:`Refused` for an answer outside 2xx, and what requests raises."""
        if self._idle_s() > IDLE_MAX_S:
            self._session.close()  # drops the idle connections; the session itself stays usable
        token = self._keeper.access_token()
        try:
            return self._send(uri, method, body, headers or {}, token)
        except Refused as refused:
            if refused.status != HTTPStatus.UNAUTHORIZED:
                raise
        return self._send(uri, method, body, headers or {}, self._keeper.refresh_now(stale=token))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _send(
        self, uri: str, method: str, body: str | bytes | None, headers: Mapping[str, str], token: str
    ) -> tuple[Answered, bytes]:
        sent = {name: value for name, value in headers.items() if name.lower() not in {"content-length", "user-agent"}}
        response = self._session.request(
            method,
            uri,
            data=body,
            headers={**sent, "Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
        return Answered(response.status_code), response.content
