"""What the places tell the application: intents of the person, each a small message that bubbles up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from core.states import RunKind


@dataclass
class Begin(Message):
    """Start a run of a kind. ``allow_delete`` is the person's word for deletions; ``new`` starts over.

    ``source`` is what an import reads: Spotify where it is empty, ``youtube``, or the path of a file. ``only`` is
    the one item that a retry tries again; empty: all that failed.
    """

    kind: RunKind
    allow_delete: bool = False
    new: bool = False
    source: str = ""
    only: str = ""


class Resume(Message):
    """Take up the run in sight."""


class Pause(Message):
    """Pause what works."""


class Cancel(Message):
    """Cancel the run in sight; the person was asked."""


@dataclass
class Go(Message):
    """Show another place, or a room; ``about`` is what the cursor is to stand on there, by its key."""

    place: str
    about: str = ""
