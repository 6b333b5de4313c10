"""The unofficial search of YouTube Music over the tiny catalogue, for the front to pass calls on to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.demo.wire import Call, Reply
from tests.adapters.music_pages import page, song

if TYPE_CHECKING:
    from core.demo.world import World

START, SEARCH = "ytmusic.start", "ytmusic.search"
_VISITOR = b'<script>ytcfg.set({"VISITOR_DATA": "visitor-one"});</script>'


def name_of(call: Call) -> str | None:
    """The name of a call to it; None where it is another service's."""
    if call.path == "/youtubei/v1/search":
        return SEARCH
    return START if (call.verb, call.path) == ("GET", "/") else None


def answer(world: World, call: Call) -> Reply:
    """The start page, or the songs whose title is asked for."""
    if name_of(call) == START:
        return Reply(200, headers={"Content-Type": "text/html"}, raw=_VISITOR)
    asked = str(msgspec.json.decode(call.body, type=dict).get("query", "")).casefold()
    artists = {artist.id: artist.name for artist in world.spotify.artists}
    found = [
        song(
            video.id,
            track.title,
            artists=(artists[track.artists[0]],),
            length=f"{track.ms // 60_000}:{track.ms // 1000 % 60:02d}",
        )
        for track, video in zip(world.spotify.tracks, world.videos, strict=False)
        if track.title.casefold() in asked
    ]
    return Reply(200, headers={"Content-Type": "application/json"}, raw=msgspec.json.encode(page(*found)))
