"""The question before a sync: one sentence that says all of it, and a word of its own for deletions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from core.text import shown, titled
from tui.telling.words import listed, plural
from tui.widgets.categories import unwanted
from tui.widgets.days import DaysState, finish
from tui.widgets.drawn import Part, line

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from core.planning.plan import Plan

_NAMED = 12


@dataclass(frozen=True, slots=True)
class Approval:
    """The person's yes; ``allow_delete`` only where they typed it out."""

    allow_delete: bool


def dangerous(plan: Plan) -> int:
    """How many things a plan takes away: playlists and videos."""
    return len(plan.deletions) + sum(part.to_remove for part in plan.categories)


def sentence(state: DaysState, *, privacy: str, goes_on: bool = False) -> str:
    """All that a plan will do, what it takes and when it is done, in one sentence."""
    plan = state.plan
    adds = sum(part.to_add for part in plan.categories)
    removals = sum(part.to_remove for part in plan.categories)
    moves = sum(part.to_move for part in plan.categories)
    old = sum(deletion.items for deletion in plan.deletions)
    renames = sum(len(part.renames) for part in plan.categories)
    does = [
        *([f"rename {plural(renames, 'playlist')}"] if renames else []),
        *([f"create {plural(len(plan.creations), f'{privacy} playlist')}"] if plan.creations else []),
        *([f"add {plural(adds, 'video')}"] if adds else []),
        *([f"search {plural(plan.total_searches, 'song')} and add what is found"] if plan.total_searches else []),
        *([f"remove {plural(removals, 'video')}"] if removals else []),
        *([f"move {plural(moves, 'video')}"] if moves else []),
        *([f"delete {plural(len(plan.deletions), 'old playlist')} ({plural(old, 'video')})"] if plan.deletions else []),
    ] or ["read everything back"]
    start = "Goes on with the unfinished sync: it will" if goes_on else "This will"
    price = plural(plan.total_units, "unit") + (
        f" and {plural(plan.total_searches, 'search', 'searches')}" if plan.total_searches else ""
    )
    most = "" if plan.is_exact else "at most "
    return f"{start} {listed(does)}, for {most}{price}, {finish(state)}."


class ConfirmScreen(ModalScreen[Approval | None]):
    """Dismisses with an approval, or None. Deletions need their number typed; an empty field leaves them out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", tooltip="Change nothing", id="confirm.cancel"),
    ]

    def __init__(self, whole: DaysState, spared: DaysState, *, privacy: str, goes_on: bool = False) -> None:
        super().__init__()
        self._whole, self._spared = whole, spared
        self._privacy, self._goes_on = privacy, goes_on
        self._count = 0 if goes_on else dangerous(whole.plan)
        only = whole.plan.deletions[0] if self._count == 1 and whole.plan.deletions else None
        self._name = shown(only.title).strip() if only else ""

    def compose(self) -> ComposeResult:
        """The sentence; what goes, by name; the field for it; the answers."""
        with VerticalScroll(id="dialog", can_focus=False) as dialog:
            dialog.border_title = "Confirm"
            yield Static(self._sentence(is_whole=False), markup=False, id="sentence")
            if self._count:
                dialog.add_class("-danger")
                yield Static(self._names(), markup=False, id="names")
                yield Static(self._request(), markup=False, id="request")
                yield Input(placeholder="leave empty to delete nothing", id="word", max_length=150, compact=True)
                yield Static("", markup=False, id="verdict")
            with Horizontal(id="answers"):
                yield Button("Cancel (esc)", id="cancel", compact=True)
                yield Button("Start (enter)", id="start", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Focus the field where something would be deleted, else Start."""
        self.query_one("#word" if self._count else "#start").focus()
        self._judge("")

    def _sentence(self, *, is_whole: bool) -> str:
        state = self._whole if is_whole or self._goes_on or not self._count else self._spared
        return sentence(state, privacy=self._privacy, goes_on=self._goes_on)

    def _names(self) -> Content:
        plan = self._whole.plan
        rows: list[Content] = []
        for gone in plan.deletions:
            name = titled(gone.title, gone.playlist_id)
            rows.append(line(("✗ DELETE  ", "$error bold"), (name, "$error"), f"  {plural(gone.items, 'video')}"))
            if gone.unwanted:
                rows.append(line((f"          no category wants: {unwanted(gone)}", "$warning")))
        rows += [
            line(
                ("- REMOVE  ", "$error bold"),
                f"{plural(part.to_remove, 'video')} from ",
                (titled(part.category.title, part.category.id), "$error"),
            )
            for part in plan.categories
            if part.to_remove
        ]
        kept = rows if len(rows) <= _NAMED else [*rows[:_NAMED], line((f"and {len(rows) - _NAMED} more", "$error"))]
        return Content("\n").join(kept)

    def _request(self) -> Content:
        them = "it" if self._count == 1 else "them"
        name: list[Part] = [" or ", (self._name, "$error bold")] if self._name else []
        word: Part = (f"{self._count}", "$error bold")
        return line("YouTube cannot undo this. To allow ", them, " type ", word, *name, ":")

    @on(Input.Changed)
    def judge(self, event: Input.Changed) -> None:
        """Say at once what the typed word means, unless the question was answered meanwhile."""
        if self.is_attached and self.query("#verdict"):
            self._judge(event.value)

    def _judge(self, word: str) -> None:
        typed = word.strip()
        is_allowed = self._allows(typed)
        self.query_one("#sentence", Static).update(self._sentence(is_whole=is_allowed))
        if not self._count:
            return
        verdict = self.query_one("#verdict", Static)
        button = self.query_one("#start", Button)
        button.disabled = bool(typed) and not is_allowed
        button.variant = "error" if is_allowed else "primary"
        button.label = "Start and delete (enter)" if is_allowed else "Start without deleting (enter)"
        if is_allowed:
            verdict.update(line(("! They will be deleted.", "$error bold")))
        elif typed:
            verdict.update(line((f"Not {self._count}: nothing can start with this.", "$warning")))
        else:
            verdict.update(line(("Nothing will be deleted.", "$success")))

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        """Enter in the field starts, where the field is empty or right."""
        typed = event.value.strip()
        if not typed or self._allows(typed):
            self.dismiss(Approval(allow_delete=self._allows(typed)))

    @on(Button.Pressed)
    def answer(self, event: Button.Pressed) -> None:
        """Answer by button."""
        if event.button.id != "start":
            self.dismiss(None)
            return
        typed = self.query_one("#word", Input).value.strip() if self._count else ""
        self.dismiss(Approval(allow_delete=self._allows(typed)))

    def _allows(self, typed: str) -> bool:
        """Whether a word allows the deletions: their number, or the name of the only playlist that goes."""
        if not self._count:
            return False
        return typed in (str(self._count), self._name) if self._name else typed == str(self._count)
