"""The application: its places, its keys, its looks, and what the places may ask of it.

It holds the session through the helm and nothing else of the machinery. Work in progress belongs to the
session, so no screen that closes takes it along.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import work

from tui.commands import APP_KEYS, binds, by_name, palette
from tui.lifetime import Lifetime
from tui.places import modes
from tui.terminal.picture import standalone
from tui.terminal.plain import filters
from tui.terminal.wall import Wall
from tui.theme import DARK, FIRST_STYLES, dress, fallbacks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from textual.app import SystemCommand
    from textual.filter import LineFilter
    from textual.screen import Screen

    from core.session import Session
    from tui.messages import Begin, Go


class CrossfadeApp(Lifetime):
    """The screen of Crossfade; its result is the exit code. :func:`~tui.terminal.plain.filters` tells of `encoding`."""

    CSS_PATH = FIRST_STYLES
    TITLE = "crossfade"
    BINDINGS = APP_KEYS
    COMMANDS = Lifetime.COMMANDS | {by_name}
    MODES = modes()  # type: ignore[assignment] # Textual leaves the screens' results open
    DEFAULT_MODE = "home"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-slim"), (76, "-narrow"), (100, "-roomy"), (160, "-wide")]  # noqa: RUF012 - as above
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-short"), (32, "-tall")]  # noqa: RUF012 - as above

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        *,
        take_over: Callable[[], Awaitable[Session]] | None = None,
        demo: bool = False,
        no_color: bool = False,
        encoding: str | None = None,
    ) -> None:
        super().__init__(open_session, take_over=take_over, demo=demo, no_color=no_color)
        self.no_color = no_color  # Textual counts an empty NO_COLOR, too
        self._plain = filters(no_color=no_color, encoding=encoding)
        dress(self, "ansi-dark" if no_color else os.environ.get("TEXTUAL_THEME", DARK.name))

    # ── what the places ask for ──────────────────────────────────────────────────────────────────────────

    def action_go(self, place: str) -> None:
        """Show a place."""
        self.show_place(place)

    def on_go(self, message: Go) -> None:
        """Show the place asked for."""
        self.show_place(message.place, message.about)

    def action_explain(self) -> None:
        """Explain the place on screen and its keys."""
        from tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A letter means what the place says, also where that cannot be done now."""
        return None if action == "accounts" and binds(self.screen, "a") else super().check_action(action, parameters)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_accounts(self) -> None:
        """Show both sign-ins, or the dialog of the one that is waited for; who signed in is drawn at once."""
        helm = self.helm
        if helm is None or helm.session.holder is not None:
            self.notify((helm.why_not if helm else "Opening…").capitalize(), markup=False)
            return
        from tui.screens.accounts import screen_for

        await self.push_screen_wait(screen_for(helm))
        await helm.recall()
        self.place_changed()

    def on_pause(self) -> None:
        """Pause what works."""
        if self.helm is not None:
            self.helm.pause()

    @work(group="steer", exit_on_error=False)
    async def on_begin(self, message: Begin) -> None:
        """Start a run, and show it."""
        if self.helm is None:
            return
        what = {"new": message.new, "allow_delete": message.allow_delete}
        run = await self.helm.start(message.kind, source=message.source, only=message.only, **what)
        if run is None:
            self.notify("There is nothing to do.", markup=False)
        else:
            self.show_place("run")

    @work(group="steer", exit_on_error=False)
    async def on_resume(self) -> None:
        """Take up the run in sight, and show it."""
        if self.helm is not None:
            await self.helm.resume()
            self.show_place("run")

    @work(group="steer", exit_on_error=False)
    async def on_cancel(self) -> None:
        """Cancel the run in sight."""
        if self.helm is not None:
            await self.helm.cancel()

    @work(group="errand", exit_on_error=False)
    async def run_errand(self, errand: Callable[[], Awaitable[str]]) -> None:
        """Do what is no run, whatever place is shown meanwhile, and tell how it ended."""
        try:
            self.notify(await errand(), timeout=12, markup=False)
        finally:
            self.place_changed()

    # ── looks ────────────────────────────────────────────────────────────────────────────────────────────

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters behind the wall, so that nothing a terminal would obey leaves."""
        return [Wall(), *super().get_line_filters(), *self._plain]

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen that loads nothing from elsewhere."""
        return standalone(super().export_screenshot(title=title, simplify=simplify))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables for themes that are not ours."""
        return fallbacks(self.current_theme)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        return palette(self, screen)
