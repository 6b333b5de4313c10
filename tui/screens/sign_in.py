"""Signs in to a service: asks for the person's own app, shows the address to open, waits, and says how it ended.

Nothing waits in the loop: the waiting is a worker, and escape breaks it off. What is pasted here is a code, not a
token; it is handed on and wiped from the field.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from core.errors import CrossfadeError
from core.model import Account
from core.sign_in import SignIn
from core.states import Service
from core.text import shown
from tui.screens.path import path_in
from tui.screens.place import tell_of_failure
from tui.state.sign_in import MANNERS, is_answer, plain_words
from tui.terminal import browser

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.worker import Worker

    from core.session import Session

_LONGEST = 4_000
"""An address that is longer is not one of a sign-in."""


class SignInScreen(ModalScreen[Account | None]):
    """Dismisses with who signed in, None where the person thinks better of it."""

    CSS_PATH = "sign_in.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "no", tooltip="Break off; nothing changes", id="sign_in.no"),
        Binding("ctrl+y", "copy", "copy", tooltip="Copy the address", id="sign_in.copy"),
        Binding("ctrl+o", "open", "open", tooltip="Open the address in a browser", id="sign_in.open"),
    ]

    def __init__(self, session: Session, service: Service) -> None:
        super().__init__()
        self._session, self._service = session, service
        self._manner = MANNERS[service]
        self._known = session.sources.client(service)
        self._pasted: asyncio.Queue[str] = asyncio.Queue()
        self._address = ""

    def compose(self) -> ComposeResult:
        """First what the person brings; once there is one, the address and a field for what comes back."""
        manner = self._manner
        is_typed = self._service is Service.SPOTIFY
        hint = f"enter uses the one you brought before ({shown(self._known, limit=24)})" if self._known else ""
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_title = f"Connect {manner.name}"
            with VerticalScroll(id="asking", can_focus=False):
                yield Static(manner.about, markup=False, id="sentence")
                yield Input(
                    (self._known or "") if is_typed else "",
                    placeholder=hint if hint and not is_typed else manner.wanted,
                    id="path",
                    compact=True,
                    max_length=_LONGEST,
                )
            with VerticalScroll(id="waiting", can_focus=False, classes="-gone"):
                yield Static("", markup=False, id="what")
                yield Static("", markup=False, id="address")
                yield Static(manner.lost, markup=False, id="lost")
                yield Static("Is the browser elsewhere? Paste the address it ended at here:", markup=False)
                yield Input(placeholder="http://127.0.0.1:…", id="answer", compact=True, max_length=_LONGEST)
            yield Static("", markup=False, id="refusal")
            with Horizontal(id="answers"):
                yield Button("Cancel (esc)", id="no", compact=True)
                yield Button("Copy (ctrl+y)", id="copy", compact=True, classes="-gone")
                yield Button("Open (ctrl+o)", id="open", compact=True, classes="-gone")
                yield Button("Sign in (enter)", id="yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        """The field has the focus."""
        self.query_one("#path", Input).focus()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what a worker failed of."""
        tell_of_failure(self.app, event)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────

    @on(Input.Submitted, "#path")
    def begin(self) -> None:
        """Enter starts the sign-in, or says what is missing."""
        typed = self.query_one("#path", Input).value.strip()
        path = path_in(typed) if self._service is Service.YOUTUBE else None
        if not typed and not self._known:
            self._say(self._manner.missing)
        elif typed and self._service is Service.YOUTUBE and (path is None or path.is_dir()):
            self._say(f"There is no file {shown(typed, limit=80)!r}.")
        else:
            self._set_stage("starting")
            client_id = typed if typed and self._service is Service.SPOTIFY else None
            self.sign_in(SignIn(self._wait, client_id=client_id, client_file=path, pasted=self._pasted))

    @work(group="sign_in", exclusive=True, exit_on_error=False)
    async def sign_in(self, asked: SignIn) -> None:
        """Sign in, or say why not and ask again."""
        try:
            with self._session.notices.heard_by(lambda said, _: self._say(said)):
                account = await self._session.sources.sign_in(self._service, asked)
        except CrossfadeError as error:
            self._set_stage("asking")
            self._say(plain_words(str(error)))
        else:
            self.dismiss(account)

    # ── waiting ──────────────────────────────────────────────────────────────────────────────────────────

    def _wait(self, address: str) -> None:
        """There is an address: open it where a browser comes up, and show it in any case."""
        self._address = address
        self.query_one("#address", Static).update(shown(address, limit=_LONGEST))
        self._set_stage("waiting")
        if browser.can_show(os.environ):
            self.action_open()
        else:
            self._tell("Open this address in a browser, on any machine:")

    def _tell(self, what: str) -> None:
        self.query_one("#what", Static).update(f"Crossfade waits for five minutes. {what}")

    @work(group="browser", exit_on_error=False)
    async def action_open(self) -> None:
        """Open the address in a browser; where none comes up, say so."""
        self._tell("Your browser opens. If it does not, open this address yourself:")
        if self._address and not await asyncio.to_thread(browser.show, self._address) and self.is_attached:
            self._tell("No browser came up here. Open this address in one, on any machine:")

    @on(Input.Submitted, "#answer")
    def hand_on(self, event: Input.Submitted) -> None:
        """What was pasted goes on to the sign-in, if it answers it."""
        pasted, event.input.value = event.value, ""
        if is_answer(pasted, self._address):
            self._say("Taken…")
            self._pasted.put_nowait(pasted)
        else:
            self._say("That does not answer this sign-in: paste the whole address, which holds code= and state=.")

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's shape
        """An address can be copied and opened once there is one."""
        return bool(self._address) if action in ("copy", "open") else True

    def action_copy(self) -> None:
        """Copy the address."""
        self.app.copy_to_clipboard(shown(self._address, limit=_LONGEST))
        self._say("Copied, if your terminal allows it (OSC 52).")

    def action_leave(self) -> None:
        """Break the waiting off and ask again; leave where nothing is waited for."""
        waiting = [worker for worker in self.workers if worker.group == "sign_in" and not worker.is_finished]
        if not waiting:
            self.dismiss(None)
            return
        self.workers.cancel_group(self, "sign_in")
        self._set_stage("asking")
        self._say("Broken off; nothing changed. Enter tries again, esc leaves.")

    @on(Button.Pressed)
    async def press(self, event: Button.Pressed) -> None:
        """Do by button what the keys do."""
        event.stop()
        if event.button.id == "yes":
            self.begin()
        else:
            await self.run_action({"copy": "copy", "open": "open"}.get(event.button.id or "", "leave"))

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────

    def _say(self, said: str) -> None:
        self.query_one("#refusal", Static).update(said)

    def _set_stage(self, stage: str) -> None:
        """Show ``asking``, ``starting`` (the same, disabled) or ``waiting``."""
        is_waiting = stage == "waiting"
        if not is_waiting:
            self._address = ""
        self._say("Starting…" if stage == "starting" else "")
        self.query_one("#asking").set_class(is_waiting, "-gone")
        self.query_one("#waiting").set_class(not is_waiting, "-gone")
        for name in ("copy", "open"):
            self.query_one(f"#{name}").set_class(not is_waiting, "-gone")
        self.query_one("#yes").set_class(is_waiting, "-gone")
        self.query_one("#yes").disabled = self.query_one("#path").disabled = stage == "starting"
        self.query_one("#answer" if is_waiting else "#path", Input).focus()
        self.refresh_bindings()
