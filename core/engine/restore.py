"""What a restore does otherwise than a sync: it makes lost playlists anew, and puts back what a backup holds.

It goes by the backup's own text, which the store keeps, and runs through the stages of every sync: intent, call,
receipt, and looks where an outcome is unknown. Nothing is removed or moved. A playlist that is made carries the mark
of the lost one, by which it is found again, here and by later restores, and keeps its category's mark, by which the
category follows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.backups.document import read
from core.backups.missing import compare, position_for
from core.backups.plan import operations_of
from core.backups.there import there
from core.engine.add import AddVideos
from core.engine.create import CreatePlaylists
from core.engine.perform import PLAYLIST_GONE, Performer
from core.engine.turn import Finished
from core.errors import StoreError, UsageError
from core.listing import is_to_read
from core.marker import marked_category, playlist_marker, restore_marker
from core.model import ItemId, PlaylistId
from core.states import OperationKind, OperationState, Phase, RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.backups.document import SavedChannel, SavedItem, SavedPlaylist
    from core.engine.perform import Receipt
    from core.engine.standing import Standing
    from core.engine.turn import Turn
    from core.errors import Rejected
    from core.model import HeldPlaylist, Operation, OperationId, RemotePlaylist
    from core.work.desk import Desk

BACKUP = "backup"
"""The argument of a run that names its backup, by its digest."""

ABOUT = "Made anew by Crossfade from a backup. The line below lets it find this playlist again: please keep it."
"""What the description of a playlist says that had none."""

_OPEN = (OperationState.PENDING, OperationState.SENDING)


class RestoreBooks(Performer):
    """Sends a restore's operations; knows the backup they come from."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._saved: SavedChannel | None = None
        self._playlists: dict[str, SavedPlaylist] = {}
        self._items: dict[str, tuple[SavedPlaylist, int]] = {}

    async def saved(self) -> SavedChannel:
        """The backup. Raises StoreError where the store does not hold it any more."""
        if self._saved is None:
            text = await self._desk.store.backups.document(self._desk.run.arguments.get(BACKUP, ""))
            try:
                self._saved = read(text or "", name="that this restore goes by")
            except UsageError as error:
                message = "The backup that this restore goes by is lost; cancel it and restore from the file anew."
                raise StoreError(message) from error
            self._playlists = {one.id: one for one in self._saved.playlists}
            self._items = {
                item.id: (one, place) for one in self._saved.playlists for place, item in enumerate(one.items or ())
            }
        return self._saved

    async def playlist_of(self, operation: Operation) -> SavedPlaylist | None:
        """The lost playlist that a creation brings back."""
        await self.saved()
        return self._playlists.get(operation.item_id or "")

    async def place_of(self, operation: Operation) -> tuple[tuple[SavedItem, ...], int] | None:
        """The saved items of an add's playlist, and which of them it brings back."""
        await self.saved()
        found = self._items.get(operation.item_id or "")
        return (found[0].items or (), found[1]) if found else None

    async def restored(self) -> Mapping[str, ItemId]:
        """Which new item stands for a saved one, by its id."""
        done = await self._desk.store.operations.of_run(self._desk.run.id, kind=OperationKind.ADD_VIDEO)
        return {row.item_id: ItemId(row.remote_id) for row in done if row.item_id and row.remote_id}

    async def stale(self) -> set[PlaylistId]:
        """Playlists of the backup that may hold something else than was last read."""
        now = self._desk.clock.now()
        saved = {one.id for one in (await self.saved()).playlists if one.items is not None}
        held = await self._desk.store.channel.playlists()
        return {one.head.id for one in held if one.head.id in saved and is_to_read(one, now=now)}

    async def done(self, operation: Operation, receipt: Receipt, *, is_surplus: bool = False) -> None:
        """Write a receipt, the backup at hand."""
        await self.saved()
        await super().done(operation, receipt, is_surplus=is_surplus)

    def is_ours(self, operation: Operation) -> bool:
        """What was the person's own is theirs again: no sync may remove it."""
        found = self._items.get(operation.item_id or "")
        return found is None or (found[0].items or ())[found[1]].is_ours

    async def failed(self, operation: Operation, *, reason: str, message: str) -> None:
        """Write a failure; without its playlist no video can be added."""
        await super().failed(operation, reason=reason, message=message)
        if operation.kind is OperationKind.CREATE_PLAYLIST and operation.item_id is not None:
            why = f"{operation.label} could not be created"
            await self._skip_all(PlaylistId(operation.item_id), reason="playlist_not_created", message=why)

    async def give_up(self, operation: Operation, refusal: Rejected) -> None:
        """Leave the rest of a playlist alone that takes nothing more."""
        if operation.playlist_id is not None:
            await self._skip_all(operation.playlist_id, reason=refusal.reason, message=str(refusal))

    async def _skip_all(self, playlist_id: PlaylistId, *, reason: str, message: str) -> None:
        for row in await self._desk.store.operations.of_run(self._desk.run.id, kind=OperationKind.ADD_VIDEO):
            if row.playlist_id == playlist_id and row.state is OperationState.PENDING:
                await self.skipped(row, reason=reason, message=message)


