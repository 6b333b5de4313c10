"""The sentences with which a file is refused where reading it fails below the formats."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from core.adapters.exports.limits import SONGS_MAX
from core.errors import UsageError
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError)
"""What Python's reader of archives raises where one contradicts itself."""


class NotALibrary(UsageError):
    """A file that is read well enough, but holds no tracks of a person: among others it is passed over."""


def named(path: str) -> str:
    """A file's name as it stands in a sentence."""
    return shown(path.rpartition("/")[2] or path, limit=120)


def check_songs(count: int, name: str) -> None:
    """Refuse more songs than a library could hold. A hostile file names them in a hundredth of the memory they take."""
    if count > SONGS_MAX:
        raise UsageError(f"{named(name)} holds more than {SONGS_MAX:,} entries; that is no library.")


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what goes wrong between the disk and a format into one sentence."""
    try:
        yield
    except FileNotFoundError:
        raise UsageError(f"{named(name)} is not there (any more).") from None
    except _DAMAGE as error:
        raise UsageError(f"{named(name)} is cut off or damaged; download it again.") from error
    except OSError as error:
        raise UsageError(f"{named(name)} cannot be read: {error.strerror or 'it is damaged'}.") from error
