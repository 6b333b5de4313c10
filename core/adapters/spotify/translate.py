"""Spotify's JSON turned into the product's values, in its shape of 2026 and the older one.

Since February 2026 a playlist's ``tracks`` are called ``items`` and a row's ``track`` is called ``item``
(https://developer.spotify.com/documentation/web-api/references/changes/february-2026). Odd rows become rows
with a reason, in their place; an answer that is no page at all, or holds a value of a kind that Spotify never sends
there, raises :class:`Unreadable`: what it says is not believed. A page with few such rows raises
:class:`PartlyUnreadable`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs, urlsplit

from core.adapters.shape import Unreadable, count, mapping, text, word
from core.model import Account, Page, SourceAlbum, SourceArtist, SourcePlaylist, SourceRow, SourceTrack
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
K = TypeVar("K")
D = TypeVar("D")

TOTAL_MAX = 1_000_000
"""Rows of a list: a playlist holds 10,000, and nobody's liked songs come near this."""

_SPOKEN = frozenset({"episode", "show", "chapter", "audiobook"})


class PartlyUnreadable(Unreadable):
    """Few rows of a page cannot be believed; ``page`` is the page with them as rows without a track."""

    def __init__(self, why: str, page: Page[SourceRow]) -> None:
        super().__init__(why)
        self.page = page


def to_account(answer: object) -> Account:
    """Who is signed in: ``account_id``, which never changes, where it is given."""
    row = mapping(answer)
    account = word(row.get("account_id")) if "account_id" in row else text(row.get("id"))
    if not account:
        message = "the answer names no account"
        raise Unreadable(message)
    return Account(account_id=account, name=text(row.get("display_name")) or text(row.get("id")) or account)


def to_liked(answer: object, *, offset: int, limit: int) -> Page[SourceRow]:
    """A page of liked songs. A first one that is empty says so in its total, too."""
    page = to_rows(answer, offset=offset, limit=limit)
    if not (page.rows or offset) and page.total:
        message = f"it counts {page.total} songs and shows none"
        raise Unreadable(message)
    return page


def to_rows(answer: object, *, offset: int, limit: int) -> Page[SourceRow]:
    """A page of a playlist's rows."""
    reasons: list[str] = []

    def read(row: Mapping[str, object], position: int) -> SourceRow:
        try:
            return to_row(row, position)
        except Unreadable as error:
            reasons.append(str(error))
            return SourceRow(position, skip=RowSkip.NULL_TRACK)

    page = _page(answer, read, offset=offset, limit=limit)
    if not reasons:
        return page
    if len(reasons) > 1 and 2 * len(reasons) > len(page.rows):
        raise Unreadable(reasons[0])
    raise PartlyUnreadable(reasons[0], replace(page, odd=len(reasons)))


def to_playlists(answer: object, *, offset: int, limit: int) -> Page[SourcePlaylist]:
    """A page of the person's playlists; a null row is left out."""
    return _page(answer, _playlist, offset=offset, limit=limit)


def to_playlist(answer: object) -> SourcePlaylist:
    """One playlist's head."""
    found = _playlist(mapping(answer), 0)
    if found is None:
        message = "the answer is no playlist"
        raise Unreadable(message)
    return found


def to_row(row: Mapping[str, object], position: int) -> SourceRow:
    """A row of a playlist or of the liked songs: its track, or why it holds none."""
    added_at = instant(row.get("added_at"))
    if "item" not in row and "track" not in row:
        message = "a row says nothing of a track"
        raise Unreadable(message)
    content = _given(row, "item", dict, {}) or _given(row, "track", dict, {})
    skip = _skip(row, content)
    track = to_track(content) if skip is None else None
    if track is None:
        return SourceRow(position, skip=skip or RowSkip.NULL_TRACK, added_at=added_at)
    return SourceRow(position, track=track, added_at=added_at)


def to_track(row: Mapping[str, object]) -> SourceTrack | None:
    """A track; None where it has no name or nothing to know it by, as one that was taken down."""
    spotify_id, title = word(_given(row, "id", str, "")), _name(row)
    uri = word(_given(row, "uri", str, "")) or (f"spotify:track:{spotify_id}" if spotify_id else "")
    if not uri or not title.strip():
        return None
    isrc = word(_given(_given(row, "external_ids", dict, {}), "isrc", str, "").strip())
    is_explicit = row.get("explicit")
    return SourceTrack(
        uri=uri,
        title=title,
        artists=tuple(_artists(row)),
        album=_album(_given(row, "album", dict, {})),
        spotify_id=spotify_id or None,
        isrc=isrc.upper() if 0 < len(isrc) <= 32 else None,
        duration_ms=_length(row),
        is_explicit=is_explicit if isinstance(is_explicit, bool) else None,
    )


