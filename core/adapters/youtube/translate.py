"""YouTube's JSON turned into the product's values (https://developers.google.com/youtube/v3/docs).

An answer is believed only where it is one of the method asked, speaks of what was asked, and holds what YouTube
always sends in the kind it always has; any other raises :class:`Unreadable`. Receipts of writes are checked alike:
only an answer that names what was asked for is proof.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from core.adapters.shape import TEXT_MAX, Unreadable, count, mapping, text, word
from core.adapters.youtube.titles import clean_title
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
from core.states import Privacy, VideoState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

T = TypeVar("T")

DESCRIPTION_MAX = 5000
BEGINNING_MAX = 600
"""Characters of a listed video's description that are kept: what YouTube itself writes stands in the first lines."""

COUNTED_MAX = 1_000_000
"""What YouTube counts up to (https://developers.google.com/youtube/v3/docs/search/list, ``totalResults``)."""

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
    rows, body = _rows(answer), mapping(answer)
    token = word(body.get("nextPageToken")) or None
    if (token is None and "nextPageToken" in body) or (token is not None and token == asked):
        message = "the listing names no next page that can be asked for"
        raise Unreadable(message)
    _once(rows)
    total = _total(body)
    return RemotePage(tuple(row(each) for each in rows), token, len(rows) if total is None else total)


def to_heads(answer: object, *, asked: str | None) -> RemotePage[RemotePlaylist]:
    """One page of the person's own playlists: of one channel, and not empty where some are counted."""
    page = to_page(answer, to_playlist, asked=asked)
    if not page.rows and asked is None and page.total:
        message = f"it counts {page.total} playlists and shows none"
        raise Unreadable(message)
    if len({row.channel_id for row in page.rows}) > 1:
        message = "the playlists are of several channels"
        raise Unreadable(message)
    return page


def to_items(answer: object, playlist_id: PlaylistId, *, asked: str | None) -> RemotePage[RemoteItem]:
    """One page of a playlist's items: of this one, in its order."""
    page = to_page(answer, to_item, asked=asked)
    if any(item.playlist_id != playlist_id for item in page.rows):
        message = "it speaks of another playlist"
        raise Unreadable(message)
    places = [item.position for item in page.rows]
    if any(later <= earlier for earlier, later in pairwise(places)):
        message = "its rows are out of order"
        raise Unreadable(message)
    return page


def to_first(answer: object, row: Callable[[Mapping[str, object]], T], *, asked: str | None = None) -> T | None:
    """The only row of a listing by id (``asked``); None where there is none, and YouTube counts none."""
    rows = _rows(answer)
    if not rows:
        _counts_none(answer)
        return None
    if len(rows) > 1 or (asked is not None and rows[0].get("id") != asked):
        message = "it speaks of another one"
        raise Unreadable(message)
    return row(rows[0])


def to_account(row: Mapping[str, object]) -> Account:
    """A channel."""
    snippet = _part(row, "snippet")
    country = word(snippet.get("country"))
    return Account(
        account_id=_id(row),
        name=text(snippet.get("title")),
        country=country.upper() if _COUNTRY.fullmatch(country) else None,
    )


def to_playlist(row: Mapping[str, object]) -> RemotePlaylist:
    """The head of a playlist, all its parts."""
    snippet, privacy = _part(row, "snippet"), word(_part(row, "status").get("privacyStatus"))
    items = count(_part(row, "contentDetails").get("itemCount"))
    if privacy not in set(Privacy) or items is None or items > COUNTED_MAX:
        message = "a playlist says nothing that can be believed of its privacy or its items"
        raise Unreadable(message)
    return RemotePlaylist(
        id=PlaylistId(_id(row)),
        title=_said(snippet, "title"),
        description=_said(snippet, "description", limit=DESCRIPTION_MAX),
        privacy=Privacy(privacy),
        item_count=items,
        etag=_said(row, "etag"),
        channel_id=word(_said(snippet, "channelId")),
        language=word(snippet.get("defaultLanguage")) or None,
    )


