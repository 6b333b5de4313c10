"""The first start as the screen goes through it: which step, which comes next, and when an import leads on by itself.

No Textual here. What is kept over restarts is the session's matter (:mod:`core.session.first_start`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.states import RunKind, StartStep

if TYPE_CHECKING:
    from core.model import RunId
    from core.progress import RunView
    from core.session import Session

START, CHOOSE = "start", "choose"
"""The two places of the first start: one for most steps, and the categories for choosing."""

STEPS = tuple(StartStep)


class Journey:
    """One walk through the steps; ``step`` is None where nobody walks."""

    def __init__(self, session: Session) -> None:
        self.step: StartStep | None = None
        self._session = session
        self._awaited: RunId | None = None

    async def load(self) -> None:
        """Stand where the person left off; nowhere, where it is over."""
        self.step = await self._session.first_start.step()

    def begin(self) -> None:
        """Walk through it from the beginning, unless somebody walks already."""
        self.step = self.step or StartStep.WELCOME

    async def keep(self) -> None:
        """Open at this step again after a restart; where nobody walks any more it is over."""
        await self._session.first_start.keep(self.step)

    @property
    def place(self) -> str:
        """The place that shows the step."""
        return CHOOSE if self.step is StartStep.CHOOSE else START

    def after(self, *, has_library: bool) -> StartStep | None:
        """The step that comes next, None behind the last; without a library there is nothing to choose."""
        rest = STEPS[STEPS.index(self.step) + 1 :] if self.step else STEPS
        return next((step for step in rest if has_library or step is not StartStep.CHOOSE), None)

    def before(self, *, has_library: bool) -> StartStep | None:
        """The step before; None at the first."""
        done = STEPS[: STEPS.index(self.step)] if self.step else ()
        return next((step for step in reversed(done) if has_library or step is not StartStep.CHOOSE), None)

    def has_arrived(self, view: RunView | None) -> bool:
        """Whether the import that this step waited for has read all it must; True once."""
        if self.step is not StartStep.IMPORT or view is None or view.run.kind is not RunKind.IMPORT:
            return False
        if view.percent < 100:
            self._awaited = view.run.id
            return False
        if self._awaited != view.run.id:
            return False
        self._awaited = None
        return True

    def awaits(self, run_id: RunId) -> None:
        """An import began here; however quickly it ends, it leads on."""
        self._awaited = run_id
