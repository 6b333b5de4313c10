"""M3U and M3U8 lists (https://en.wikipedia.org/wiki/M3U): what their comments say of each file or address.

Plain lists of paths, as MPD and Winamp write them, are the same without comments. The files a list speaks of are
never opened.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.paths import is_location
from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.tracks import Dropped, Listed, Row, length_ms, listed_track

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.adapters.exports.snapshot import Snapshot
    from core.model import SourceTrack

NAME = "M3U"
MARKS = ("#EXTM3U", "#EXTINF:", "#PLAYLIST:")
_SECONDS = r"#EXTINF:\s*(?:(-?[0-9]{1,7})(?:\.[0-9]{0,9})?)?"
_INFO = (
    re.compile(_SECONDS + r'(?:[^,"]|"[^"]{0,1000}"){0,1000},(.*)', re.DOTALL),
    re.compile(_SECONDS + r"[^,]{0,1000},(.*)", re.DOTALL),  # a quotation mark that is never closed
)
_SAMPLE = 200
_AT_LEAST = 0.8


def is_m3u(head: str) -> bool:
    """Whether a text begins as a list does: with one of its marks, or with nothing but paths and addresses."""
    lines: list[str] = []
    for line in map(str.strip, head.splitlines()[:_SAMPLE]):
        if line.upper().startswith(MARKS):
            return True
        if line and not line.startswith("#"):
            lines.append(line)
    found = [is_location(line) for line in lines]
    return bool(found) and found[0] and sum(found) >= _AT_LEAST * len(found)


def list_m3u(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlist of a list. Raises NotALibrary for one of a video stream's pieces."""
    title, rows = "", 0
    for _, whole in snapshot.text():
        line = whole.strip()
        if line.startswith("#EXT-X-"):
            raise NotALibrary(f"{named(snapshot.name)} lists the pieces of a stream, not tracks.")
        if line.startswith("#PLAYLIST:"):
            title = title or line[10:210].strip()
        rows += bool(line) and not line.startswith("#")
    title = title or stem
    read = partial(_rows, snapshot)
    return [Listed(NAME, title.casefold(), title, digest=snapshot.digest, file=snapshot.name, read=read, rows=rows)]


def _rows(snapshot: Snapshot) -> Iterator[Row]:
    number = 0
    said: dict[str, str] = {}
    for _, whole in snapshot.text():
        line = whole.strip()
        if found := next(filter(None, (info.fullmatch(line) for info in _INFO)), None):
            said |= {"seconds": found[1] or "", "name": found[2].strip()}
        elif line.startswith("#EXTALB:"):
            said["album"] = line[8:].strip()
        elif line.startswith("#EXTART:"):
            said["artist"] = line[8:].strip()
        elif line and not line.startswith("#"):
            number += 1
            yield Row(number, _track(line, said))
            said = {}


def _track(location: str, said: dict[str, str]) -> SourceTrack | Dropped:
    """What the comments tell, else what the file's own name does."""
    return listed_track(
        said.get("name", ""),
        said.get("artist", ""),
        said.get("album", ""),
        length_ms(said.get("seconds", ""), unit_ms=1000),
        locations=(location,),
    )
