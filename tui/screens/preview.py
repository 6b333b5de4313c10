"""The preview, which is the plan: every choice redraws counts, units, days and calendar at once, without a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Container, Vertical
from textual.content import Content
from textual.events import DescendantFocus

from core.planning.parts import GONE
from core.states import RunKind
from tui import keys
from tui.messages import Begin
from tui.screens.confirm import Approval, ConfirmScreen
from tui.screens.export import ExportScreen
from tui.screens.place import Place
from tui.screens.plan_rows import PlanRowsScreen
from tui.screens.what_if import WhatIfScreen
from tui.state.draft import turned
from tui.widgets.calm import NOTHING_READ
from tui.widgets.categories import (
    category_heading,
    category_line,
    category_sum,
    danger_detail,
    danger_line,
    danger_title,
    dangers_of,
)
from tui.widgets.consequence import Consequence
from tui.widgets.days import DaysState
from tui.widgets.detail import Detail
from tui.widgets.listing import Listing, ListingState
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.planning.plan import CategoryPlan, Plan
    from core.session.categories import Change
    from tui.state.draft import Draft


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
    BINDINGS = keys.PREVIEW

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None

    def body(self) -> Iterable[Widget]:
        """Choices above, consequences below."""
        yield Listing(id="listing")
        with Container(id="main"):
            with Vertical(id="choices"):
                yield Rows(id="categories")
                yield Detail(id="sum")
                yield Rows(id="dangers")
            yield Consequence(id="bottom")

    def on_mount(self) -> None:
        """Name the panels and put the cursor on the categories."""
        super().on_mount()
        categories, dangers = self.query_one("#categories"), self.query_one("#dangers")
        categories.add_class("panel")
        categories.border_title = "Categories"
        dangers.add_class("panel", "-danger", "-gone")
        dangers.border_subtitle = "d: what if not"
        self.query_one("#days-panel").border_subtitle = "w: what if"
        categories.focus()

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    async def load(self) -> None:
        """Plan from the store; read YouTube first where that is old."""
        helm = self.helm
        if helm is None:
            return
        self.draft = helm.draft
        self.draft.changed = self.redraw
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

    def draw(self) -> None:
        """Draw everything from the draft."""
        super().draw()
        helm, draft = self.helm, self.draft
        if helm is None or draft is None:
            return
        plan, now = draft.plan, helm.session.clock.now()
        if draft.is_of_yesterday and not draft.is_reading:
            self.reload()
        self.query_one(Listing).state = ListingState(
            plan.listed_at if plan else None,
            now,
            reading=helm.reading if draft.is_reading else "",
            refusal=draft.refusal,
            what_if=draft.what_if,
            busy=helm.why_not,
            is_exact=plan is None or plan.is_exact,
            is_empty=plan is not None and plan.is_empty,
        )
        if plan is not None:
            self.be_quiet(None if plan.categories else NOTHING_READ)
            self._draw_lists(plan)
            self.query_one(Consequence).show(DaysState(plan, helm.session.calendar, now), helm.buckets)

    def _draw_lists(self, plan: Plan) -> None:
        parts, dangers = plan.categories, dangers_of(plan)
        rows = self.query_one("#categories", Rows)
        rows.fill(len(parts), lambda index, width: category_line(parts[index], width), heading=category_heading)
        count = f"{sum(part.category.is_included for part in parts):,} of {len(parts):,} included"
        rows.border_subtitle = f"{count} · b browses every write"
        box = self.query_one("#dangers", Rows)
        box.set_class(not dangers, "-gone")
        box.border_title = danger_title(plan)
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
        dangers = dangers_of(plan) if plan and box.has_focus else ()
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
        if draft := self.draft:
            draft.allow_delete = not draft.allow_delete
            self.reload()

    def action_rows(self) -> None:
        """Show every write of the plan."""
        self.app.push_screen(PlanRowsScreen())

    def action_what_if(self) -> None:
        """Compare other choices."""
        self.app.push_screen(WhatIfScreen())

    def action_real(self) -> None:
        """Back from what was only tried out."""
        if self.draft and self.draft.what_if:
            self.draft.trial, self.draft.allow_delete = None, True
            self.reload()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_export(self) -> None:
        """Ask for a file and write the plan into it."""
        if self.draft and self.draft.plan and self.helm:
            await self.app.push_screen_wait(ExportScreen(self.draft.plan, self.helm.session.calendar))

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
        now, calendar = helm.session.clock.now(), helm.session.calendar
        whole, spared = (DaysState(plan, calendar, now) for plan in await draft.both())
        if whole.plan.is_empty:
            self.notify("There is nothing to do: everything is in place.", markup=False)
            return
        privacy = helm.session.settings.youtube.privacy.value
        question = ConfirmScreen(whole, spared, privacy=privacy, goes_on=draft.may_resume)
        answer: Approval | None = await self.app.push_screen_wait(question)
        if answer is not None:
            self.post_message(Begin(RunKind.SYNC, allow_delete=answer.allow_delete))
