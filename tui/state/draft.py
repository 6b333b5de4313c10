"""The plan on the preview's table: made from the store, tried out with other settings, read anew from YouTube.

No Textual here. Only :meth:`Draft.read` calls a service; everything else is answered from the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import CrossfadeError
from core.planning.trial import Trial
from core.states import Order, Policy, RunKind
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.model import Category
    from core.planning.plan import Plan
    from core.session import Session
    from core.session.categories import Change

FRESH = timedelta(minutes=10)
"""How old a listing may be to be approved; an older one is read again first."""


def turned(category: Category, what: str) -> Change:
    """What a key changes about a category: ``include``, ``protect``, ``policy`` or ``order``, to its opposite."""
    from core.session.categories import Change  # with all of the machinery, which the first frame does not wait for

    match what:
        case "include":
            return Change(is_included=not category.is_included)
        case "protect":
            return Change(is_protected=not category.is_protected)
        case "policy":
            return Change(policy=Policy.ADD if category.policy is Policy.MIRROR else Policy.MIRROR)
        case _:
            return Change(order=Order.APPEND if category.order is Order.EXACT else Order.EXACT)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to try out, and what it is called."""

    name: str
    trial: Trial


AS_IT_IS = Option("as you chose", Trial())

OPTIONS: tuple[Option, ...] = (
    AS_IT_IS,
    Option("no units kept back", Trial(reserve=0)),
    Option("nothing deleted or removed", Trial(allow_delete=False)),
    Option("no search today or later", Trial(is_searching=False)),
    Option("new videos at the end everywhere", Trial(order=Order.APPEND)),
    Option("the source's order everywhere", Trial(order=Order.EXACT)),
    Option("mirror everywhere", Trial(policy=Policy.MIRROR)),
    Option("only add everywhere", Trial(policy=Policy.ADD)),
)
"""What the preview compares side by side."""


def _nothing() -> None:
    """What is told of a change while nobody listens."""


class Draft:
    """``refusal`` is the sentence of the last reading that failed; with it the plan cannot be approved."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.changed: Callable[[], None] = _nothing
        self.plan: Plan | None = None
        self.allow_delete = True
        self.trial: Option | None = None
        self.is_reading = False
        self.refusal = ""
        self.may_resume = False
        self._asked = 0

    @property
    def what_if(self) -> str:
        """What is only tried out, in words."""
        said = [self.trial.name] if self.trial else []
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
        self._asked += 1
        asked = self._asked
        trial = self.trial.trial if self.trial else None
        plan = await self.session.plans.preview(allow_delete=self.allow_delete, trial=trial)
        if asked != self._asked:
            return  # a newer question is under way
        self.plan = plan
        current = await self.session.runs.current()
        self.may_resume = current is not None and current.kind is RunKind.SYNC
        self.changed()

    async def read(self) -> bool:
        """Read what YouTube holds, and plan anew; False where it could not be read."""
        self.is_reading = True
        self.changed()
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

    async def both(self) -> tuple[Plan, Plan]:
        """The plan as it would be carried out, with deletions and without."""
        plans = self.session.plans
        return await plans.preview(allow_delete=True), await plans.preview(allow_delete=False)
