"""The plan on the preview's table: made from the store, tried out with other settings, read anew from YouTube.

No Textual here. Only :meth:`Draft.read` calls a service; everything else is answered from the store.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import CrossfadeError
from core.session.categories import Change
from core.states import Order, Policy, RunKind
from core.text import shown
from tui.widgets.days import DaysState

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import Category
    from core.planning.plan import Plan
    from core.session import Session

FRESH = timedelta(minutes=10)
"""How old a listing may be to be approved; an older one is read again first."""


def turned(category: Category, what: str) -> Change:
    """What a key changes about a category: ``include``, ``protect``, ``policy`` or ``order``, to its opposite."""
    match what:
        case "include":
            return Change(is_included=not category.is_included)
        case "protect":
            return Change(is_protected=not category.is_protected)
        case "policy":
            return Change(policy=Policy.ADD if category.policy is Policy.MIRROR else Policy.MIRROR)
        case _:
            return Change(order=Order.APPEND if category.order is Order.EXACT else Order.EXACT)


class Draft:
    """``refusal`` is the sentence of the last reading that failed; with it the plan cannot be approved."""

    def __init__(self, session: Session, changed: Callable[[], None]) -> None:
        self.session = session
        self._changed = changed
        self.plan: Plan | None = None
        self.allow_delete = True
        self.is_reserve_free = False
        self.is_reading = False
        self.refusal = ""
        self.may_resume = False

    @property
    def what_if(self) -> str:
        """What is only tried out, in words."""
        said = ["no units kept back"] if self.is_reserve_free else []
        said += ["without deletions"] if not self.allow_delete else []
        return " and ".join(said)

    @property
    def is_stale(self) -> bool:
        """Whether YouTube must be read again before this may be approved."""
        if self.plan is None or self.plan.listed_at is None:
            return True
        return self.session.clock.now() - self.plan.listed_at > FRESH

    @property
    def is_of_yesterday(self) -> bool:
        """Whether another quota day has begun since, so that the days fall differently."""
        window = self.plan.window if self.plan else None
        return window is not None and self.session.clock.now() >= window.end

    async def make(self) -> None:
        """Plan from the store, with what is tried out."""
        reserve = 0 if self.is_reserve_free else None
        self.plan = await self.session.plans.preview(allow_delete=self.allow_delete, reserve=reserve)
        current = await self.session.runs.current()
        self.may_resume = current is not None and current.kind is RunKind.SYNC
        self._changed()

    async def read(self) -> bool:
        """Read what YouTube holds, and plan anew; False where it could not be read."""
        self.is_reading = True
        self._changed()
        try:
            await self.session.plans.refresh()
        except CrossfadeError as error:
            self.refusal = shown(str(error))
        else:
            self.refusal = ""
        finally:
            self.is_reading = False
        await self.make()
        return not self.refusal

    async def both(self) -> tuple[DaysState, DaysState]:
        """The plan as it would be carried out, with deletions and without."""
        now, plans = self.session.clock.now(), self.session.plans
        whole, spared = await plans.preview(allow_delete=True), await plans.preview(allow_delete=False)
        return DaysState(whole, self.session.calendar, now), DaysState(spared, self.session.calendar, now)
