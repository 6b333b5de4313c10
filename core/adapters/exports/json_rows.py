"""The rows of a JSON document: each stays text until it is asked for, so that an odd one spoils only itself."""

from __future__ import annotations

import hashlib
import math
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from core.adapters.exports.tracks import Dropped, Listed, Row
from core.adapters.shape import count, text
from core.states import RowSkip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.adapters.exports.snapshot import Snapshot

NOTHING = msgspec.Raw()
BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the decoder raises where a text is no JSON, or not of the wanted kind."""


def list_rows(
    snapshot: Snapshot,
    family: str,
    *,
    key: str,
    title: str,
    rows: list[msgspec.Raw],
    read: Callable[[int, msgspec.Raw], Row],
) -> Listed:
    """A playlist of a document; ``read`` makes a row of its number and its text."""
    digest = hashlib.blake2b(digest_size=16)
    for raw in rows:
        digest.update(memoryview(raw))
        digest.update(b"\n")
    is_liked = key == "liked" or title.casefold() == "liked songs"
    return Listed(
        family,
        key="liked" if is_liked else key,
        title="Liked Songs" if is_liked else title,
        digest=digest.hexdigest(),
        file=snapshot.name,
        read=partial(_walk, rows, read),
        rows=len(rows),
        is_liked=is_liked,
    )


def _walk(rows: list[msgspec.Raw], read: Callable[[int, msgspec.Raw], Row]) -> Iterator[Row]:
    for number, raw in enumerate(rows, 1):
        if not is_object(raw):
            yield Row(number, Dropped("It holds nothing.", RowSkip.NULL_TRACK))
            continue
        try:
            yield read(number, raw)
        except BROKEN as error:
            yield Row(number, Dropped(f"It cannot be understood: {said(error)}.", RowSkip.UNREADABLE))


def said(error: Exception) -> str:
    """The decoder's own words, shortened."""
    return text(str(error), limit=120) or "it cannot be understood"


def length(value: float | None) -> int | None:
    """Milliseconds as a document gives them; odd numbers are none."""
    return count(int(value)) or None if value is not None and math.isfinite(value) else None


def is_list(raw: msgspec.Raw) -> bool:
    """Whether an array stands there."""
    return bytes(memoryview(raw)[:1]) == b"["


def is_object(raw: msgspec.Raw) -> bool:
    """Whether an object stands there."""
    return bytes(memoryview(raw)[:1]) == b"{"
