"""Settings: what each means and is, and how to change it; the file keeps what a person wrote into it."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content

from core.errors import UsageError
from tui import keys
from tui.keymap import keymap
from tui.screens.ask import AskScreen
from tui.screens.sifted import Sifted
from tui.screens.value import ValueScreen
from tui.state.options import options
from tui.state.sieve import Sieve, folded
from tui.terminal.editor import edit
from tui.widgets.detail import Detail
from tui.widgets.options import option_about, option_heading, option_line
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.config import Settings
    from core.config_file import Value
    from tui.state.options import Option


class SettingsScreen(Sifted):
    """Every setting, one a line."""

    PLACE = "settings"
    CSS_PATH = "settings.tcss"
    HELP = (
        "Every setting with its value and its meaning; those that are not at their default carry a *. enter changes "
        "one: switches and words at once, numbers, texts and lists in a field. d brings the default back, t tries "
        "other colours. A change is written into config.toml, where everything else stays as you wrote it; e opens "
        "that file in your own editor and reads it again when you come back. What it says is in force "
        "at once; while a run is at work, from its end on."
    )
    BINDINGS = keys.SETTINGS
    LIST = "#options"
    FILTER = "words, !words, is:changed, is:quota…"

    def __init__(self) -> None:
        super().__init__()
        self._every: tuple[Option, ...] = ()
        self._kept: tuple[Option, ...] = ()
        self._sieve = Sieve()

    def body(self) -> Iterable[Widget]:
        """The filter, the list, all about one."""
        yield from self.filter_line()
        yield Rows(id="options", empty="No setting here: esc clears the filter.")
        yield Detail(id="about")

    def on_mount(self) -> None:
        """Name the list; it has the cursor."""
        super().on_mount()
        rows = self.query_one("#options")
        rows.add_class("panel")
        rows.border_title = "Settings"
        rows.focus()

    async def load(self) -> None:
        """Take the settings in force."""
        if self.helm is not None:
            self._every = options(self.helm.session.settings)
        self._sift()
        self.refresh_bindings()

    def tags(self) -> Counter[str]:
        """Sections, and what is not at its default."""
        return Counter(tag for one in self._every for tag in one.tags)

    def sift(self, sieve: Sieve) -> None:
        """Filter by names, meanings and tags."""
        self._sieve = sieve
        self._sift()

    def _sift(self) -> None:
        self._kept = tuple(
            one
            for one in self._every
            if self._sieve.is_open or self._sieve.takes(folded(f"{one.name} {one.meaning}"), one.tags)
        )
        self.redraw()

    def draw(self) -> None:
        """Draw the list."""
        super().draw()
        kept = self._kept
        box = self.query_one("#options", Rows)
        box.fill(len(kept), lambda index, width: option_line(kept[index], width), heading=option_heading)
        box.border_subtitle = f"{sum(not one.is_default for one in self._every)} changed"
        self.show_about()

    def _selected(self) -> Option | None:
        cursor = self.query_one("#options", Rows).cursor
        return self._kept[cursor] if cursor < len(self._kept) else None

    @on(Rows.Highlighted)
    def show_about(self) -> None:
        """All about the setting under the cursor."""
        option = self._selected()
        there = option is not None and self.helm is not None
        about = option_about(option, self.helm.session.preferences.file) if option and self.helm else Content("")
        self.query_one(Detail).content = about if there else Content("")

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim changes where another process is at work."""
        if action in ("change", "default", "editor"):
            return True if self.helm is not None and self.helm.session.holder is None else None
        return True

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_change(self) -> None:
        """Turn a switch or a word at once; ask for anything else."""
        option = self._selected()
        if option is None or self.helm is None:
            return
        value = option.next_value()
        if value is not None:
            await self._write(option, value)
        else:
            await self.app.push_screen_wait(ValueScreen(option, partial(self._write, option)))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_default(self) -> None:
        """Bring the default back."""
        option = self._selected()
        if option is not None and not option.is_default:
            await self._write(option, None)

    async def _write(self, option: Option, value: Value | None) -> None:
        if self.helm is None:
            return
        if isinstance(value, dict):
            problems = keymap(value)[1]
            if problems:
                raise UsageError(" ".join(problems))
        await self.helm.session.preferences.change(option.section, option.key, value)
        self._take_up()

    def _take_up(self) -> None:
        """Put what the file says now in force, as soon as that can be."""
        if self.helm is not None and self.helm.is_free:
            self.program.reopen()
        else:
            self.notify("Kept; in force once nothing is at work any more.", markup=False)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_editor(self) -> None:
        """Open the file in the person's editor; read it again, and say what of it cannot be used."""
        helm = self.helm
        if helm is None:
            return
        before = await self._said()
        await edit(self.program, helm.session.preferences.file, os.environ)
        while isinstance(said := await self._said(), str):
            sentence = f"{said} Until it is mended the settings before it stay in force, but no new start will do."
            if not await self.app.push_screen_wait(AskScreen("The file cannot be used", sentence, yes="Edit again")):
                return
            await edit(self.program, helm.session.preferences.file, os.environ)
        if said != before:
            self._take_up()

    async def _said(self) -> Settings | str:
        """What the file says: settings, or why it cannot be used."""
        if self.helm is None:
            return ""
        try:
            return await self.helm.session.preferences.read()
        except UsageError as error:
            return str(error)

    def action_colours(self) -> None:
        """Try other colours."""
        self.app.action_change_theme()
