"""Health: which matched videos died, a look at all of them, and another video for each."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content

from core.text import shown
from core.video_link import link_to
from tui import keys
from tui.messages import Go
from tui.screens.ask import AskScreen
from tui.screens.link import LinkScreen
from tui.screens.place import Place
from tui.telling.keeping import health_price
from tui.telling.words import plural
from tui.terminal import browser
from tui.widgets.deaths import death_about, death_heading, death_line, deaths_verdict
from tui.widgets.detail import Detail
from tui.widgets.drawn import line
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.health import Death
    from core.model import Match, RecordingId, VideoId

_SHOWN_S = 30


class HealthScreen(Place):
    """Stands on top of the review."""

    PLACE = "review"
    CSS_PATH = "health.tcss"
    HELP = (
        "Videos that stood for your songs and do not play any more: gone from YouTube, private, blocked in your "
        "country, or not made ready. c looks at every matched video, 50 for 1 unit, after telling the price; it goes "
        "on another day where today's units end. a takes what the matcher would take instead, v another video that "
        "you name, u takes that back. enter shows the song in Review. What you decide joins the next sync."
    )
    BINDINGS = keys.HEALTH

    def __init__(self) -> None:
        super().__init__()
        self._deaths: tuple[Death, ...] = ()
        self._decided: list[tuple[RecordingId, Match | None, str]] = []
        self._has_read = False

    def body(self) -> Iterable[Widget]:
        """The verdict, the list, all about one."""
        yield Detail(id="verdict")
        yield Rows(id="deaths", empty="")
        yield Detail(id="about")

    def on_mount(self) -> None:
        """Name the list; it has the cursor."""
        super().on_mount()
        rows = self.query_one("#deaths")
        rows.add_class("panel")
        rows.border_title = "Videos that died"
        rows.focus()

    async def load(self) -> None:
        """Read what is known; nothing is asked of YouTube."""
        if self.helm is None:
            return
        self._deaths = await self.helm.session.health.deaths()
        self._has_read = True
        self.redraw()
        self.refresh_bindings()

    def draw(self) -> None:
        """Draw the list."""
        super().draw()
        helm, deaths = self.helm, self._deaths
        if helm is None or not self._has_read:
            return
        said = helm.errands.said
        verdict = line((f"▸ {shown(said)}", "$accent")) if said else deaths_verdict(deaths)
        self.query_one("#verdict", Detail).content = verdict
        box = self.query_one("#deaths", Rows)
        box.fill(len(deaths), lambda index, width: death_line(deaths[index], width), heading=death_heading)
        box.border_subtitle = plural(len(deaths), "song") if deaths else ""
        self.show_about()

    def _selected(self) -> Death | None:
        cursor = self.query_one("#deaths", Rows).cursor
        return self._deaths[cursor] if cursor < len(self._deaths) else None

    @on(Rows.Highlighted)
    def show_about(self) -> None:
        """All about the one under the cursor."""
        death = self._selected()
        now = self.helm.session.clock.now() if self.helm else None
        self.query_one("#about", Detail).content = death_about(death, now) if death and now else Content("")
        self.refresh_bindings()

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim what has no object, and what only the process at work may do."""
        if action not in ("check", "accept", "link", "review", "open", "undo") or not self.is_mounted:
            return True
        helm, death = self.helm, self._selected()
        if helm is None:
            return None
        can_decide = helm.session.holder is None
        match action:
            case "check":
                is_possible = helm.is_free
            case "accept":
                is_possible = can_decide and death is not None and death.replacement is not None
            case "link":
                is_possible = can_decide and death is not None
            case "undo":
                is_possible = can_decide and bool(self._decided)
            case "review":
                is_possible = death is not None and not death.is_chosen
            case _:
                is_possible = death is not None and death.replacement is not None
        return True if is_possible else None

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_check(self) -> None:
        """Say the price, ask, and look at every matched video."""
        helm = self.helm
        if helm is None:
            return
        outlook = await helm.session.health.outlook()
        if not outlook.videos:
            self.notify(health_price(outlook), markup=False)
            return
        sentence = f"{health_price(outlook)} Matches of dead videos go to Review; nothing on YouTube is changed."
        if await self.app.push_screen_wait(AskScreen("Look at the matched videos?", sentence, yes="Look")):
            self.program.run_errand(helm.errands.check_health)

    def action_accept(self) -> None:
        """Take what the matcher would take instead."""
        death = self._selected()
        if death is not None and death.replacement is not None:
            self._decide(death, death.replacement.candidate.video_id)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_link(self) -> None:
        """Ask for another video."""
        death = self._selected()
        if death is None:
            return
        video_id = await self.app.push_screen_wait(LinkScreen(death.label))
        if video_id is not None:
            self._decide(death, video_id)

    @work(group="change", exit_on_error=False)
    async def _decide(self, death: Death, video_id: VideoId) -> None:
        if self.helm is not None:
            before = await self.helm.session.review.decide(death.recording.id, video_id)
            self._decided.append((death.recording.id, before, death.label))
            await self.load()

    @work(group="change", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last decision made here back."""
        if self.helm is not None and self._decided:
            recording_id, before, label = self._decided[-1]
            await self.helm.session.review.undo(recording_id, before)
            self._decided.pop()
            self.notify(f"Taken back: {shown(label, limit=60)}", timeout=3, markup=False)
            await self.load()

    def action_review(self) -> None:
        """Show the recording in the review."""
        death = self._selected()
        self.app.pop_screen()
        if death is not None:
            self.app.post_message(Go("review", str(death.recording.id)))

    @work(group="open", exit_on_error=False)
    async def action_open(self) -> None:
        """Show what could take its place in a browser; where none would come up, its address."""
        death = self._selected()
        if death is not None and death.replacement is not None:
            video_id = death.replacement.candidate.video_id
            if not browser.can_show(os.environ) or not await asyncio.to_thread(browser.show, link_to(video_id)):
                short = f"https://youtu.be/{shown(video_id)}"
                self.notify(short, title="No browser here; this is its address", timeout=_SHOWN_S, markup=False)

    def action_back(self) -> None:
        """Back to the review."""
        self.app.pop_screen()