def to_item(row: Mapping[str, object]) -> RemoteItem:
    """A row of a playlist, all its parts."""
    position = count(_part(row, "snippet").get("position"))
    if position is None or position > COUNTED_MAX:
        message = "a row has no place"
        raise Unreadable(message)
    for part in ("contentDetails", "status"):
        _part(row, part)
    return _item(row, position)


def to_candidates(answer: object) -> SearchResults:
    """The videos of a search, best first. Texts come with HTML entities here, and only here."""
    rows = _rows(answer)
    found = tuple(one for row in rows if (one := _candidate(row)) is not None)
    return SearchResults(found, total=_total(mapping(answer)))


def to_details(answer: object, *, asked: Collection[str]) -> tuple[VideoDetails, ...]:
    """Lengths, views and whether it plays, of those ``asked`` for; a video that runs live has no length."""
    rows = _rows(answer)
    _once(rows)
    found = tuple(_details(row) for row in rows)
    if any(one.video_id not in asked for one in found):
        message = "it speaks of videos that nobody asked for"
        raise Unreadable(message)
    return found


def to_made_playlist(answer: object, *, title: str, description: str) -> RemotePlaylist:
    """The receipt of a playlist made: it must bear the title that was sent, and our marker, the description's end.

    An answer that speaks of another playlist would lead everything that follows into that one.
    """
    made = _written_playlist(answer)
    marker = description.rpartition("\n")[2]
    if clean_title(made.title) != title or not made.description.rstrip().endswith(marker):
        message = "it does not speak of the playlist that was to be made"
        raise Unreadable(message)
    return made


def to_renamed_playlist(answer: object, *, asked: RemotePlaylist) -> RemotePlaylist:
    """The receipt of a playlist that got another title."""
    written = _written_playlist(answer)
    if written.id != asked.id:
        message = "it speaks of another playlist"
        raise Unreadable(message)
    return written


def to_written_item(
    answer: object, *, playlist_id: PlaylistId, video_id: VideoId, item_id: ItemId | None = None
) -> RemoteItem:
    """The receipt of an item added or (``item_id``) moved; where it names no place, that is 0."""
    row = _receipt(answer, "youtube#playlistItem")
    written = _item(row, count(_part(row, "snippet").get("position")) or 0)
    if (written.playlist_id, written.video_id) != (playlist_id, video_id) or item_id not in (None, written.id):
        message = "it speaks of another item"
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
    """The rows of a list answer. One without ``items`` is an empty one only where it says so itself."""
    body = mapping(answer)
    given, kind = body.get("items"), body.get("kind")
    if "items" not in body and word(kind).endswith("ListResponse"):
        _counts_none(answer)
        return ()
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        message = "it is no list"
        raise Unreadable(message)
    return tuple(given)


def _counts_none(answer: object) -> None:
    """Raise where an empty answer does not say that there is nothing."""
    if _total(mapping(answer)) != 0:
        message = "it shows nothing and does not say that there is nothing"
        raise Unreadable(message)


def _total(body: Mapping[str, object]) -> int | None:
    """How many YouTube counts in all: a hint, which may count what is not shown; None where it is no such number."""
    total = count(mapping(body.get("pageInfo")).get("totalResults"))
    return total if total is not None and total <= COUNTED_MAX else None


def _once(rows: Sequence[Mapping[str, object]]) -> None:
    """Raise where a page names one row twice."""
    ids = [str(row.get("id")) for row in rows]
    if len(set(ids)) != len(ids):
        message = "it names a row twice"
        raise Unreadable(message)


