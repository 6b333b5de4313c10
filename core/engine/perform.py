"""One remote write: intent, call, receipt.

The intent and its charge are durable before the call; the call is shielded, since a cancelled wait does not
stop a write; its answer is stored as what it means. A write of unknown outcome stays ``sending`` and goes to
:mod:`core.engine.settle`; nothing here ever sends twice.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.settle import CONFLICT, CONFLICT_WAITS_S, SURE_WHEN_SETTLED, Settle
from core.errors import (
    Conflict,
    LoginExpired,
    OutcomeUnknown,
    PlaylistLimit,
    QuotaExhausted,
    Rejected,
    Throttled,
    Transient,
)
from core.marker import marked_operation
from core.model import HeldItem, Outcome, PlaylistId, RemoteItem, RemotePlaylist
from core.quota import Method
from core.states import ItemKind, ItemStatus, OperationKind, OperationState, Phase

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from core.model import Operation, Problem
    from core.work.desk import Desk

Receipt = RemotePlaylist | RemoteItem | None

METHODS: dict[OperationKind, Method] = {
    OperationKind.CREATE_PLAYLIST: Method.PLAYLISTS_INSERT,
    OperationKind.RENAME_PLAYLIST: Method.PLAYLISTS_UPDATE,
    OperationKind.ADD_VIDEO: Method.ITEMS_INSERT,
    OperationKind.REMOVE_VIDEO: Method.ITEMS_DELETE,
    OperationKind.MOVE_VIDEO: Method.ITEMS_UPDATE,
    OperationKind.DELETE_PLAYLIST: Method.PLAYLISTS_DELETE,
}

PHASES: dict[OperationKind, Phase] = {
    OperationKind.RENAME_PLAYLIST: Phase.CREATE_PLAYLISTS,
    OperationKind.ADD_VIDEO: Phase.ADD_VIDEOS,
    OperationKind.REMOVE_VIDEO: Phase.REMOVE_VIDEOS,
    OperationKind.MOVE_VIDEO: Phase.MOVE_VIDEOS,
}
"""The writes that go into a playlist of a category, and the stages that make them."""

ALREADY_DONE = frozenset({"already_there"})
"""Refusals that say the wish was fulfilled before."""


FORMS = frozenset({"manual_sort_required", "note_refused"})
"""Refusals of how an add was written (its position, its note), not of the video: it is sent again without."""

CLOSED = frozenset({"playlist_full", "forbidden"})
"""Refusals that concern the whole playlist."""

UNSORTABLE = frozenset({"manual_sort_required"})
"""Refusals that say a playlist's order is not ours to make."""

ACCOUNT_FULL = "account_full"
"""The refusal that says that no playlist can be made any more: the others are not sent for 50 units each."""

PLAYLIST_GONE = "its playlist is gone from YouTube: make it again or exclude it"
"""Why a category is held whose playlist the person deleted."""


def kind_of(operation: Operation) -> ItemKind:
    """What an operation's item events and problems speak of."""
    playlist = (OperationKind.CREATE_PLAYLIST, OperationKind.RENAME_PLAYLIST, OperationKind.DELETE_PLAYLIST)
    return ItemKind.PLAYLIST if operation.kind in playlist else ItemKind.VIDEO


