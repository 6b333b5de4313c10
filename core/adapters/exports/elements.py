"""An XML document read element by element, as the readers of its formats want it.

The parser is defusedxml's: no document may define what it says by entities, or fetch anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from core.adapters.exports.limits import DEPTH_MAX
from core.adapters.exports.refusal import named
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from core.adapters.exports.snapshot import Snapshot


class Step(NamedTuple):
    """An element that begins or ends. ``path`` are the elements around it and itself, the root first.

    ``names`` are theirs without namespaces, ``spaces`` the namespaces (empty: none). Attributes are there when an
    element begins, its text when it ends; the elements in it are gone by then.
    """

    is_start: bool
    element: Element
    path: list[Element]
    names: list[str]
    spaces: list[str]


def steps(snapshot: Snapshot) -> Iterator[Step]:
    """A document from its root's beginning to its root's end. Raises UsageError where it is damaged or defines a DTD.

    What was passed is forgotten; the lists of a step go along.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    snapshot.file.seek(0)
    path: list[Element] = []
    names: list[str] = []
    spaces: list[str] = []
    try:
        for event, element in iterparse(snapshot.file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                space, _, name = str(element.tag).rpartition("}")
                path.append(element)
                names.append(name)
                spaces.append(space[1:])
                if len(path) > DEPTH_MAX * 2:
                    raise UsageError(f"{named(snapshot.name)} is nested deeper than any playlist.")
                yield Step(True, element, path, names, spaces)
                continue
            yield Step(False, element, path, names, spaces)
            path.pop()
            names.pop()
            spaces.pop()
            if path:
                path[-1].remove(element)
    except DefusedXmlException:
        raise UsageError(f"{named(snapshot.name)} defines entities or a DTD of its own; it is not read.") from None
    except (ParseError, LookupError, ValueError) as error:
        raise UsageError(f"{named(snapshot.name)} is damaged XML: {error}.") from error
