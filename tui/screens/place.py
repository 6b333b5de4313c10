"""What all places share: head and keys, words for emptiness, one way for errors, the one line of tiny windows."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Container
from textual.screen import Screen
from textual.worker import WorkerState

from core.errors import CrossfadeError, LoginExpired
from core.files import why
from core.text import ago, shown
from tui.widgets.bar import Bar, BarState
from tui.widgets.calm import Calm
from tui.widgets.drawn import Drawn, line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import App, ComposeResult
    from textual.content import Content
    from textual.widget import Widget
    from textual.worker import Worker

    from tui.app import CrossfadeApp
    from tui.state.helm import Helm
    from tui.widgets.calm import Quiet

DEFAULT = "default"
"""The profile that needs no name."""

_log = logging.getLogger(__name__)


def tell_of_failure(app: App[int], event: Worker.StateChanged) -> None:
    """Say in words what a worker failed of; no worker's exception ends the program."""
    if event.state is not WorkerState.ERROR:
        return
    error = event.worker.error
    if isinstance(error, CrossfadeError):
        said = str(shown(str(error)))
        if isinstance(error, LoginExpired):
            from tui.state.sign_in import plain_words

            said = f"{plain_words(said)} Press a on Home, or Ctrl-P and Accounts, to sign in."
        app.notify(said, title="That did not work", severity="error", timeout=12, markup=False)
        return
    if isinstance(error, OSError):
        _log.error("the system refused something", exc_info=error)
        message = f"The system refused something: {why(error)}."
        app.notify(message, title="That did not work", severity="error", timeout=12, markup=False)
        return
    _log.error("a worker of the screen failed: %s", type(error).__name__, exc_info=error)
    message = f"Something went wrong inside ({type(error).__name__}). Nothing is lost; the log file has the details."
    app.notify(message, title="A bug", severity="error", timeout=12, markup=False)


class Small(Drawn):
    """What a window below 60x16 shows instead of the place."""

    DEFAULT_CSS = "Small { display: none; height: 1; width: 1fr; }"

    def lines(self, _width: int) -> list[Content]:
        """One line."""
        place = cast("Place", self.screen)
        view = place.helm.view if place.helm else None
        done = f" · {view.percent}%" if view is not None and not view.run.status.is_terminal else ""
        return [line(("Make the window larger (60x16)", "$warning"), ("; what runs goes on" + done, "$muted"))]


class Place(Screen[None]):
    """A place of the application. Subclasses compose :meth:`body`, read in :meth:`load`, draw in :meth:`draw`."""

    PLACE: ClassVar[str] = ""
    _focus_of_body: Widget | None = None

    def __init__(self) -> None:
        super().__init__()
        self.sought = ""
        self._next = ""

    def compose(self) -> ComposeResult:
        """The top lines, the body or what is said in its place, the keys."""
        yield Bar(id="bar")
        yield Small(id="small")
        yield from self.body()
        with Container(id="nothing"):
            yield Calm(id="calm")
        yield KeyBar(id="keys")

    def body(self) -> Iterable[Widget]:
        """What stands between top line and footer."""
        return ()

    @property
    def place(self) -> str:
        """The place it belongs to, as the head shows it."""
        return self.PLACE

    @property
    def program(self) -> CrossfadeApp:
        """The application this place belongs to."""
        return cast("CrossfadeApp", self.app)

    @property
    def helm(self) -> Helm | None:
        """The helm; None until the session is open."""
        return self.program.helm

    async def load(self) -> None:
        """Read what the place shows, then draw it; a newer reading takes the place of an older one."""

    def seek(self, about: str) -> None:
        """Put the cursor on something by its key, as soon as it is read."""
        self.sought = about
        if self.is_mounted and self.helm is not None:
            self.reload()

    def found(self) -> str:
        """What is sought, once; empty: nothing."""
        about, self.sought = self.sought, ""
        return about

    def reload(self) -> None:
        """Start reading anew: when the place comes up, when a run changed its status, when a choice changed."""
        _reading: Worker[None] = self.run_worker(self._read_anew, group="load", exclusive=True, exit_on_error=False)

    async def _read_anew(self) -> None:
        await self.load()
        action, self._next = self._next, ""
        if action and not await self.app.run_action(action, self) and self.helm is not None:
            why = self.helm.why_not or "it has no object here"
            self.notify(f"That cannot be done now: {why}.", markup=False)

    def when_read(self, action: str) -> None:
        """Do something here as soon as the place was read; where it cannot be done, that is said."""
        self._next = action
        if self.is_mounted and self.helm is not None:
            self.reload()

    def redraw(self) -> None:
        """Draw, unless the place is not there yet or not any more: what was read may come after it was closed."""
        if self.is_attached and self.query(Bar):
            self.draw()

    def draw(self) -> None:
        """Draw from the present state."""
        helm = self.helm
        if helm is not None:
            self.query_one(Bar).state = self._head(helm)
        if self.has_class("-tiny") or self.has_class("-flat"):
            self.query_one(Small).refresh()

    def be_quiet(self, quiet: Quiet | None) -> None:
        """Say something in the place of an empty body; None shows the body."""
        if quiet is not None:
            self.query_one(Calm).quiet = quiet
        if (quiet is not None) == self.has_class("-empty"):
            return
        if quiet is not None:
            self._focus_of_body = self.focused
        self.set_class(quiet is not None, "-empty")
        if quiet is None and self._focus_of_body is not None:
            self.set_focus(self._focus_of_body)
        self.refresh_bindings()

    def _head(self, helm: Helm) -> BarState:
        whose = helm.whose
        profile = "" if whose.profile == DEFAULT else f"profile {shown(whose.profile)}"
        owner = " · ".join(part for part in (shown(whose.channel) or "no channel yet", profile) if part)
        age = ago(whose.last_synced, helm.session.clock.now())
        synced = age if whose.last_synced is None else f"synced {age}"
        looks_on = helm.session.holder is not None
        return BarState(self.place, helm.view, helm.buckets, owner, synced, looks_on=looks_on)

    def on_mount(self) -> None:
        """Show which place it is at once, the rest when the session is there."""
        self.query_one(Bar).state = BarState(self.place)

    def on_resize(self) -> None:
        """Draw anew once the style sheet has seen the new size."""
        self.call_after_refresh(self.redraw)

    def on_screen_resume(self) -> None:
        """Read and draw anew when the place comes up."""
        if self.is_mounted:
            if self.helm is not None:
                self.reload()
            self.redraw()
            self.refresh_bindings()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one way for errors of this place's workers."""
        tell_of_failure(self.app, event)
