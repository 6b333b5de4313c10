"""The first start, step by step: welcome, colours, connect, import, and what to press next. Choosing is a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from core.states import RunKind, RunStatus, Service, StartStep
from tui import keys
from tui.messages import Begin, Go, Pause
from tui.screens.path import PathScreen, path_in
from tui.screens.place import Place
from tui.state.journey import START
from tui.telling.words import named
from tui.widgets.first_start import Guide, Surroundings, Told, found_by, found_in, is_settled, offers
from tui.widgets.overview import Offer, offer_line
from tui.widgets.phases import Phases, PhaseState
from tui.widgets.rows import Rows
from tui.widgets.standing import Standing, StandingState
from tui.widgets.themes import in_order, theme_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual import events
    from textual.theme import Theme
    from textual.widget import Widget

    from core.model import Collection, Connection
    from core.progress import RunView


class FirstStartScreen(Place):
    """One step at a time."""

    PLACE = START
    CSS_PATH = "first_start.tcss"
    HELP = (
        "The first start leads from nothing to a library that can be synced: colours, accounts, import, choosing, the "
        "preview. enter does what the cursor is on, n goes on and b back; every step can be skipped. Escape leaves for "
        "Home, and the program opens here again; x ends it for good, and First start in the palette brings it back."
    )
    BINDINGS = keys.FIRST_START

    def __init__(self) -> None:
        super().__init__()
        self._connections: tuple[Connection, ...] = ()
        self._collections: tuple[Collection, ...] = ()
        self._read: StartStep | None = None
        self._placed: StartStep | None = None

    def body(self) -> Iterable[Widget]:
        """The steps, the sentence, what can be done, and an import in progress."""
        yield Guide()
        yield Rows(id="offers")
        yield Standing(id="standing", classes="-gone")
        yield Phases(id="importing", classes="panel -gone")

    def on_mount(self) -> None:
        """The list has the cursor."""
        super().on_mount()
        self.query_one(Rows).focus()

    async def load(self) -> None:
        """Read who is signed in and what is there; who comes here from elsewhere begins at the beginning."""
        helm = self.helm
        if helm is None:
            return
        helm.journey.begin()
        self._connections = await helm.session.sources.connections()
        self._collections = await helm.session.sources.collections()
        self._read = helm.journey.step
        self.redraw()
        self.refresh_bindings()

    def draw(self) -> None:
        """Draw the step from what was read, the helm and the clock."""
        super().draw()
        helm = self.helm
        if helm is None or (step := helm.journey.step) is None:
            return
        view = self._importing()
        found = found_by(view) if view else found_in(self._collections) if step is StartStep.IMPORT else ""
        self.query_one(Guide).told = Told(
            step, "Starting…" if helm.is_starting else found, self._has_library, is_reading=view is not None
        )
        self._fill(step)
        standing, phases = self.query_one(Standing), self.query_one(Phases)
        standing.set_class(view is None, "-gone")
        phases.set_class(view is None, "-gone")
        if view is not None:
            now = helm.session.clock.now()
            standing.state = StandingState(view.run, now, helm.is_active, helm.is_pausing)
            state = PhaseState(view, now, helm.buckets, helm.session.settings.engine.batch)
            phases.show(state, title=named(view.run), subtitle=f"{view.percent}%")

    def _fill(self, step: StartStep) -> None:
        """The list of the step; once it was read, the cursor stands on the first that can be done."""
        rows, is_new = self.query_one(Rows), step is self._read is not self._placed
        themes, found = self._themes(), self._offers()
        if step is StartStep.COLOURS and themes:
            rows.fill(len(themes), lambda index, width: theme_line(themes[index], width))
            at = next((place for place, theme in enumerate(themes) if theme.name == self.app.theme), 0)
        else:
            rows.fill(len(found), lambda index, width: offer_line(found[index], width))
            at = next((place for place, offer in enumerate(found) if not is_settled(offer)), len(found) - 1)
        if is_new:
            rows.cursor, self._placed = at, step

    def _importing(self) -> RunView | None:
        """The import in sight, while it is not over."""
        helm = self.helm
        if helm is None or helm.view is None or helm.journey.step is not StartStep.IMPORT:
            return None
        is_open = helm.view.run.status not in (RunStatus.COMPLETED, RunStatus.CANCELLED)
        return helm.view if helm.view.run.kind is RunKind.IMPORT and is_open else None

    @property
    def _has_library(self) -> bool:
        return bool(self._collections) or self._importing() is not None

    def _themes(self) -> tuple[Theme, ...]:
        return () if self.program.has_plain_colours else in_order(self.app.available_themes)

    def _offers(self) -> tuple[Offer, ...]:
        helm = self.helm
        if helm is None or helm.journey.step is None:
            return ()
        view = self._importing()
        around = Surroundings(
            self._connections,
            found_in(self._collections),
            helm.why_not,
            can_resume=helm.can_resume and view is not None,
            is_active=helm.is_active and view is not None and not helm.is_pausing,
            is_plain=self.program.has_plain_colours,
        )
        return offers(helm.journey.step, around)

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what belongs to other steps; dim what cannot be done now."""
        step = self.helm.journey.step if self.helm else None
        if action == "back":
            return step not in (None, StartStep.WELCOME)
        if action not in _STEP_OF:
            return True
        if step is not _STEP_OF[action]:
            return False
        called = f"{action}({parameters[0]!r})" if parameters else action
        offer = next((one for one in self._offers() if one.action == called), None)
        return offer is not None if action in ("pause", "resume") else None if offer is None or offer.why_not else True

    async def action_choose(self) -> None:
        """Do what the cursor is on."""
        found, at = self._offers(), self.query_one(Rows).cursor
        if len(found) == 1:  # colours: those in sight are kept
            self.action_next()
        elif at < len(found) and found[at].why_not:
            self.notify(found[at].why_not.capitalize(), markup=False)
        elif at < len(found):
            await self.run_action(found[at].action)

    @on(Rows.Highlighted)
    def try_colours(self) -> None:
        """Show the colours under the cursor; the application keeps them."""
        themes, at = self._themes(), self.query_one(Rows).cursor
        if self.helm and self._placed is self.helm.journey.step is StartStep.COLOURS and at < len(themes):
            self.app.theme = themes[at].name

    def action_next(self) -> None:
        """Go on to the next step; behind the last one is home."""
        if self.helm is not None:
            self.program.go_to_step(self.helm.journey.after(has_library=self._has_library))

    def action_back(self) -> None:
        """Go back a step."""
        if self.helm is not None:
            self.program.go_to_step(self.helm.journey.before(has_library=self._has_library) or StartStep.WELCOME)

    def action_finish(self) -> None:
        """End it for good."""
        self.program.go_to_step(None)

    def action_later(self) -> None:
        """Leave it for now; the program opens here again."""
        self.post_message(Go("home"))

    def action_sync(self) -> None:
        """End it with the preview."""
        self.program.go_to_step(None, to="preview")

    def action_match(self) -> None:
        """End it with a search for videos."""
        self.program.go_to_step(None, to="run")
        self.post_message(Begin(RunKind.MATCH))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_sign_in(self, service: str) -> None:
        """Sign in to a service, in the dialog."""
        from tui.screens.sign_in import SignInScreen

        if self.helm is not None:
            await self.app.push_screen_wait(SignInScreen(self.helm.session, Service(service)))
            await self.helm.recall()
            self._placed = None
            await self.load()

    @work(group="steer", exit_on_error=False)
    async def action_begin(self, source: str) -> None:
        """Import, and stay here."""
        helm = self.helm
        if helm is not None and helm.is_free:
            run = await helm.start(RunKind.IMPORT, source=source)
            if run is not None:
                helm.journey.awaits(run.id)

    def on_paste(self, event: events.Paste) -> None:
        """A path that was pasted or dropped is offered for import."""
        path = path_in(event.text)
        if path is not None and self.helm is not None and self._placed is StartStep.IMPORT and self.helm.is_free:
            event.stop()
            self.action_file(path)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_file(self, path: Path | None = None) -> None:
        """Ask for a file or folder, and import it."""
        chosen = await self.app.push_screen_wait(PathScreen(path))
        if chosen is not None:
            self.action_begin(str(chosen))

    def action_pause(self) -> None:
        """Pause what runs."""
        self.post_message(Pause())

    @work(group="steer", exit_on_error=False)
    async def action_resume(self) -> None:
        """Go on with the import, and stay here."""
        if self.helm is not None and self.helm.can_resume:
            await self.helm.resume()


_STEP_OF = {
    "sign_in": StartStep.CONNECT,
    **dict.fromkeys(("begin", "file", "pause", "resume"), StartStep.IMPORT),
    **dict.fromkeys(("sync", "match"), StartStep.READY),
}
