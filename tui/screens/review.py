"""Review: what the matcher doubts, one recording at a time, wanted beside found; one key decides, the next is there."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from textual import on, work

from core.states import RunKind
from core.text import shown
from core.video_link import link_to, video_in
from tui import keys
from tui.messages import Go
from tui.screens.link import LinkScreen
from tui.screens.place import Place
from tui.state.pile import Pile, Step
from tui.terminal import browser
from tui.widgets.case import Case
from tui.widgets.compare import calm, entry_line, question
from tui.widgets.detail import Detail
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.content import Content
    from textual.widget import Widget

    from core.model import VideoId

_SHOWN_S, _LOOK_S = 30, 2


class ReviewScreen(Place):
    """The pile of recordings that wait for a person."""

    PLACE = "review"
    CSS_PATH = "review.tcss"
    HELP = (
        "Recordings of which the matcher is not sure stand here, those first that most playlists wait for, and behind "
        "them those without any video. What is wanted stands to the left, the candidate under the cursor to the "
        "right, below them what its score is made of. a takes it, n looks at the next one, v takes a link that you "
        "copied from YouTube (pasting it does the same), x says that YouTube does not have it. s leaves it for later. "
        "Your word is never replaced by the matcher; u takes it back. Nothing waits for this: what you accept joins "
        "the next sync."
    )
    BINDINGS = keys.REVIEW

    def __init__(self) -> None:
        super().__init__()
        self.pile: Pile | None = None
        self._looked_at = 0.0
        self._is_fetching = False
        self._position = 0

    def body(self) -> Iterable[Widget]:
        """The question, the entry in hand, the pile."""
        yield Detail(id="asked")
        yield Case(id="case")
        yield Rows(id="pile")

    def on_mount(self) -> None:
        """Name the panel."""
        super().on_mount()
        queue = self.query_one("#pile")
        queue.add_class("panel")
        queue.border_title = "Queue"

    async def load(self) -> None:
        """Read the queue."""
        helm = self.helm
        if helm is None:
            return
        if self.pile is None or self.pile.session is not helm.session:
            self.pile = Pile(helm.session, self._see)
        await self.pile.read()
        await self.pile.hold(self.found())

    def _see(self) -> None:
        if self.is_current:  # what is written or read may end after the person has left
            self.redraw()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────

    def draw(self) -> None:
        """Draw the entry in hand."""
        super().draw()
        helm, pile = self.helm, self.pile
        if helm is None or pile is None or not pile.has_read:
            return
        if not pile.order:
            self._draw_calm()
            return
        self.be_quiet(None)
        found, holder = pile.current, helm.session.holder
        if found is None:
            self._fetch()
        look_only = f", only to look at: another crossfade works (pid {holder.pid})" if holder is not None else ""
        if self.query_one(Case).show(found, title=f"Candidates{look_only}"):
            self.refresh_bindings()
        match = found.entry.match if found else None
        self.query_one("#asked", Detail).content = question(pile.to_review, pile.missing, match)
        queue = self.query_one("#pile", Rows)
        queue.border_subtitle = f"{pile.position + 1:,} of {len(pile.order):,}"
        queue.fill(len(pile.order), self._draw_entry)
        if pile.position != self._position:  # else the person may be moving it
            self._position = queue.cursor = pile.position

    def _draw_entry(self, index: int, width: int) -> Content:
        found = self.pile.at(index) if self.pile else None
        if found is None:
            self._fetch(index)
        is_in_hand = self.pile is not None and index == self.pile.position
        return entry_line(found.entry if found else None, width, is_in_hand=is_in_hand)

    def _draw_calm(self) -> None:
        helm = self.helm
        view = helm.view if helm else None
        is_searching = helm is not None and helm.is_active and view is not None and view.run.kind is not RunKind.IMPORT
        can_undo = self.pile is not None and self.pile.can_undo
        self.be_quiet(calm(is_searching=is_searching, can_undo=can_undo))
        now = helm.session.clock.monotonic() if helm else 0.0
        if is_searching and now - self._looked_at >= _LOOK_S:
            self._looked_at = now
            self._look_again()

    @on(Rows.Highlighted, "#pile")
    def _take_in_hand(self, event: Rows.Highlighted) -> None:
        """The cursor of the queue chooses the entry."""
        if self.pile is not None and event.rows.has_focus and event.index != self.pile.position:
            self.pile.position = self._position = event.index
            self._fetch()
            self.redraw()

    def _fetch(self, around: int | None = None) -> None:
        """Read the entries around a place, one window at a time: what is still unknown then asks again when drawn."""
        if not self._is_fetching:
            self._is_fetching = True
            self._read_around(around)

    @work(group="fetch", exit_on_error=False)
    async def _read_around(self, around: int | None) -> None:
        try:
            if self.pile is not None:
                await self.pile.fetch(around)
        finally:
            self._is_fetching = False

    @work(group="again", exclusive=True, exit_on_error=False)
    async def _look_again(self) -> None:
        if self.pile is not None:
            await self.pile.read()

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim what has no object, and what only the process at work may do."""
        if action not in ("accept", "next", "link", "deny", "step", "open", "undo"):
            return True
        pile = self.pile
        found = pile.current if pile is not None else None
        if action in ("accept", "link", "deny", "undo") and (self.helm is None or self.helm.session.holder is not None):
            return None
        if action == "undo":
            return True if pile is not None and pile.can_undo else None
        if action in ("accept", "next", "open"):
            return True if found is not None and found.candidates else None
        return True if found is not None else None

    def action_health(self) -> None:
        """Show which matched videos died."""
        self.post_message(Go("health"))

    def action_next(self) -> None:
        """Look at the next candidate."""
        self.query_one(Case).next()

    def action_step(self, by: int) -> None:
        """Take the next entry in hand, or the one before."""
        if self.pile is not None:
            self.pile.step(by)
            self._fetch()
            self.redraw()

    def action_accept(self) -> None:
        """Take the candidate under the cursor."""
        if judged := self.query_one(Case).judged:
            self._decide(judged[0].video_id)

    def action_deny(self) -> None:
        """Say that YouTube does not have it."""
        self._decide(None)

    def action_link(self) -> None:
        """Ask for a link."""
        self._ask_for_link("")

    def on_paste(self, event: events.Paste) -> None:
        """A link to a video that is pasted is taken for the right one, once enter says so."""
        if video_in(event.text) is not None and self.check_action("link", ()):
            event.stop()
            self._ask_for_link(event.text.strip())

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _ask_for_link(self, first: str) -> None:
        found = self.pile.current if self.pile else None
        if found is None:
            return
        video_id = await self.app.push_screen_wait(LinkScreen(found.entry.recording.title, first))
        if video_id is not None and self.pile is not None and self.pile.holds(found):
            self._decide(video_id)

    def _decide(self, video_id: VideoId | None) -> None:
        """Take a decision on the entry that is seen."""
        pile, seen = self.pile, self.query_one(Case).found
        step = pile.take(video_id) if pile is not None and seen is not None and pile.holds(seen) else None
        if pile is not None and step is not None:
            self._write(pile, step)
            self._fetch()

    @work(group="change", exit_on_error=False)
    async def _write(self, pile: Pile, step: Step) -> None:
        await pile.save(step)
        self.refresh_bindings()

    @work(group="change", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last decision back; its entry is in hand again."""
        if self.pile is not None and (step := await self.pile.undo()) is not None:
            self.notify(f"Taken back: {shown(step.title, limit=60)}", timeout=3, markup=False)
            self.refresh_bindings()

    @work(group="open", exit_on_error=False)
    async def action_open(self) -> None:
        """Show the candidate in a browser; where none would come up, its address."""
        if judged := self.query_one(Case).judged:
            video_id = judged[0].video_id
            if not browser.can_show(os.environ) or not await asyncio.to_thread(browser.show, link_to(video_id)):
                short = f"https://youtu.be/{shown(video_id)}"
                self.notify(short, title="No browser here; this is its address", timeout=_SHOWN_S, markup=False)
