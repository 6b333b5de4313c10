"""Answers with one absurd field: which fields there are, what is made of each, and the journey that has to bear it.

A field is named by the method whose answer holds it and its path; every field that an adapter reads is here.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

HUGE = 10**18
DEEP, VAST = 50_000, 50 * 1024 * 1024

_TRACK = (
    "", "id", "uri", "type", "name", "is_local", "artists", "artists.0", "artists.0.name", "artists.0.id", "album",
    "album.name", "album.id", "album.release_date", "external_ids", "external_ids.isrc", "duration_ms", "explicit",
)  # fmt: skip
_HEAD = (
    "", "id", "etag", "snippet", "snippet.title", "snippet.description", "snippet.channelId", "status",
    "status.privacyStatus", "contentDetails", "contentDetails.itemCount",
)  # fmt: skip
_ITEM = (
    "", "id", "snippet", "snippet.title", "snippet.description", "snippet.playlistId", "snippet.position",
    "snippet.resourceId", "snippet.resourceId.videoId", "snippet.videoOwnerChannelId",
    "snippet.videoOwnerChannelTitle", "contentDetails", "contentDetails.videoId", "contentDetails.note",
    "contentDetails.videoPublishedAt", "status", "status.privacyStatus",
)  # fmt: skip
_FOUND = ("", "id", "id.videoId", "snippet", "snippet.title", "snippet.channelTitle", "snippet.channelId")
_VIDEO = (
    "", "id", "contentDetails", "contentDetails.duration", "contentDetails.regionRestriction", "statistics",
    "statistics.viewCount", "status", "status.uploadStatus", "status.privacyStatus",
)  # fmt: skip
_LIST = ("kind", "nextPageToken", "pageInfo", "pageInfo.totalResults", "items")
_WRITTEN = ("kind", *(path for path in _HEAD if path and not path.startswith("contentDetails")))
_PUT = ("kind", *(path for path in _ITEM if path and not path.startswith(("status", "snippet.videoOwner"))))


def _rows(*paths: str, row: str = "items.0") -> tuple[str, ...]:
    return tuple(f"{row}.{path}".rstrip(".") for path in paths)


FIELDS: dict[str, tuple[str, ...]] = {
    "spotify.me": ("id", "account_id", "display_name"),
    "spotify.me.tracks": (
        "total", "next", "items", "items.0", "items.0.added_at", "items.0.track", "items.0.track.artists",
    ),
    "spotify.me.playlists": (
        "total", "next", "items",
        *_rows("", "id", "name", "owner", "owner.id", "snapshot_id", "collaborative", "items", "items.total"),
    ),
    "spotify.playlists.items": (
        "total", "next", "items", "items.0", "items.0.added_at", "items.0.is_local",
        *_rows(*_TRACK, row="items.0.item"),
    ),
    "spotify.artists.get": ("id", "images"),
    "spotify.albums.get": ("id", "images", "release_date", "total_tracks"),
    "youtube.playlists.list": (*_LIST, *_rows(*_HEAD)),
    "youtube.playlistItems.list": (*_LIST, *_rows(*_ITEM)),
    "youtube.search.list": (*_LIST, *_rows(*_FOUND)),
    "youtube.videos.list": (*_LIST, *_rows(*_VIDEO)),
    "youtube.playlists.insert": _WRITTEN,
    "youtube.playlists.update": _WRITTEN,
    "youtube.playlistItems.insert": _PUT,
    "youtube.playlistItems.update": _PUT,
    "youtube.playlists.delete": (),
    "youtube.playlistItems.delete": (),
}  # fmt: skip
"""The fields that are read of each method's answers. An empty path is the whole answer, tried with each of them."""

VALUES: dict[str, object] = {
    "null": None,
    "wrong type": {"absurd": True},
    "empty list": [],
    "10^18": HUGE,
    "another id": "absurd_id_0",
}
KINDS = ("missing", *VALUES, "deep", "50 MB")
WHOLE = ("deep", "50 MB")
"""Kinds that spoil the whole answer, whichever field it is: they are tried with one field of a method."""