class RestorePlaylists(CreatePlaylists):
    """Makes lost playlists anew, with their titles, descriptions and privacy."""

    def __init__(self, desk: Desk, books: RestoreBooks) -> None:
        super().__init__(desk, books)
        self._books = books

    async def turn(self) -> Turn:
        """Make a batch; in the end the categories whose playlists are back are held no more."""
        turn = await super().turn()
        if isinstance(turn, Finished):
            await self._let_go()
        return turn

    async def _create(self, operation: Operation) -> RemotePlaylist:
        lost = await self._books.playlist_of(operation)
        if lost is None:
            message = f"operation {operation.id} names no playlist of the backup"
            raise ValueError(message)
        return await self._desk.accounts.youtube().create(
            lost.title, description=described(lost), privacy=lost.privacy
        )  # fmt: skip

    async def _let_go(self) -> None:
        store = self._desk.store
        for row in await store.operations.of_run(self._desk.run.id, kind=OperationKind.CREATE_PLAYLIST):
            category = await store.categories.get(row.category_id) if row.category_id else None
            if row.state is OperationState.DONE and category is not None and category.held == PLAYLIST_GONE:
                await store.categories.save(replace(category, held=None))


class RestoreVideos(AddVideos):
    """Puts videos back, each among its old neighbours."""

    def __init__(self, desk: Desk, books: RestoreBooks, standing: Standing) -> None:
        super().__init__(desk, books, standing)
        self._books = books

    async def _excluded(self) -> frozenset[str]:
        """Also the playlists that are still to be made."""
        desk = self._desk
        if desk.jobs[Phase.CREATE_PLAYLISTS].status is RunStatus.COMPLETED:
            return self._settle.targets
        made = await desk.store.operations.of_run(desk.run.id, kind=OperationKind.CREATE_PLAYLIST)
        return self._settle.targets | {row.item_id for row in made if row.item_id and row.state in _OPEN}

    async def _with_room(self, operation: Operation) -> Operation | None:  # noqa: ARG002 - the stage's shape
        """What stood in one playlist is not spread over others."""
        return None

    async def _position(self, operation: Operation, held: HeldPlaylist | None) -> int | None:
        found = await self._books.place_of(operation)
        if held is None or found is None or "manual_sort_required" in self._performer.refused_forms:
            return None
        items, number = found
        return position_for(number, items, held.items, restored=await self._books.restored())

    async def _note(self, operation: Operation) -> str | None:
        """Ours get a mark of this run; what the person noted is kept."""
        found = await self._books.place_of(operation)
        if found is None or found[0][found[1]].is_ours:
            return await super()._note(operation)
        has_notes = await super()._note(operation) is not None
        return found[0][found[1]].note if has_notes else None


def described(lost: SavedPlaylist) -> str:
    """A lost playlist's description with the mark of what it stands for, on its last line beside its category's."""
    mark = marked_category(lost.description)
    own = playlist_marker(*mark) if mark else ""
    text = lost.description.replace(own, "").rstrip() if own else lost.description.rstrip()
    marks = f"{own} {restore_marker(lost.id)}".lstrip()
    return f"{text or ABOUT}\n{marks}"


async def reconcile_restore(desk: Desk, books: RestoreBooks, *, new_id: Callable[[], OperationId]) -> None:
    """Hold a restore's pending operations against what YouTube holds by now.

    What is there is skipped; what is missing by now joins, since a restore was asked for. What was tried is not
    tried twice.
    """
    known_now = await there(desk.store, desk.clock.now(), desk.settings.youtube.settle_s, run_id=desk.run.id)
    held = {one.head.id: one for one in known_now}
    categories = frozenset(category.id for category in await desk.store.categories.all())
    needed = compare(await books.saved(), held, categories, restored=await books.restored())
    wanted = operations_of(needed, desk.run.id, new_id=new_id)
    keys = {_key(row) for row in wanted}
    known = await desk.store.operations.of_run(desk.run.id)
    pending = [row for row in known if row.state is OperationState.PENDING]
    for row in pending:
        if _key(row) not in keys:
            await books.skipped(row, reason="already_there", message="it is there by now")
    is_open = {(row.kind, row.item_id) for row in known if row.state is not OperationState.SKIPPED}
    is_open -= {(row.kind, row.item_id) for row in pending if _key(row) not in keys}
    lost = {
        row.item_id or ''
        for row in known
        if row.kind is OperationKind.CREATE_PLAYLIST and row.state is OperationState.FAILED
    }  # fmt: skip
    fresh = [
        row for row in wanted if (row.kind, row.item_id) not in is_open and (row.playlist_id or row.id) not in lost
    ]
    for phase in (Phase.CREATE_PLAYLISTS, Phase.ADD_VIDEOS):
        job, more = desk.jobs[phase], [row for row in fresh if row.phase is phase]
        if more and job.status is not RunStatus.COMPLETED:
            job = desk.jobs[phase] = replace(job, total=job.total + len(more))
            await desk.store.operations.add(more, job)
        desk.report(phase)


def _key(row: Operation) -> tuple[OperationKind, str | None, str | None]:
    return row.kind, row.playlist_id if row.kind is OperationKind.ADD_VIDEO else None, row.item_id
