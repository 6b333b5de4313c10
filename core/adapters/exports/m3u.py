"""M3U and M3U8 lists (https://en.wikipedia.org/wiki/M3U): what their comments say of each file or address.

The files a list speaks of are never opened.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.tracks import Dropped, Listed, Row, length_ms, made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.adapters.exports.snapshot import Snapshot
    from core.model import SourceTrack

NAME = "M3U"
_INFO = re.compile(r"#EXTINF:\s*(-?[0-9]{1,7})(?:\.[0-9]{0,9})?[^,]{0,1000},(.*)", re.DOTALL)
_TRACK_NUMBER = re.compile(r"^[0-9]{1,3}[ ._-]+")


def list_m3u(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlist of a list. Raises NotALibrary for one of a video stream's pieces."""
    title, rows = "", 0
    for _, line in snapshot.text():
        if line.startswith("#EXT-X-"):
            raise NotALibrary(f"{named(snapshot.name)} lists the pieces of a stream, not tracks.")
        if line.startswith("#PLAYLIST:"):
            title = title or line[10:210].strip()
        rows += bool(line.strip()) and not line.startswith("#")
    title = title or stem
    read = partial(_rows, snapshot)
    return [Listed(NAME, title.casefold(), title, digest=snapshot.digest, file=snapshot.name, read=read, rows=rows)]


def _rows(snapshot: Snapshot) -> Iterator[Row]:
    number = 0
    said: dict[str, str] = {}
    for _, whole in snapshot.text():
        line = whole.strip()
        if found := _INFO.fullmatch(line):
            said |= {"seconds": found[1], "name": found[2].strip()}
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
    name = said.get("name", "")
    if not name and "://" not in location.replace("file://", ""):
        file = unquote(location.replace("\\", "/").rpartition("/")[2])
        name = _TRACK_NUMBER.sub("", file.rpartition(".")[0] or file)
    artist = said.get("artist", "")
    if artist and name.startswith(f"{artist} - "):
        name = name[len(artist) + 3 :]
    return made(
        name,
        (artist,),
        album=said.get("album", ""),
        uri=location if "://" in location or location.startswith("spotify:") else "",
        duration_ms=length_ms(said.get("seconds", ""), unit_ms=1000),
    )
