"""Choosing playlists in the first start: the categories, with the line of steps and what the import found above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.states import StartStep
from tui import keys
from tui.screens.categories import CategoriesScreen
from tui.widgets.first_start import Guide, Told, found_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class ChooseScreen(CategoriesScreen):
    """The same place, whose enter goes on."""

    CSS_PATH = ["categories.tcss", "first_start.tcss"]  # type: ignore[assignment]  # noqa: RUF012 - Textual takes several
    BINDINGS = keys.CHOOSE

    def body(self) -> Iterable[Widget]:
        """The step above the categories."""
        yield Guide(is_close=True)
        yield from super().body()

    async def load(self) -> None:
        """Tell what was found, then read the categories."""
        if self.helm is not None:
            found = found_in(await self.helm.session.sources.collections())
            self.query_one(Guide).told = Told(StartStep.CHOOSE, found)
        await super().load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The preview comes behind the last step."""
        return False if action == "preview" else super().check_action(action, parameters)

    def action_go_on(self) -> None:
        """On to the last step."""
        self.program.go_to_step(StartStep.READY)

    def action_go_back(self) -> None:
        """Back to the import."""
        self.program.go_to_step(StartStep.IMPORT)
