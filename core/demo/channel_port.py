"""The local YouTube as the ports PlaylistReader, PlaylistWriter and VideoSearch of :mod:`core.ports`, in process."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import msgspec

from core.errors import LoginExpired, Rejected
from core.model import (
    Account,
    Candidate,
    ItemId,
    PlaylistId,
    RemoteItem,
    RemotePage,
    RemotePlaylist,
    VideoDetails,
    VideoId,
)
from core.seen import SearchResults
from core.states import Privacy, Service, VideoState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.door import Door
    from core.demo.wire import JsonObject

_HEAD = "snippet,status,contentDetails"
_DEAD = frozenset({"Deleted video", "Private video"})
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")
_BEGINNING = 600
_LOOKALIKES = str.maketrans("<>", "‹›")


class _Wire(msgspec.Struct, frozen=True, rename="camel"):
    """Google's spelling of field names."""


class _Resource(_Wire, frozen=True):
    video_id: str = ""


class _Snippet(_Wire, frozen=True):
    title: str = ""
    description: str = ""
    channel_id: str = ""
    channel_title: str = ""
    default_language: str | None = None
    playlist_id: str = ""
    position: int = 0
    resource_id: _Resource | None = None
    country: str | None = None
    video_owner_channel_title: str = ""
    video_owner_channel_id: str | None = None


class _Status(_Wire, frozen=True):
    privacy_status: str = "private"
    upload_status: str = "processed"


class _Restriction(_Wire, frozen=True):
    allowed: tuple[str, ...] | None = None
    blocked: tuple[str, ...] = ()


class _Content(_Wire, frozen=True):
    item_count: int = 0
    note: str | None = None
    video_published_at: str | None = None
    duration: str = ""
    region_restriction: _Restriction = _Restriction()


class _Statistics(_Wire, frozen=True):
    view_count: str | None = None


class _Row(_Wire, frozen=True):
    id: str | _Resource
    etag: str = ""
    snippet: _Snippet = _Snippet()
    status: _Status = _Status()
    content_details: _Content = _Content()
    statistics: _Statistics = _Statistics()


class _Info(_Wire, frozen=True):
    total_results: int = 0


class _Page(_Wire, frozen=True):
    items: tuple[_Row, ...] = ()
    next_page_token: str | None = None
    page_info: _Info = _Info()


class _Nothing(_Wire, frozen=True):
    """The answer to a deletion."""


