"""What a restore of a backup would bring back, for how much and until when; nothing is written before a yes."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Horizontal, Vertical
from textual.content import Content

from core.errors import CrossfadeError
from core.states import RunKind
from core.text import shown
from tui import keys
from tui.messages import Begin
from tui.screens.ask import AskScreen
from tui.screens.place import Place
from tui.telling.keeping import restore_does
from tui.telling.words import at_time, plural
from tui.widgets.backups import (
    RestoreStages,
    restoration_about,
    restoration_heading,
    restoration_line,
)
from tui.widgets.days import Days, RestoreDays, finish
from tui.widgets.detail import Detail
from tui.widgets.gauges import Gauges, GaugeState
from tui.widgets.listing import Listing, ListingState
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual.widget import Widget

    from core.backups.missing import Restoration
    from core.backups.plan import RestorePlan


class RestoreScreen(Place):
    """Stands on top of the backups. YouTube is read once, when it comes up, and whenever it is asked for."""

    PLACE = "history"
    CSS_PATH = "restore.tcss"
    HELP = (
        "What of this backup is missing on YouTube now. Playlists that are gone are made anew, with their title, "
        "description and privacy; missing videos go in among their old neighbours. Nothing is removed, moved or "
        "overwritten. c says it in one sentence and asks; the restore is then shown as a run, and can be paused and "
        "resumed like any other. g reads YouTube again."
    )
    BINDINGS = keys.RESTORE

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._plan: RestorePlan | None = None
        self._refusal = ""
        self._is_reading = False
        self._has_asked = False

    def body(self) -> Iterable[Widget]:
        """How fresh it is, the playlists, all about one, what it does and takes."""
        yield Listing(id="listing")
        yield Rows(id="restorations", empty="")
        yield Detail(id="about")
        with Horizontal(id="bottom"):
            yield RestoreStages(id="stages", classes="panel")
            with Vertical(id="days-panel", classes="panel"):
                yield Gauges(id="buckets")
                yield Days(id="days")

    def on_mount(self) -> None:
        """Name the panels; the list has the cursor."""
        super().on_mount()
        titles = {"restorations": "What comes back", "stages": "What it does", "days-panel": "Units and days"}
        for name, title in titles.items():
            widget = self.query_one(f"#{name}")
            widget.add_class("panel")
            widget.border_title = title
        self.query_one("#restorations").focus()

    async def load(self) -> None:
        """Read YouTube the first time; later only what is drawn changes."""
        if self.helm is not None and not self._has_asked:
            self._has_asked = True
            self._read()
        self.redraw()

    @work(group="read", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        """Hold the backup against YouTube; against the last listing where YouTube cannot be read."""
        helm = self.helm
        if helm is None:
            return
        self._is_reading, self._refusal = True, ""
        self.redraw()
        try:
            self._plan = await helm.session.backups.plan(self._file, refresh=True)
        except CrossfadeError as error:
            self._refusal = shown(str(error))
            with suppress(CrossfadeError):
                self._plan = await helm.session.backups.plan(self._file, refresh=False)
        finally:
            self._is_reading = False
        await helm.refresh()
        self.redraw()
        self.refresh_bindings()

    def draw(self) -> None:
        """Draw everything from the plan."""
        super().draw()
        helm, plan = self.helm, self._plan
        if helm is None:
            return
        now = helm.session.clock.now()
        listed_at = plan.situation.listed_at if plan else None
        self.query_one(Listing).state = ListingState(
            listed_at,
            now,
            reading=helm.reading if self._is_reading else "",
            refusal=self._refusal,
            busy=helm.why_not,
        )
        if plan is None:
            return
        ones = plan.restorations
        box = self.query_one("#restorations", Rows)
        box.fill(len(ones), lambda index, width: restoration_line(ones[index], width), heading=restoration_heading)
        box.border_title = f"What comes back from the backup of {at_time(plan.saved.made_at, now)}"
        box.border_subtitle = f"{len(plan.needed):,} of {plural(len(ones), 'playlist')} miss something"
        self.query_one(RestoreStages).plan = plan
        today = plan.calendar[0] if plan.calendar and plan.calendar[0].window.start <= now else None
        if helm.buckets is not None:
            self.query_one(Gauges).state = GaugeState(helm.buckets, now, units=today.units if today else 0)
        self.query_one(Days).state = RestoreDays(plan, helm.session.calendar, now)
        self.show_about()

    def _selected(self) -> Restoration | None:
        cursor, plan = self.query_one("#restorations", Rows).cursor, self._plan
        return plan.restorations[cursor] if plan and cursor < len(plan.restorations) else None

    @on(Rows.Highlighted)
    def show_about(self) -> None:
        """What comes back of the playlist under the cursor."""
        one = self._selected()
        self.query_one("#about", Detail).content = restoration_about(one) if one else Content("")

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim what cannot be done now: nothing is restored by what was not read just now."""
        if action not in ("confirm", "read"):
            return True
        if self.helm is None or not self.helm.is_free or self._is_reading:
            return None
        plan = self._plan
        return True if action == "read" or (plan and not plan.is_empty and not self._refusal) else None

    def action_read(self) -> None:
        """Read YouTube again."""
        self._read()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_confirm(self) -> None:
        """Say in one sentence what will happen; begin only on an explicit yes."""
        helm, plan = self.helm, self._plan
        if helm is None or plan is None:
            return
        done = finish(RestoreDays(plan, helm.session.calendar, helm.session.clock.now()))
        sentence = (
            f"This will {restore_does(plan)}, for {plural(plan.total_units, 'unit')}, {done}. "
            "Nothing is removed, moved or overwritten."
        )
        if await self.app.push_screen_wait(AskScreen("Restore?", sentence, yes="Restore")):
            self.app.pop_screen()
            self.app.post_message(Begin(RunKind.RESTORE, source=str(self._file)))

    def action_back(self) -> None:
        """Back to the backups."""
        self.app.pop_screen()
