"""Backups on the disk: written durably and read back, opened with care, and old copies of the database thrown away."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.backups.document import read
from core.errors import CrossfadeError, StoreFull, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from core.model import ItemId, PlaylistId

FOLDER = "backups"
"""Where they stand in a profile's home."""

MOST_BYTES = 256 * 1024 * 1024
"""The largest file that is opened: some two million rows."""

KEPT_COPIES = 10
"""So many of the newest copies of the database stay, however old they are."""

KEPT_FOR = timedelta(days=30)
"""How long every copy stays."""

STAMP = "%Y%m%dT%H%M%SZ"
"""How a file's name says when it was made, in UTC."""

_OURS = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{8}\.db")


class BackupFailed(CrossfadeError):
    """The backup could not be written or not be read back equal: nothing may be written to YouTube then."""


def name_of(made_at: datetime, identity: str) -> str:
    """A backup's file name without its ending: when it was made (UTC), and the first of a run's id, or the like."""
    return f"{made_at.astimezone(UTC):{STAMP}}-{identity[:8]}"


def save(path: Path, text: str) -> str:
    """Write a private file durably, read it back, compare; returns its SHA-256.

    Raises BackupFailed, StoreFull where the disk is full.
    """
    data = text.encode("ascii")
    temporary = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        is_equal = path.read_bytes() == data
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            message = f"The disk is full: no backup could be written to {path.parent}. Free some space and go on."
            raise StoreFull(message) from error
        message = f"The backup could not be written to {path.parent}: {error.strerror or error}. Nothing was changed."
        raise BackupFailed(message) from error
    if not is_equal:
        message = f"The backup {path} could not be read back as it was written. Nothing was changed."
        raise BackupFailed(message)
    return hashlib.sha256(data).hexdigest()


def load(path: Path) -> str:
    """A backup file's text. Raises UsageError, in a sentence, where it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"{path} is too large to be a backup of Crossfade."
            raise UsageError(message)
        return path.read_bytes().decode("ascii")
    except FileNotFoundError as error:
        message = f"There is no file {path}. Backups lie in the folder {FOLDER} of Crossfade's home."
        raise UsageError(message) from error
    except OSError as error:
        message = f"The file {path} cannot be read: {error.strerror or error}."
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path} is no backup, or one that was damaged. Nothing was changed."
        raise UsageError(message) from error


def saved_items(file: Path, digest: str) -> dict[PlaylistId, frozenset[ItemId]]:
    """The item ids of each playlist that a run's backup holds in full; empty where it is not what was written."""
    try:
        data = file.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            return {}
        saved = read(data.decode("ascii"), name=file.name)
    except (OSError, UnicodeDecodeError, UsageError):
        return {}
    return {
        one.id: frozenset(item.id for item in one.items) for one in saved.playlists if one.items is not None
    }  # fmt: skip


def prune(folder: Path, *, now: datetime) -> int:
    """Throw away old copies of the database, the newest :data:`KEPT_COPIES` and those of :data:`KEPT_FOR` kept.

    The backups themselves are small and stay for ever; so do copies made before an update. Returns how many went.
    """
    try:
        found = sorted((match[1], path) for path in folder.iterdir() if (match := _OURS.fullmatch(path.name)))
    except OSError:
        return 0
    oldest = f"{(now - KEPT_FOR).astimezone(UTC):{STAMP}}"
    gone = 0
    for stamp, path in found[:-KEPT_COPIES]:
        if stamp >= oldest:
            break
        try:
            path.unlink()
        except OSError:
            continue
        gone += 1
    return gone
