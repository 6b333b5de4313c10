"""Categories: everything a person chooses before a sync, for one or for many, with the price beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content

from core.marker import is_made
from core.model import CategoryId
from core.text import titled
from tui import keys
from tui.messages import Go
from tui.screens.ask import AskScreen
from tui.screens.rename import RenameScreen
from tui.screens.sifted import Sifted
from tui.state.choices import Choices, merging
from tui.telling.words import plural
from tui.widgets.calm import NOTHING_READ
from tui.widgets.choosing import ChoiceHead, ChoiceState, choice_about, choice_heading, choice_line, old_line
from tui.widgets.days import DaysState, price_of
from tui.widgets.detail import Detail
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.model import CollectionId, HeldPlaylist
    from tui.state.sieve import Sieve


class CategoriesScreen(Sifted):
    """What becomes a playlist."""

    PLACE = "categories"
    CSS_PATH = "categories.tcss"
    HELP = (
        "Each category becomes one YouTube playlist. Keys change the one under the cursor, or all that are marked: "
        "v marks, a marks everything in sight. A protected category is never touched by a sync; mirror also removes "
        "what left the source; append puts new videos at the end. / filters as you type: words, !words, is:excluded, "
        "is:protected, is:mirror, is:new, is:held, is:review. Old playlists of yours stand below: x marks one for "
        "deletion once a sync has put its videos elsewhere. u undoes. Nothing is sent before a plan is confirmed."
    )
    BINDINGS = keys.CATEGORIES
    LIST = "#choices"
    FILTER = "words, !words, is:excluded, is:new…"

    def __init__(self) -> None:
        super().__init__()
        self._choices: Choices | None = None
        self._old: tuple[HeldPlaylist, ...] = ()
        self._names: dict[CollectionId, str] = {}
        self._said = ""

    def body(self) -> Iterable[Widget]:
        """The filter, the list, all about one, the old playlists."""
        yield ChoiceHead(id="head")
        yield from self.filter_line()
        yield Rows(id="choices", empty="No category here: esc clears the filter.")
        yield Detail(id="about")
        yield Rows(id="old")

    def on_mount(self) -> None:
        """Name the panels; the list has the cursor."""
        super().on_mount()
        for name, title in (("choices", "Categories"), ("old", "Your own older playlists: x replaces one")):
            widget = self.query_one(f"#{name}")
            widget.add_class("panel")
            widget.border_title = title
        self.query_one("#choices").focus()

    # ── reading and drawing ──────────────────────────────────────────────────────────────────────────────

    async def load(self) -> None:
        """The categories at once; their sums when the plan is made."""
        helm = self.helm
        if helm is None:
            return
        if self._choices is None or self._choices.session is not helm.session:
            self._choices = Choices(helm.session)
        await self._choices.load()
        self._old = tuple(held for held in await helm.session.sources.playlists() if not is_made(held))
        self._names = {found.id: found.title for found in await helm.session.sources.collections()}
        if (sought := self.found()) and sought in self._choices.shown:
            self.query_one("#choices", Rows).fill(len(self._choices.shown), self._line, heading=choice_heading)
            self.query_one("#choices", Rows).cursor = self._choices.shown.index(CategoryId(sought))
        self.redraw()
        await self._count()

    async def _count(self) -> None:
        helm, choices = self.helm, self._choices
        if helm is None or choices is None:
            return
        helm.draft.changed = self.redraw
        await helm.draft.make()
        plan = helm.draft.plan
        choices.sums = {part.category.id: part for part in plan.categories} if plan else {}
        self.redraw()
        self.refresh_bindings()

    def draw(self) -> None:
        """Draw everything from the choices."""
        super().draw()
        helm, choices = self.helm, self._choices
        if helm is None or choices is None:
            return
        self.be_quiet(None if choices.categories else NOTHING_READ)
        plan, now = helm.draft.plan, helm.session.clock.now()
        price = price_of(DaysState(plan, helm.session.calendar, now)) if plan and choices.sums else ""
        self.query_one(ChoiceHead).state = ChoiceState(
            len(choices.shown), len(choices.categories), len(choices.marked), choices.sorting, self._said, price
        )
        rows = self.query_one("#choices", Rows)
        rows.fill(len(choices.shown), self._line, heading=choice_heading)
        rows.border_subtitle = f"{sum(one.is_included for one in choices.categories.values()):,} included"
        old, held = self.query_one("#old", Rows), self._old
        old.set_class(not held, "-gone")
        old.fill(len(held), lambda index, width: old_line(held[index], width))
        old.border_subtitle = plural(sum(one.is_replaced for one in held), "playlist") + " to delete"
        self.show_about()

    def _line(self, index: int, width: int) -> Content:
        choices = self._choices
        category = choices.at(index) if choices else None
        if choices is None or category is None:
            return Content("")
        return choice_line(category, choices.sums.get(category.id), width, is_marked=category.id in choices.marked)

    @property
    def _cursor(self) -> int:
        return self.query_one("#choices", Rows).cursor

    @on(Rows.Highlighted, "#choices")
    def show_about(self) -> None:
        """All about the category under the cursor."""
        choices = self._choices
        category = choices.at(self._cursor) if choices else None
        about = Content("")
        if choices is not None and category is not None:
            about = choice_about(category, choices.sums.get(category.id), self._names)
        self.query_one(Detail).content = about

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim changes where another process is at work."""
        if action in ("turn", "rename", "merge", "undo", "replace"):
            return True if self.helm is not None and self.helm.session.holder is None else None
        return True

    def tags(self) -> Counter[str]:
        """How categories stand."""
        return self._choices.tags() if self._choices is not None else Counter()

    def sift(self, sieve: Sieve) -> None:
        """Filter by titles and tags."""
        if self._choices is not None:
            self._choices.sieve = sieve
            self._choices.arrange()
            self.redraw()

    def action_sort(self) -> None:
        """Another order."""
        if self._choices is not None:
            self._choices.sort_next()
            self._tell("")

    def action_mark(self) -> None:
        """Mark the category under the cursor, and go on to the next."""
        if self._choices is not None:
            self._choices.mark(self._cursor)
            self.query_one("#choices", Rows).cursor += 1
            self._tell("")

    def action_mark_all(self) -> None:
        """Mark all in sight."""
        if self._choices is not None:
            self._choices.mark_all()
            self._tell("")

    def action_unmark(self) -> None:
        """Take all marks off."""
        if self._choices is not None:
            self._choices.marked.clear()
            self._tell("")

    def action_preview(self) -> None:
        """See what a sync would do."""
        self.post_message(Go("preview"))

    @work(group="change", exit_on_error=False)
    async def action_turn(self, what: str) -> None:
        """Turn one side of what is meant."""
        if self._choices is not None:
            await self._changed(await self._choices.turn(what, self._cursor))

    @work(group="change", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last change back."""
        if choices := self._choices:
            await self._changed(await choices.undo() or "Nothing to undo")

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_rename(self) -> None:
        """Ask for another title."""
        category = self._choices.at(self._cursor) if self._choices else None
        if self._choices is None or category is None:
            return
        question = RenameScreen(category.title, is_made=category.playlist_id is not None)
        title: str | None = await self.app.push_screen_wait(question)
        if title is not None:
            await self._changed(await self._choices.rename(category, title))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_merge(self) -> None:
        """Let the category under the cursor take over what is marked."""
        choices = self._choices
        into = choices.at(self._cursor) if choices else None
        if choices is None or into is None:
            return
        sources = tuple(one for one in choices.targets(self._cursor) if one.id != into.id)
        if not sources:
            self._tell("Mark with v what is to be merged, then stand on the one that takes it over")
            return
        if await self.app.push_screen_wait(AskScreen("Merge?", merging(sources, into), yes="Merge")):
            await self._changed(await choices.merge(sources, into))

    @work(group="change", exit_on_error=False)
    async def action_replace(self) -> None:
        """Mark an old playlist for deletion after a sync, or take the mark off."""
        old = self.query_one("#old", Rows)
        if self.helm is None or not self._old:
            return
        held = self._old[min(old.cursor, len(self._old) - 1)]
        await self.helm.session.sources.replace([held.head.id], on=not held.is_replaced)
        self._old = tuple(one for one in await self.helm.session.sources.playlists() if not is_made(one))
        what = "kept" if held.is_replaced else "to be deleted once its videos are elsewhere"
        await self._changed(f"{titled(held.head.title, held.head.id)}: {what}")

    def _tell(self, said: str) -> None:
        self._said = said
        self.redraw()

    async def _changed(self, said: str) -> None:
        self._tell(said)
        await self._count()
