"""Backups on the disk: written durably and read back, opened with care, and old copies of the database thrown away."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.backups.document import read
from core.errors import CrossfadeError, StoreFull, UsageError
from core.files import MB, NO_ROOM, named, opened, private_folder, read_open, replacing, telling, why
from core.files import read as read_file

if TYPE_CHECKING:
    from pathlib import Path

    from core.model import ItemId, PlaylistId

FOLDER = "backups"
"""Where they stand in a profile's home."""

MOST_BYTES = 256 * MB
"""The largest file that is opened: some two million rows."""

_HEAD = 4096
_STARTS = (b"{", b"[", b"")
"""How JSON begins: what is surely none is told before all of it is in memory."""

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
    try:
        private_folder(path.parent)
        with replacing(path) as file:
            file.write(data)
        is_equal = read_file(path, limit=MOST_BYTES) == data
    except OSError as error:
        if error.errno in NO_ROOM:
            message = f"The disk is full: no backup could be written to {path.parent}. Free some space and go on."
            raise StoreFull(message) from error
        message = f"The backup could not be written to {path.parent}: {why(error)}. Nothing was changed."
        raise BackupFailed(message) from error
    if not is_equal:
        message = f"The backup {path} could not be read back as it was written. Nothing was changed."
        raise BackupFailed(message)
    return hashlib.sha256(data).hexdigest()


def load(path: Path) -> str:
    """A backup file's text. Raises UsageError, in a sentence, where it cannot be read."""
    try:
        with telling(path), opened(path) as file:
            if file.read(_HEAD).lstrip()[:1] not in _STARTS:
                raise _no_backup(path)
            file.seek(0)
            return read_open(file, limit=MOST_BYTES).decode("ascii")
    except UnicodeDecodeError as error:
        raise _no_backup(path) from error


def _no_backup(path: Path) -> UsageError:
    return UsageError(f"{named(path)} is no backup, or one that was damaged. Nothing was changed.")


def saved_items(file: Path, digest: str) -> dict[PlaylistId, frozenset[ItemId]]:
    """The item ids of each playlist that a run's backup holds in full; empty where it is not what was written."""
    try:
        data = read_file(file, limit=MOST_BYTES)
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
