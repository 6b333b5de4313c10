"""A disk below a store that fills up: from then on no transaction can be written, until there is room again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import StoreFull

if TYPE_CHECKING:
    from db.connection import Database
    from db.store import SqliteStore

FREE = 1 << 30


class Disk:
    """Takes ``room`` transactions of a store, then refuses all, or as many as :meth:`refuse` says."""

    def __init__(self, store: SqliteStore, *, room: int = FREE) -> None:
        self.room = room
        self._refusals = 0
        database: Database = store._database  # noqa: SLF001 - a disk lies below the port
        self._run = database.run
        database.run = self._guarded  # type: ignore[method-assign]  # the disk stands behind every transaction

    def refuse(self, number: int) -> None:
        """Take nothing for so many transactions."""
        self._refusals = number

    async def _guarded(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever a transaction takes and gives
        if self._refusals > 0 or self.room <= 0:
            self._refusals -= 1
            message = "The disk is full. What was done so far is kept; free some space and go on."
            raise StoreFull(message)
        self.room -= 1
        return await self._run(*args, **kwargs)
