"""Tells by its first bytes what a file is; its name has no say."""

from __future__ import annotations

import re
from enum import Enum, auto

from core.adapters.exports.limits import HEAD
from core.adapters.exports.m3u import is_m3u
from core.adapters.exports.snapshot import encoding_of

_BINARY = (
    (b"PK\x03\x04", "an archive inside the one named, or a workbook"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an old kind"),
    (b"bplist00", "a property list in Apple's binary form"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"SQLite format 3\0", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_PROLOGUE = re.compile(
    r"(?:\s+|<\?.{0,2000}?\?>|<!--.{0,20000}?-->|<!DOCTYPE[^<>\[]{0,1000}(?:\[.{0,20000}?\]\s*)?>)*", re.DOTALL
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_CONTROLS = bytes(range(9)) + bytes(range(14, 32))


class Kind(Enum):
    """What a file may be, before it is read."""

    EMPTY = auto()
    BINARY = auto()
    ARCHIVE = auto()
    PAGE = auto()
    XSPF = auto()
    PLIST = auto()
    REKORDBOX = auto()
    JSON = auto()
    M3U = auto()
    PLS = auto()
    TABLE = auto()


def kind_of(head: bytes) -> tuple[Kind, str]:
    """The kind, and for a binary one what it is in words."""
    if not head:
        return Kind.EMPTY, ""
    what = next((words for mark, words in _BINARY if head.startswith(mark)), "")
    if what and not (head[:2] == b"MZ" and b"\0" not in head[:1024]):
        return (Kind.ARCHIVE if head.startswith(b"PK") else Kind.BINARY), what
    encoding = encoding_of(head)
    if encoding == "utf-8" and len(head[:1024]) - len(head[:1024].translate(None, _CONTROLS)) > 8:
        return Kind.BINARY, "not a text"
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    begin = text[:512].casefold()
    if not begin:
        return Kind.EMPTY, ""
    if begin.startswith("<"):
        is_page = begin.startswith(("<!doctype html", "<html")) or "<html" in begin
        return (Kind.PAGE if is_page else _ROOTS.get(root_of(text), Kind.XSPF)), ""
    if begin.startswith("[playlist]"):
        return Kind.PLS, ""
    if begin.startswith(("{", "[")):
        return Kind.JSON, ""
    whole = text if len(head) < HEAD else text.rpartition("\n")[0] or text
    return (Kind.M3U if is_m3u(whole) else Kind.TABLE), ""


_ROOTS = {"plist": Kind.PLIST, "DJ_PLAYLISTS": Kind.REKORDBOX}


def root_of(text: str) -> str:
    """The name of a document's first element without its prefix; empty where it does not come."""
    prologue = _PROLOGUE.match(text)
    found = _ROOT.match(text, prologue.end() if prologue else 0)
    return found[1] if found else ""
