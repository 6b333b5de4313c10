"""YouTube's JSON turned into the product's values (https://developers.google.com/youtube/v3/docs).

Reading a page raises :class:`Unreadable` where it is no answer of the method asked. Receipts of writes are
checked: only an answer that names what was asked for is proof.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, TypeVar

from core.adapters.shape import Unreadable, count, mapping, sequence, text, word
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
from core.states import Privacy, VideoState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

DESCRIPTION_MAX = 5000
BEGINNING_MAX = 600
"""Characters of a listed video's description that are kept: what YouTube itself writes stands in the first lines."""

_DEAD_TITLES = frozenset({"Deleted video", "Private video"})
_COUNTRY = re.compile("[A-Za-z]{2}")
_UNPROCESSED = frozenset({"failed", "rejected", "uploaded"})
"""``status.uploadStatus`` of a video that was refused, could not be read, or is still being made ready."""

_DURATION = re.compile(
    r"P(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?"
    r"(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?"
)


def to_page(answer: object, row: Callable[[Mapping[str, object]], T], *, asked: str | None) -> RemotePage[T]:
    """One page of a listing; ``asked`` is the token that was sent, which must not come back."""
    rows = _rows(answer)
    token = word(mapping(answer).get("nextPageToken")) or None
    if token is not None and token == asked:
        message = "the listing names the same page again"
        raise Unreadable(message)
    total = count(mapping(mapping(answer).get("pageInfo")).get("totalResults"))
    return RemotePage(tuple(row(each) for each in rows), token, len(rows) if total is None else total)


def to_first(answer: object, row: Callable[[Mapping[str, object]], T]) -> T | None:
    """The only row of a listing by id; None where there is none."""
    rows = _rows(answer)
    return row(rows[0]) if rows else None


def to_account(row: Mapping[str, object]) -> Account:
    """A channel."""
    snippet = mapping(row.get("snippet"))
    country = word(snippet.get("country"))
    return Account(
        account_id=_id(row),
        name=text(snippet.get("title")),
        country=country.upper() if _COUNTRY.fullmatch(country) else None,
    )


def to_playlist(row: Mapping[str, object]) -> RemotePlaylist:
    """The head of a playlist. An unknown privacy is read as private."""
    snippet, status = mapping(row.get("snippet")), mapping(row.get("status"))
    privacy = word(status.get("privacyStatus"))
    return RemotePlaylist(
        id=PlaylistId(_id(row)),
        title=text(snippet.get("title")),
        description=text(snippet.get("description"), limit=DESCRIPTION_MAX),
        privacy=Privacy(privacy) if privacy in set(Privacy) else Privacy.PRIVATE,
        item_count=count(mapping(row.get("contentDetails")).get("itemCount")) or 0,
        etag=text(row.get("etag")),
        channel_id=word(snippet.get("channelId")),
        language=word(snippet.get("defaultLanguage")) or None,
    )


def to_item(row: Mapping[str, object]) -> RemoteItem:
    """A row of a playlist; a row without a video is dead."""
    snippet, details = mapping(row.get("snippet")), mapping(row.get("contentDetails"))
    video = word(details.get("videoId")) or word(mapping(snippet.get("resourceId")).get("videoId"))
    note = details.get("note")
    return RemoteItem(
        id=ItemId(_id(row)),
        playlist_id=PlaylistId(word(snippet.get("playlistId"))),
        video_id=VideoId(video),
        position=count(snippet.get("position")) or 0,
        title=text(snippet.get("title")),
        note=text(note) if isinstance(note, str) and note else None,
        is_dead=not video or _is_dead(snippet, details, mapping(row.get("status"))),
        channel_title=text(snippet.get("videoOwnerChannelTitle")),
        channel_id=word(snippet.get("videoOwnerChannelId")) or None,
        description=text(snippet.get("description"), limit=BEGINNING_MAX),
    )


def to_candidates(answer: object) -> tuple[Candidate, ...]:
    """The videos of a search, best first. Texts come with HTML entities here, and only here."""
    return tuple(found for row in _rows(answer) if (found := _candidate(row)) is not None)


def to_details(answer: object) -> tuple[VideoDetails, ...]:
    """Lengths, views and whether it plays; a video that runs live has no length."""
    return tuple(_details(row) for row in _rows(answer))


