"""``youtube.playlists``: list, insert, update, delete.

Each method reads the request, checks what the service is known to check, and writes one next state.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from core.demo.clock import stamp
from core.demo.paging import cut
from core.demo.refusals import bad_request, playlist_gone
from core.demo.wire import Reply
from core.demo.youtube_rows import listing, playlist_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.channel import Channel
    from core.demo.clock import ServiceClock
    from core.demo.quota import Quota
    from core.demo.wire import Call

MAX_TITLE = 150
MAX_DESCRIPTION = 5_000
_PARTS = frozenset({"id", "snippet", "status", "contentDetails", "player", "localizations"})


class _Snippet(msgspec.Struct, frozen=True, rename="camel"):
    title: str = ""
    description: str = ""
    default_language: str | None = None


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    privacy_status: str = "public"


class _Body(msgspec.Struct, frozen=True):
    id: str = ""
    snippet: _Snippet | None = None
    status: _Status | None = None


class Playlists:
    """The methods on playlists of one channel."""

    def __init__(self, channel: Channel, quota: Quota, clock: ServiceClock) -> None:
        self._channel = channel
        self._quota = quota
        self._clock = clock

    def list(self, call: Call) -> Reply:
        """Own playlists, or those with the given ids, newest first."""
        wrong = unknown_part(call, _PARTS) or one_filter(call, ("id", "mine", "channelId"))
        if wrong is not None:
            return wrong
        rows = self._channel.all_seen(self._clock.seconds())
        ids = call.many("id")
        if ids:
            rows = tuple(playlist for playlist in rows if playlist.id in ids)
        elif call.one("channelId") not in (None, self._channel.id):
            rows = ()
        page = cut(call, rows, listing=f"playlists {','.join(ids)}")
        if isinstance(page, Reply):
            return page
        shown = [playlist_row(playlist, self._channel, call.many("part")) for playlist in page.rows]
        return Reply(
            200,
            listing(
                "youtube#playlistListResponse",
                shown,
                total=len(rows),
                size=page.size,
                next_token=page.next_token,
                previous=page.previous,
            ),
        )

    def insert(self, call: Call) -> Reply:
        """A new playlist; without a privacy it is public."""
        body = _read(call)
        wrong = unknown_part(call, _PARTS) or _text_fault(body.snippet)
        if wrong is not None:
            return wrong
        refused = self._quota.make_playlist(self._clock.now())
        if refused is not None:
            return refused
        snippet = body.snippet or _Snippet()
        status = body.status if body.status is not None and "status" in call.many("part") else _Status()
        made = self._channel.new_playlist(
            snippet.title.strip(),
            created_at=stamp(self._clock.now()),
            privacy=status.privacy_status,
            description=snippet.description,
        )
        made = replace(made, is_fresh=True, language=snippet.default_language)
        self._channel.put(made, self._clock.seconds())
        return Reply(200, playlist_row(made, self._channel, call.many("part")))

    def update(self, call: Call) -> Reply:
        """Whole parts are replaced: what a part that is sent leaves out is reset."""
        body = _read(call)
        parts = call.many("part")
        held = self._channel.truth(body.id)
        if held is None:
            return playlist_gone()
        wrong = unknown_part(call, _PARTS) or (_text_fault(body.snippet) if "snippet" in parts else None)
        if wrong is not None:
            return wrong
        if "snippet" in parts and body.snippet is not None:
            held = replace(
                held,
                title=body.snippet.title.strip(),
                description=body.snippet.description,
                language=body.snippet.default_language,
            )
        if "status" in parts:
            held = replace(held, privacy=(body.status or _Status()).privacy_status)
        self._channel.put(held, self._clock.seconds())
        return Reply(200, playlist_row(held, self._channel, parts))

    def delete(self, call: Call) -> Reply:
        """Gone at once and for good, with its items."""
        playlist_id = call.one("id") or ""
        if self._channel.truth(playlist_id) is None:
            return playlist_gone()
        self._channel.drop(playlist_id, self._clock.seconds())
        return Reply(204)


def unknown_part(call: Call, known: frozenset[str]) -> Reply | None:
    """The refusal for a part the resource does not have."""
    wrong = [part for part in call.many("part") if part not in known]
    return bad_request(f"'{wrong[0]}'", reason="unknownPart", domain="youtube.part", location="part") if wrong else None


def one_filter(call: Call, names: Sequence[str]) -> Reply | None:
    """The refusal unless exactly one of the filters is given."""
    given = [name for name in names if call.one(name)]
    if not given:
        expected = ", ".join(names)
        return bad_request(f"No filter selected. Expected one of: {expected}", reason="missingRequiredParameter")
    if len(given) > 1:
        return bad_request(
            f"Incompatible parameters specified in the request: {', '.join(given)}", reason="incompatibleParameters"
        )
    return None


def _read(call: Call) -> _Body:
    return msgspec.json.decode(call.body, type=_Body)


def _text_fault(snippet: _Snippet | None) -> Reply | None:
    title = snippet.title.strip() if snippet else ""
    if not title:
        return bad_request(
            "The request must specify a title.", reason="playlistTitleRequired", domain="youtube.playlist"
        )
    description = snippet.description if snippet else ""
    has_brackets = any(sign in title + description for sign in "<>")
    if len(title) > MAX_TITLE or len(description) > MAX_DESCRIPTION or has_brackets:
        return bad_request(
            "The playlist snippet is invalid.", reason="invalidPlaylistSnippet", domain="youtube.playlist"
        )
    return None
