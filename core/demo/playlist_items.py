"""``youtube.playlistItems``: list, insert, update, delete.

Each method reads the request, checks what the service is known to check, and writes one next state.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from core.demo.channel import Item, home_of, with_item, with_item_changed, without_item
from core.demo.clock import stamp
from core.demo.found_lists import found_list
from core.demo.paging import cut
from core.demo.playlists import unknown_part
from core.demo.refusals import (
    aborted,
    bad_request,
    failed_precondition,
    item_not_found,
    playlist_full,
    playlist_not_found,
    video_not_found,
)
from core.demo.wire import Reply
from core.demo.youtube_rows import item_row, listing

if TYPE_CHECKING:
    from core.demo.catalogue import Catalogue
    from core.demo.channel import Channel, Playlist
    from core.demo.clock import ServiceClock
    from core.demo.found_lists import Owner
    from core.demo.rules import Rules
    from core.demo.wire import Call, JsonObject

MAX_NOTE = 280
_DOMAIN = "youtube.playlistItem"
_PARTS = frozenset({"id", "snippet", "contentDetails", "status"})


class _Resource(msgspec.Struct, frozen=True, rename="camel"):
    kind: str = ""
    video_id: str = ""


class _Snippet(msgspec.Struct, frozen=True, rename="camel"):
    playlist_id: str = ""
    position: int | None = None
    resource_id: _Resource | None = None


class _Details(msgspec.Struct, frozen=True):
    note: str | None = None


class _Body(msgspec.Struct, frozen=True, rename="camel"):
    id: str = ""
    snippet: _Snippet | None = None
    content_details: _Details | None = None


class PlaylistItems:
    """The methods on items of one channel's playlists."""

    def __init__(self, channel: Channel, catalogue: Catalogue, rules: Rules, *, clock: ServiceClock) -> None:
        self._channel = channel
        self._catalogue = catalogue
        self._rules = rules
        self._clock = clock

    def list(self, call: Call) -> Reply:
        """A playlist's items in order, or single items by id; ``videoId`` narrows to one video.

        Beside the channel's own playlists, uploads of channels and albums can be listed.
        """
        wrong = unknown_part(call, _PARTS)
        if wrong is not None:
            return wrong
        ids, playlist_id, video_id = call.many("id"), call.one("playlistId"), call.one("videoId")
        if not ids and not playlist_id:
            return bad_request(
                "No filter selected. Expected one of: id, playlistId",
                reason="playlistIdRequired",
                domain=_DOMAIN,
                location="playlistId",
            )
        homes = dict.fromkeys(home_of(item_id) for item_id in ids) if ids else {playlist_id: None}
        seen = [self._channel.seen(home or "", self._clock.seconds()) for home in homes]
        owner: Channel | Owner = self._channel
        if not ids and seen == [None]:
            found = found_list(playlist_id or "", self._catalogue, has_topics=self._rules.has_topic_uploads)
            if found is None:
                return playlist_not_found()
            seen, owner = [found[0]], found[1]
        rows = [
            (playlist, place, item)
            for playlist in seen
            if playlist is not None
            for place, item in enumerate(playlist.items)
            if (not ids or item.id in ids) and (not video_id or item.video_id == video_id)
        ]
        page = cut(call, rows, listing=f"items {playlist_id} {video_id} {','.join(ids)}")
        if isinstance(page, Reply):
            return page
        shown = [self._row(call, playlist, item, place, owner=owner) for playlist, place, item in page.rows]
        return Reply(
            200,
            listing(
                "youtube#playlistItemListResponse",
                shown,
                total=len(rows),
                size=page.size,
                next_token=page.next_token,
                previous=page.previous,
            ),
        )

    def insert(self, call: Call) -> Reply:
        """One video put in, at a position or at the end; the same video may stand there many times."""
        body = msgspec.json.decode(call.body, type=_Body)
        snippet = body.snippet or _Snippet()
        playlist = self._channel.truth(snippet.playlist_id)
        wrong = unknown_part(call, _PARTS) or self._insert_fault(snippet, playlist)
        if wrong is not None or playlist is None:
            return wrong or playlist_not_found()
        if playlist.is_fresh and self._rules.has_fresh_conflicts:
            self._channel.put(replace(playlist, is_fresh=False), self._clock.seconds())
            return aborted()
        wrong = self._limit_fault(snippet, playlist) or self._video_fault(snippet)
        note = self._note(call, body)
        if wrong is not None or isinstance(note, Reply):
            return wrong or (note if isinstance(note, Reply) else aborted())
        video_id = (snippet.resource_id or _Resource()).video_id
        item = Item(self._channel.new_item_id(playlist.id), video_id, stamp(self._clock.now()), note)
        grown = with_item(playlist, item, snippet.position)
        self._channel.put(grown, self._clock.seconds())
        place = len(playlist.items) if snippet.position is None else snippet.position
        return Reply(200, self._row(call, grown, item, place))

    def update(self, call: Call) -> Reply:
        """Move an item within its playlist; a ``contentDetails`` part that is sent replaces the note."""
        body = msgspec.json.decode(call.body, type=_Body)
        snippet = body.snippet or _Snippet()
        playlist = self._channel.truth(home_of(body.id) or "")
        place = playlist.index(body.id) if playlist is not None else None
        if playlist is None or place is None:
            return item_not_found()
        wrong = unknown_part(call, _PARTS) or self._insert_fault(snippet, playlist)
        if wrong is not None:
            return wrong
        if snippet.playlist_id != playlist.id:
            return bad_request("An item stays in its playlist.", reason="playlistOperationUnsupported", domain=_DOMAIN)
        if snippet.position is not None and not 0 <= snippet.position < len(playlist.items):
            return _bad_position()
        item = playlist.items[place]
        if "contentDetails" in call.many("part"):
            note = self._note(call, body)
            if isinstance(note, Reply):
                return note
            item = replace(item, note=note)
        changed = with_item_changed(playlist, item, snippet.position)
        self._channel.put(changed, self._clock.seconds())
        return Reply(200, self._row(call, changed, item, changed.index(item.id) or 0))

    def delete(self, call: Call) -> Reply:
        """Take one item out."""
        item_id = call.one("id") or ""
        playlist = self._channel.truth(home_of(item_id) or "")
        if playlist is None or playlist.index(item_id) is None:
            return item_not_found()
        self._channel.put(without_item(playlist, item_id), self._clock.seconds())
        return Reply(204)

    def _insert_fault(self, snippet: _Snippet, playlist: Playlist | None) -> Reply | None:
        resource = snippet.resource_id
        if not snippet.playlist_id:
            return bad_request("The playlist id is required.", reason="playlistIdRequired", domain=_DOMAIN)
        if resource is None or not resource.video_id:
            return bad_request("The resource id is required.", reason="resourceIdRequired", domain=_DOMAIN)
        if resource.kind != "youtube#video":
            return bad_request("The resource type is not supported.", reason="invalidResourceType", domain=_DOMAIN)
        return playlist_not_found() if playlist is None else None

    def _limit_fault(self, snippet: _Snippet, playlist: Playlist) -> Reply | None:
        if len(playlist.items) >= self._rules.max_items:
            return playlist_full()
        if snippet.position is not None and not 0 <= snippet.position <= len(playlist.items):
            return _bad_position()
        return None

    def _video_fault(self, snippet: _Snippet) -> Reply | None:
        video = self._catalogue.get((snippet.resource_id or _Resource()).video_id)
        if video is None or video.state == "deleted":
            return video_not_found()
        return failed_precondition() if video.state == "private" else None

    def _note(self, call: Call, body: _Body) -> str | Reply | None:
        """The note a request sets, where its part is sent and the service keeps notes at all."""
        if "contentDetails" not in call.many("part") or body.content_details is None:
            return None
        note = body.content_details.note
        if note is not None and len(note) > MAX_NOTE:
            return bad_request("The note is too long.", reason="invalidContentDetails", domain=_DOMAIN)
        return note if self._rules.keeps_notes else None

    def _row(
        self, call: Call, playlist: Playlist, item: Item, place: int, *, owner: Channel | Owner | None = None
    ) -> JsonObject:
        video = self._catalogue.get(item.video_id)
        return item_row(item, playlist, owner or self._channel, video, parts=call.many("part"), position=place)


def _bad_position() -> Reply:
    message = "The request attempts to set the position to an invalid value."
    return bad_request(message, reason="invalidPlaylistItemPosition", domain=_DOMAIN, location="position")
