"""Finds out what became of writes whose answer is unknown, by reading, never by sending again.

Absence shortly after a write proves nothing: the first look waits ``settle_s``, the second half of it more; two
that agree make the write pending again. A conflict (HTTP 409) is usually a playlist too fresh, so it is looked
into after 1, 2, 4, 8 s, and only then fully settled. Presence proves at once. One write of a target settles at
a time; other targets go on meanwhile. Waits count on this process's monotonic clock.

A write that fails again and again is given up only where others succeed, so that the fault is its own. Where they do
not, its target is parked, and with writes unanswered everywhere, whatever their target, nothing more is sent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from core.errors import Rejected
from core.marker import item_marker, playlist_marker, restore_marker
from core.quota import Method
from core.retry import ATTEMPTS, SENDS
from core.states import ItemKind, OperationKind

if TYPE_CHECKING:
    from core.model import Operation, OperationId, PlaylistId, RemoteItem, RemotePlaylist
    from core.work.desk import Desk

CONFLICT_WAITS_S = (1.0, 2.0, 4.0, 8.0)
"""Pauses before the looks after a first, second, … conflict of one operation."""


PARKED_S = 300.0
"""How long a target that takes no write rests."""

PARKED = {
    "no_answer": "YouTube does not answer changes here, others go on",
    "conflict": "YouTube refuses all changes of this playlist for now (409), others go on",
}
"""Why a target rests."""

NO_ANSWER, CONFLICT = "no_answer", "conflict"

SURE_WHEN_SETTLED = frozenset({OperationKind.MOVE_VIDEO, OperationKind.RENAME_PLAYLIST})
"""Writes that leave a state which may have been there before: a listing that lags could show that one."""

GIVEN_UP = {
    NO_ANSWER: "it was sent again and again, and no answer came",
    CONFLICT: "YouTube refused it again and again as a conflict",
}
"""Why a write is given up after as many attempts, by the reason of the last."""


class Books(Protocol):
    """Who writes down what a look found."""

    async def done(self, operation: Operation, receipt: RemotePlaylist | RemoteItem | None) -> None:
        """The write was applied; ``receipt`` is what is there, None for a deletion."""
        ...

    async def again(self, operation: Operation) -> None:
        """It was not applied, and may be sent again."""
        ...

    async def failed(self, operation: Operation, *, reason: str, message: str) -> None:
        """It is given up."""
        ...


@dataclass(frozen=True, slots=True)
class _Found:
    """A look's answer that shows the write was applied."""

    receipt: RemotePlaylist | RemoteItem | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """A target that takes no write: the monotonic time at which it is tried again, and how often it was parked."""

    until_s: float
    times: int


@dataclass(slots=True)
class _Case:
    operation: Operation
    due_s: float
    looks_left: int
    reason: str