def _part(row: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A part of a resource that was asked for, and so is always given."""
    part = row.get(name)
    if not isinstance(part, dict):
        message = f"a row has no {name}"
        raise Unreadable(message)
    return part


def _said(part: Mapping[str, object], name: str, *, limit: int = TEXT_MAX) -> str:
    """A text; empty where it is not given, since YouTube leaves empty ones out."""
    said = part.get(name, "")
    if not isinstance(said, str):
        message = f"its {name} is no text"
        raise Unreadable(message)
    return text(said, limit=limit)


def _written_playlist(answer: object) -> RemotePlaylist:
    """The receipt of a playlist, which may name no more than the parts that were sent."""
    row = dict(_receipt(answer, "youtube#playlist"))
    return to_playlist({"contentDetails": {"itemCount": 0}, **row})


def _item(row: Mapping[str, object], position: int) -> RemoteItem:
    snippet = _part(row, "snippet")
    details, status = mapping(row.get("contentDetails", {})), mapping(row.get("status"))
    video = word(mapping(snippet.get("resourceId")).get("videoId"))
    if not video or video != (word(details.get("videoId")) or video):
        message = "a row does not say which video it holds"
        raise Unreadable(message)
    note = details.get("note")
    return RemoteItem(
        id=ItemId(_id(row)),
        playlist_id=PlaylistId(word(snippet.get("playlistId"))),
        video_id=VideoId(video),
        position=position,
        title=_said(snippet, "title"),
        note=text(note) if isinstance(note, str) and note else None,
        is_dead=_is_dead(snippet, details, status),
        channel_title=text(snippet.get("videoOwnerChannelTitle")),
        channel_id=word(snippet.get("videoOwnerChannelId")) or None,
        description=text(snippet.get("description"), limit=BEGINNING_MAX),
    )


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
    """A video of a search; None for a row of another kind."""
    resource = _part(row, "id")
    if "videoId" not in resource and word(resource.get("kind")) not in ("", "youtube#video"):
        return None
    video, snippet = word(resource.get("videoId")), _part(row, "snippet")
    title, channel = _said(snippet, "title"), _said(snippet, "channelTitle")
    if not (video and title and channel):
        message = "a row does not name its video"
        raise Unreadable(message)
    return Candidate(
        video_id=VideoId(video),
        title=html.unescape(title),
        channel_title=html.unescape(channel),
        channel_id=word(snippet.get("channelId")) or None,
        description=html.unescape(text(snippet.get("description"), limit=DESCRIPTION_MAX)),
    )


def _details(row: Mapping[str, object]) -> VideoDetails:
    content = _part(row, "contentDetails")
    duration = content.get("duration")
    if duration is not None and not isinstance(duration, str):
        message = "a length is no text"
        raise Unreadable(message)
    restriction = _part(content, "regionRestriction") if "regionRestriction" in content else {}
    return VideoDetails(
        video_id=VideoId(_id(row)),
        seconds=seconds(duration),
        views=count(mapping(row.get("statistics")).get("viewCount")),
        state=_state(_part(row, "status")),
        allowed_in=_countries(restriction["allowed"]) if "allowed" in restriction else None,
        blocked_in=_countries(restriction.get("blocked", [])),
    )


def _state(status: Mapping[str, object]) -> VideoState:
    """Whether a video plays, as far as it says so itself (https://developers.google.com/youtube/v3/docs/videos)."""
    upload = _said(status, "uploadStatus")
    if upload == "deleted":
        return VideoState.GONE
    if upload in _UNPROCESSED:
        return VideoState.UNPROCESSED
    return VideoState.PRIVATE if _said(status, "privacyStatus") == "private" else VideoState.PLAYABLE


def _countries(listed: object) -> frozenset[str]:
    """Countries of a restriction; an empty list of allowed ones means that none may."""
    codes = [word(each) for each in listed] if isinstance(listed, list) else None
    known = frozenset(code.upper() for code in codes or () if _COUNTRY.fullmatch(code))
    if codes is None or (codes and not known):
        message = "a list of countries names none"
        raise Unreadable(message)
    return known


def _is_dead(snippet: Mapping[str, object], details: Mapping[str, object], status: Mapping[str, object]) -> bool:
    """Whether a row's video is gone or private to someone else.

    Such rows stay, under a stand-in title and mostly without the date and the channel of a living video; a
    living video may be called "Deleted video", too.
    """
    if status.get("privacyStatus") == "privacyStatusUnspecified":
        return True
    is_bare = not (details.get("videoPublishedAt") and snippet.get("videoOwnerChannelId"))
    return is_bare and snippet.get("title") in _DEAD_TITLES
