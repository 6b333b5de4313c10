"""The writer's lock: one process at a time may write, and the others can see which.

The lock is the kernel's (``flock``), so it is free the moment its holder dies; that the file exists means nothing.
What stands in the file (pid, host, since) is for people. It decides at once and never waits for a holder.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.errors import Busy, StoreError, StoreFull
from core.files import NO_ROOM, descriptor, keep_private, make_folder, why
from core.model import Holder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # a byte behind the text, so that the text can be read while it is locked

    def _take(handle: int) -> bool:
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _drop(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

    @contextmanager
    def _gate(_: Path) -> Iterator[None]:
        yield

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _drop(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)

    @contextmanager
    def _gate(folder: Path) -> Iterator[None]:
        """Let one process at a time take, test or release the lock, each for an instant.

        So nobody takes a test for a holder, or reads half of what a holder writes. Where a folder cannot be
        locked (some network file systems) it works without.
        """
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


class WriterLock:
    """The right to write the database beside ``path`` (``crossfade.lock``), held until released or dead."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self, *, now: datetime | None = None) -> None:
        """Take it, or raise Busy naming the holder. ``now`` is what is told to others (None: the file's own time).

        Raises StoreError where the file system cannot lock or the file cannot be written.
        """
        if self._handle is not None:
            return
        try:
            make_folder(self._path.parent)
            with _gate(self._path.parent):
                handle = _opened(self._path, os.O_RDWR | os.O_CREAT)
                try:
                    if not _take(handle):
                        raise _busy(_read(handle))
                    _write(handle, now)
                except BaseException:
                    os.close(handle)
                    raise
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StoreFull("The disk is full, so Crossfade cannot begin. Free some space and go on.") from error
            raise StoreError(f"The lock {self._path} cannot be taken: {why(error)}.") from error
        self._handle = handle

    def release(self) -> None:
        """Give it back; nothing happens where it is not held."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        with _gate(self._path.parent):
            with suppress(OSError):
                os.ftruncate(handle, 0)
                _drop(handle)
            os.close(handle)


def holder(path: Path) -> Holder | None:
    """Who holds the lock at ``path`` now; None where nobody does.

    It takes and gives back the lock in an instant in which nobody else can try, and writes nothing.
    """
    try:
        with _gate(path.parent):
            handle = _opened(path, os.O_RDWR)
            try:
                if _take(handle):
                    _drop(handle)
                    return None
                return _read(handle) or Holder(pid=0, host="", since="")
            finally:
                os.close(handle)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"The lock {path} cannot be read: {why(error)}.") from error


def _opened(path: Path, flags: int) -> int:
    """The lock's own file. Raises OSError for a link, and for what is known by another name, too: it is emptied."""
    handle = descriptor(path, flags, is_link_followed=False)
    if os.fstat(handle).st_nlink > 1:
        os.close(handle)
        raise OSError(errno.EINVAL, "it is another name of a file; move it away")
    return handle


def _write(handle: int, now: datetime | None) -> None:
    keep_private(handle)
    os.ftruncate(handle, 0)
    os.write(handle, b" ")  # which sets the file's time
    since = now or datetime.fromtimestamp(os.fstat(handle).st_mtime, UTC)
    about = {"pid": os.getpid(), "host": socket.gethostname(), "since": since.astimezone(UTC).isoformat()}
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(about).encode())
    os.fsync(handle)


def _read(handle: int) -> Holder | None:
    """What a holder wrote about itself; None where it cannot be made out."""
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        about = json.loads(os.read(handle, 4096))
        return Holder(pid=int(about["pid"]), host=str(about["host"]), since=str(about["since"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _busy(other: Holder | None) -> Busy:
    if other is None:
        return Busy("Another Crossfade is at work with this database.")
    return Busy(
        f"Another Crossfade (process {other.pid} on {other.host}) has been at work with this database since "
        f"{other.since}.",
        pid=other.pid,
        since=other.since,
    )
