"""YouTube's Data API v3: the gate (sign-in, quota, form) and the way to the method that answers.

What each method does stands in :mod:`core.demo.playlists`, :mod:`core.demo.playlist_items` and
:mod:`core.demo.videos`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.demo.catalogue import Catalogue
from core.demo.channel import Channel, home_of
from core.demo.discovery import Discovery
from core.demo.playlist_items import PlaylistItems
from core.demo.playlists import Playlists
from core.demo.quota import Quota
from core.demo.refusals import bad_credentials, bad_request, insufficient_scope
from core.demo.videos import Videos
from core.demo.wire import Admission, MalformedBody, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.demo.clock import ServiceClock
    from core.demo.rules import Rules
    from core.demo.tokens import Tokens
    from core.demo.wire import Call
    from core.demo.world import World
    from core.ports import QuotaCalendar

_SCOPE = "https://www.googleapis.com/auth/youtube"
_WRITING = frozenset({_SCOPE, f"{_SCOPE}.force-ssl", "https://www.googleapis.com/auth/youtubepartner"})
_READING = _WRITING | {f"{_SCOPE}.readonly"}


class YouTube:
    """The service; its state is in ``channel``, ``catalogue`` and ``quota``."""

    def __init__(
        self, world: World, rules: Rules, *, clock: ServiceClock, calendar: QuotaCalendar, tokens: Tokens
    ) -> None:
        self.clock = clock
        self.tokens = tokens
        self.channel = Channel(world.youtube, lag_s=rules.lag_s)
        self.catalogue = Catalogue(world.videos)
        self.quota = Quota(rules, calendar)
        self.discovery = Discovery.shipped()
        playlists = Playlists(self.channel, self.quota, clock)
        items = PlaylistItems(self.channel, self.catalogue, rules, clock=clock)
        videos = Videos(self.channel, self.catalogue)
        self._methods: dict[str, Callable[[Call], Reply]] = {
            "youtube.channels.list": videos.list_channels,
            "youtube.playlists.list": playlists.list,
            "youtube.playlists.insert": playlists.insert,
            "youtube.playlists.update": playlists.update,
            "youtube.playlists.delete": playlists.delete,
            "youtube.playlistItems.list": items.list,
            "youtube.playlistItems.insert": items.insert,
            "youtube.playlistItems.update": items.update,
            "youtube.playlistItems.delete": items.delete,
            "youtube.videos.list": videos.list,
            "youtube.search.list": videos.search,
        }

    def name(self, call: Call) -> str | None:
        """The method's name in the discovery document; None where this service has no such method."""
        name = self.discovery.name(call.verb, call.path)
        return name if name in self._methods else None

    def admit(self, name: str, call: Call) -> Admission:
        """Sign-in first (free), then the quota: a call that comes through is charged in full, whatever follows."""
        access = self.tokens.access(call.token, at=self.clock.seconds())
        if access is None:
            return Admission(refusal=bad_credentials())
        if not access.scopes & (_READING if name.endswith(".list") else _WRITING):
            return Admission(refusal=insufficient_scope())
        return self.quota.take(name, self.clock.now())

    def target(self, name: str, call: Call) -> str | None:
        """The playlist that a write changes an item of: two at once to the same one collide."""
        if name == "youtube.playlistItems.delete":
            return home_of(call.one("id") or "")
        if name not in ("youtube.playlistItems.insert", "youtube.playlistItems.update"):
            return None
        try:
            snippet = call.json().get("snippet")
        except MalformedBody:
            return None
        playlist_id = snippet.get("playlistId") if isinstance(snippet, dict) else None
        return playlist_id if isinstance(playlist_id, str) else None

    def serve(self, name: str, call: Call) -> Reply:
        """Answer an admitted call."""
        fault = self.discovery.fault(call)
        if fault is not None:
            return fault
        if not call.many("part") and "part" in {key for key, _ in call.query}:
            return bad_request("No part given.", reason="missingRequiredParameter", location="part")
        try:
            return self._methods[name](call)
        except msgspec.ValidationError as error:
            return bad_request(f"Invalid value: {error}", reason="invalid", domain="global")
