"""The session: one profile's store, accounts and clock, handed out as parts by subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from core.session.backups import Backups
from core.session.categories import Categories
from core.session.errand import Errand
from core.session.first_start import FirstStart
from core.session.health import Health
from core.session.history import History
from core.session.plans import Plans
from core.session.preferences import Preferences
from core.session.review import Review
from core.session.runs import Runs
from core.session.sources import Sources

if TYPE_CHECKING:
    from core.config import Settings
    from core.model import Holder
    from core.ports import Clock, QuotaCalendar
    from core.session.machinery import Machinery
    from core.session.notices import Notices


class Session:
    """Everything a screen or a command can ask for. Use as an async context manager; it closes the store."""

    def __init__(self, machinery: Machinery) -> None:
        self._machinery = machinery
        self.preferences = Preferences(machinery)
        self.sources = Sources(machinery, self.preferences)
        self.categories = Categories(machinery)
        self.plans = Plans(machinery)
        self.errand = Errand()
        self.runs = Runs(machinery, self.plans, self.errand)
        self.history = History(machinery)
        self.first_start = FirstStart(machinery)
        self.review = Review(machinery)
        self.health = Health(machinery, self.runs, self.errand)
        self.backups = Backups(machinery, self.runs, self.errand)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._machinery.settings

    @property
    def profile(self) -> str:
        """The name of the profile."""
        return self._machinery.profile

    @property
    def home_warning(self) -> str:
        """What a person should know of the home, in a sentence; empty where there is nothing."""
        return self._machinery.home_warning

    @property
    def clock(self) -> Clock:
        """The session's clock, for countdowns and "3 minutes ago"."""
        return self._machinery.clock

    @property
    def calendar(self) -> QuotaCalendar:
        """The session's quota days."""
        return self._machinery.calendar

    @property
    def notices(self) -> Notices:
        """What reads outside a run say: how far they are, what they wait for."""
        return self._machinery.notices

    @property
    def holder(self) -> Holder | None:
        """The other process at work, where this session may only look; None where it may write."""
        return self._machinery.holder

    async def __aenter__(self) -> Self:
        if self.holder is None:
            await self.runs.recover()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Pause what runs, then close services and store. Safe to call twice."""
        try:
            await self.runs.close()
        finally:
            try:
                await self._machinery.accounts.close()
            finally:
                await self._machinery.store.close()
