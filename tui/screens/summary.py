"""The summary: what was done, what was not and why, what it took, where it is now, and what can be done next."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from textual import work
from textual.containers import Horizontal
from textual.content import Content

from core.quota import COSTS, Method
from core.states import RunKind, RunStatus
from core.text import shown
from tui import keys
from tui.messages import Begin, Go, Resume
from tui.screens.ask import AskScreen
from tui.screens.place import Place
from tui.telling.words import called, plural
from tui.terminal import browser
from tui.widgets.calm import NOTHING_RAN
from tui.widgets.outcome import Outcome, OutcomeState, address_of, link_line
from tui.widgets.problems import problem_line
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.model import Category, Run


class SummaryScreen(Place):
    """What a run came to: the one in sight, or a past one on top of the history."""

    PLACE = "summary"
    CSS_PATH = "summary.tcss"
    HELP = (
        "The summary says what a run did, what it could not do and why, and what it took. The sum holds every row of "
        "your sources and closes. Your playlists stand below: o opens one, y copies its link. f tries the failed items "
        "again, and only those; rows to review and songs without a video are no failures. e explains every problem."
    )
    BINDINGS = keys.SUMMARY

    def __init__(self, run: Run | None = None) -> None:
        super().__init__()
        self._past = run
        self._state: OutcomeState | None = None
        self._made: tuple[Category, ...] = ()
        self._has_read = False

    @property
    def place(self) -> str:
        """The history's where a past run is shown."""
        return "summary" if self._past is None else "history"

    def body(self) -> Iterable[Widget]:
        """The outcome, then playlists and problems side by side."""
        yield Outcome(id="outcome", classes="panel")
        with Horizontal(id="below"):
            yield Rows(id="links", empty="No playlist was made yet.")
            yield Rows(id="problems", empty="Nothing went wrong.")

    def on_mount(self) -> None:
        """Name the panels."""
        super().on_mount()
        self.query_one("#outcome").border_title = "Summary"
        for name, title in (("links", "Your playlists: o opens"), ("problems", "What failed: e explains")):
            widget = self.query_one(f"#{name}")
            widget.add_class("panel")
            widget.border_title = title
        self.query_one("#links").focus()

    async def load(self) -> None:
        """Read the run's books, the playlists, and what a next plan would hold."""
        helm = self.helm
        if helm is None:
            return
        self._has_read = True
        view = helm.view if self._past is None else await helm.session.runs.view(self._past.id)
        self._made = tuple(one for one in await helm.session.categories.all() if one.playlist_id is not None)
        if view is not None:
            tally = await helm.session.history.tally(view.run.id)
            is_newest = helm.view is not None and helm.view.run.id == view.run.id
            is_sync = view.run.kind in (RunKind.SYNC, RunKind.RETRY)
            plan = await helm.session.plans.preview() if is_newest and is_sync else None
            self._state = OutcomeState(view, tally, plan, helm.session.clock.now(), waits=helm.is_active)
        self.redraw()
        self.refresh_bindings()

    def draw(self) -> None:
        """Draw the outcome and both lists."""
        super().draw()
        made, state = self._made, self._state
        if self._has_read:
            self.be_quiet(None if state or made else NOTHING_RAN)
        self.query_one("#links", Rows).fill(len(made), lambda index, width: link_line(made[index], width))
        if state is None:
            return
        outcome = self.query_one(Outcome)
        which = "the last" if self._past is None else "a past"
        outcome.border_title = Content(f"Summary of {which} {called(state.view.run)}")
        outcome.state = state
        outcome.refresh(layout=True)
        problems = state.view.problems
        box = self.query_one("#problems", Rows)
        box.fill(len(problems), lambda index, _width: problem_line(problems[index]))
        box.border_subtitle = plural(len(problems), "problem") if problems else ""

    def _address(self) -> str:
        cursor = self.query_one("#links", Rows).cursor
        return address_of(self._made[cursor]) if cursor < len(self._made) else ""

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Show only what has an object."""
        helm, state = self.helm, self._state
        if action in ("retry", "resume") and helm is not None and helm.session.holder is not None:
            return None
        if action == "retry":
            ended = state is not None and state.tally.failed and state.view.run.status is RunStatus.COMPLETED
            return bool(ended) and self._past is None and helm is not None and helm.is_free
        if action == "resume":
            return self._past is None and helm is not None and helm.can_resume
        if action in ("open", "copy"):
            return bool(self._made)
        return True

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_retry(self) -> None:
        """Say the price, ask, and try the failed items again."""
        if self._state is None:
            return
        count = self._state.tally.failed
        price = plural(count * COSTS[Method.ITEMS_INSERT][1], "unit")
        sentence = f"Tries {plural(count, 'failed item')} again, and nothing else, for about {price} and some reads."
        if await self.app.push_screen_wait(AskScreen("Retry what failed?", sentence, yes="Retry")):
            self.post_message(Begin(RunKind.RETRY))

    @work(group="open", exclusive=True, exit_on_error=False)
    async def action_open(self) -> None:
        """Open the playlist in a browser; where none can come up, show its address."""
        address = self._address()
        if address and not (browser.can_show(os.environ) and await asyncio.to_thread(browser.show, address)):
            self.notify(shown(address), title="No browser here: open this", timeout=20, markup=False)

    def action_copy(self) -> None:
        """Copy the playlist's address."""
        self.app.copy_to_clipboard(shown(self._address()))
        self.notify("Copied, if your terminal allows it (OSC 52).", markup=False)

    def action_problems(self) -> None:
        """Show every problem in full."""
        from tui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen(self.place, self._past))

    def action_resume(self) -> None:
        """Go on where it stopped."""
        self.post_message(Resume())

    def action_preview(self) -> None:
        """Show the preview."""
        self.post_message(Go("preview"))

    def action_home(self) -> None:
        """Back home, or to the history."""
        if self._past is None:
            self.post_message(Go("home"))
        else:
            self.app.pop_screen()
