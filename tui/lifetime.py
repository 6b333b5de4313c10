"""From the first paint to the last word: opening the session, letting time pass, leaving safely.

What the places ask for and how the program looks stands in :mod:`tui.app`.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from textual import work

from core.errors import Busy, CrossfadeError
from core.states import RunKind, RunStatus, StartStep
from core.text import shown
from tui.places import ROOMS
from tui.screens.place import Place, tell_of_failure
from tui.sheet import Sheet
from tui.state.helm import Helm
from tui.state.journey import CHOOSE, START
from tui.terminal.seat import Seated
from tui.theme import DARK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from textual.theme import Theme
    from textual.worker import Worker

    from core.session import Session

FRAMES = 10
"""Times a second that new events are drawn, at most."""

PAUSED = 3
"""The exit code that says: something is unfinished and can be gone on with."""

FIRST_THEME = DARK.name
"""The colours of who chose none."""

_REREAD_S, _KNOCK_S = 30, 3


class Lifetime(Seated):
    """Holds the session's helm. ``open_session`` is awaited once the first frame is on screen.

    Where it may only look, ``take_over`` is asked now and then; it raises Busy while the other process works.
    """

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        *,
        take_over: Callable[[], Awaitable[Session]] | None = None,
        demo: bool = False,
        no_color: bool = False,
    ) -> None:
        super().__init__(ansi_color=True if no_color else None)
        self.stylesheet = Sheet(variables=self.get_css_variables())
        self.helm: Helm | None = None
        self.trouble = ""
        self.is_demo = demo
        self.is_leaving = False
        self.is_hurried = False
        self.has_plain_colours = no_color
        self._opener = open_session
        self._take_over = take_over
        self._held = AsyncExitStack()
        self._ticks = 0
        self._seen: tuple[object, ...] = ()
        self._kept_theme = FIRST_THEME

    # ── coming ───────────────────────────────────────────────────────────────────────────────────────────

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
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.set_interval(1 / FRAMES, self.tick, name="frames")
        if self.is_demo:
            self.show_demo()
        elif self.helm is not None and self.helm.journey.step is not None:
            self.show_place(START)

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

    @work(group="demo", exit_on_error=False)
    async def show_demo(self) -> None:
        """Import and search as a person would, then show the preview and wait."""
        if self.helm is None:
            return
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            if await self.helm.start(kind, wait=False) is not None:
                self.show_place("run")
                await self.helm.session.runs.finished()
        self.show_place("preview")

    # ── time passes ──────────────────────────────────────────────────────────────────────────────────────

    def tick(self) -> None:
        """Draw what came in; once a second the clocks, and the buckets while something spends."""
        helm = self.helm
        if helm is None or not self.is_running:  # while it closes, nothing is left to draw on
            return
        is_new = helm.drain()
        if helm.journey.has_arrived(helm.view) and not self.is_leaving:
            self.go_to_step(StartStep.CHOOSE, is_asked=False)
        self._ticks += 1
        is_second = self._ticks % FRAMES == 0
        run = helm.view.run if helm.view else None
        seen = (run and (run.id, run.status), helm.why_not, helm.is_pausing)
        if seen != self._seen:
            before, self._seen = self._seen, seen
            self._moved_on(has_moved=bool(before) and before[0] != seen[0])
        elif (is_new or is_second) and isinstance(self.screen, Place) and self.screen.is_mounted:
            self.screen.redraw()
        is_spending = helm.is_active or helm.session.holder is not None
        if is_second and (is_spending or self._ticks % (_REREAD_S * FRAMES) == 0):
            self.refresh_buckets()
        if is_second and helm.is_import_due(helm.session.clock.now()):
            self.import_again()
        if self._ticks % (_KNOCK_S * FRAMES) == 0 and helm.session.holder is not None:
            self.try_to_take_over()

    @work(group="buckets", exclusive=True, exit_on_error=False)
    async def refresh_buckets(self) -> None:
        """Read what is left of today."""
        if self.helm is not None:
            await self.helm.refresh()

    @work(group="recall", exclusive=True, exit_on_error=False)
    async def recall(self) -> None:
        """Read whose library this is, and when it was last in step and read."""
        if self.helm is not None:
            await self.helm.recall()

    @work(group="again", exclusive=True, exit_on_error=False)
    async def import_again(self) -> None:
        """Read Spotify once more, as the settings ask for while the program is open."""
        if self.helm is not None and await self.helm.start(RunKind.IMPORT) is not None:
            self.notify("Reading your Spotify library again, as the setting every_min asks for.", markup=False)

    def _moved_on(self, *, has_moved: bool) -> None:
        """A run began, paused or ended: read anew. A sync that ended in sight shows its summary."""
        run = self.helm.view.run if self.helm and self.helm.view else None
        ended = (RunStatus.COMPLETED, RunStatus.CANCELLED)
        kinds = (RunKind.SYNC, RunKind.RETRY, RunKind.RESTORE)
        is_over = run is not None and run.status in ended and run.kind in kinds
        if is_over and has_moved and self.current_mode == "run" and not self.is_leaving:
            self.show_place("summary")
        self.refresh_buckets()
        self.recall()
        self.place_changed()

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

    def go_to_step(self, step: StartStep | None, *, to: str = "home", is_asked: bool = True) -> None:
        """Stand at another step of the first start, and show it; None ends it in the place ``to``.

        Where nobody asked (``is_asked``), who looks at something else stays there.
        """
        if self.helm is None:
            return
        self.helm.journey.step = step
        self._keep_step()
        if is_asked or self.current_mode in (START, CHOOSE, "run"):
            self.show_place(START if step else to)
            self.place_changed()

    @work(group="step", exit_on_error=False)
    async def _keep_step(self) -> None:
        """Let a restart open there again."""
        if self.helm is not None:
            await self.helm.journey.keep()

    def place_changed(self) -> None:
        """Let the place on screen read and draw anew."""
        if isinstance(self.screen, Place):
            self.screen.on_screen_resume()

    # ── leaving ──────────────────────────────────────────────────────────────────────────────────────────

    async def action_quit(self) -> None:
        """Leave after what runs has paused; a second time at once."""
        self.hear_signal()

    def hear_signal(self) -> None:
        """The first word to leave pauses what runs; the second leaves at once, and nothing is lost then either."""
        if self.is_leaving:
            self.is_hurried = not self.is_demo
            self.exit(PAUSED, return_code=PAUSED)
        else:
            self.leave()

    @work(group="leave", exit_on_error=False)
    async def leave(self) -> None:
        """Pause what runs, then end; 3 where an unfinished run was left paused."""
        self.is_leaving = True
        code = 0
        if self.helm is not None and self.helm.is_active:
            self.notify("Pausing after the operation in hand… (again to leave at once)", timeout=60, markup=False)
            await self.helm.session.runs.close()
            self.helm.drain()
            code = PAUSED
        self.exit(code, return_code=code)

    async def on_unmount(self) -> None:
        """Close the session, which pauses what runs, however the program ends, unless the person is in a hurry."""
        if self.helm is not None:
            self.helm.close()
        if not self.is_hurried:
            await self._held.aclose()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one way for errors of the application's workers."""
        tell_of_failure(self, event)
