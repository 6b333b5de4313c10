"""When a track of a file and a track of Spotify are taken for the same, though they share neither URI nor ISRC.

The fingerprints made here are stored and are keys: what they are made of must not change. How a recording and
a video are compared is another matter and lives in :mod:`core.matching`.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.model import SourceTrack

SAME_LENGTH_MS = 3_000
"""Two lengths that differ by no more are one: sources round, and count silence differently."""

_CAP = 300
# Of ASCII, by far the most there is: letters in lower case and digits stay, all else goes.
_PLAIN = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}
_GUESTS = re.compile(r"[(\[](?:feat|ft|featuring|with)\b[^)\]]*[)\]]", re.IGNORECASE)


def words(text: str) -> str:
    """The letters and digits of a text, in lower case and without anything between them; may be empty."""
    text = text[:_CAP]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        return "".join(char for char in text.casefold() if char.isalnum() or unicodedata.combining(char))
    return text.translate(_PLAIN)


def same_words(title: str, artist: str) -> str:
    """What two tracks have in common that are named the same; guests in the title aside. Empty: not to be compared."""
    title = title[:_CAP]
    named, by = words(_GUESTS.sub("", title) if "(" in title or "[" in title else title), words(artist)
    return f"{by}/{named}" if named and by else ""


def text_key(track: SourceTrack) -> str:
    """The URI of a track that has none: the same whenever a file says the same of it."""
    album = words(track.album.title) if track.album else ""
    bucket = "" if track.duration_ms is None else str(round(track.duration_ms / SAME_LENGTH_MS))
    said = "|".join((words(track.title), *(words(artist.name) for artist in track.artists), album, bucket))
    return f"text:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}"
