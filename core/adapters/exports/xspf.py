"""XSPF, the playlist format of xiph.org (https://www.xspf.org/spec), read element by element.

The parser is defusedxml's: no document may define what it says by entities, or fetch anything.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.documents import listed_track
from core.adapters.exports.limits import DEPTH_MAX
from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.tracks import Listed, Row, length_ms
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from core.adapters.exports.snapshot import Snapshot

NAME = "XSPF"
_FIELDS = frozenset({"title", "creator", "album", "duration", "location", "identifier"})


def list_xspf(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlist of a document. Raises NotALibrary where it is other XML, UsageError where it is damaged."""
    title, identifier, rows, is_playlist = "", "", 0, False
    for depth, element in _elements(snapshot):
        name, inside = _name(element), (element.text or "").strip()
        is_playlist = is_playlist or name in ("trackList", "playlist")
        if depth == 2 and name == "title":
            title = inside
        elif depth == 2 and name == "identifier":
            identifier = inside
        rows += depth == 3 and name == "track"
    if not is_playlist:
        raise NotALibrary(f"{named(snapshot.name)} is XML, but no playlist.")
    shown_as = title[:200] or stem
    key = identifier[:1000] or shown_as.casefold()
    read = partial(_rows, snapshot)
    return [Listed(NAME, key, shown_as, digest=snapshot.digest, file=snapshot.name, read=read, rows=rows)]


def _rows(snapshot: Snapshot) -> Iterator[Row]:
    number = 0
    fields: dict[str, list[str]] = {}
    for depth, element in _elements(snapshot):
        name = _name(element)
        if depth == 4 and name in _FIELDS:
            fields.setdefault(name, []).append((element.text or "").strip())
        elif depth == 3 and name == "track":
            number += 1
            first = {field: values[0] for field, values in fields.items()}
            links = (*fields.get("identifier", ()), *fields.get("location", ()))
            length = length_ms(first.get("duration", "").partition(".")[0], unit_ms=1)
            track = listed_track(first.get("title"), first.get("creator"), first.get("album"), length, links)
            yield Row(number, track)
            fields = {}


def _elements(snapshot: Snapshot) -> Iterator[tuple[int, Element]]:
    """Elements as they end, each with its depth from 1. What was passed is forgotten."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    snapshot.file.seek(0)
    path: list[Element] = []
    try:
        for event, element in iterparse(snapshot.file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(element)
                if len(path) > DEPTH_MAX * 2:
                    raise UsageError(f"{named(snapshot.name)} is nested deeper than any playlist.")
                continue
            yield len(path), element
            path.pop()
            if path:
                path[-1].remove(element)
    except DefusedXmlException:
        raise UsageError(f"{named(snapshot.name)} defines entities or a DTD of its own; it is not read.") from None
    except (ParseError, LookupError, ValueError) as error:
        raise UsageError(f"{named(snapshot.name)} is damaged XML: {error}.") from error


def _name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
