"""The one way to a file that a person can name or that lies in the home: a regular file, read up to a limit.

A pipe, a device, a socket or a folder is refused and never waited for. What is written is written whole beside its
place and then put there, or not at all. Refusals are OSErrors whose ``strerror`` ends a sentence; :func:`telling`
makes the sentence. What files hold is not looked at here.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from core.errors import UsageError
from core.text import Shown, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

KB, MB = 1024, 1024 * 1024

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
"""How the system says that a disk, or a person's share of it, is full."""

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_CALM = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""Wait for nobody at the other end, take no terminal over, translate nothing. A system lacks what it does not need."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISLNK, "a link"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISREG, "a file"),
)


def named(path: Path) -> Shown:
    """A file's name as it may stand in a sentence, whatever bytes it is made of."""
    return shown(path.name or str(path), limit=120)


def named_path(word: str | Path) -> Path:
    """The absolute path that a person named; ``~`` is a home folder. Raises UsageError for what is no such path.

    A name is text, since it is kept and told: one in another encoding than UTF-8 is refused.
    """
    told = shown(str(word), limit=120)
    try:
        path = Path(word).expanduser().absolute()
        str(path).encode()
    except RuntimeError:
        raise UsageError(f"{told} begins with a person whom this system does not know.") from None
    except FileNotFoundError:
        raise UsageError("The folder you are in is gone; change to another one.") from None
    except UnicodeEncodeError:
        raise UsageError(f"The name {told} is not UTF-8; rename it, or name another place.") from None
    return path


def why(error: OSError) -> str:
    """Why a file is refused: the end of a sentence without its full stop."""
    return error.strerror or "the system gives no reason"


@contextmanager
def telling(path: Path, what: str = "read") -> Iterator[None]:
    """Turn what goes wrong with a file that a person named into one sentence. Raises UsageError."""
    try:
        yield
    except FileNotFoundError as error:
        if what == "read":
            raise UsageError(f"File not found: {named(path)}.") from error
        raise UsageError(f"{named(path)} cannot be {what}: there is no folder {shown(str(path.parent))}.") from error
    except OSError as error:
        raise UsageError(f"{named(path)} cannot be {what}: {why(error)}.") from error


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────


def descriptor(path: Path, flags: int = os.O_RDONLY, *, is_link_followed: bool = True) -> int:
    """Open a regular file; with ``O_CREAT`` it is made, for its owner alone. Raises OSError for everything else."""
    see_file(path, is_link_followed=is_link_followed)
    handle = os.open(path, flags | _CALM | (0 if is_link_followed else _NO_FOLLOW), 0o600)
    try:
        _refuse_odd(os.fstat(handle).st_mode)  # what stood there a moment ago is no promise
    except BaseException:
        os.close(handle)
        raise
    return handle


def keep_private(handle: int) -> None:
    """Take away whatever rights others have to an open file, where its system has such and it is ours."""
    if hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(handle, 0o600)


def opened(path: Path, *, is_link_followed: bool = True) -> IO[bytes]:
    """Open a regular file to read it. Raises OSError."""
    return os.fdopen(descriptor(path, is_link_followed=is_link_followed), "rb")


def read(path: Path, *, limit: int) -> bytes:
    """All of a regular file. Raises OSError, also for one of more than ``limit`` bytes, of which little is read."""
    with opened(path) as file:
        return read_open(file, limit=limit)


def read_open(file: IO[bytes], *, limit: int) -> bytes:
    """What an open file holds. Raises OSError where that is more than ``limit`` bytes."""
    if os.fstat(file.fileno()).st_size <= limit:  # the files of a system's own tell 0
        found = file.read(limit + 1)
        if len(found) <= limit:
            return found
    size = f"{limit // MB} MB" if limit >= MB else f"{limit // KB} KB"
    raise OSError(errno.EFBIG, f"it is larger than {size}")


def see_file(path: Path, *, is_link_followed: bool = True) -> None:
    """Raise OSError for what is there and is no regular file; what is not there passes."""
    try:
        found = path.stat() if is_link_followed else path.lstat()
    except FileNotFoundError:
        if path.is_symlink():
            raise OSError(errno.EINVAL, "it is a link that leads nowhere") from None
        return
    except ValueError:  # NUL, or half of a character
        raise OSError(errno.EINVAL, "no file can have such a name") from None
    _refuse_odd(found.st_mode)


def _refuse_odd(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, f"it is {_kind(mode)}, not a file")


def _kind(mode: int) -> str:
    return next((word for is_kind, word in _KINDS if is_kind(mode)), "something else")


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner alone; at the end of the block it is on the disk and has taken the place of ``path``.

    Where anything fails, what was there before still is. Raises OSError, also where something else than a regular
    file has that name; a link there is replaced, never followed.
    """
    see_file(path)
    new = path.with_name(f".{path.name[:40]}.{os.urandom(8).hex()}.part")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _CALM, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk; a system without such folders passes."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private_folder(path: Path) -> None:
    """Make a folder for its owner alone, or close one to everyone else. Raises OSError."""
    make_folder(path)
    narrow(path)


def make_folder(path: Path) -> None:
    """Make a folder for its owner alone where there is none. Raises OSError, also where something else is there."""
    see_folder(path)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def see_folder(path: Path) -> None:
    """Raise OSError for what is there and is no folder, and for what cannot be looked at; what is not there passes."""
    try:
        found = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise OSError(errno.EINVAL, "it is a link that leads nowhere") from None
        return
    if not stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EINVAL, f"it is {_kind(found.st_mode)}, not a folder")


def narrow(folder: Path) -> None:
    """Close a folder to everyone but its owner. Raises OSError; a file system without such rights leaves it open."""
    if not is_private(folder):
        folder.chmod(0o700)


def is_private(path: Path) -> bool:
    """Whether nobody but its owner may enter a folder, or read a file. Raises OSError."""
    return not stat.S_IMODE(path.stat().st_mode) & 0o077
