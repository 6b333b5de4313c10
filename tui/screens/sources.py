"""Sources: where the music comes from, what was read and what was left out, and the keys that read more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content

from core.session.categories import Change
from core.states import CollectionKind, Phase, RunKind, RunStatus, Service
from tui.messages import Begin, Pause, Resume
from tui.places import key_of
from tui.screens.path import PathScreen, path_in
from tui.screens.place import Place
from tui.telling.words import named
from tui.widgets.detail import Detail
from tui.widgets.origins import Origin, Origins, Stock, origin_heading, origin_line, origin_sum, total
from tui.widgets.phases import Phases, PhaseState
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual import events
    from textual.widget import Widget

    from core.session.history import History


class SourcesScreen(Place):
    """What there is to mirror, by source."""

    PLACE = "sources"
    CSS_PATH = "sources.tcss"
    HELP = (
        "Every list that was imported stands here with its sum: rows are imported, or skipped for a reason that the "
        "line below names. i reads Spotify, y your own YouTube playlists (1 unit for 50 rows), f a file; a path that "
        "is pasted or dropped on the window is offered, too. space makes an own YouTube playlist a category, or "
        "includes and excludes one; x marks an old playlist for deletion once a sync has put its videos elsewhere."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "begin('')", "Spotify", tooltip="Import from Spotify", id="sources.spotify"),
        Binding("y", "begin('youtube')", "YouTube", tooltip="Import your own YouTube playlists", id="sources.youtube"),
        Binding("f", "file", "file…", tooltip="Import a file or folder", id="sources.file"),
        Binding(
            "space", "choose", "category", tooltip="Make it a category, include or exclude it", id="sources.choose"
        ),
        Binding("x", "replace", "replace", tooltip="Mark it for deletion after a sync, or not", id="sources.replace"),
        Binding("p", "pause", "pause", tooltip="Pause after the page in hand", id="sources.pause"),
        Binding("r", "resume", "resume", tooltip="Go on where it stopped", id="sources.resume"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._stock: Stock | None = None
        self._origins: tuple[Origin, ...] = ()

    def body(self) -> Iterable[Widget]:
        """Sources above, their collections, the sum of one, and an import in progress."""
        yield Origins(id="origins", classes="panel")
        yield Rows(id="collections", empty="Nothing was imported yet: i, y or f imports.")
        yield Detail(id="about")
        yield Phases(id="importing", classes="panel -gone")

    def on_mount(self) -> None:
        """Name the panels; the collections have the cursor."""
        super().on_mount()
        self.query_one("#origins").border_title = "Sources"
        rows = self.query_one("#collections")
        rows.add_class("panel")
        rows.border_title = "Collections"
        rows.focus()

    async def load(self) -> None:
        """Read the stock from the store."""
        helm = self.helm
        if helm is None:
            return
        sources = helm.session.sources
        self._stock = Stock(
            await sources.connections(),
            await sources.collections(),
            await helm.session.categories.all(),
            await sources.playlists(),
            await sources.imported_at(),
            helm.session.clock.now(),
            await _news(helm.session.history),
        )
        self._origins = self._stock.origins()
        self.redraw()
        if sought := self.found():
            places = [place for place, one in enumerate(self._origins) if sought in one.keys]
            self.draw()  # the list may have been empty till now
            self.query_one("#collections", Rows).cursor = places[0] if places else 0
        self.query_one(Origins).refresh(layout=True)
        self.refresh_bindings()

    def draw(self) -> None:
        """Draw from the stock, the helm and the clock."""
        super().draw()
        helm, stock = self.helm, self._stock
        if helm is None or stock is None:
            return
        now, found = helm.session.clock.now(), self._origins
        self.query_one(Origins).stock = replace(stock, now=now)
        rows = self.query_one("#collections", Rows)
        rows.fill(len(found), lambda index, width: origin_line(found[index], width), heading=origin_heading)
        rows.border_title = f"Collections: {total(found)}" if found else "Collections"
        view = helm.view
        phases = self.query_one("#importing", Phases)
        is_open = view is not None and view.run.kind is RunKind.IMPORT and not _is_over(view.run.status)
        phases.set_class(not is_open, "-gone")
        if view is not None and is_open:
            state = PhaseState(view, now, helm.buckets, helm.session.settings.engine.batch)
            phases.show(state, title=f"{named(view.run)} {view.percent}%, {key_of('run')} shows all of it")
        self.show_sum()

    def _selected(self) -> Origin | None:
        cursor = self.query_one("#collections", Rows).cursor
        return self._origins[cursor] if cursor < len(self._origins) else None

    @on(Rows.Highlighted)
    def show_sum(self) -> None:
        """The sum of the collection under the cursor."""
        origin = self._selected()
        self.query_one(Detail).content = origin_sum(origin) if origin else Content("")

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim what cannot be done now; hide what has no object."""
        helm = self.helm
        if action in ("begin", "file"):
            return True if helm is not None and helm.is_free else None
        if action in ("choose", "replace"):
            return True if helm is not None and helm.session.holder is None else None
        if action in ("pause", "resume") and helm is not None and helm.session.holder is not None:
            return None
        if action == "pause":
            return helm is not None and helm.is_active and not helm.is_pausing
        return helm is not None and helm.can_resume if action == "resume" else True

    def action_begin(self, source: str) -> None:
        """Import from an account."""
        self.post_message(Begin(RunKind.IMPORT, source=source))

    def action_pause(self) -> None:
        """Pause what runs."""
        self.post_message(Pause())

    def action_resume(self) -> None:
        """Go on with the unfinished run."""
        self.post_message(Resume())

    def action_file(self) -> None:
        """Ask for a path."""
        self._ask_for_path(None)

    def on_paste(self, event: events.Paste) -> None:
        """A path that was pasted or dropped is offered for import."""
        path = path_in(event.text)
        if path is not None and self.helm is not None and self.helm.is_free:
            event.stop()
            self._ask_for_path(path)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _ask_for_path(self, path: Path | None) -> None:
        chosen = await self.app.push_screen_wait(PathScreen(path))
        if chosen is not None:
            self.post_message(Begin(RunKind.IMPORT, source=str(chosen)))

    @work(group="change", exit_on_error=False)
    async def action_choose(self) -> None:
        """Make a category of an own playlist; include or exclude what is one."""
        origin = self._selected()
        if origin is None or self.helm is None:
            return
        categories = self.helm.session.categories
        if origin.category is not None:
            await categories.change(origin.category.id, Change(is_included=not origin.category.is_included))
        elif origin.collection is not None and origin.collection.kind is CollectionKind.YOUTUBE:
            await categories.change(origin.collection.external_id, Change(is_included=True))
        else:
            self.notify("Import it first: only what was read can become a category.", markup=False)
        await self.load()

    @work(group="change", exit_on_error=False)
    async def action_replace(self) -> None:
        """Mark an own playlist for deletion after a sync, or take the mark off."""
        origin = self._selected()
        if origin is None or self.helm is None:
            return
        if origin.source != Service.YOUTUBE or origin.held is None:
            self.notify("Only your own YouTube playlists can be replaced.", markup=False)
            return
        await self.helm.session.sources.replace([origin.held.head.id], on=not origin.held.is_replaced)
        await self.load()


async def _news(history: History) -> dict[str, str]:
    """What the newest import of each account told beyond the number of lists it found."""
    told: dict[str, str] = {}
    for run in await history.runs(limit=20):
        if run.kind is RunKind.IMPORT and run.source not in told:
            jobs = await history.jobs(run.id)
            message = next((job.message for job in jobs if job.phase is Phase.PLAYLISTS), "")
            told[run.source] = message.partition("; ")[2]
    return told


def _is_over(status: RunStatus) -> bool:
    return status in (RunStatus.COMPLETED, RunStatus.CANCELLED)
