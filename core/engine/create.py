"""Makes the playlists that are missing, as fast as YouTube lets an account make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


class CreatePlaylists:
    """Creates, and parks when YouTube or the setting says so."""

    phase = Phase.CREATE_PLAYLISTS

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer
        self._settle = performer.settle

    async def turn(self) -> Turn:
        """Create a batch."""
        desk = self._desk
        if desk.jobs[Phase.BACKUP].status is not RunStatus.COMPLETED:
            return Idle()
        store = desk.store.operations
        kind = OperationKind.CREATE_PLAYLIST
        pending = await store.next(desk.run.id, kind, limit=desk.settings.engine.batch, excluding=self._settle.targets)
        if not pending:
            counts = await store.counts(desk.run.id)
            open_ones = counts.get((kind, OperationState.PENDING), 0) + counts.get((kind, OperationState.SENDING), 0)
            return Idle() if open_ones else Finished()
        room = await desk.meter.room(Method.PLAYLISTS_INSERT, batch=len(pending))
        if not room:
            day = await desk.meter.day()
            units = await desk.meter.room(Method.PLAYLISTS_UPDATE, batch=1)
            return Blocked(Reason.PLAYLIST_LIMIT if units else Reason.QUOTA_EXHAUSTED, day.window.end)
        await desk.enter(self.phase)
        for operation in pending[:room]:
            if desk.stop.asked:
                break
            await self._performer.perform(operation, self._create)
        desk.report(self.phase)
        return Worked()

    async def _create(self, operation: Operation) -> RemotePlaylist:
        desk = self._desk
        category_id: CategoryId | None = operation.category_id
        if category_id is None:
            message = f"operation {operation.id} names no category"
            raise ValueError(message)
        description = f"{ABOUT}\n{playlist_marker(category_id)}"
        return await desk.accounts.youtube().create(
            operation.label, description=description, privacy=desk.settings.youtube.privacy
        )
