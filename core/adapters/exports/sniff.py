"""Tells by its first bytes what a file is; its name has no say."""

from __future__ import annotations

from enum import Enum, auto

from core.adapters.exports.snapshot import encoding_of

_BINARY = (
    (b"PK\x03\x04", "an archive inside the one named, or a workbook"),
    (b"\xd0\xcf\x11\xe0", "a workbook of an old kind"),
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
_CONTROLS = bytes(range(9)) + bytes(range(14, 32))


class Kind(Enum):
    """What a file may be, before it is read."""

    EMPTY = auto()
    BINARY = auto()
    ARCHIVE = auto()
    PAGE = auto()
    XML = auto()
    JSON = auto()
    M3U = auto()
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
        return (Kind.PAGE if is_page else Kind.XML), ""
    if begin.startswith(("{", "[")):
        return Kind.JSON, ""
    if begin.startswith(("#extm3u", "#extinf", "#playlist:")):
        return Kind.M3U, ""
    return Kind.TABLE, ""
