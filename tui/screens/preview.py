"""The preview, which is the plan: every choice redraws counts, units, days and calendar at once, without a call."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from core.errors import CrossfadeError
from core.session.categories import Change
from core.states import Order, Policy, RunKind
from core.text import shown
from tui.messages import Begin
from tui.screens.confirm import Approval, ConfirmScreen
from tui.screens.place import Place
from tui.widgets.categories import category_heading, category_line, danger_line
from tui.widgets.days import Days, DaysState
from tui.widgets.gauges import Gauges, GaugeState
from tui.widgets.listing import Listing, ListingState
from tui.widgets.rows import Rows
from tui.widgets.stages import Stages
from tui.widgets.sum import Sum
from tui.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.planning.plan import CategoryPlan, Deletion, Held, Plan

FRESH = timedelta(minutes=10)
"""How old a listing may be to be approved; an older one is read again first."""


class PreviewScreen(Place):
    """What a sync would do, live."""

    PLACE = "preview"
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
        Binding("space", "include", "include", tooltip="Include or exclude the category", id="preview.include"),
        Binding("l", "protect", "protect", tooltip="Protect it: never touched by a sync", id="preview.protect"),
        Binding("m", "policy", "mirror", tooltip="Only add, or mirror (also remove)", id="preview.policy"),
        Binding("o", "order", "order", tooltip="Exact order, or append", id="preview.order"),
        Binding("g", "read", "read again", tooltip="Read what YouTube holds (1 unit a page)", id="preview.read"),
        Binding(
            "d", "deletions", "deletions", show=False, tooltip="What if nothing is deleted", id="preview.deletions"
        ),
        Binding("w", "reserve", "reserve", show=False, tooltip="What if no units are kept back", id="preview.reserve"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan | None = None
        self._allow_delete = True
        self._is_reserve_free = False
        self._is_reading = False
        self._refusal = ""
        self._may_resume = False

    def body(self) -> Iterable[Widget]:
        """Choices above, consequences below."""
        yield Listing(id="listing")
        yield Rows(id="categories", empty="Nothing was imported yet: press 1, then i.")
        yield Sum(id="sum")
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
        await self._plan_anew()
        if self._is_stale() and self.helm and self.helm.is_free and not self._refusal and not self._is_reading:
            await self._read()

    async def _plan_anew(self) -> None:
        helm = self.helm
        if helm is None:
            return
        reserve = 0 if self._is_reserve_free else None
        self.plan = await helm.session.plans.preview(allow_delete=self._allow_delete, reserve=reserve)
        current = await helm.session.runs.current()
        self._may_resume = current is not None and current.kind is RunKind.SYNC
        await helm.refresh()
        self.redraw()

    async def _read(self) -> bool:
        """Read what YouTube holds; False where it could not be read, which is then said in place."""
        helm = self.helm
        if helm is None:
            return False
        self._is_reading = True
        self.redraw()
        try:
            await helm.session.plans.refresh()
        except CrossfadeError as error:
            self._refusal = shown(str(error))
        else:
            self._refusal = ""
        finally:
            self._is_reading = False
            await self._plan_anew()
        return not self._refusal

    def _is_stale(self) -> bool:
        if self.helm is None or self.plan is None:
            return True
        listed = self.plan.listed_at
        return listed is None or self.helm.session.clock.now() - listed > FRESH

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────────────

    def redraw(self) -> None:
        """Draw everything from the plan."""
        super().redraw()
        helm, plan = self.helm, self.plan
        if helm is None:
            return
        now = helm.session.clock.now()
        if plan is not None and plan.window is not None and now >= plan.window.end and not self._is_reading:
            self.reload()  # another quota day has begun: the days fall differently
        self.query_one(Listing).state = ListingState(
            plan.listed_at if plan else None, now, is_reading=self._is_reading, refusal=self._refusal,
            what_if=self._what_if(), busy=helm.why_not, is_exact=plan is None or plan.is_exact,
        )  # fmt: skip
        if plan is None:
            return
        parts = plan.categories
        rows = self.query_one("#categories", Rows)
        rows.fill(len(parts), lambda index, width: category_line(parts[index], width), heading=category_heading)
        included = sum(part.category.is_included for part in parts)
        rows.border_subtitle = f"{included} of {len(parts)} included"
        self.query_one(Sum).part = self._selected()
        dangers: tuple[Deletion | Held, ...] = (*plan.deletions, *plan.held)
        box = self.query_one("#dangers", Rows)
        box.set_class(not dangers, "-gone")
        box.border_title = self._danger_title(plan)
        box.styles.height = min(len(dangers), 4) + box.gutter.height
        box.fill(len(dangers), lambda index, width: danger_line(dangers[index], width))
        self.query_one(Stages).plan = plan
        first = plan.calendar[0] if plan.calendar and plan.calendar[0].window.start <= now else None
        if helm.buckets is not None:
            self.query_one(Gauges).state = GaugeState(
                helm.buckets, now, units=first.units if first else 0, searches=first.searches if first else 0
            )
        self.query_one(Days).state = DaysState(plan, helm.session.calendar, now)

    def _danger_title(self, plan: Plan) -> str:
        said = [f"! {plural(len(plan.deletions), 'playlist')} to DELETE"] if plan.deletions else []
        said += [f"{plural(len(plan.held), 'thing')} held back"] if plan.held else []
        return ", ".join(said)

    def _what_if(self) -> str:
        said = ["no units kept back"] if self._is_reserve_free else []
        said += ["without deletions"] if not self._allow_delete else []
        return " and ".join(said)

    def _selected(self) -> CategoryPlan | None:
        cursor = self.query_one("#categories", Rows).cursor
        return self.plan.categories[cursor] if self.plan and cursor < len(self.plan.categories) else None

    @on(Rows.Highlighted, "#categories")
    def show_sum(self) -> None:
        """The sum of the category under the cursor."""
        self.query_one(Sum).part = self._selected()

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Dim what cannot be done now."""
        helm = self.helm
        if action in ("include", "protect", "policy", "order"):
            return True if helm is not None and helm.session.holder is None else None
        if action in ("confirm", "read"):
            return True if helm is not None and helm.is_free else None
        return True

    @work(group="change", exit_on_error=False)
    async def _change(self, category_id: str, change: Change) -> None:
        if self.helm is not None:
            await self.helm.session.categories.change(category_id, change)
            await self._plan_anew()

    def action_include(self) -> None:
        """Include or exclude."""
        if part := self._selected():
            self._change(part.category.id, Change(is_included=not part.category.is_included))

    def action_protect(self) -> None:
        """Protect or unprotect."""
        if part := self._selected():
            self._change(part.category.id, Change(is_protected=not part.category.is_protected))

    def action_policy(self) -> None:
        """Only add, or mirror."""
        if part := self._selected():
            policy = Policy.ADD if part.category.policy is Policy.MIRROR else Policy.MIRROR
            self._change(part.category.id, Change(policy=policy))

    def action_order(self) -> None:
        """Exact order, or append."""
        if part := self._selected():
            order = Order.APPEND if part.category.order is Order.EXACT else Order.EXACT
            self._change(part.category.id, Change(order=order))

    def action_deletions(self) -> None:
        """Plan with or without deletions."""
        self._allow_delete = not self._allow_delete
        self.reload()

    def action_reserve(self) -> None:
        """Plan as if no units were kept back."""
        self._is_reserve_free = not self._is_reserve_free
        self.reload()

    @work(group="load", exclusive=True, exit_on_error=False)
    async def action_read(self) -> None:
        """Read YouTube again."""
        await self._read()

    @work(group="confirm", exclusive=True, exit_on_error=False)
    async def action_confirm(self) -> None:
        """Say in one sentence what will happen; begin only on an explicit yes."""
        helm = self.helm
        if helm is None or self._is_reading or ((self._is_stale() or self._refusal) and not await self._read()):
            return
        plans, now = helm.session.plans, helm.session.clock.now()
        whole = DaysState(await plans.preview(allow_delete=True), helm.session.calendar, now)
        spared = DaysState(await plans.preview(allow_delete=False), helm.session.calendar, now)
        if whole.plan.is_empty:
            self.notify("There is nothing to do: everything is in place.", markup=False)
            return
        privacy = helm.session.settings.youtube.privacy.value
        question = ConfirmScreen(whole, spared, privacy=privacy, goes_on=self._may_resume)
        answer: Approval | None = await self.app.push_screen_wait(question)
        if answer is not None:
            self.post_message(Begin(RunKind.SYNC, allow_delete=answer.allow_delete))