def to_written_playlist(answer: object, *, asked: RemotePlaylist | None = None) -> RemotePlaylist:
    """The receipt of a playlist made or (``asked``) changed."""
    row = _receipt(answer, "youtube#playlist")
    written = to_playlist(row)
    if asked is not None and written.id != asked.id:
        message = "the answer speaks of another playlist"
        raise Unreadable(message)
    return written


def to_written_item(
    answer: object, *, playlist_id: PlaylistId, video_id: VideoId, item_id: ItemId | None = None
) -> RemoteItem:
    """The receipt of an item added or (``item_id``) moved."""
    written = to_item(_receipt(answer, "youtube#playlistItem"))
    if (written.playlist_id, written.video_id) != (playlist_id, video_id) or item_id not in (None, written.id):
        message = "the answer speaks of another item"
        raise Unreadable(message)
    return written


def to_nothing(answer: object) -> None:
    """The receipt of a deletion: an answer without a body."""
    if answer not in ({}, "", b"", None):
        message = "the answer to a deletion has a body"
        raise Unreadable(message)


def seconds(duration: object) -> float | None:
    """Seconds of an ISO 8601 duration such as ``PT4M13S``; None where it is none, or zero (a live stream)."""
    found = _DURATION.fullmatch(duration) if isinstance(duration, str) else None
    if found is None:
        return None
    weeks, days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + rest or None


def _rows(answer: object) -> tuple[Mapping[str, object], ...]:
    """The rows of a list answer. An empty one may leave ``items`` out, so its kind is what proves it."""
    body = mapping(answer)
    if not isinstance(body.get("items"), list) and not word(body.get("kind")).endswith("ListResponse"):
        message = "the answer is no list"
        raise Unreadable(message)
    return tuple(mapping(row) for row in sequence(body.get("items")))


def _receipt(answer: object, kind: str) -> Mapping[str, object]:
    row = mapping(answer)
    if row.get("kind", kind) != kind:
        message = f"the answer is no {kind}"
        raise Unreadable(message)
    return row


def _id(row: Mapping[str, object]) -> str:
    if not (found := word(row.get("id"))):
        message = "a row has no id"
        raise Unreadable(message)
    return found


def _candidate(row: Mapping[str, object]) -> Candidate | None:
    video, snippet = word(mapping(row.get("id")).get("videoId")), mapping(row.get("snippet"))
    if not video:
        return None
    return Candidate(
        video_id=VideoId(video),
        title=html.unescape(text(snippet.get("title"))),
        channel_title=html.unescape(text(snippet.get("channelTitle"))),
        channel_id=word(snippet.get("channelId")) or None,
        description=html.unescape(text(snippet.get("description"), limit=DESCRIPTION_MAX)),
    )


def _details(row: Mapping[str, object]) -> VideoDetails:
    content = mapping(row.get("contentDetails"))
    restriction = mapping(content.get("regionRestriction"))
    return VideoDetails(
        video_id=VideoId(_id(row)),
        seconds=seconds(content.get("duration")),
        views=count(mapping(row.get("statistics")).get("viewCount")),
        state=_state(mapping(row.get("status"))),
        allowed_in=_countries(restriction["allowed"]) if "allowed" in restriction else None,
        blocked_in=_countries(restriction.get("blocked")),
    )


def _state(status: Mapping[str, object]) -> VideoState:
    """Whether a video plays, as far as it says so itself (https://developers.google.com/youtube/v3/docs/videos)."""
    upload = word(status.get("uploadStatus"))
    if upload == "deleted":
        return VideoState.GONE
    if upload in _UNPROCESSED:
        return VideoState.UNPROCESSED
    return VideoState.PRIVATE if status.get("privacyStatus") == "private" else VideoState.PLAYABLE


def _countries(listed: object) -> frozenset[str]:
    """Countries of a restriction; an empty list of allowed ones means that none may."""
    return frozenset(code.upper() for each in sequence(listed) if _COUNTRY.fullmatch(code := word(each)))


def _is_dead(snippet: Mapping[str, object], details: Mapping[str, object], status: Mapping[str, object]) -> bool:
    """Whether a row's video is gone or private to someone else.

    Such rows stay, under a stand-in title and mostly without the date and the channel of a living video; a
    living video may be called "Deleted video", too.
    """
    if status.get("privacyStatus") == "privacyStatusUnspecified":
        return True
    is_bare = not (details.get("videoPublishedAt") and snippet.get("videoOwnerChannelId"))
    return is_bare and snippet.get("title") in _DEAD_TITLES