class Settle:
    """The open cases, by target. Held in memory: what the store holds as ``sending`` is taken up at every start.

    ``parked`` holds the targets that took no write when they were last tried.
    """

    def __init__(self, desk: Desk, books: Books) -> None:
        self._desk = desk
        self._books = books
        self._cases: dict[str, _Case] = {}
        self.parked: dict[str, Parked] = {}
        self._answered: set[str] = set()  # scopes in which a write was answered, by this process
        self._failing: defaultdict[str, set[OperationId]] = defaultdict(set)  # by scope: writes that failed since
        self._unanswered = 0

    async def take_up(self) -> bool:
        """Open a case for every write an earlier process left in flight, of a run that was given up, too.

        Returns whether there was one."""
        left = await self._desk.store.operations.sending()
        for operation in left:  # of which nobody knows when they were sent, and what was answered since
            self._open(operation, NO_ANSWER)
        return bool(left)

    def unknown(self, operation: Operation, *, reason: str = NO_ANSWER) -> None:
        """A write may or may not have been applied."""
        self._open(operation, reason)
        self._unanswered += reason == NO_ANSWER
        self._failing[_scope(operation, reason)].add(operation.id)

    def _open(self, operation: Operation, reason: str) -> None:
        due = self._desk.clock.monotonic() + self._desk.settings.youtube.settle_s
        self._cases[operation.target] = _Case(operation, due, looks_left=2, reason=reason)

    def conflict(self, operation: Operation) -> None:
        """A write was refused with 409; after a handful of those it is settled like any other."""
        if operation.attempts > len(CONFLICT_WAITS_S):
            self.unknown(operation, reason=CONFLICT)
            return
        due = self._desk.clock.monotonic() + CONFLICT_WAITS_S[operation.attempts - 1]
        self._cases[operation.target] = _Case(operation, due, looks_left=1, reason=CONFLICT)
        self._failing[_scope(operation, CONFLICT)].add(operation.id)

    def answered(self, operation: Operation) -> None:
        """A write was answered, or found to be done: neither its target nor writing as a whole is at fault."""
        self._unanswered = 0
        for scope in (EVERYWHERE, operation.target):
            self._answered.add(scope)
            self._failing.pop(scope, None)
        self.parked.pop(operation.target, None)

    @property
    def is_unanswered(self) -> bool:
        """Whether so many writes in a row were not answered that no more should be sent."""
        return self._unanswered >= ATTEMPTS

    @property
    def targets(self) -> frozenset[str]:
        """Targets that must not be written to now."""
        now = self._desk.clock.monotonic()
        return frozenset(self._cases) | {target for target, parked in self.parked.items() if parked.until_s > now}

    @property
    def is_open(self) -> bool:
        """Whether anything is still unknown."""
        return bool(self._cases)

    def due_in_s(self) -> float | None:
        """Seconds until the next look; None when nothing is open."""
        if not self._cases:
            return None
        return max(0.0, min(case.due_s for case in self._cases.values()) - self._desk.clock.monotonic())

    async def step(self) -> bool:
        """Take the looks that are due; True when one was taken."""
        now = self._desk.clock.monotonic()
        due = [case for case in self._cases.values() if case.due_s <= now]
        for case in due:
            await self._look(case)
        return bool(due)

    async def _look(self, case: _Case) -> None:
        operation = case.operation
        found = await self._find(operation)
        if found is not None:
            del self._cases[operation.target]
            self.answered(operation)
            await self._books.done(operation, found.receipt)
            return
        case.looks_left -= 1
        if case.looks_left > 0:
            case.due_s = self._desk.clock.monotonic() + self._desk.settings.youtube.settle_s / 2
            return
        del self._cases[operation.target]
        scope = _scope(operation, case.reason)
        is_alone = self._failing[scope] <= {operation.id}
        if operation.attempts > SENDS and is_alone and scope in self._answered:
            await self._books.failed(operation, reason=case.reason, message=GIVEN_UP[case.reason])
            return
        if operation.attempts > SENDS or (case.reason == CONFLICT and not is_alone):
            await self._park(operation, case.reason)
        await self._books.again(operation)

    async def _park(self, operation: Operation, reason: str) -> None:
        """Let a target rest, and tell it when that begins."""
        desk, before = self._desk, self.parked.get(operation.target)
        parked = Parked(desk.clock.monotonic() + PARKED_S, before.times + 1 if before else 1)
        self.parked[operation.target] = parked
        if parked.times == 1 and operation.run_id == desk.run.id:
            until = desk.clock.now() + timedelta(seconds=PARKED_S)
            message = f"{operation.label}: {PARKED[reason]}; it is tried again at {until.astimezone():%H:%M}"
            problem = desk.problem(
                operation.phase, ItemKind.PLAYLIST, operation.target, reason="parked", message=message
            )
            await desk.log(problem)

    async def _find(self, operation: Operation) -> _Found | None:
        """What a write left on YouTube; None where a look does not show it."""
        match operation.kind:
            case OperationKind.ADD_VIDEO:
                item = await self._find_item(operation)
                return _Found(item) if item else None
            case OperationKind.CREATE_PLAYLIST if (marker := _marker(operation)) is not None:
                playlist = await self._desk.listing.marked(marker, run_id=operation.run_id)
                return _Found(playlist) if playlist else None
            case OperationKind.DELETE_PLAYLIST if operation.playlist_id is not None:
                await self._book(Method.PLAYLISTS_LIST)
                there = await self._desk.accounts.youtube().playlist(operation.playlist_id)
                return None if there else _Found()
            case OperationKind.RENAME_PLAYLIST if operation.playlist_id is not None:
                head = await self._find_renamed(operation, operation.playlist_id)
                return _Found(head) if head else None
            case OperationKind.REMOVE_VIDEO:
                items = await self._look_at(operation)
                return None if any(item.id == operation.item_id for item in items or ()) else _Found()
            case OperationKind.MOVE_VIDEO:
                items = await self._look_at(operation)
                moved = next((item for item in items or () if item.id == operation.item_id), None)
                return _Found(moved) if moved is not None and moved.position == operation.position else None
            case _:
                return None

    async def _find_renamed(self, operation: Operation, playlist_id: PlaylistId) -> RemotePlaylist | None:
        """The playlist where it shows another title than before: no service keeps every title as it was sent."""
        await self._book(Method.PLAYLISTS_LIST)
        head = await self._desk.accounts.youtube().playlist(playlist_id)
        known = await self._desk.store.channel.playlist(playlist_id)
        if head is None or known is None:
            return None
        return head if head.title == operation.label or head.title != known.head.title else None

    async def _look_at(self, operation: Operation) -> tuple[RemoteItem, ...] | None:
        """The items of an operation's playlist that hold its video; None where the playlist is not there."""
        if operation.playlist_id is None or operation.video_id is None:
            return None
        await self._book(Method.ITEMS_LIST)
        try:
            return await self._desk.accounts.youtube().items_of_video(operation.playlist_id, operation.video_id)
        except Rejected as refusal:
            if not refusal.is_gone:
                raise
            return None

    async def _find_item(self, operation: Operation) -> RemoteItem | None:
        items = await self._look_at(operation)
        if items is None or operation.playlist_id is None:
            return None
        marked = next((item for item in items if item.note == item_marker(operation.id)), None)
        if marked is not None:
            return marked
        held = await self._desk.store.channel.playlist(operation.playlist_id)
        known = {row.item.id for row in held.items} if held else set()
        return next((item for item in items if item.id not in known), None)

    async def _book(self, method: Method) -> None:
        await self._desk.meter.book(method, run_id=self._desk.run.id, is_surplus=True)


EVERYWHERE = ""
"""The scope of a write without an answer: any other that is answered shows that YouTube takes writes."""


def _scope(operation: Operation, reason: str) -> str:
    """Within what a failure is compared with others: a conflict is its playlist's, silence is YouTube's."""
    return operation.target if reason == CONFLICT else EVERYWHERE


def _marker(operation: Operation) -> str | None:
    """What the playlist that an operation makes is found by: the lost one it stands for, else its category."""
    if operation.item_id is not None:
        return restore_marker(operation.item_id)
    return playlist_marker(operation.category_id, operation.part) if operation.category_id is not None else None
