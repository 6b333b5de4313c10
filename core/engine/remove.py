"""Takes out what left the source: items of ours alone, each by its own id, never by its video.

Only what the plan names is removed, and a plan names removals only with the person's word. It goes on while adds wait
for searches or for playlists that may not be made today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.engine.edit import Edit
from core.quota import Method
from core.states import OperationKind, Phase

if TYPE_CHECKING:
    from core.model import Operation


class RemoveVideos(Edit):
    """Removes a batch a turn. An item that is gone already is success."""

    phase = Phase.REMOVE_VIDEOS
    kind = OperationKind.REMOVE_VIDEO
    method = Method.ITEMS_DELETE
    after = Phase.ADD_VIDEOS

    async def _send(self, operation: Operation) -> None:
        await self._performer.perform(operation, self._remove)

    async def _remove(self, operation: Operation) -> None:
        if operation.item_id is None:
            message = f"operation {operation.id} names no item"
            raise ValueError(message)
        await self._desk.accounts.youtube().remove(operation.item_id)
