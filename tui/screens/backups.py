"""Backups: which there are, whether each is whole, a new one, and the way to what a restore would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content

from core.text import shown
from tui import keys
from tui.screens.ask import AskScreen
from tui.screens.place import Place
from tui.screens.restore import RestoreScreen
from tui.telling.keeping import backup_question
from tui.telling.words import plural
from tui.widgets.backups import backup_about, backup_heading, backup_line
from tui.widgets.detail import Detail
from tui.widgets.drawn import line
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from core.backups.shelf import Inside, Shelved


class BackupsScreen(Place):
    """Stands on top of the history."""

    PLACE = "history"
    CSS_PATH = "backups.tcss"
    HELP = (
        "Every backup of your channel, newest first: those made before a run, and those you asked for. Each is read "
        "and held against its checksum; a ✓ says that it is whole. enter shows what a restore would bring back and "
        "what that costs; nothing is written before you confirm it there. n makes a new backup of every playlist."
    )
    BINDINGS = keys.BACKUPS

    def __init__(self) -> None:
        super().__init__()
        self._shelf: tuple[Shelved, ...] = ()
        self._inside: dict[Shelved, Inside] = {}
        self._has_read = False

    def body(self) -> Iterable[Widget]:
        """What works now, the list, all about one."""
        yield Detail(id="doing", classes="-gone")
        yield Rows(id="backups", empty="")
        yield Detail(id="about")

    def on_mount(self) -> None:
        """Name the list; it has the cursor."""
        super().on_mount()
        rows = self.query_one("#backups")
        rows.add_class("panel")
        rows.border_title = "Backups"
        rows.focus()

    async def load(self) -> None:
        """List the files at once, then look into one after the other; what was looked into is not read again."""
        helm = self.helm
        if helm is None:
            return
        self._shelf = await helm.session.backups.on_shelf()
        self._has_read = True
        self.redraw()
        for shelved in self._shelf:
            if shelved not in self._inside:
                self._inside[shelved] = await helm.session.backups.inside(shelved)
                self.redraw()
                self.refresh_bindings()

    def draw(self) -> None:
        """Draw the list."""
        super().draw()
        helm = self.helm
        if helm is None or not self._has_read:
            return
        shelf, now, channel = self._shelf, helm.session.clock.now(), helm.whose.channel
        box = self.query_one("#backups", Rows)
        box.fill(
            len(shelf),
            lambda index, _width: backup_line(shelf[index], self._inside.get(shelf[index]), now, channel=channel),
            heading=backup_heading,
        )
        box.border_subtitle = plural(len(shelf), "backup")
        doing = self.query_one("#doing", Detail)
        doing.set_class(not helm.errands.said, "-gone")
        doing.content = line((f"▸ {shown(helm.errands.said)}", "$accent"))
        self.show_about()

    def _selected(self) -> Shelved | None:
        cursor = self.query_one("#backups", Rows).cursor
        return self._shelf[cursor] if cursor < len(self._shelf) else None

    @on(Rows.Highlighted)
    def show_about(self) -> None:
        """All about the backup under the cursor; where there is none, how one is made."""
        shelved = self._selected()
        none = "No backup yet: n makes one of every playlist of your channel. Each sync begins with one of its own."
        about = line((none, "$muted")) if self._has_read else Content("")
        self.query_one("#about", Detail).content = (
            backup_about(shelved, self._inside.get(shelved)) if shelved else about
        )
        self.refresh_bindings()

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """Dim what cannot be done now, and the restore of what is not whole."""
        if action not in ("make", "restore", "copy"):
            return True
        shelved = self._selected() if self.is_mounted else None
        if action == "copy":
            return True if shelved is not None else None
        if self.helm is None or not self.helm.is_free:
            return None
        inside = self._inside.get(shelved) if shelved else None
        return True if action == "make" or (inside is not None and not inside.flaw) else None

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_make(self) -> None:
        """Say the price, ask, and make one."""
        helm = self.helm
        if helm is None:
            return
        question = backup_question(await helm.session.backups.outlook())
        if await self.app.push_screen_wait(AskScreen("Make a backup?", question, yes="Back up")):
            self.program.run_errand(helm.errands.back_up)

    def action_restore(self) -> None:
        """Show what a restore of the backup under the cursor would do."""
        if (shelved := self._selected()) is not None:
            self.app.push_screen(RestoreScreen(shelved.file))

    def action_copy(self) -> None:
        """Copy the place of the file."""
        if (shelved := self._selected()) is not None:
            self.app.copy_to_clipboard(shown(str(shelved.file), limit=4_096))
            self.notify("Copied, if your terminal allows it (OSC 52).", markup=False)

    def action_back(self) -> None:
        """Back to the history."""
        self.app.pop_screen()
