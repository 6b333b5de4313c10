"""The backups that lie in a profile's home: which there are, and what each of them holds. Reads files, changes none."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.backups.document import read
from core.backups.files import STAMP, load
from core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_STAMPED = re.compile(r"(\d{8}T\d{6}Z)-")


@dataclass(frozen=True, slots=True)
class Shelved:
    """A backup's file. ``made_at`` is told by its name, else by the disk; ``size`` is in bytes."""

    file: Path
    made_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Inside:
    """What a backup holds. ``playlists`` were saved in full, with so many ``items``; of ``heads`` the titles alone.

    ``channel`` is the channel's id, None where none was known. ``is_of_run``: a run began with it; else the person
    asked for it. ``flaw`` says in a sentence why it cannot be used; empty: it is whole, and was made at ``made_at``.
    """

    made_at: datetime
    channel: str | None = None
    playlists: int = 0
    heads: int = 0
    items: int = 0
    is_of_run: bool = False
    flaw: str = ""


def on_shelf(folder: Path) -> tuple[Shelved, ...]:
    """The backups in a folder, newest first; none where there is no such folder."""
    found = []
    for path in folder.glob("*.json"):
        try:
            about = path.stat()
        except OSError:  # it went while it was looked at
            continue
        made_at = datetime.fromtimestamp(about.st_mtime, tz=UTC)
        if stamp := _STAMPED.match(path.name):
            with suppress(ValueError):  # digits that are no date
                made_at = datetime.strptime(stamp[1], STAMP).replace(tzinfo=UTC)
        found.append(Shelved(path, made_at, about.st_size))
    return tuple(sorted(found, key=_age))


def look_inside(shelved: Shelved) -> Inside:
    """Read a backup and hold it against its checksum."""
    try:
        saved = read(load(shelved.file), name=shelved.file.name)
    except UsageError as error:
        return Inside(shelved.made_at, flaw=str(error))
    whole = sum(one.items is not None for one in saved.playlists)
    return Inside(
        saved.made_at, saved.channel, whole, len(saved.playlists) - whole, saved.items, saved.run_id is not None
    )


def _age(shelved: Shelved) -> tuple[float, str]:
    return -shelved.made_at.timestamp(), shelved.file.name
