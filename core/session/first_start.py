"""The first start: which step a person stands at, kept over restarts. What a step shows is the screen's matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.states import StartStep

if TYPE_CHECKING:
    from core.session.machinery import Machinery

KEY = "first_start"
"""The store's name for the step."""

DONE = "done"
"""What stands there once it is over."""

_NEEDLESS = frozenset({StartStep.WELCOME, StartStep.COLOURS, StartStep.CONNECT})
"""Steps that a profile with a library has behind it, however it came to it."""


class FirstStart:
    """Where the first start stands."""

    def __init__(self, machinery: Machinery) -> None:
        self._m = machinery

    async def step(self) -> StartStep | None:
        """The step to open at; None where it is over, or this session may only look.

        It is over for good once it was gone through, skipped, or found to be needless: the library is there.
        """
        if self._m.holder is not None:
            return None
        stored = await self._m.store.setting(KEY)
        if stored == DONE:
            return None
        step = next((one for one in StartStep if one.value == stored), StartStep.WELCOME)
        if step in _NEEDLESS and await self._m.store.library.collections():
            await self.keep(None)
            return None
        return step

    async def keep(self, step: StartStep | None) -> None:
        """Open there again; None: it is over. What is over stays so, though a person may walk through it again."""
        if await self._m.store.setting(KEY) != DONE:
            await self._m.store.set_setting(KEY, DONE if step is None else step.value)
