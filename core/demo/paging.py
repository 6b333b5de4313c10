"""Page tokens of YouTube's listings: opaque, and good for the listing they came from only."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from core.demo.refusals import bad_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.wire import Call, Reply

T = TypeVar("T")
DEFAULT_ROWS = 5
"""Rows a listing gives where ``maxResults`` is left out."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of a listing and the tokens of its neighbours."""

    rows: Sequence[T]
    start: int
    size: int
    next_token: str | None
    previous: str | None


def cut(call: Call, rows: Sequence[T], *, listing: str) -> Slice[T] | Reply:
    """The page a call asks for; the refusal where its token is not one of this ``listing``."""
    size = int(call.one("maxResults") or DEFAULT_ROWS)
    token = call.one("pageToken")
    start = 0 if not token else _offset(token, listing)
    if start is None:
        return bad_request(
            "The request specifies an invalid page token.", reason="invalidPageToken", location="pageToken"
        )
    end = start + size
    follows = _token(end, listing) if size and end < len(rows) else None
    precedes = _token(max(0, start - size), listing) if start else None
    return Slice(rows[start:end], start, size, follows, precedes)


def _token(offset: int, listing: str) -> str:
    seal = hashlib.sha256(f"{listing}/{offset}".encode()).hexdigest()[:6]
    return base64.urlsafe_b64encode(f"{offset}:{seal}".encode()).decode().rstrip("=")


def _offset(token: str, listing: str) -> int | None:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
        offset = int(text.partition(":")[0])
    except ValueError:
        return None
    return offset if _token(offset, listing) == token else None
