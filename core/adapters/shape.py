"""Tolerant readers of JSON from outside: a value of the wrong kind is read as absent, never believed.

Nothing here knows a vendor.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXT_MAX = 1000
"""Characters kept of a name or title; real ones stay far below."""

LOOKALIKES = str.maketrans({"<": "\u2039", ">": "\u203a"})
"""Angle quotation marks in the place of the signs that open and close a tag."""

_EXACT_MAX = 2**53
_TAG = re.compile(r"<[^<>]{0,500}>")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.", re.DOTALL
)
"""A whole character of two surrogates, half of one, or any other escape."""


class Unreadable(ValueError):
    """An answer that is not what was asked for: cut, foreign, or another service's page."""


def mended(content: bytes) -> bytes:
    """JSON whose halves of characters became U+FFFD: JavaScript writes such halves, the fast reader refuses them."""
    if _SURROGATE.search(content) is None:
        return content
    return _ESCAPE.sub(lambda found: b"\\ufffd" if found[1] else found[0], content)


def mapping(value: object) -> Mapping[str, object]:
    """A JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> Sequence[object]:
    """A JSON array, or an empty one."""
    return value if isinstance(value, list) else ()


def text(value: object, *, limit: int = TEXT_MAX) -> str:
    """A JSON string of at most ``limit`` characters, or an empty one.

    Raw, but for what no file or database can hold: lone surrogates become U+FFFD, NUL goes.
    """
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value[:limit] if "\0" not in value else value.replace("\0", "")[:limit]
    whole = value[: limit * 2].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")[:limit]


def word(value: object) -> str:
    """An id or a page token: printable ASCII without blanks, at most 1,000 characters, or empty."""
    if not isinstance(value, str) or len(value) > TEXT_MAX:
        return ""
    return value if value.isascii() and value.isprintable() and " " not in value else ""


def count(value: object) -> int | None:
    """A whole number from 0 on, also one written as a string or as 204053.0; None for everything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 16:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _EXACT_MAX:
        return None
    return value


def plain(value: object, *, limit: int = 300) -> str:
    """A service's words for a person: fit to show, without tags and entities."""
    words = _TAG.sub("", html.unescape(_TAG.sub("", text(value, limit=4 * limit))))
    return shown(" ".join(words.translate(LOOKALIKES).split()), limit=limit)
