"""JSON that people own: Spotify's account data, playlists saved by programs, and JSPF.

A document is decoded here as far as its playlists; which of the formats it is of is told by its first keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from core.adapters.exports.account_data import list_liked, list_saved
from core.adapters.exports.json_rows import BROKEN, NOTHING, is_list, is_object, said
from core.adapters.exports.jspf import list_jspf
from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.shape import mended
from core.errors import UsageError

if TYPE_CHECKING:
    from core.adapters.exports.snapshot import Snapshot
    from core.adapters.exports.tracks import Listed

_HISTORY = (b'"msPlayed"', b'"ms_played"', b'"endTime"')


class _Top(msgspec.Struct):
    """The ways a document begins."""

    tracks: msgspec.Raw = NOTHING
    playlists: msgspec.Raw = NOTHING
    playlist: msgspec.Raw = NOTHING


def list_document(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlists of a document. Raises NotALibrary where it holds none, UsageError where it is damaged."""
    content = mended(snapshot.whole())
    if any(word in content[:8192] for word in _HISTORY):
        message = f"{named(snapshot.name)} is a listening history, not a library; ask Spotify for the account data."
        raise NotALibrary(message)
    try:
        if content.lstrip()[:1] == b"[":
            found = list_saved(snapshot, msgspec.json.decode(content, type=list[msgspec.Raw]))
        else:
            found = _of_top(snapshot, _decode_top(content), stem)
    except BROKEN as error:
        raise UsageError(f"{named(snapshot.name)} is cut off or damaged: {said(error)}.") from error
    if found is None:
        raise NotALibrary(f"{named(snapshot.name)} holds no tracks or playlists that are known here.")
    return found


def _decode_top(content: bytes) -> _Top:
    return msgspec.json.decode(content, type=_Top, strict=False)


def _of_top(snapshot: Snapshot, top: _Top, stem: str) -> list[Listed] | None:
    if is_object(top.playlist):
        return [list_jspf(snapshot, top.playlist, stem)]
    found: list[Listed] = []
    if is_list(top.tracks):
        found.append(list_liked(snapshot, top.tracks))
    if is_list(top.playlists):
        found += list_saved(snapshot, msgspec.json.decode(top.playlists, type=list[msgspec.Raw])) or []
    return found if found or is_list(top.playlists) else None
