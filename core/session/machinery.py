"""What a session is made of, put together by the composition root."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.listing import Listing
from core.meter import Meter
from core.planning.memory import Memory
from core.reading.accounts import PatientAccounts
from core.reading.patience import Patience, no_jitter
from core.session.notices import Notices
from core.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
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
    ``profile`` owns the imports of files, which belong to no account. ``memory`` keeps the plans made last. What reads
    outside runs wait for, and how far they are, is told to ``notices``; ``jitter`` (0 to 1) spreads their waits.
    ``home_warning`` is a sentence about the home that a person should read once, or empty.
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
    home_warning: str = ""
    memory: Memory = field(default_factory=Memory)
    notices: Notices = field(default_factory=Notices)
    jitter: Callable[[], float] = no_jitter

    def meter(self) -> Meter:
        """The ledger's door, for calls outside a run."""
        return Meter(self.store.ledger, self.clock, self.calendar, self.settings)

    def patient(self) -> Accounts:
        """The accounts, read patiently."""
        patience = Patience(
            self.clock, longest_s=self.settings.import_.wait_s, tell=self.notices.waits, jitter=self.jitter
        )
        return PatientAccounts(self.accounts, patience, self.meter())

    def listing(self) -> Listing:
        """The reader of own playlists, for reads outside a run."""
        return Listing(
            self.store, self.patient(), self.meter(), self.clock, self.settings.youtube.settle_s,
            tell=self.notices.page,
        )  # fmt: skip

    def watch(self) -> Watch:
        """Who looks at videos, outside a run."""
        return Watch(self.store, self.patient(), self.meter(), self.clock, self.settings)
