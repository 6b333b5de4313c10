"""XSPF, the playlist format of xiph.org (https://www.xspf.org/spec), read element by element.

What is wrong with a document is told by :mod:`core.adapters.exports.xspf_rules`; it is read all the same.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.elements import local, namespace, steps
from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.tracks import Listed, Row, length_ms, listed_track
from core.adapters.exports.xspf_rules import NAMESPACE, Checker
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from core.adapters.exports.snapshot import Snapshot

NAME = "XSPF"
_ROOT = "playlist"
_TRACK = (_ROOT, "trackList", "track")
_FIELDS = frozenset({"title", "creator", "album", "duration", "location", "identifier"})


def list_xspf(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlist of a document. Raises NotALibrary where it is other XML, UsageError where it is damaged."""
    said: dict[str, str] = {}
    rows, is_ours, checker = 0, False, Checker()
    for step in steps(snapshot):
        checker.see(step)
        if step.is_start:
            if len(step.path) == 1:
                _check_root(step.element, snapshot.name)
                is_ours = namespace(step.element) == NAMESPACE
            continue
        place = _place(step.path)
        if len(place) == 2 and place[1] in ("title", "identifier"):
            said.setdefault(place[1], (step.element.text or "").strip())
        rows += place == _TRACK
        is_ours = is_ours or place == _TRACK[:2]
    if not is_ours:
        raise NotALibrary(f"{named(snapshot.name)} is XML, but no playlist that is known here: it has no trackList.")
    title = said.get("title", "")[:200] or stem
    return [
        Listed(
            NAME,
            said.get("identifier", "")[:1000] or title.casefold(),
            title,
            digest=snapshot.digest,
            file=snapshot.name,
            read=partial(_rows, snapshot),
            rows=rows,
            notices=checker.notices(snapshot.name),
        )
    ]


def _rows(snapshot: Snapshot) -> Iterator[Row]:
    number = 0
    fields: dict[str, list[str]] = {}
    for step in steps(snapshot):
        if step.is_start:
            continue
        place = _place(step.path)
        if place[:-1] == _TRACK and place[-1] in _FIELDS:
            fields.setdefault(place[-1], []).append((step.element.text or "").strip())
        elif place == _TRACK:
            number += 1
            first = {field: values[0] for field, values in fields.items()}
            track = listed_track(
                first.get("title", ""),
                first.get("creator", ""),
                first.get("album", ""),
                length_ms(first.get("duration", "").partition(".")[0], unit_ms=1),
                links=tuple(fields.get("identifier", ())),
                locations=tuple(fields.get("location", ())),
            )
            yield Row(number, track)
            fields = {}


def _place(path: list[Element]) -> tuple[str, ...]:
    """Where an element stands, by the names of XSPF; an element of a foreign namespace has none."""
    own = (namespace(path[0]), NAMESPACE)
    return tuple([local(element) if namespace(element) in own else "" for element in path])


def _check_root(root: Element, name: str) -> None:
    if local(root) != _ROOT:
        begin = shown(local(root), limit=60)
        raise NotALibrary(f"{named(name)} is XML, but no playlist: it begins with <{begin}>.")
