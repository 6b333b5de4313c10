"""XSPF, the playlist format of xiph.org (https://www.xspf.org/spec), read element by element.

What is wrong with a document is told by :mod:`core.adapters.exports.xspf_rules`; it is read all the same.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.adapters.exports.elements import steps
from core.adapters.exports.refusal import NotALibrary, named
from core.adapters.exports.tracks import Listed, Row, length_ms, listed_track
from core.adapters.exports.xspf_rules import NAMESPACE, Checker
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.adapters.exports.elements import Step
    from core.adapters.exports.snapshot import Snapshot

NAME = "XSPF"
_ROOT = "playlist"
_LIST = [_ROOT, "trackList"]
_TRACK = [*_LIST, "track"]
_HEAD = frozenset({"title", "identifier", "trackList"})
_FIELDS = frozenset({"title", "creator", "album", "duration", "location", "identifier"})


def list_xspf(snapshot: Snapshot, stem: str) -> list[Listed]:
    """The playlist of a document. Raises NotALibrary where it is other XML, UsageError where it is damaged."""
    said: dict[str, str] = {}
    rows, is_ours, checker = 0, False, Checker()
    for step in steps(snapshot):
        checker.see(step)
        if step.is_start:
            if len(step.names) == 1:
                _check_root(step.names[0], snapshot.name)
                is_ours = step.spaces[0] == NAMESPACE
        elif len(step.names) == 2 and step.names[1] in _HEAD and _is_own(step):
            said.setdefault(step.names[1], (step.element.text or "").strip())
            is_ours = is_ours or step.names == _LIST
        elif step.names == _TRACK and _is_own(step):
            rows += 1
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
        if len(step.names) == 4 and step.names[3] in _FIELDS and step.names[:3] == _TRACK and _is_own(step):
            fields.setdefault(step.names[3], []).append((step.element.text or "").strip())
        elif step.names == _TRACK and _is_own(step):
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


def _is_own(step: Step) -> bool:
    """Whether an element and those around it are of XSPF, not of a foreign namespace."""
    root = step.spaces[0]
    return all(space in (root, NAMESPACE) for space in step.spaces)


def _check_root(root: str, name: str) -> None:
    if root != _ROOT:
        begin = shown(root, limit=60)
        raise NotALibrary(f"{named(name)} is XML, but no playlist: it begins with <{begin}>.")
