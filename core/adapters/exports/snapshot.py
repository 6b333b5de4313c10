"""A file as it was at one moment: checked, its fingerprint taken, and text brought to UTF-8 with plain line ends.

What is read later is this copy (on the disk where it is large), so that no change of the file is half seen.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import tempfile
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from core.adapters.exports.limits import HEAD, LINE_MAX, MB
from core.adapters.exports.refusal import named, reading
from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.adapters.exports.bundle import Entry

_CHUNK = 256 * 1024
_IN_MEMORY = 4 * MB
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The copy, ``end`` bytes long. ``lines`` counts line ends; ``notice`` is set where the encoding was guessed."""

    name: str
    digest: str
    end: int
    lines: int
    file: IO[bytes]
    notice: str | None = None

    def whole(self) -> bytes:
        """All of it."""
        self.file.seek(0)
        return self.file.read()

    def text(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, str]]:
        """Its lines from an offset up to another, ends included, each with the offset after it.

        Several may be in hand at once: each goes to its own place before it reads.
        """
        offset = start
        while end is None or offset < end:
            self.file.seek(offset)
            line = self.file.readline(LINE_MAX)
            if not line:
                return
            if len(line) == LINE_MAX and not line.endswith(b"\n"):
                raise UsageError(f"{named(self.name)} holds a line longer than {LINE_MAX:,} bytes; it is no list.")
            offset += len(line)
            yield offset, line.decode()

    def close(self) -> None:
        """Give the copy back."""
        self.file.close()


def head_of(entry: Entry) -> bytes:
    """The first bytes of a file."""
    with reading(entry.name), entry.open() as file:
        return file.read(HEAD)


def encoding_of(head: bytes) -> str:
    """The encoding a text begins in: by its mark, by the zeros of UTF-16, else UTF-8."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    if b"\0" in sample:
        pairs = max(1, len(sample) // 2)
        even, odd = sample[::2].count(0) / pairs, sample[1::2].count(0) / pairs
        if odd > 0.4 and even < 0.1:
            return "utf-16-le"
        if even > 0.4 and odd < 0.1:
            return "utf-16-be"
    return "utf-8"


def take(entry: Entry, *, limit: int, is_text: bool = True) -> Snapshot:
    """Copy a file. Raises UsageError where it is larger than ``limit`` bytes, or no text where that is asked for."""
    if not is_text:
        return _copied(entry, None, limit=limit)
    encoding = encoding_of(head_of(entry))
    try:
        return _copied(entry, encoding, limit=limit)
    except UnicodeError:
        if encoding != "utf-8":
            raise UsageError(f"{named(entry.name)} begins as {encoding.upper()} text and does not go on so.") from None
    try:
        taken = _copied(entry, _WESTERN, limit=limit)
    except UnicodeError:
        message = f"{named(entry.name)} is no text in UTF-8, UTF-16 or Windows-1252; save it as UTF-8."
        raise UsageError(message) from None
    notice = f"{named(entry.name)} is not UTF-8; it was read as Windows-1252, so look at its accented letters."
    return replace(taken, notice=notice)


def _copied(entry: Entry, encoding: str | None, *, limit: int) -> Snapshot:
    copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it outlives this call; a snapshot is closed
    try:
        seen, lines, digest = 0, 0, hashlib.blake2b(digest_size=16)
        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(encoding)() if encoding else None, translate=True
        )
        with reading(entry.name), entry.open() as file:
            while chunk := file.read(_CHUNK):
                seen += len(chunk)
                if seen > limit:
                    message = f"{named(entry.name)} is larger than {limit // MB} MB, more than an export of this kind."
                    raise UsageError(message)
                digest.update(chunk)
                if encoding:
                    lines += _write(copy, decoder.decode(chunk), entry.name)
                else:
                    copy.write(chunk)
        if encoding:
            lines += _write(copy, decoder.decode(b"", final=True), entry.name)
    except BaseException:
        copy.close()
        raise
    return Snapshot(entry.name, digest.hexdigest(), copy.tell(), lines, copy)


def _write(copy: IO[bytes], text: str, name: str) -> int:
    """Write a piece of text; returns its line ends."""
    if "\0" in text:
        raise UsageError(f"{named(name)} holds NUL characters: it is damaged, or no text at all.")
    try:
        copy.write(text.encode())
    except OSError as error:
        raise UsageError(f"There is no room to read {named(name)}: {error.strerror}.") from error
    return text.count("\n")
