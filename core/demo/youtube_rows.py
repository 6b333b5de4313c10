"""How YouTube writes its resources: playlists, items, videos, search results and channels as JSON.

Shapes only, as the discovery document and recorded answers have them.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from core.demo.channel import etag_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from core.demo.channel import Channel, Item, Playlist
    from core.demo.found_lists import Owner
    from core.demo.wire import Json, JsonObject
    from core.demo.world import Video

Parts = frozenset[str]
_SNIPPET_CHARACTERS = 160


def playlist_row(playlist: Playlist, channel: Channel, parts: Collection[str]) -> JsonObject:
    """A ``youtube#playlist`` with the parts asked for."""
    row: dict[str, Json] = {"kind": "youtube#playlist", "etag": playlist.etag, "id": playlist.id}
    if "snippet" in parts:
        row["snippet"] = {
            "publishedAt": playlist.created_at,
            "channelId": channel.id,
            "title": playlist.title,
            "description": playlist.description,
            "thumbnails": _thumbnails(playlist.items[0].video_id) if playlist.items else {},
            "channelTitle": channel.title,
            "localized": {"title": playlist.title, "description": playlist.description},
            **({"defaultLanguage": playlist.language} if playlist.language else {}),
        }
    if "status" in parts:
        row["status"] = {"privacyStatus": playlist.privacy}
    if "contentDetails" in parts:
        row["contentDetails"] = {"itemCount": len(playlist.items)}
    return row


def item_row(
    item: Item,
    playlist: Playlist,
    channel: Channel | Owner,
    video: Video | None,
    *,
    parts: Collection[str],
    position: int,
) -> JsonObject:
    """A ``youtube#playlistItem``; a gone or private video is a row that names neither date nor owner."""
    is_dead = video is None or video.state in ("deleted", "private")
    content: dict[str, Json] = {"videoId": item.video_id}
    if item.note is not None:
        content["note"] = item.note
    snippet: dict[str, Json] = {
        "publishedAt": item.added_at,
        "channelId": channel.id,
        "title": _dead_title(video) if video is None or is_dead else video.title,
        "description": _dead_text(video) if video is None or is_dead else video.description,
        "thumbnails": {} if is_dead else _thumbnails(item.video_id),
        "channelTitle": channel.title,
        "playlistId": playlist.id,
        "position": position,
        "resourceId": {"kind": "youtube#video", "videoId": item.video_id},
    }
    if video is not None and not is_dead:
        content["videoPublishedAt"] = video.published
        snippet |= {"videoOwnerChannelTitle": video.channel_title, "videoOwnerChannelId": video.channel_id}
    privacy = "privacyStatusUnspecified" if video is None or video.state == "deleted" else video.state
    etag = etag_of(f"{item.id}\x1f{item.video_id}\x1f{item.note}\x1f{position}\x1f{privacy}")
    row: dict[str, Json] = {"kind": "youtube#playlistItem", "etag": etag, "id": item.id}
    every: dict[str, Json] = {"snippet": snippet, "contentDetails": content, "status": {"privacyStatus": privacy}}
    return row | {part: value for part, value in every.items() if part in parts}


def video_row(video: Video, parts: Collection[str]) -> JsonObject:
    """A ``youtube#video``."""
    row: dict[str, Json] = {"kind": "youtube#video", "etag": etag_of(f"{video}"), "id": video.id}
    every: dict[str, Json] = {
        "snippet": {
            "publishedAt": video.published,
            "channelId": video.channel_id,
            "title": video.title,
            "description": video.description,
            "thumbnails": _thumbnails(video.id),
            "channelTitle": video.channel_title,
            "categoryId": "10",
            "liveBroadcastContent": "none",
        },
        "contentDetails": {
            "duration": iso_duration(video.seconds),
            "dimension": "2d",
            "definition": "hd",
            "caption": "false",
            "licensedContent": True,
            "contentRating": {},
            "projection": "rectangular",
            **_restriction(video),
        },
        "statistics": {"viewCount": str(video.views), "favoriteCount": "0"},
        "status": {
            "uploadStatus": video.upload,
            "privacyStatus": video.state,
            "embeddable": True,
            "madeForKids": False,
        },
    }
    return row | {part: value for part, value in every.items() if part in parts}


def search_row(video: Video) -> JsonObject:
    """A ``youtube#searchResult``. As on the live service its texts are HTML-escaped and its description is cut."""
    text = " ".join(video.description.split())
    short = text if len(text) <= _SNIPPET_CHARACTERS else text[:_SNIPPET_CHARACTERS] + " ..."
    return {
        "kind": "youtube#searchResult",
        "etag": etag_of(f"search {video.id}"),
        "id": {"kind": "youtube#video", "videoId": video.id},
        "snippet": {
            "publishedAt": video.published,
            "channelId": video.channel_id,
            "title": _escaped(video.title),
            "description": _escaped(short),
            "thumbnails": _thumbnails(video.id),
            "channelTitle": _escaped(video.channel_title),
            "liveBroadcastContent": "none",
            "publishTime": video.published,
        },
    }


def channel_row(channel: Channel, parts: Collection[str]) -> JsonObject:
    """A ``youtube#channel``."""
    every: dict[str, Json] = {
        "snippet": {
            "title": channel.title,
            "description": "",
            "publishedAt": "2014-06-01T10:00:00Z",
            "thumbnails": {},
            "localized": {"title": channel.title, "description": ""},
            **({"country": channel.country} if channel.country else {}),
        },
        "contentDetails": {"relatedPlaylists": {"likes": "LL", "uploads": "UU" + channel.id[2:]}},
        "status": {"privacyStatus": "public", "isLinked": True},
    }
    row: dict[str, Json] = {
        "kind": "youtube#channel",
        "etag": etag_of(f"{channel.id} {channel.title}"),
        "id": channel.id,
    }
    return row | {part: value for part, value in every.items() if part in parts}


def listing(
    kind: str, rows: Sequence[JsonObject], *, total: int, size: int, next_token: str | None, previous: str | None
) -> JsonObject:
    """A page of a listing. ``size`` is what was asked for, ``total`` the service's guess at the whole."""
    body: dict[str, Json] = {"kind": kind, "etag": etag_of("".join(str(row["etag"]) for row in rows))}
    if next_token is not None:
        body["nextPageToken"] = next_token
    if previous is not None:
        body["prevPageToken"] = previous
    return body | {"items": list(rows), "pageInfo": {"totalResults": total, "resultsPerPage": size}}


def iso_duration(seconds: int) -> str:
    """A length as ISO 8601 the way the service writes it: ``PT3M7S``, ``PT1H2M``, ``PT0S``."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    text = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (left, "S")) if amount)
    return f"PT{text or '0S'}"


def _restriction(video: Video) -> JsonObject:
    """Where a video plays; most say nothing of it, and none names both lists."""
    if video.allowed is not None:
        return {"regionRestriction": {"allowed": list(video.allowed)}}
    return {"regionRestriction": {"blocked": list(video.blocked)}} if video.blocked else {}


def _dead_title(video: Video | None) -> str:
    return "Private video" if video is not None and video.state == "private" else "Deleted video"


def _dead_text(video: Video | None) -> str:
    return "This video is private." if video is not None and video.state == "private" else "This video is unavailable."


def _escaped(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#39;")


def _thumbnails(video_id: str) -> JsonObject:
    return {"default": {"url": f"https://i.ytimg.com/vi/{video_id}/default.jpg", "width": 120, "height": 90}}
