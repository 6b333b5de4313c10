"""Makes the playlists that are missing, as fast as YouTube lets an account make them, and renames others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.engine.perform import ACCOUNT_FULL
from core.engine.turn import Blocked, Finished, Idle, Turn, Worked
from core.marker import playlist_marker
from core.quota import Method
from core.states import OperationKind, OperationState, Phase, Reason, RunStatus

if TYPE_CHECKING:
    from core.engine.perform import Performer
    from core.model import CategoryId, Operation, RemotePlaylist
    from core.work.desk import Desk

ABOUT = "Made by Crossfade from a music library. The line below lets it find this playlist again: please keep it."
"""What a new playlist's description says above its marker."""


KINDS = (OperationKind.RENAME_PLAYLIST, OperationKind.CREATE_PLAYLIST)
"""What this stage writes: a playlist whose category was renamed gets its new title here, before others are made."""

_OPEN = (OperationState.PENDING, OperationState.SENDING)


class CreatePlaylists:
    """Renames, creates, and parks creation when YouTube or the setting says so."""

    phase = Phase.CREATE_PLAYLISTS

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer
        self._settle = performer.settle

    async def turn(self) -> Turn:
        """Give a batch of playlists their new titles, else create a batch."""
        desk = self._desk
        if desk.jobs[Phase.BACKUP].status is not RunStatus.COMPLETED:
            return Idle()
        if (renamed := await self._rename_some()) is not None:
            return renamed
        store = desk.store.operations
        kind = OperationKind.CREATE_PLAYLIST
        pending = await store.next(desk.run.id, kind, limit=desk.settings.engine.batch, excluding=self._settle.targets)
        if not pending:
            counts = await store.counts(desk.run.id)
            return Idle() if any((kind, state) in counts for kind in KINDS for state in _OPEN) else Finished()
        room = await desk.meter.room(Method.PLAYLISTS_INSERT, batch=len(pending))
        if not room:
            day = await desk.meter.day()
            units = await desk.meter.room(Method.PLAYLISTS_UPDATE, batch=1)
            return Blocked(Reason.PLAYLIST_LIMIT if units else Reason.QUOTA_EXHAUSTED, day.window.end)
        await desk.enter(self.phase)
        for operation in pending[:room]:
            if desk.stop.asked:
                break
            if self._performer.full_account is not None:
                await self._performer.failed(operation, reason=ACCOUNT_FULL, message=self._performer.full_account)
            else:
                await self._performer.perform(operation, self._create)
        desk.report(self.phase)
        return Worked()

    async def _rename_some(self) -> Turn | None:
        """Titles first: they need no place among the day's new playlists. None where none is to be given."""
        desk = self._desk
        kind = OperationKind.RENAME_PLAYLIST
        batch = desk.settings.engine.batch
        pending = await desk.store.operations.next(desk.run.id, kind, limit=batch, excluding=self._settle.targets)
        if not pending:
            return None
        room = await desk.meter.room(Method.PLAYLISTS_UPDATE, batch=len(pending))
        if not room:
            return Blocked(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)
        await desk.enter(self.phase)
        for operation in pending[:room]:
            if desk.stop.asked:
                break
            held = await desk.store.channel.playlist(operation.playlist_id) if operation.playlist_id else None
            if held is None:
                await self._performer.skipped(operation, reason="playlist_gone", message="its playlist is gone")
            else:
                await self._performer.perform(operation, partial(self._rename, head=held.head))
        desk.report(self.phase)
        return Worked()

    async def _rename(self, operation: Operation, *, head: RemotePlaylist) -> RemotePlaylist:
        return await self._desk.accounts.youtube().rename(head, title=operation.label)

    async def _create(self, operation: Operation) -> RemotePlaylist:
        desk = self._desk
        category_id: CategoryId | None = operation.category_id
        if category_id is None:
            message = f"operation {operation.id} names no category"
            raise ValueError(message)
        description = f"{ABOUT}\n{playlist_marker(category_id, operation.part)}"
        return await desk.accounts.youtube().create(
            operation.label, description=description, privacy=desk.settings.youtube.privacy
        )