class LocalYouTube:
    """Implements the three ports over one channel."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def channel(self) -> Account:
        """The signed-in channel. Raises LoginExpired where there is none."""
        page = await self._list("channels", part="id,snippet", mine="true")
        if not page.items:
            raise LoginExpired("This account has no YouTube channel.", service=Service.YOUTUBE)
        snippet = page.items[0].snippet
        return Account(_text_id(page.items[0]), snippet.title, snippet.country)

    async def playlists(self, *, page_token: str | None = None) -> RemotePage[RemotePlaylist]:
        """Own playlists, 50 a page."""
        page = await self._list("playlists", part=_HEAD, mine="true", token=page_token)
        return RemotePage(tuple(map(_playlist, page.items)), page.next_page_token, page.page_info.total_results)

    async def playlist(self, playlist_id: PlaylistId) -> RemotePlaylist | None:
        """One playlist's head; None where it does not exist."""
        page = await self._list("playlists", part=_HEAD, id=playlist_id)
        return _playlist(page.items[0]) if page.items else None

    async def items(self, playlist_id: PlaylistId, *, page_token: str | None = None) -> RemotePage[RemoteItem]:
        """A playlist's items, 50 a page."""
        page = await self._list("playlistItems", part=_HEAD, playlistId=playlist_id, token=page_token)
        return RemotePage(tuple(map(_item, page.items)), page.next_page_token, page.page_info.total_results)

    async def items_of_video(self, playlist_id: PlaylistId, video_id: VideoId) -> tuple[RemoteItem, ...]:
        """The items of a playlist that hold one video."""
        page = await self._list("playlistItems", part=_HEAD, playlistId=playlist_id, videoId=video_id)
        return tuple(map(_item, page.items))

    async def create(self, title: str, *, description: str, privacy: Privacy) -> RemotePlaylist:
        """Make a playlist; angle brackets, which YouTube refuses, become look-alikes."""
        body: JsonObject = {
            "snippet": {"title": _clean(title)[:150].rstrip(), "description": _clean(description)},
            "status": {"privacyStatus": privacy.value},
        }
        return _playlist(await self._write("POST", "playlists", "snippet,status", body))

    async def rename(self, playlist: RemotePlaylist, *, title: str) -> RemotePlaylist:
        """Give it another title; the rest of what it has is sent along."""
        snippet: JsonObject = {"title": _clean(title)[:150].rstrip(), "description": _clean(playlist.description)}
        body: JsonObject = {
            "id": playlist.id,
            "snippet": snippet,
            "status": {"privacyStatus": playlist.privacy.value},
        }
        if playlist.language is not None:
            body = {**body, "snippet": {**snippet, "defaultLanguage": playlist.language}}
        return _playlist(await self._write("PUT", "playlists", "snippet,status", body))

    async def delete(self, playlist_id: PlaylistId) -> None:
        """Delete a playlist. Raises Rejected with ``is_gone`` where it does not exist."""
        await self._door.ask("DELETE", "/youtube/v3/playlists", {"id": playlist_id}, kind=_Nothing)

    async def add(
        self, playlist_id: PlaylistId, video_id: VideoId, *, position: int | None = None, note: str | None = None
    ) -> RemoteItem:
        """Put a video in; None as position appends."""
        place: JsonObject = {} if position is None else {"position": position}
        resource: JsonObject = {"kind": "youtube#video", "videoId": video_id}
        body: JsonObject = {"snippet": {"playlistId": playlist_id, "resourceId": resource, **place}}
        return _item(await self._write("POST", "playlistItems", *_noted(body, note)))

    async def remove(self, item_id: ItemId) -> None:
        """Take an item out. Raises Rejected with ``is_gone`` where it does not exist."""
        await self._door.ask("DELETE", "/youtube/v3/playlistItems", {"id": item_id}, kind=_Nothing)

    async def move(self, item: RemoteItem, *, position: int) -> RemoteItem:
        """Move an item within its playlist; its note goes along."""
        resource: JsonObject = {"kind": "youtube#video", "videoId": item.video_id}
        snippet: JsonObject = {"playlistId": item.playlist_id, "resourceId": resource, "position": position}
        return _item(await self._write("PUT", "playlistItems", *_noted({"id": item.id, "snippet": snippet}, item.note)))

    async def search(self, query: str) -> SearchResults:
        """Up to 50 videos, best first, lengths unknown."""
        page = await self._list("search", part="snippet", q=query, type="video")
        return SearchResults(tuple(_candidate(row) for row in page.items), page.page_info.total_results)

    async def details(self, video_ids: Sequence[VideoId]) -> tuple[VideoDetails, ...]:
        """Lengths, views and states of at most 50 videos; gone and private ones are left out."""
        if len(video_ids) > 50:
            raise Rejected("At most 50 videos can be asked for at once.", reason="http_400")
        page = await self._list("videos", part="contentDetails,statistics,status", id=",".join(video_ids))
        return tuple(map(_details, page.items))

    async def _list(self, resource: str, *, token: str | None = None, **query: str) -> _Page:
        asked = query | ({} if token is None else {"pageToken": token})
        if resource not in ("channels", "videos"):
            asked["maxResults"] = "50"
        return await self._door.ask("GET", f"/youtube/v3/{resource}", asked, kind=_Page)

    async def _write(self, verb: str, resource: str, part: str, body: JsonObject) -> _Row:
        return await self._door.ask(verb, f"/youtube/v3/{resource}", {"part": part}, kind=_Row, body=body)


def _playlist(row: _Row) -> RemotePlaylist:
    return RemotePlaylist(
        PlaylistId(_text_id(row)),
        row.snippet.title,
        row.snippet.description,
        Privacy(row.status.privacy_status),
        row.content_details.item_count,
        row.etag,
        row.snippet.channel_id,
        row.snippet.default_language,
    )


def _item(row: _Row) -> RemoteItem:
    snippet = row.snippet
    is_dead = row.content_details.video_published_at is None and snippet.title in _DEAD
    return RemoteItem(
        ItemId(_text_id(row)),
        PlaylistId(snippet.playlist_id),
        VideoId((snippet.resource_id or _Resource()).video_id),
        snippet.position,
        snippet.title,
        row.content_details.note,
        is_dead,
        snippet.video_owner_channel_title,
        snippet.video_owner_channel_id,
        snippet.description[:_BEGINNING],
    )


def _details(row: _Row) -> VideoDetails:
    restriction = row.content_details.region_restriction
    is_whole = row.status.upload_status == "processed"
    return VideoDetails(
        VideoId(_text_id(row)),
        _seconds(row.content_details.duration),
        int(row.statistics.view_count) if row.statistics.view_count else None,
        state=VideoState.PLAYABLE if is_whole else VideoState.UNPROCESSED,
        allowed_in=None if restriction.allowed is None else frozenset(restriction.allowed),
        blocked_in=frozenset(restriction.blocked),
    )


def _candidate(row: _Row) -> Candidate:
    snippet = row.snippet
    return Candidate(
        VideoId(_text_id(row)),
        html.unescape(snippet.title),
        html.unescape(snippet.channel_title),
        snippet.channel_id or None,
        html.unescape(snippet.description),
    )


def _noted(body: JsonObject, note: str | None) -> tuple[str, JsonObject]:
    """The parts to send and the body with them; a note has a part of its own."""
    if note is None:
        return "snippet", body
    return "snippet,contentDetails", {**body, "contentDetails": {"note": note}}


def _text_id(row: _Row) -> str:
    return row.id if isinstance(row.id, str) else row.id.video_id


def _seconds(duration: str) -> float | None:
    found = _DURATION.fullmatch(duration)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds) or None


def _clean(text: str) -> str:
    return text.translate(_LOOKALIKES)
