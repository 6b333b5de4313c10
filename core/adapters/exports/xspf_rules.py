"""What XSPF asks of a document (https://www.xspf.org/spec), and which of its rules one breaks.

A document that breaks some is read all the same; what is found here is only told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from core.adapters.exports.refusal import named
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    from core.adapters.exports.elements import Step

NAMESPACE = "http://xspf.org/ns/0/"
SAID_MAX = 6
"""Broken rules told of one document; of what else is wrong only the number is."""

_NO_URI = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f\x7f]|%(?![0-9A-Fa-f]{2})")
_WHOLE = re.compile(r"\+?[0-9]{1,30}")
_DATE = re.compile(
    r"-?[0-9]{4,9}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,30})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
)


class Holds(Enum):
    """What an element may hold."""

    ELEMENTS = auto()
    ANYTHING = auto()
    TEXT = auto()
    URI = auto()
    DATE = auto()
    WHOLE_NUMBER = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of an element: its content, whether it stands once at most, and the attribute it must have."""

    holds: Holds
    is_once: bool = True
    attribute: str = ""
    elements: Mapping[str, Rule] = field(default_factory=dict)


def _word(name: str) -> str:
    return shown(name, limit=60)


def _several(holds: Holds, attribute: str = "") -> Rule:
    return Rule(holds, is_once=False, attribute=attribute)


_ADDED = {
    "link": _several(Holds.URI, "rel"),
    "meta": _several(Holds.TEXT, "rel"),
    "extension": _several(Holds.ANYTHING, "application"),
}
_LINKS = {"location": _several(Holds.URI), "identifier": _several(Holds.URI)}
_TRACK = {
    **_LINKS,
    **dict.fromkeys(("title", "creator", "annotation", "album"), Rule(Holds.TEXT)),
    **dict.fromkeys(("info", "image"), Rule(Holds.URI)),
    **dict.fromkeys(("trackNum", "duration"), Rule(Holds.WHOLE_NUMBER)),
    **_ADDED,
}
_PLAYLIST = {
    **dict.fromkeys(("title", "creator", "annotation"), Rule(Holds.TEXT)),
    **dict.fromkeys(("info", "location", "identifier", "image", "license"), Rule(Holds.URI)),
    "date": Rule(Holds.DATE),
    "attribution": Rule(Holds.ELEMENTS, elements=_LINKS),
    **_ADDED,
    "trackList": Rule(Holds.ELEMENTS, elements={"track": Rule(Holds.ELEMENTS, is_once=False, elements=_TRACK)}),
}
ROOT = Rule(Holds.ELEMENTS, attribute="version", elements=_PLAYLIST)

_FORM: Mapping[Holds, tuple[Callable[[str], bool], str]] = {
    Holds.URI: (lambda text: _NO_URI.search(text) is None, "is no URI"),
    Holds.DATE: (lambda text: _DATE.fullmatch(text) is not None, "is no date with a time"),
    Holds.WHOLE_NUMBER: (lambda text: _WHOLE.fullmatch(text) is not None, "is no whole number"),
}


@dataclass(slots=True)
class _Open:
    """An element that has begun, and the names that stood in it."""

    rule: Rule
    seen: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Fault:
    where: str
    count: int = 1


class Checker:
    """Goes along with the reading of one document."""

    def __init__(self) -> None:
        self._open: list[_Open | None] = []  # None: what stands in it is nobody's business
        self._own: frozenset[str] = frozenset()
        self._ended: Element | None = None
        self._track = 0
        self._faults: dict[str, _Fault] = {}
        self._untold = 0

    def see(self, step: Step) -> None:
        """Look at an element that begins or ends."""
        self._look_behind()
        if step.is_start:
            self._open.append(self._begun(step))
            return
        self._look_at(self._open[-1], step)
        self._open.pop()
        self._ended = step.element

    def notices(self, name: str) -> tuple[str, ...]:
        """A sentence for each broken rule, with its first place and how often it is broken elsewhere."""
        said = []
        for what, fault in self._faults.items():
            more = f"and {fault.count - 1:,} more" if fault.count > 1 else ""
            where = ", ".join(filter(None, (fault.where, more)))
            said.append(f"{named(name)} breaks a rule of XSPF: {what}{f' ({where})' if where else ''}.")
        if self._untold:
            said.append(f"{named(name)} breaks rules of XSPF in {self._untold:,} more places.")
        return tuple(said)

    def _add(self, what: str) -> None:
        known = self._faults.get(what)
        if known is not None:
            known.count += 1
        elif len(self._faults) < SAID_MAX:
            self._faults[what] = _Fault(f"track {self._track:,}" if self._is_in_track() else "")
        else:
            self._untold += 1

    def _is_in_track(self) -> bool:
        third = self._open[2] if len(self._open) > 2 else None
        return third is not None and third.rule.elements is _TRACK

    def _begun(self, step: Step) -> _Open | None:
        if not self._open:
            return self._root(step)
        around, name = self._open[-1], step.names[-1]
        if around is None or around.rule.holds is Holds.ANYTHING:
            return None
        if around.rule.holds is not Holds.ELEMENTS:
            self._add(f"{step.names[-2]} holds markup")
            return None
        rule = around.rule.elements.get(name) if step.spaces[-1] in self._own else None
        if rule is None:
            self._add(f"{step.names[-2]} holds an element of another kind, {_word(name)}")
            return None
        if rule.is_once and name in around.seen:
            self._add(f"{step.names[-2]} has more than one {name}")
        around.seen.add(name)
        self._track += rule.elements is _TRACK
        self._attributes(rule, name, step.element)
        return _Open(rule)

    def _root(self, step: Step) -> _Open:
        found = step.spaces[0]
        self._own = frozenset({found, NAMESPACE})
        if found != NAMESPACE:
            self._add(f"the namespace is {'not' if found else 'missing, it is'} {NAMESPACE}")
        self._attributes(ROOT, "playlist", step.element)
        if step.element.get("version", "1") not in ("0", "1"):
            self._add("the version is neither 0 nor 1")
        return _Open(ROOT)

    def _attributes(self, rule: Rule, name: str, element: Element) -> None:
        if rule.attribute and rule.attribute not in element.attrib:
            self._add(f"{name} has no {rule.attribute}")
        for attribute, value in element.attrib.items():
            if attribute.startswith("{"):  # such as xml:base, which may stand anywhere
                continue
            if attribute != rule.attribute:
                self._add(f"{name} has an attribute of another kind, {_word(attribute)}")
            elif attribute != "version" and _NO_URI.search(value.strip()):
                self._add(f"{attribute} of {name} is no URI")

    def _look_at(self, opened: _Open | None, step: Step) -> None:
        """What an element holds, as it ends."""
        if opened is None:
            return
        rule, name, text = opened.rule, step.names[-1], (step.element.text or "").strip()
        if rule.holds is Holds.ELEMENTS and text:
            self._add(f"text stands in {name} beside its elements")
        if rule is ROOT and "trackList" not in opened.seen:
            self._add("trackList is missing")
        form = _FORM.get(rule.holds)
        if form is not None and not form[0](text):
            self._add(f"{name} {form[1]}")

    def _look_behind(self) -> None:
        """Whether text stands behind the element that ended last, where only elements may be."""
        ended, self._ended = self._ended, None
        if ended is None or not self._open or not (ended.tail or "").strip():
            return
        around = self._open[-1]
        if around is not None and around.rule.holds is Holds.ELEMENTS:
            self._add("text stands between elements")
