"""How a turn ends the loop: the run cannot go on for now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from core.states import Reason


class Pause(Exception):
    """Not now. ``until`` is when the run may go on by itself, None when a person has to act."""

    def __init__(self, reason: Reason, until: datetime | None = None, message: str = "") -> None:
        super().__init__(message or reason.value)
        self.reason = reason
        self.until = until
        self.message = message
