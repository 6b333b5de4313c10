"""YouTube Music's search as the port wants it, through ytmusicapi: anonymous, each search one call, nothing repeated.

The library reads what the web player of music.youtube.com is sent, which YouTube may change any day and whose terms
do not provide for programs. So whatever it stumbles over is an answer that cannot be used, never a crash; whoever
asks goes on without it. It is imported in the lane at the first call, and gets a session of ours.
"""

from __future__ import annotations

import locale
from typing import TYPE_CHECKING

from core.adapters.quiet import quiet_vendors
from core.adapters.session import TIMEOUT_S, Refused, new_session
from core.adapters.shape import Unreadable
from core.adapters.ytmusic import errors, translate

if TYPE_CHECKING:
    import requests
    from ytmusicapi import YTMusic

    from core.adapters.lane import Lane
    from core.model import Candidate

PUBLIC = "https://music.youtube.com"
"""The address that ytmusicapi writes into each request; another one takes its place."""

SPACING_S = 1.0
"""Seconds between two calls: what public reports name as surely tolerated."""

QUERY_MAX = 300
"""Characters of a query; longer ones are refused as a whole."""

_CHANGED = (LookupError, TypeError, ValueError, AttributeError, AssertionError, RecursionError)
"""What reading a page that is not as expected ends in; cut or foreign text is a ValueError."""


class YouTubeMusic:
    """Implements :class:`core.music.MusicSearch`.

    ``api`` is the service's address. All calls go through ``lane``, which keeps them :data:`SPACING_S` apart.
    """

    def __init__(self, *, api: str, lane: Lane) -> None:
        quiet_vendors()
        self._api = api
        self._lane = lane
        self._client: YTMusic | None = None

    async def songs(self, query: str) -> tuple[Candidate, ...]:
        """About twenty recordings of the catalogue, best first, with lengths; none for an empty query.

        Raises Transient, Throttled, or Rejected where the answer is not what this was written for.
        """
        asked = " ".join(query.split())[:QUERY_MAX]
        if not asked:
            return ()  # which the service would refuse
        return await self._lane.call(lambda: self._send(asked))

    def _send(self, query: str) -> tuple[Candidate, ...]:
        """Ask once, from the lane's thread. Raises dispositions alone."""
        from requests import RequestException
        from ytmusicapi.exceptions import YTMusicError

        try:
            # A limit below a page's twenty rows asks for no further page.
            answer = self._ready().search(query, "songs", limit=1, ignore_spelling=True)
            return translate.to_candidates(answer)
        except Refused as refused:
            raise errors.of_refusal(refused, now=self._lane.clock.now()) from None
        except RequestException as error:
            raise errors.of_failure(error) from None
        except (Unreadable, YTMusicError, *_CHANGED):
            raise errors.changed() from None

    def _ready(self) -> YTMusic:
        """The library's client, made at first use without a call."""
        if self._client is None:
            from ytmusicapi import YTMusic

            session = _own_session(self._api)
            self._lane.at_end(session.close)
            before = locale.setlocale(locale.LC_ALL)
            try:
                self._client = YTMusic(requests_session=session)
            finally:
                locale.setlocale(locale.LC_ALL, before)  # which it sets for the whole process
        return self._client


def _own_session(api: str) -> requests.Session:
    """A session that sends what is meant for the public address to ``api``, in time, and follows nothing."""
    session = new_session(api)
    send = session.request

    def request(method: str, url: str, **options: object) -> requests.Response:
        address = api + url.removeprefix(PUBLIC)
        return send(method, address, **{**options, "timeout": TIMEOUT_S, "allow_redirects": False})  # type: ignore[arg-type]  # the caller's own options

    session.request = request  # type: ignore[method-assign,assignment]  # how its own timeouts are set, too
    return session
