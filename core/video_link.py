"""Which video a pasted text means: a link of any of YouTube's own forms, or a bare id. No call is made."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from core.errors import UsageError
from core.model import VideoId
from core.text import shown

LONGEST = 2_000
"""Characters a link may have; a longer text is none."""

_ID = re.compile(r"[0-9A-Za-z_-]{11}")
_HOSTS = frozenset(
    {
        *("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com"),
        *("youtube-nocookie.com", "www.youtube-nocookie.com"),
    }
)
_SHORT = "youtu.be"
_FOLDERS = frozenset({"shorts", "embed", "live", "v"})
_NO_SCHEME = re.compile(r"(?:[a-z]+\.)?(?:youtube(?:-nocookie)?\.com|youtu\.be)/", re.IGNORECASE)


def video_in(text: str) -> VideoId | None:
    """The id of the video that a text names; None where it names none.

    Known are ``youtube.com/watch?v=…`` (also ``www.``, ``m.``, ``music.``), ``/shorts/…``, ``/live/…``, ``/embed/…``,
    ``youtu.be/…``, each with or without ``https://``, and the bare id of 11 characters.
    """
    text = text.strip()
    if _ID.fullmatch(text):
        return VideoId(text)
    if not text or len(text) > LONGEST:
        return None
    found = _named_by(f"https://{text}" if _NO_SCHEME.match(text) else text)
    return VideoId(found) if _ID.fullmatch(found) else None


def video_or_refusal(text: str) -> VideoId:
    """The same. Raises UsageError, one sentence, where a text names no video."""
    found = video_in(text)
    if found is None:
        message = f"'{shown(text, limit=60)}' is no YouTube video: paste its link, or its id of 11 characters."
        raise UsageError(message)
    return found


def link_to(video_id: VideoId) -> str:
    """The address at which a browser shows a video."""
    return f"https://www.youtube.com/watch?v={video_id}"


def _named_by(address: str) -> str:
    """What stands in an address where a video's id belongs; empty where it is not one of YouTube's."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:  # brackets that are no address
        return ""
    if parts.scheme.lower() not in ("https", "http"):
        return ""
    path = parts.path.split("/")[1:]
    if host == _SHORT:
        return path[0] if path else ""
    if host not in _HOSTS or not path:
        return ""
    if path[0] == "watch":
        return parse_qs(parts.query).get("v", [""])[0]
    return path[1] if path[0] in _FOLDERS and len(path) > 1 else ""
