"""What was named to be imported: one file, a folder, or an archive, each as a list of files that can be read.

Nothing is ever unpacked to a place on the disk. What the files hold is not looked at here.
"""

from __future__ import annotations

import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from core.adapters.exports.limits import DEPTH_MAX, ENTRIES_MAX, RATIO_FROM, RATIO_MAX
from core.adapters.exports.refusal import NotALibrary, named, reading
from core.errors import UsageError
from core.files import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OFFICE = "[Content_Types].xml"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to look at. ``name`` is its path below what was named; ``open`` reads it from its beginning."""

    name: str
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """Its name without folder and ending."""
        return self.name.rpartition("/")[2].rpartition(".")[0] or self.name


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files that belong together, until they are closed. ``is_archive``: they come out of a zip."""

    entries: tuple[Entry, ...]
    is_archive: bool
    close: Callable[[], None]


def open_bundle(path: Path) -> Bundle:
    """Look at what ``path`` names. Raises UsageError where it is nothing that can be read."""
    name = path.name or str(path)
    with reading(name):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return Bundle(tuple(_below(path)), is_archive=False, close=_nothing)
        with _open(path) as file:
            is_zip = file.read(4) in _ZIP
        if is_zip:
            return _archive(path)
    return Bundle((Entry(name, lambda: _open(path)),), is_archive=False, close=_nothing)


def _nothing() -> None:
    """There is nothing to close."""


def _open(path: Path) -> IO[bytes]:
    """Open a regular file; a pipe or a device is refused, and never waited for."""
    with reading(path.name):
        return opened(path)


def _below(folder: Path) -> Iterator[Entry]:
    """The regular files of a folder and the folders in it, by name; hidden ones and links to folders are left out."""
    count = 0
    top = len(folder.parts)
    for place, folders, files in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(one for one in folders if not one.startswith(".") and len(here.parts) - top < DEPTH_MAX)
        for file in sorted(files):
            path = here / file
            if file.startswith(".") or not path.is_file():
                continue
            count += 1
            if count > ENTRIES_MAX:
                message = f"{named(folder.name)} holds more than {ENTRIES_MAX:,} files; name the folder of the export."
                raise UsageError(message)
            yield Entry(path.relative_to(folder).as_posix(), _opener(path))


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    return lambda: _open(path)


def _archive(path: Path) -> Bundle:
    file = _open(path)
    try:
        try:
            archive = zipfile.ZipFile(file)
        except ValueError as error:  # a directory of entries that contradicts itself
            raise zipfile.BadZipFile(str(error)) from error
        found = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check(path.name, found)
    except BaseException:
        file.close()
        raise

    def close() -> None:
        archive.close()
        file.close()

    return Bundle(tuple(Entry(one.filename, _unpacker(archive, one)) for one in found), is_archive=True, close=close)


def _unpacker(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    def unpacked() -> IO[bytes]:
        try:
            return archive.open(entry)
        except ValueError as error:  # the entry's own head says otherwise than the directory
            raise zipfile.BadZipFile(str(error)) from error

    return unpacked


def _check(name: str, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that no export would be. What is declared is believed here; reading stops at it."""
    if len(entries) > ENTRIES_MAX:
        raise UsageError(f"{named(name)} holds more than {ENTRIES_MAX:,} files; that is not an export.")
    if any(entry.filename == _OFFICE for entry in entries):
        raise NotALibrary(f"{named(name)} is a workbook or another office document; save its table as CSV.")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise UsageError(f"{named(name)} holds a name that leads out of it; it is not opened.")
        if entry.flag_bits & 1:
            raise UsageError(f"{named(name)} is locked with a password; unpack it and name the folder.")
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO_MAX * max(1, entry.compress_size):
            raise UsageError(f"{named(name)} would grow beyond measure when unpacked; it is not opened.")