def instant(value: object) -> datetime | None:
    """An ISO 8601 instant in UTC; None where there is none (rows of old playlists)."""
    try:
        found = datetime.fromisoformat(text(value))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _page(answer: object, read: Callable[[Mapping[str, object], int], T | None], *, offset: int, limit: int) -> Page[T]:
    """A page by offset. ``next`` says whether more follows, and where; where it is not given, the total does."""
    body = mapping(answer)
    given, link = body.get("items"), body.get("next")
    total = count(body.get("total"))
    is_counted = total is not None and total <= TOTAL_MAX
    is_linked = link is None or isinstance(link, str)
    if not isinstance(given, list) or not all(row is None or isinstance(row, dict) for row in given):
        message = "it is no page"
        raise Unreadable(message)
    if not is_linked or ("total" in body and not is_counted):
        message = "it does not say what follows"
        raise Unreadable(message)
    found = [read(mapping(row), offset + place) for place, row in enumerate(given)]
    seen = offset + len(given)
    is_promised = seen < (total or 0)
    if link is not None:
        # An empty page in the middle is passed over, but only as long as the total promises more.
        has_more = bool(given) or offset + limit < (total or 0)
    else:
        # A whole page that ends before the total is asked beyond: a short one is the end, whatever the total says.
        has_more = bool(given) and is_promised and ("next" not in body or len(given) >= limit)
    onward = _onward(link, offset=offset, most=max(limit, len(given))) or (seen if given else None)
    rows = tuple(row for row in found if row is not None)
    return Page(rows, offset, seen if total is None else total, has_more, onward if has_more else None)


def _onward(link: object, *, offset: int, most: int) -> int | None:
    """The offset that the address of the next page names; None where it names none that could follow on this page.

    The address itself is never followed: a token would be sent to whatever place it names.
    """
    try:
        named = parse_qs(urlsplit(text(link)).query).get("offset", [])
    except ValueError:
        return None
    found = count(named[0]) if len(named) == 1 else None
    return found if found is not None and offset < found <= offset + most else None


def _playlist(row: Mapping[str, object], position: int) -> SourcePlaylist | None:
    if not row:
        return None
    rows = _given(row, "items", dict, {}) or _given(row, "tracks", dict, {})
    total = count(rows.get("total"))
    if not (spotify_id := word(row.get("id"))) or (total is None and rows.get("total") is not None):
        message = "a playlist has no id, or no number of rows"
        raise Unreadable(message)
    return SourcePlaylist(
        spotify_id=spotify_id,
        title=text(_given(row, "name", str, "")),
        owner_id=text(_given(_given(row, "owner", dict, {}), "id", str, "")),
        snapshot_id=text(_given(row, "snapshot_id", str, "")),
        total=total if total is None or total <= TOTAL_MAX else None,
        position=position,
        is_collaborative=row.get("collaborative") is True,
    )


def _skip(row: Mapping[str, object], content: Mapping[str, object]) -> RowSkip | None:
    uri, kind = text(content.get("uri")), _given(content, "type", str, None)
    if row.get("is_local") is True or content.get("is_local") is True or uri.startswith("spotify:local:"):
        return RowSkip.LOCAL_FILE
    if kind in _SPOKEN or uri.startswith("spotify:episode:"):
        return RowSkip.EPISODE
    return None if content and kind in (None, "track") else RowSkip.NULL_TRACK


def _artists(row: Mapping[str, object]) -> list[SourceArtist]:
    """Whose track it is: it is somebody's, though of one that was taken down all names are empty."""
    named = _given(row, "artists", list, [])
    if not named or not all(isinstance(artist, dict) for artist in named):
        message = "a track is nobody's"
        raise Unreadable(message)
    return [SourceArtist(name, word(artist.get("id")) or None) for artist in named if (name := _name(artist))]


def _name(row: Mapping[str, object]) -> str:
    """A name, which may be empty, but is always given."""
    name = row.get("name")
    if not isinstance(name, str):
        message = "it has no name"
        raise Unreadable(message)
    return text(name)


def _album(row: Mapping[str, object]) -> SourceAlbum | None:
    title = text(_given(row, "name", str, ""))
    if not title:
        return None
    return SourceAlbum(title, word(row.get("id")) or None, word(row.get("release_date")) or None)


def _length(row: Mapping[str, object]) -> int | None:
    """Milliseconds; None where they are not known, or nobody could listen to the end."""
    given = row.get("duration_ms")
    length = count(given)
    if length is None and given is not None and not isinstance(given, float):
        message = "a length is no number"
        raise Unreadable(message)
    return length or None


def _given(row: Mapping[str, object], name: str, kind: type[K], absent: D) -> K | D:
    """A field, or ``absent`` where it is not given or null. One of another kind is nothing that Spotify says."""
    value = row.get(name)
    if value is None:
        return absent
    if not isinstance(value, kind):
        message = f"its {name} is of another kind"
        raise Unreadable(message)
    return value
