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

    Attributes are there when it begins, its text when it ends; the elements in it are gone by then.
    """

    is_start: bool
    path: list[Element]
    element: Element


def steps(snapshot: Snapshot) -> Iterator[Step]:
    """A document from its root's beginning to its root's end. Raises UsageError where it is damaged or defines a DTD.

    What was passed is forgotten; ``path`` is one list that goes along.
    """
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
            yield Step(event == "start", path, element)
            if event == "end":
                path.pop()
                if path:
                    path[-1].remove(element)
    except DefusedXmlException:
        raise UsageError(f"{named(snapshot.name)} defines entities or a DTD of its own; it is not read.") from None
    except (ParseError, LookupError, ValueError) as error:
        raise UsageError(f"{named(snapshot.name)} is damaged XML: {error}.") from error


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    """An element's namespace; empty where it has none."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")
