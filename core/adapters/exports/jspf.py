"""JSPF, XSPF in JSON (https://wiki.xiph.org/JSPF_Draft), as ListenBrainz gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.adapters.exports.json_rows import NOTHING, is_list, length, list_rows
from core.adapters.exports.tracks import Listed, Row, listed_track
from core.adapters.shape import text

if TYPE_CHECKING:
    from core.adapters.exports.snapshot import Snapshot

NAME = "JSPF"


class _JspfTrack(msgspec.Struct):
    title: str | None = None
    creator: str | None = None
    album: str | None = None
    duration: float | None = None
    location: list[str] | str | None = None
    identifier: list[str] | str | None = None


class _Jspf(msgspec.Struct):
    title: str | None = None
    identifier: list[str] | str | None = None
    track: msgspec.Raw = NOTHING


def list_jspf(snapshot: Snapshot, raw: msgspec.Raw, stem: str) -> Listed:
    """The playlist of a document. Raises what the decoder raises where it is none."""
    playlist = msgspec.json.decode(raw, type=_Jspf, strict=False)
    rows = msgspec.json.decode(playlist.track, type=list[msgspec.Raw]) if is_list(playlist.track) else []
    title = text(playlist.title).strip() or stem
    key = next(iter(_texts(playlist.identifier)), "") or title.casefold()
    return list_rows(snapshot, NAME, key=key, title=title, rows=rows, read=_jspf_row)


def _jspf_row(number: int, raw: msgspec.Raw) -> Row:
    track = msgspec.json.decode(raw, type=_JspfTrack, strict=False)
    what = listed_track(
        track.title or "",
        track.creator or "",
        track.album or "",
        length(track.duration),
        links=_texts(track.identifier),
        locations=_texts(track.location),
    )
    return Row(number, what)


def _texts(value: list[str] | str | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())
