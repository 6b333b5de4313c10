"""Opening the session once something is on screen, closing and opening it anew, taking it over; its keys and colours.

What happens while it is open stands in :mod:`tui.lifetime`.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from textual import work

from core.errors import Busy, CrossfadeError
from core.text import shown
from tui.places import ROOMS
from tui.screens.place import Place
from tui.sheet import Sheet
from tui.state.helm import Helm
from tui.state.journey import START
from tui.terminal.seat import Seated
from tui.theme import DARK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from textual.theme import Theme

    from core.session import Session

FIRST_THEME = DARK.name
"""The colours of who chose none."""


class Opening(Seated):
    """Holds the session's helm. ``open_session`` is awaited once the first frame is on screen.

    Where it may only look, ``take_over`` is asked now and then; it raises Busy while the other process works.
    """

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        *,
        take_over: Callable[[], Awaitable[Session]] | None = None,
        no_color: bool = False,
    ) -> None:
        super().__init__(ansi_color=True if no_color else None)
        self.stylesheet = Sheet(variables=self.get_css_variables())
        self.helm: Helm | None = None
        self.trouble = ""
        self.has_plain_colours = no_color
        self._opener = open_session
        self._take_over = take_over
        self._held = AsyncExitStack()
        self._kept_theme = FIRST_THEME

    def on_mount(self) -> None:
        """Open the session once something is on screen."""
        super().on_mount()
        self.call_after_refresh(self.open_session)

    @work(group="open", exit_on_error=False)
    async def open_session(self) -> None:
        """Open the session, or say in place why it cannot be opened."""
        try:
            session = await self._held.enter_async_context(await self._opener())
        except CrossfadeError as error:
            self.trouble = shown(str(error))
            self.place_changed()
            return
        self.trouble = ""
        self._dress(session)
        await self._put_in_charge(session)
        if session.home_warning:
            self.notify(shown(session.home_warning), severity="warning", timeout=12, markup=False)
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.begin()

    def begin(self) -> None:
        """The session is open for the first time: let time pass."""
        raise NotImplementedError

    @work(group="open", exclusive=True, exit_on_error=False)
    async def reopen(self) -> None:
        """Close the session and open it anew, so that changed settings are in force."""
        if self.helm is None or not self.helm.is_free:
            return
        self.helm.close()
        self.helm, before, self._held = None, self._held, AsyncExitStack()
        await before.aclose()
        try:
            session = await self._held.enter_async_context(await self._opener())
        except CrossfadeError as error:
            self.trouble = shown(str(error))
            self.show_place("home")
            return
        self._dress(session)
        await self._put_in_charge(session)

    def _dress(self, session: Session) -> None:
        """Keys and colours as the settings say."""
        ui = session.settings.ui
        self._use_keys(ui.keys)
        self._kept_theme = ui.theme or FIRST_THEME
        if ui.theme in self.available_themes and not self.has_plain_colours:
            self.theme = ui.theme

    def _use_keys(self, keys: Mapping[str, str]) -> None:
        """Give actions the keys of the settings; what cannot be followed is told, once."""
        if not keys:
            self.set_keymap({})
            return
        from tui.keymap import keymap

        found, problems = keymap(keys)
        self.set_keymap(found)
        if problems:
            self.notify(" ".join(problems), title="[ui] keys", severity="warning", timeout=12, markup=False)

    @work(group="theme", exclusive=True, exit_on_error=False)
    async def _keep_theme(self, theme: Theme) -> None:
        """Remember the colours the person chose, where this process may write; of many tried in a row the last."""
        helm = self.helm
        if helm is None or helm.session.holder is not None or self.has_plain_colours:
            return
        if theme.name != self._kept_theme:
            self._kept_theme = theme.name
            await helm.session.preferences.change("ui", "theme", theme.name)

    async def _put_in_charge(self, session: Session) -> None:
        helm = Helm(session)
        await helm.look()
        await helm.refresh()
        await helm.recall()
        await helm.journey.load()
        self.helm = helm
        self.place_changed()

    @work(group="open", exclusive=True, exit_on_error=False)
    async def try_to_take_over(self) -> None:
        """Once the other process has ended, open the session to work, in the place of the one that only looks."""
        if self._take_over is None:
            return
        try:
            session = await self._take_over()
        except Busy:
            return
        looking, self._held = self._held, AsyncExitStack()
        await self._held.enter_async_context(session)
        if self.helm is not None:
            self.helm.close()
        await self._put_in_charge(session)
        await looking.aclose()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────────

    def show_place(self, place: str, about: str = "") -> None:
        """Bring up one of the places, or a room on top of its own; the cursor goes to what it is ``about``.

        Of a first start it is the place that shows the step.
        """
        if place == START and self.helm is not None:
            place = self.helm.journey.place
        room = next((one for one in ROOMS if one.name == place), None)
        self.switch_mode(room.place if room else place)
        if room is not None and type(self.screen) is not room.kind():
            self.push_screen(room.made())
        if about and isinstance(self.screen, Place):
            self.screen.seek(about)

    def place_changed(self) -> None:
        """Let the place on screen read and draw anew."""
        if isinstance(self.screen, Place):
            self.screen.on_screen_resume()
