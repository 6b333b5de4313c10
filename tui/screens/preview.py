"""The preview, which is the plan: every choice redraws counts, units, days and calendar at once, without a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import DescendantFocus

from core.planning.parts import GONE
from core.states import RunKind
from tui.draft import Draft, turned
from tui.messages import Begin
from tui.screens.confirm import Approval, ConfirmScreen
from tui.screens.place import Place
from tui.widgets.categories import (
    category_heading,
    category_line,
    category_sum,
    danger_detail,
    danger_line,
    danger_title,
)
from tui.widgets.days import Days, DaysState
from tui.widgets.detail import Detail
from tui.widgets.gauges import Gauges, GaugeState
from tui.widgets.listing import Listing, ListingState
from tui.widgets.rows import Rows
from tui.widgets.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.planning.plan import CategoryPlan, Deletion, Held, Plan
    from core.session.categories import Change


class PreviewScreen(Place):
    """What a sync would do, live."""

    PLACE = "preview"
    CSS_PATH = "preview.tcss"
    HELP = (
        "The preview is the plan. Choose what becomes a playlist; counts, units and days follow at once, and nothing "
        "is sent. Mirror also removes what left the source; exact keeps the source's order. A protected category is "
        "never touched. Old playlists marked for deletion stand by name in their own list: they go only after their "
        "videos were read back elsewhere, and only with your word. c shows one sentence and asks."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "c,enter", "confirm", "confirm…", key_display="c", tooltip="Say what will happen, and ask", id="preview.go"
        ),
        Binding(
            "space", "change('include')", "include", tooltip="Include or exclude the category", id="preview.include"
        ),
        Binding(
            "l", "change('protect')", "protect", tooltip="Protect it: never touched by a sync", id="preview.protect"
        ),
        Binding("m", "change('policy')", "mirror", tooltip="Only add, or mirror (also remove)", id="preview.policy"),
        Binding("o", "change('order')", "order", tooltip="Exact order, or append", id="preview.order"),
        Binding("a", "remake", "make again", show=False, tooltip="Make a vanished playlist again", id="preview.again"),
        Binding("g", "read", "read again", tooltip="Read what YouTube holds (1 unit a page)", id="preview.read"),
        Binding(
            "d", "deletions", "deletions", show=False, tooltip="What if nothing is deleted", id="preview.deletions"
        ),
        Binding("w", "reserve", "reserve", show=False, tooltip="What if no units are kept back", id="preview.reserve"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None

    def body(self) -> Iterable[Widget]:
        """Choices above, consequences below."""
        yield Listing(id="listing")
        yield Rows(id="categories", empty="Nothing was imported yet: press 1, then i.")
        yield Detail(id="sum")
        yield Rows(id="dangers")
        with Horizontal(id="bottom"):
            yield Stages(id="stages", classes="panel")
            with Vertical(id="days-panel", classes="panel"):
                yield Gauges(id="buckets")
                yield Days(id="days")

    def on_mount(self) -> None:
        """Name the panels and put the cursor on the categories."""
        super().on_mount()
        titles = {"categories": "Categories", "dangers": "", "stages": "What it does", "days-panel": "Units and days"}
        for name, title in titles.items():
            widget = self.query_one(f"#{name}")
            widget.add_class("panel")
            widget.border_title = title
        self.query_one("#dangers").add_class("-danger", "-gone")
        self.query_one("#dangers").border_subtitle = "d: what if not"
        self.query_one("#days-panel").border_subtitle = "w: what if nothing is kept back"
        self.query_one("#categories").focus()

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    async def load(self) -> None:
        """Plan from the store; read YouTube first where that is old."""
        helm = self.helm
        if helm is None:
            return
        if self.draft is None or self.draft.session is not helm.session:
            self.draft = Draft(helm.session, self.redraw)
        await self.draft.make()
        if self.draft.is_stale and helm.is_free and not self.draft.refusal:
            await self._read()

    async def _read(self) -> bool:
        has_read = self.draft is not None and await self.draft.read()
        if self.helm is not None:
            await self.helm.refresh()
        self.redraw()
        return has_read

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────

    def redraw(self) -> None:
        """Draw everything from the draft."""
        super().redraw()
        helm, draft = self.helm, self.draft
        if helm is None or draft is None:
            return
        plan, now = draft.plan, helm.session.clock.now()
        if draft.is_of_yesterday and not draft.is_reading:
            self.reload()
        self.query_one(Listing).state = ListingState(
            plan.listed_at if plan else None,
            now,
            is_reading=draft.is_reading,
            refusal=draft.refusal,
            what_if=draft.what_if,
            busy=helm.why_not,
            is_exact=plan is None or plan.is_exact,
        )
        if plan is not None:
            self._draw_lists(plan)
            self.query_one(Stages).plan = plan
            today = plan.calendar[0] if plan.calendar and plan.calendar[0].window.start <= now else None
            units, searches = (today.units, today.searches) if today else (0, 0)
            if helm.buckets is not None:
                self.query_one(Gauges).state = GaugeState(helm.buckets, now, units=units, searches=searches)
            self.query_one(Days).state = DaysState(plan, helm.session.calendar, now)

    def _draw_lists(self, plan: Plan) -> None:
        parts, dangers = plan.categories, _dangers(plan)
        rows = self.query_one("#categories", Rows)
        rows.fill(len(parts), lambda index, width: category_line(parts[index], width), heading=category_heading)
        rows.border_subtitle = f"{sum(part.category.is_included for part in parts)} of {len(parts)} included"
        box = self.query_one("#dangers", Rows)
        box.set_class(not dangers, "-gone")
        box.border_title = danger_title(plan)
        box.styles.height = min(len(dangers), 4) + box.gutter.height
        box.fill(len(dangers), lambda index, width: danger_line(dangers[index], width))
        self.show_detail()

    def _selected(self) -> CategoryPlan | None:
        cursor, plan = self.query_one("#categories", Rows).cursor, self.draft.plan if self.draft else None
        return plan.categories[cursor] if plan and cursor < len(plan.categories) else None

    @on(Rows.Highlighted)
    @on(DescendantFocus)
    def show_detail(self) -> None:
        """The sum of the category under the cursor; in the list of dangers, all about the one there."""
        plan, box, part = self.draft.plan if self.draft else None, self.query_one("#dangers", Rows), self._selected()
        dangers = _dangers(plan) if plan and box.has_focus else ()
        detail = self.query_one(Detail)
        detail.set_class(bool(dangers), "-long")
        if dangers:
            detail.content = danger_detail(dangers[min(box.cursor, len(dangers) - 1)])
        else:
            detail.content = category_sum(part) if part else Content("")

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim what cannot be done now."""
        helm = self.helm
        if action == "change":
            return True if helm is not None and helm.session.holder is None else None
        if action == "remake":
            part = self._selected() if helm is not None and helm.session.holder is None else None
            return True if part is not None and part.held == GONE else None
        if action in ("confirm", "read"):
            return True if helm is not None and helm.is_free else None
        return True

    @work(group="change", exit_on_error=False)
    async def _change(self, category_id: str, change: Change) -> None:
        if self.helm is not None and self.draft is not None:
            await self.helm.session.categories.change(category_id, change)
            await self.draft.make()

    def action_change(self, what: str) -> None:
        """Turn what a key stands for into its opposite."""
        if part := self._selected():
            self._change(part.category.id, turned(part.category, what))

    @work(group="change", exit_on_error=False)
    async def action_remake(self) -> None:
        """Let the next sync make the playlist again."""
        part = self._selected()
        if part is not None and self.helm is not None and self.draft is not None:
            await self.helm.session.categories.remake(part.category.id)
            await self.draft.make()

    def action_deletions(self) -> None:
        """Plan with or without deletions."""
        if self.draft is not None:
            self.draft.allow_delete = not self.draft.allow_delete
            self.reload()

    def action_reserve(self) -> None:
        """Plan as if no units were kept back."""
        if self.draft is not None:
            self.draft.is_reserve_free = not self.draft.is_reserve_free
            self.reload()

    @work(group="load", exclusive=True, exit_on_error=False)
    async def action_read(self) -> None:
        """Read YouTube again."""
        await self._read()

    @work(group="confirm", exclusive=True, exit_on_error=False)
    async def action_confirm(self) -> None:
        """Say in one sentence what will happen; begin only on an explicit yes."""
        helm, draft = self.helm, self.draft
        if helm is None or draft is None or draft.is_reading:
            return
        if (draft.is_stale or draft.refusal) and not await self._read():
            return
        whole, spared = await draft.both()
        if whole.plan.is_empty:
            self.notify("There is nothing to do: everything is in place.", markup=False)
            return
        privacy = helm.session.settings.youtube.privacy.value
        question = ConfirmScreen(whole, spared, privacy=privacy, goes_on=draft.may_resume)
        answer: Approval | None = await self.app.push_screen_wait(question)
        if answer is not None:
            self.post_message(Begin(RunKind.SYNC, allow_delete=answer.allow_delete))


def _dangers(plan: Plan) -> tuple[Deletion | Held, ...]:
    return (*plan.deletions, *plan.held)