PLAUSIBLE = {
    ("spotify.me", "account_id"): ("missing", "another id"),
    ("spotify.me.tracks", "items.0"): ("missing",),
    ("spotify.me.playlists", "items.0"): ("missing",),
    ("spotify.playlists.items", "items.0"): ("missing",),
    ("spotify.playlists.items", "items.0.item"): ("null",),
    ("spotify.playlists.items", "items.0.item.type"): ("another id",),
    **{
        ("spotify.playlists.items", f"items.0.item.{path}"): ("another id",)
        for path in ("id", "uri", "name", "artists.0.name", "album.name", "external_ids.isrc")
    },
    **{("youtube.search.list", f"items.0.snippet.{path}"): ("another id",) for path in ("title", "channelTitle")},
}
"""What cannot be told from a true answer: another name is another name, a null track is one that was taken down."""


@dataclass(frozen=True, slots=True)
class Case:
    """One field made absurd, in one answer or in each of a run, in a ``flow`` of the journey."""

    method: str
    path: str
    kind: str
    is_for_ever: bool
    flow: str

    def __str__(self) -> str:
        often = "for ever" if self.is_for_ever else "once"
        return f"{self.flow}, {self.method} {self.path or '(whole)'}: {self.kind} {often}"


def cases(method: str, flow: str, *, is_whole: bool) -> Iterator[Case]:
    """A method's cases, or (``is_whole`` False) a third of them, in which each field and each kind has its turns."""
    for place, path in enumerate(("", *FIELDS[method])):
        for number, kind in enumerate(KINDS):
            is_absent = kind == "missing" and path.rpartition(".")[2] in ("", "nextPageToken", "regionRestriction")
            is_known = kind in PLAUSIBLE.get((method, path), ()) or is_absent
            if is_known or (kind in WHOLE and place != min(1, len(FIELDS[method]))):
                continue
            for is_for_ever in (False, True):
                if is_whole or (place + number) % 3 == is_for_ever:
                    yield Case(method, path, kind, is_for_ever, flow)


class Spoiler:
    """Makes a case's field absurd in the answers that pass; ``struck`` counts them."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.struck = 0

    def __call__(self, name: str, body: bytes) -> io.BufferedIOBase | bytes:
        """The body that is answered."""
        case = self._case
        if name != case.method or (self.struck and not case.is_for_ever):
            return body
        answer = json.loads(body) if body else {}
        if case.kind == "50 MB":
            self.struck += 1
            return Vast(b'{"absurd": "')
        value = "DEEP" if case.kind == "deep" else VALUES.get(case.kind)
        changed = _with(answer, case.path.split(".") if case.path else [], value, is_missing=case.kind == "missing")
        if changed is answer:
            return body
        self.struck += 1
        spoiled = json.dumps(changed)
        return spoiled.replace('"DEEP"', "[" * DEEP + "]" * DEEP).encode()


def _with(value: Any, path: list[str], new: object, *, is_missing: bool) -> Any:  # noqa: ANN401 - JSON in, JSON out
    """The answer with another value at a path; itself where there is no such place."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(value, list):
        if int(key) >= len(value):
            return value
        inner = _with(value[int(key)], rest, new, is_missing=is_missing)
        if not rest and is_missing:
            return value[1:]
        return value if inner is value[int(key)] else [inner, *value[1:]]
    if not isinstance(value, dict) or (rest and key not in value) or (is_missing and key not in value):
        return value
    if not rest:
        return {each: kept for each, kept in value.items() if each != key} if is_missing else {**value, key: new}
    inner = _with(value[key], rest, new, is_missing=is_missing)
    return value if inner is value[key] else {**value, key: inner}


class Vast(io.BufferedIOBase):
    """A body of 50 MB that is made while it is read."""

    def __init__(self, start: bytes) -> None:
        super().__init__()
        self._start = start
        self._left = VAST

    def read(self, size: int | None = -1, /) -> bytes:
        """The next part."""
        number = self._left if size is None or size < 0 else min(size, self._left)
        self._left -= number
        part = (self._start + b"x" * number)[:number]
        self._start = b""
        return part
