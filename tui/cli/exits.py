"""The program's exit codes, and which error or end of a run means which. Nothing is printed here."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from core.errors import (
    Busy,
    CrossfadeError,
    LoginExpired,
    PlaylistLimit,
    QuotaExhausted,
    Throttled,
    Transient,
    UsageError,
)
from core.states import Reason, RunStatus

if TYPE_CHECKING:
    from core.model import Run


class Exit(IntEnum):
    """What the caller can tell from the program's end."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    PARKED = 3
    BUSY = 4
    SIGN_IN = 5
    PARTLY = 6


def exit_of_error(error: CrossfadeError) -> Exit:
    """The code of an error that ended a command outside a run."""
    match error:
        case UsageError():
            return Exit.USAGE
        case Busy():
            return Exit.BUSY
        case LoginExpired():
            return Exit.SIGN_IN
        case QuotaExhausted() | Throttled() | PlaylistLimit() | Transient():
            return Exit.PARKED
        case _:
            return Exit.FAILED


def exit_of_run(run: Run, *, failed: int, is_waiting: bool) -> Exit:
    """The code of a run as it ended or paused.

    ``failed`` counts its failed items; ``is_waiting`` tells that recordings still wait for searches.
    """
    if run.status is RunStatus.FAILED or run.reason is Reason.BUG:
        return Exit.FAILED
    if run.reason is Reason.SIGN_IN:
        return Exit.SIGN_IN
    if run.status is not RunStatus.COMPLETED:
        return Exit.PARKED
    if failed:
        return Exit.PARTLY
    return Exit.PARKED if is_waiting else Exit.DONE