class Performer:
    """Sends operations and writes down what came of them.

    ``settle`` holds those of unknown outcome, ``refused_forms`` the :data:`FORMS` this run met, ``created`` the
    playlists this process made, which may still be unknown to YouTube's other half, ``unread`` those of them that
    were found with items in them (by an older database that was put back), to be read before anything is added.
    ``has_leftovers``: writes of a run that was given up were settled since the plan was last held against YouTube. The
    receipt of one write and the intent of the next may share a transaction: until then :meth:`write_down` has one to
    write.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.settle = Settle(desk, self)
        self.refused_forms: set[str] = set()
        self.created: set[PlaylistId] = set()
        self.unread: set[PlaylistId] = set()
        self.full_account: str | None = None
        self.has_leftovers = False
        self._closed: set[tuple[OperationKind, str]] = set()
        self._unwritten: Outcome | None = None

    def may_send(self, operation: Operation) -> bool:
        """Whether nothing in flight, and no refusal since it was selected, speaks against sending an operation."""
        kind = operation.kind
        closed = (kind, operation.playlist_id or "") in self._closed or (kind, operation.category_id) in self._closed
        return not closed and operation.target not in self.settle.targets

    async def perform(
        self,
        operation: Operation,
        call: Callable[[Operation], Awaitable[Receipt]],
        *,
        position: int | None = None,
        is_followed: bool = False,
    ) -> Receipt:
        """Send one pending operation; returns the answer where it was done, else None.

        Returns when its outcome is stored, or it is handed over for settling; with ``is_followed`` a receipt may
        wait for the next write's intent, or for :meth:`write_down`. Raises, after storing it as pending again,
        what concerns more than this item: Transient, Throttled, QuotaExhausted, PlaylistLimit, LoginExpired.
        """
        desk = self._desk
        charge = desk.meter.charge(METHODS[operation.kind], run_id=operation.run_id, operation_id=operation.id)
        before = self._unwritten
        sent = await desk.store.operations.begin(operation.id, charge, position=position, after=before)
        self._unwritten = None
        if before is not None:
            self._tell(before, ItemStatus.SUCCEEDED)
        desk.item(sent.phase, sent.id, kind_of(sent), ItemStatus.IN_PROGRESS, sent.label)
        desk.wrote()
        try:
            receipt = await asyncio.shield(asyncio.ensure_future(call(sent)))
        except Conflict:
            if sent.kind in SURE_WHEN_SETTLED:
                self.settle.unknown(sent, reason=CONFLICT)
            else:
                self.settle.conflict(sent)
        except OutcomeUnknown:
            self.settle.unknown(sent)
        except Rejected as refusal:
            self.settle.answered(sent)
            await self.refused(sent, refusal)
        except (Transient, Throttled, QuotaExhausted, PlaylistLimit, LoginExpired):
            await self.again(sent)
            raise
        else:
            desk.wrote()
            self.settle.answered(sent)
            if not is_followed:
                await self.done(sent, receipt)
                return receipt
            finished, stored = self._received(sent, receipt)
            self._unwritten = Outcome(finished, desk.counted(sent.phase, ItemStatus.SUCCEEDED), stored)
            return receipt
        return None

    async def write_down(self) -> None:
        """Write the receipt that waits for the next write, where none is to follow now."""
        if (outcome := self._unwritten) is not None:
            self._unwritten = None
            await self._write(outcome, ItemStatus.SUCCEEDED)

    async def done(self, operation: Operation, receipt: Receipt, *, is_surplus: bool = False) -> None:
        """Write a receipt: the operation is done."""
        if operation.run_id != self._desk.run.id:
            await self._left_over(operation, receipt, is_done=True)
            return
        finished, stored = self._received(operation, receipt)
        if isinstance(receipt, RemotePlaylist) and operation.kind is OperationKind.CREATE_PLAYLIST:
            self.created.add(receipt.id)
            if receipt.item_count:
                self.unread.add(receipt.id)
        await self._finish(finished, ItemStatus.SUCCEEDED, receipt=stored, is_surplus=is_surplus)

    def is_ours(self, operation: Operation) -> bool:  # noqa: ARG002 - a restore puts back the person's own, too
        """Whether what an add puts in is Crossfade's, to be moved and removed by later syncs."""
        return True

    def _received(self, operation: Operation, receipt: Receipt) -> tuple[Operation, RemotePlaylist | HeldItem | None]:
        """An operation that was done, and its answer as it is stored."""
        stored: RemotePlaylist | HeldItem | None = None
        if isinstance(receipt, RemotePlaylist):
            operation, stored = replace(operation, playlist_id=receipt.id, remote_id=receipt.id), receipt
        elif isinstance(receipt, RemoteItem):
            stored = HeldItem(receipt, is_ours=self.is_ours(operation), recording_id=operation.recording_id)
            operation = replace(operation, item_id=receipt.id, remote_id=receipt.id)
        return replace(operation, state=OperationState.DONE, reason=None, message=None), stored

    async def refused(self, operation: Operation, refusal: Rejected) -> None:
        """Write a refusal of this item alone, or of its playlist."""
        gone = refusal.is_gone and operation.kind in (OperationKind.DELETE_PLAYLIST, OperationKind.REMOVE_VIDEO)
        if gone or refusal.reason in ALREADY_DONE:
            await self.done(operation, None)
        elif operation.kind is OperationKind.MOVE_VIDEO and refusal.is_gone:
            await self.skipped(operation, reason="removed_on_youtube", message=str(refusal))
        elif operation.kind is OperationKind.MOVE_VIDEO and refusal.reason in UNSORTABLE:
            await self.failed(operation, reason=refusal.reason, message=str(refusal))
            await self.skip_rest(
                operation, OperationKind.MOVE_VIDEO, reason=refusal.reason, message=str(refusal),
                playlist_id=operation.playlist_id,
            )  # fmt: skip
        elif refusal.reason in FORMS and refusal.reason not in self.refused_forms:
            self.refused_forms.add(refusal.reason)
            await self.again(operation)
        elif refusal.is_gone and operation.playlist_id in self.created and operation.attempts <= len(CONFLICT_WAITS_S):
            self.settle.conflict(operation)
        else:
            if refusal.reason == ACCOUNT_FULL:
                self.full_account = str(refusal)
            await self.failed(operation, reason=refusal.reason, message=str(refusal))
            if operation.kind is OperationKind.ADD_VIDEO and (refusal.is_gone or refusal.reason in CLOSED):
                await self.give_up(operation, refusal)

    async def give_up(self, operation: Operation, refusal: Rejected) -> None:
        """Leave the rest of a playlist alone that takes nothing more; a playlist that is gone holds its category.

        One that was made just now and is not there was named by mistake: the next listing shows the one that was made.
        """
        desk = self._desk
        if operation.category_id is None:
            return
        kinds = tuple(PHASES) if refusal.is_gone else (OperationKind.ADD_VIDEO,)
        only = None if refusal.is_gone else operation.playlist_id
        await self.skip_rest(operation, *kinds, reason=refusal.reason, message=str(refusal), playlist_id=only)
        if refusal.is_gone and operation.playlist_id in self.created:
            await desk.store.channel.disown(operation.playlist_id, at=desk.clock.now())
            return
        category = await desk.store.categories.get(operation.category_id)
        if category is not None and refusal.is_gone:
            await desk.store.categories.save(replace(category, held=PLAYLIST_GONE))

    async def skip_rest(
        self,
        operation: Operation,
        *kinds: OperationKind,
        reason: str,
        message: str,
        playlist_id: PlaylistId | None = None,
    ) -> None:
        """Skip what is pending of these kinds in an operation's category, or in one playlist of it."""
        desk = self._desk
        if operation.category_id is None:
            return
        for kind in kinds:
            self._closed.add((kind, playlist_id or operation.category_id))
            number = await desk.store.operations.skip(
                desk.run.id, operation.category_id, kind=kind, playlist_id=playlist_id, reason=reason, message=message
            )
            for _ in range(number):
                desk.counted(PHASES[kind], skipped=True)
            if number:
                await desk.save_job(PHASES[kind])

    async def failed(self, operation: Operation, *, reason: str, message: str) -> None:
        """Write a failure: collected on the job, the stage goes on. Without its playlist no video can be added."""
        if operation.run_id != self._desk.run.id:
            await self._left_over(operation, None, is_done=False)
            return
        problem = self._desk.problem(
            operation.phase, kind_of(operation), operation.id, reason=reason, message=f"{operation.label}: {message}"
        )
        finished = replace(operation, state=OperationState.FAILED, reason=reason, message=message)
        await self._finish(finished, ItemStatus.FAILED, problem=problem)
        if operation.kind is OperationKind.CREATE_PLAYLIST:
            why = f"{operation.label} could not be created"
            await self.skip_rest(operation, OperationKind.ADD_VIDEO, reason="playlist_not_created", message=why)

    async def skipped(self, operation: Operation, *, reason: str, message: str) -> None:
        """Write that an operation is not wanted any more; nothing was sent for it."""
        desk = self._desk
        await self.write_down()
        finished = replace(operation, state=OperationState.SKIPPED, reason=reason, message=message)
        await desk.store.operations.finish(finished, desk.counted(operation.phase, skipped=True))
        desk.item(operation.phase, operation.id, kind_of(operation), ItemStatus.SUCCEEDED, operation.label)

    async def again(self, operation: Operation) -> None:
        """Write that a sent operation was surely not applied: it is pending again, its charge beyond the plan."""
        desk = self._desk
        if operation.run_id != desk.run.id:
            await self._left_over(operation, None, is_done=False)
            return
        pending = replace(operation, state=OperationState.PENDING)
        await desk.store.operations.finish(pending, desk.jobs[operation.phase], is_surplus=True)
        desk.item(operation.phase, operation.id, kind_of(operation), ItemStatus.QUEUED, operation.label)

    async def _left_over(self, operation: Operation, receipt: Receipt, *, is_done: bool) -> None:
        """Write what became of a write in flight of a run that was given up; nothing more is sent for it.

        The plan in hand is to be held against it then.
        """
        store = self._desk.store
        await self.write_down()
        (job,) = [job for job in await store.runs.jobs(operation.run_id) if job.phase is operation.phase]
        finished, stored = self._received(operation, receipt)
        if isinstance(stored, HeldItem) and operation.item_id is not None:  # a restore's: ours are marked
            stored = replace(stored, is_ours=marked_operation(stored.item.note) is not None)
        if isinstance(receipt, RemotePlaylist) and receipt.item_count:
            self.unread.add(receipt.id)
        if not is_done:
            finished = replace(
                operation, state=OperationState.SKIPPED, reason="given_up", message="its run was given up"
            )
            stored = None
        await store.operations.finish(finished, job, receipt=stored, is_surplus=not is_done)
        self.has_leftovers = True

    async def _finish(
        self,
        operation: Operation,
        status: ItemStatus,
        *,
        receipt: RemotePlaylist | HeldItem | None = None,
        problem: Problem | None = None,
        is_surplus: bool = False,
    ) -> None:
        desk = self._desk
        await self.write_down()
        job = desk.counted(operation.phase, status)
        if problem is not None:
            job = desk.jobs[operation.phase] = replace(job, last_error=problem.message)
        await self._write(Outcome(operation, job, receipt, problem, is_surplus), status)

    async def _write(self, outcome: Outcome, status: ItemStatus) -> None:
        await self._desk.store.operations.finish(
            outcome.operation, outcome.job, receipt=outcome.receipt, problem=outcome.problem,
            is_surplus=outcome.is_surplus,
        )  # fmt: skip
        self._tell(outcome, status)

    def _tell(self, outcome: Outcome, status: ItemStatus) -> None:
        """Tell followers what is written now."""
        operation = outcome.operation
        self._desk.item(operation.phase, operation.id, kind_of(operation), status, operation.label)
        if outcome.problem is not None:
            self._desk.raised(outcome.problem)
