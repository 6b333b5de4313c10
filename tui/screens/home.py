"""Home: who is signed in, what is there, what is left of today, what waits, and what can be done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.containers import Center, Horizontal, Vertical
from textual.content import Content

from core.states import RunKind, RunStatus, Service
from tui import keys
from tui.messages import Begin, Cancel, Go, Pause, Resume
from tui.places import key_of
from tui.screens.ask import AskScreen
from tui.screens.place import Place
from tui.telling.words import called, held_by, named
from tui.widgets.calm import Quiet
from tui.widgets.drawn import Drawn, line
from tui.widgets.gauges import Gauges, GaugeState
from tui.widgets.overview import (
    Accounts,
    Becoming,
    Lately,
    Library,
    Offer,
    Overview,
    Stand,
    Telling,
    Unfinished,
    Welcome,
    offer_line,
)
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class Notice(Drawn):
    """One line for what holds everything up: another process, a start in progress."""

    def lines(self, width: int) -> list[Content]:
        """The most pressing of them, or nothing."""
        place = self.screen
        if not isinstance(place, HomeScreen):
            return []
        helm = place.helm
        if helm is None:
            return [line(("Opening…", "$muted"))]
        holder = helm.session.holder
        if holder is not None:
            who = f"▸ Already in progress: another crossfade is at work ({held_by(holder, helm.session.clock.now())})."
            return line((who, "$warning"), (" You can look around.", "$muted")).wrap(max(1, width))
        return []


class HomeScreen(Place):
    """The first place."""

    PLACE = "home"
    CSS_PATH = "home.tcss"
    HELP = (
        "Home shows who is signed in, what was imported, and what is left of YouTube's daily allowances. "
        "An unfinished run stands in its own box: r resumes it where it stopped, n starts over. "
        "Nothing is changed on YouTube until you confirm a plan in the preview."
    )
    BINDINGS = keys.HOME

    def __init__(self) -> None:
        super().__init__()
        self._overview: Overview | None = None
        self._is_furnished = False

    def body(self) -> Iterable[Widget]:
        """One line; the panels come behind it, once the first frame is on screen."""
        yield Notice(id="notice")

    def on_mount(self) -> None:
        """Let the first frame out, then bring the panels."""
        super().on_mount()
        self.call_after_refresh(self._furnish)

    async def _furnish(self) -> None:
        top = Horizontal(Accounts(id="accounts", classes="panel"), Library(id="library", classes="panel"), id="top")
        rest: tuple[Widget, ...] = (
            Gauges(id="today", classes="panel"),
            Unfinished(id="unfinished", classes="panel -warning"),
            Rows(id="offers"),
            Horizontal(Lately(id="lately", classes="panel"), Becoming(id="becoming", classes="panel"), id="lower"),
        )
        hello = Center(Welcome(id="welcome", classes="panel"), id="hello", classes="-gone")
        await self.mount_all([Vertical(top, *rest, id="home", classes="-gone"), hello], after="#notice")
        titles = {
            "accounts": "Accounts", "library": "Library", "today": "Today", "unfinished": "Unfinished",
            "offers": "What you can do", "lately": "Lately",
            "becoming": "What your library becomes", "welcome": "crossfade",
        }  # fmt: skip
        for name, title in titles.items():
            self.query_one(f"#{name}").border_title = title
        self.query_one("#offers").add_class("panel")
        self._is_furnished = True
        self.redraw()
        if self.focused is None:
            self.query_one("#offers").focus()

    async def load(self) -> None:
        """Read the overview from the store."""
        helm = self.helm
        if helm is None:
            return
        session = helm.session
        self._overview = Overview(
            await session.sources.connections(),
            await session.sources.collections(),
            await session.categories.all(),
            await session.sources.playlists(),
            await session.history.last_synced(),
            await session.history.runs(limit=40),
            session.clock.now(),
            await session.health.died(),
        )
        self.redraw()

    def draw(self) -> None:
        """Draw everything from the overview, the helm and the clock."""
        super().draw()
        trouble = self.program.trouble
        self.be_quiet(Quiet(trouble, _TRY_AGAIN, "Nothing was changed.", "✗") if trouble else None)
        notice = self.query_one(Notice)
        notice.set_class(not notice.lines(max(1, self.size.width - 2)), "-gone")
        notice.refresh(layout=True)
        helm, overview = self.helm, self._overview
        if helm is None or overview is None or not self._is_furnished:
            return
        now = helm.session.clock.now()
        overview = replace(overview, now=now)
        self.query_one("#hello").set_class(not overview.is_fresh, "-gone")
        self.query_one("#home").set_class(overview.is_fresh, "-gone")
        for panel in self.query(Telling):
            panel.overview = overview
        if helm.buckets is not None:
            self.query_one(Gauges).state = GaugeState(helm.buckets, now)
        stand = self.query_one(Unfinished)
        view = helm.view
        is_open = view is not None and view.run.status not in (RunStatus.COMPLETED, RunStatus.CANCELLED)
        stand.set_class(not is_open, "-gone")
        if view is not None and is_open:
            stand.border_title = Content(named(view.run))
            stand.stand = Stand(view, now, waits=helm.is_active, is_steerable=helm.session.holder is None)
        offers = self._offers()
        self.query_one(Rows).fill(len(offers), lambda index, width: offer_line(offers[index], width))

    def _offers(self) -> list[Offer]:
        helm, overview = self.helm, self._overview
        if helm is None or overview is None:
            return []
        signed = {connection.service for connection in overview.connections if connection.account is not None}
        no_spotify = "" if Service.SPOTIFY in signed else "connect first: a"
        no_youtube = "" if Service.YOUTUBE in signed else "connect first: a"
        empty = "" if overview.collections else "import first"
        none = "" if helm.view else "nothing ran yet"
        busy = helm.why_not.partition(" in another")[0]
        return [
            Offer("i", "Import from Spotify", "liked songs and playlists, read only", _IMPORT, no_spotify or busy),
            Offer("m", "Find videos", "search for songs without one", _MATCH, empty or no_youtube or busy),
            Offer("s", "Preview a sync", "what it would do and cost; nothing is changed", "preview", empty),
            Offer(key_of("run"), "Watch the run", "its phases, its items, its problems", "app.go('run')", none),
            Offer(key_of("review"), "Review", "songs whose video waits for your word", "app.go('review')", empty),
            Offer(key_of("sources"), "Sources", "YouTube playlists, files, what was left out", "app.go('sources')"),
            Offer(key_of("summary"), "Last summary", "what was done, what was not, and why", "app.go('summary')", none),
        ]  # fmt: skip

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim what cannot be started now; hide what has no object."""
        helm = self.helm
        if action == "reopen":
            return bool(self.program.trouble)
        if helm is None:
            return None if action in _ACTIONS else True
        if action in ("pause", "resume", "start_over") and helm.session.holder is not None:
            return None
        if action == "pause":
            return helm.is_active and not helm.is_pausing
        if action in ("resume", "start_over"):
            return helm.can_resume
        return (True if helm.is_free else None) if action == "begin" else True

    def action_begin(self, kind: str) -> None:
        """Start an import or a search."""
        self.post_message(Begin(RunKind(kind)))

    def action_preview(self) -> None:
        """Show the preview."""
        self.post_message(Go("preview"))

    def action_pause(self) -> None:
        """Pause what runs."""
        self.post_message(Pause())

    def action_resume(self) -> None:
        """Go on with the unfinished run."""
        self.post_message(Resume())

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_start_over(self) -> None:
        """Ask, cancel the unfinished run, and begin again: a sync by its preview."""
        view = self.helm.view if self.helm else None
        if view is None:
            return
        name = called(view.run)
        sentence = f"The unfinished {name} is cancelled; what it did stays done. Then it is planned and begun anew."
        if not await self.app.push_screen_wait(AskScreen("Start over?", sentence, yes="Start over")):
            return
        if view.run.kind in (RunKind.IMPORT, RunKind.MATCH):
            self.post_message(Begin(view.run.kind, new=True, source=view.run.source))
        else:
            self.post_message(Cancel())
            self.post_message(Go("preview"))

    async def action_choose(self) -> None:
        """Do what the cursor is on."""
        offers = self._offers()
        if self._overview is not None and self._overview.is_fresh:
            self.post_message(Go("start"))
        elif offers:
            offer = offers[self.query_one(Rows).cursor]
            if offer.why_not:
                self.notify(offer.why_not.capitalize(), markup=False)
            else:
                await self.run_action(offer.action)

    def action_reopen(self) -> None:
        """Try to open the database again."""
        self.program.open_session()


_TRY_AGAIN = (("R", "opens it again"), ("q", "leaves"))
_IMPORT, _MATCH = "begin('import')", "begin('match')"
_ACTIONS = ("begin", "preview", "resume", "start_over", "pause", "choose")
