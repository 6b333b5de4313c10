"""``youtube.videos.list``, ``youtube.search.list`` and ``youtube.channels.list``: what only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.demo.paging import cut
from core.demo.playlists import one_filter, unknown_part
from core.demo.refusals import bad_request
from core.demo.wire import Reply
from core.demo.youtube_rows import channel_row, listing, search_row, video_row

if TYPE_CHECKING:
    from core.demo.catalogue import Catalogue
    from core.demo.channel import Channel
    from core.demo.wire import Call, JsonObject
    from core.demo.world import Video

MAX_IDS = 50
MAX_FOUND = 500
"""Results a search pages through at most."""

_VIDEO_PARTS = frozenset(
    {"id", "snippet", "contentDetails", "statistics", "status", "player", "topicDetails", "recordingDetails"}
)
_CHANNEL_PARTS = frozenset(
    {"id", "snippet", "contentDetails", "statistics", "status", "brandingSettings", "topicDetails"}
)


class Videos:
    """The reading methods on videos and channels."""

    def __init__(self, channel: Channel, catalogue: Catalogue) -> None:
        self._channel = channel
        self._catalogue = catalogue

    def list(self, call: Call) -> Reply:
        """Videos by id; those that are gone or private are left out without a word."""
        wrong = unknown_part(call, _VIDEO_PARTS) or one_filter(call, ("id", "chart", "myRating"))
        if wrong is not None:
            return wrong
        ids = dict.fromkeys(call.many("id"))
        if len(ids) > MAX_IDS:
            return bad_request("The request specifies an invalid filter parameter.", reason="invalidFilters")
        found = [video for video in map(self._catalogue.get, ids) if video is not None]
        shown = [video_row(video, call.many("part")) for video in found if video.state in ("public", "unlisted")]
        return _page("youtube#videoListResponse", shown, total=len(shown), size=len(shown))

    def search(self, call: Call) -> Reply:
        """Videos by plain word overlap; the count of results is a guess, as ever."""
        wrong = unknown_part(call, frozenset({"id", "snippet"}))
        if wrong is not None:
            return wrong
        kinds = call.many("type") or ("video",)
        found: tuple[Video, ...] = self._catalogue.search(call.one("q") or "") if "video" in kinds else ()
        found = _sorted(found, call.one("order") or "relevance")[:MAX_FOUND]
        page = cut(call, found, listing=f"search {call.one('q')} {call.one('order')}")
        if isinstance(page, Reply):
            return page
        shown = [search_row(video) for video in page.rows]
        return _page(
            "youtube#searchListResponse",
            shown,
            total=len(found),
            size=page.size,
            next_token=page.next_token,
            previous=page.previous,
        )

    def list_channels(self, call: Call) -> Reply:
        """The signed-in person's channel."""
        wrong = unknown_part(call, _CHANNEL_PARTS) or one_filter(call, ("id", "mine", "forHandle", "forUsername"))
        if wrong is not None:
            return wrong
        is_own = (call.one("mine") or "").lower() == "true" or self._channel.id in call.many("id")
        shown = [channel_row(self._channel, call.many("part"))] if is_own and self._channel.id else []
        return _page("youtube#channelListResponse", shown, total=len(shown), size=len(shown))


def _sorted(found: tuple[Video, ...], order: str) -> tuple[Video, ...]:
    match order:
        case "date":
            return tuple(sorted(found, key=lambda video: video.published, reverse=True))
        case "viewCount":
            return tuple(sorted(found, key=lambda video: -video.views))
        case "title":
            return tuple(sorted(found, key=lambda video: video.title))
        case _:
            return found


def _page(
    kind: str,
    rows: list[JsonObject],
    *,
    total: int,
    size: int,
    next_token: str | None = None,
    previous: str | None = None,
) -> Reply:
    return Reply(200, listing(kind, rows, total=total, size=size, next_token=next_token, previous=previous))
