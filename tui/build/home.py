"""The home folder and those in it: what must hold of them before the program works there. What they hold is not read.

Files of the home are judged where they are opened: the lock and the database in ``db``, the others by
:mod:`core.files`.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.files import is_private, make_folder, narrow, see_folder, why

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("logs", "tokens", "backups")
"""What may lie in a home beside its files."""


def check_home(home: Path) -> None:
    """Raise UsageError where something else than a folder is there. One that is not there yet passes."""
    try:
        see_folder(home)
    except OSError as error:
        raise UsageError(f"The home folder {home} cannot be used: {why(error)}.") from error


def make_home(home: Path) -> str:
    """Make a home, for its owner's eyes only, and see that its folders can be used.

    Returns a sentence where others may look into it and that cannot be changed, else an empty one. Raises UsageError.
    """
    try:
        make_folder(home)
    except OSError as error:
        raise UsageError(f"The folder {home} cannot be made: {why(error)}.") from error
    with suppress(PermissionError):  # it is someone else's
        narrow(home)
    for folder in (home, *(home / name for name in FOLDERS)):
        try:
            see_folder(folder)
        except OSError as error:
            raise UsageError(f"{folder} is in the way: {why(error)}; move it away.") from error
        if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise UsageError(f"{folder} cannot be written: its rights do not allow it.")
    if os.name != "posix" or is_private(home):
        return ""
    return f"Others may look into {home}, and that could not be changed; take their rights away, or move it."
