"""Both sign-ins: as whom, since when and until when; to sign in, again, or out."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from core.text import shown, titled
from tui.screens.ask import AskScreen
from tui.screens.place import tell_of_failure
from tui.screens.sign_in import SignInScreen
from tui.state.sign_in import MANNERS, dates, service_wanted
from tui.widgets.drawn import cell, line
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.worker import Worker

    from core.model import Connection
    from tui.state.helm import Helm


class AccountsScreen(ModalScreen[None]):
    """A line for each service."""

    CSS_PATH = "sign_in.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "sign_in", "sign in", tooltip="Sign in, or in again", id="accounts.sign_in"),
        Binding("o", "sign_out(False)", "sign out", tooltip="Forget the sign-in; the data stays", id="accounts.out"),
        Binding("x", "sign_out(True)", "forget all", tooltip="Forget the sign-in and its data", id="accounts.purge"),
        Binding("escape,q", "dismiss(None)", "close", tooltip="Close", id="accounts.close"),
    ]

    def __init__(self, helm: Helm) -> None:
        super().__init__()
        self._helm = helm
        self._found: tuple[Connection, ...] = ()

    def compose(self) -> ComposeResult:
        """Two rows, and what will bite."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Accounts"
            dialog.border_subtitle = "enter signs in · o out · x out, with its data · esc closes"
            yield Rows(id="connections")
            yield Static("", markup=False, id="hint")

    def on_mount(self) -> None:
        """Read the sign-ins; the cursor begins where one is missing."""
        self.query_one(Rows).focus()
        self.load(is_first=True)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what a worker failed of."""
        tell_of_failure(self.app, event)

    @work(group="load", exclusive=True, exit_on_error=False)
    async def load(self, *, is_first: bool = False) -> None:
        """Read both from their files; no call is made."""
        self._found = await self._helm.session.sources.connections()
        rows = self.query_one(Rows)
        rows.fill(len(self._found), lambda index, width: connection_line(self._found[index], width))
        if is_first:
            rows.cursor = next((at for at, one in enumerate(self._found) if one.account is None), 0)
        hints = [f"{MANNERS[one.service].name}: {shown(one.hint)}" for one in self._found if one.hint]
        self.query_one("#hint", Static).update("\n".join(hints))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_sign_in(self) -> None:
        """Sign in to the service under the cursor."""
        if self._found:
            service = self._found[self.query_one(Rows).cursor].service
            await self.app.push_screen_wait(SignInScreen(self._helm.session, service))
            self.load()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_sign_out(self, is_purging: bool) -> None:  # noqa: FBT001 - Textual hands over the binding's word
        """Ask, then forget the sign-in under the cursor, with its data where that is meant."""
        if not self._found:
            return
        service = self._found[self.query_one(Rows).cursor].service
        name = MANNERS[service].name
        if self._helm.is_active:
            self.notify("Something is at work: pause it first.", markup=False)
            return
        data = f"All that was read from {name} is deleted here, too." if is_purging else "What was read stays."
        sentence = f"The sign-in is forgotten on this machine. {data} Nothing changes at {name}."
        if await self.app.push_screen_wait(AskScreen(f"Sign out of {name}?", sentence, yes="Sign out")):
            await self._helm.session.sources.sign_out(service, purge=is_purging)
            self.load()


def connection_line(connection: Connection, width: int) -> Content:
    """Sign, service, as whom, and the sign-in's dates: in a narrow window only the one that is still to come."""
    is_there = connection.account is not None
    who = titled(connection.account.name, connection.account.account_id) if connection.account else "not connected"
    said = dates(connection)
    if _AROUND_NAME + _NAME + len(said) > width:
        said = said.rpartition(", ")[2]
    return line(
        (" ✓ " if is_there else " · ", "$success" if is_there else "$muted"),
        cell(line((MANNERS[connection.service].name, "bold")), 9),
        cell(line((who, "" if is_there else "$muted")), max(_NAME, width - _AROUND_NAME - len(said))),
        (f" {said}", "$muted"),
    )


_AROUND_NAME, _NAME = 14, 14
"""Cells of a line that are neither the account's name nor a date, and those that the name keeps in any window."""


def screen_for(helm: Helm) -> AccountsScreen | SignInScreen:
    """What ``a`` opens: the sign-in that a paused run waits for, else both."""
    wanted = service_wanted(helm.view.run if helm.view else None)
    return SignInScreen(helm.session, wanted) if wanted else AccountsScreen(helm)
