"""What a session is made of, put together by the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.planning.memory import Memory

if TYPE_CHECKING:
    from pathlib import Path

    from core.config import Settings
    from core.events import Bus
    from core.model import Holder
    from core.ports import Accounts, Clock, LibraryFiles, QuotaCalendar
    from core.store import Store


@dataclass(frozen=True, slots=True)
class Machinery:
    """What a session is made of; only the composition root and tests see it.

    ``home`` is the profile's folder (backups go below it). ``holder`` names the process at work where this one
    may only look; None where this one holds the lock. ``files`` reads exports; None where none can be read.
    ``profile`` owns the imports of files, which belong to no account. ``notice`` is a
    sentence about the home that a person should read once, or empty. ``memory`` keeps the plans made last.
    """

    store: Store
    accounts: Accounts
    clock: Clock
    calendar: QuotaCalendar
    settings: Settings
    home: Path
    bus: Bus
    holder: Holder | None = None
    files: LibraryFiles | None = None
    profile: str = "default"
    notice: str = ""
    memory: Memory = field(default_factory=Memory)
