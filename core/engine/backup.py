"""The first stage: reads what the plan is about to change, keeps a copy that was read back, and checks the plan.

The listing is read once here: every playlist's head, and the items of those that the plan changes or deletes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.backups.document import SavedChannel, saved_playlist, written
from core.backups.files import FOLDER, name_of, prune, save
from core.engine.reconcile import reconcile
from core.engine.restore import RestoreBooks
from core.engine.turn import Blocked, Finished, Turn, Worked
from core.listing import is_to_read
from core.planning.make import make_plan
from core.planning.price import changed_playlists
from core.quota import Method
from core.situation import situation
from core.states import OperationKind, Phase, Reason

if TYPE_CHECKING:
    from datetime import datetime

    from core.engine.perform import Performer
    from core.model import HeldPlaylist, PlaylistId
    from core.work.desk import Desk

HEAD_ALONE = (OperationKind.CREATE_PLAYLIST, OperationKind.RENAME_PLAYLIST)
"""Writes that change no items: of a playlist that only gets another title the head is saved."""


class Backup:
    """Reads and saves before anything is written."""

    phase = Phase.BACKUP

    def __init__(self, desk: Desk, performer: Performer) -> None:
        self._desk = desk
        self._performer = performer
        self._ids: frozenset[PlaylistId] | None = None
        self._has_listed = False
        self._read: set[PlaylistId] = set()

    async def turn(self) -> Turn:
        """Read the heads, then one playlist a turn, then write the file and the copy of the database."""
        desk = self._desk
        if not await desk.meter.room(Method.ITEMS_LIST, batch=1):
            return Blocked(Reason.QUOTA_EXHAUSTED, (await desk.meter.day()).window.end)
        listed = await desk.store.channel.listed_at()
        if not self._has_listed and not self._is_listed(listed):
            await desk.enter(self.phase)
            await desk.listing.heads(run_id=desk.run.id)
            self._has_listed = True
            await self._progress()
            return Worked()
        unread = [held for held in await self._concerned() if not self._is_read(held)]
        if unread:
            await desk.listing.items(unread[0].head.id, run_id=desk.run.id)
            self._read.add(unread[0].head.id)
            await self._progress()
            return Worked()
        await self._save()
        await reconcile(desk, self._performer)
        await self._progress()
        return Finished()

    async def _concerned(self) -> list[HeldPlaylist]:
        """Existing playlists that the plan changes, may change once a waiting recording is found, or deletes."""
        desk = self._desk
        if self._ids is None:
            self._ids = frozenset(await self._concerned_ids())
        return [held for held in await desk.store.channel.playlists() if held.head.id in self._ids]

    async def _concerned_ids(self) -> set[PlaylistId]:
        desk = self._desk
        operations = await desk.store.operations.of_run(desk.run.id)
        ids = {row.playlist_id for row in operations if row.kind not in HEAD_ALONE and row.playlist_id}
        if isinstance(self._performer, RestoreBooks):
            return {known for known in ids if known} | await self._performer.stale()
        found = await situation(
            desk.store, desk.run.created_at, desk.calendar, desk.settings,
            allow_delete=desk.run.allow_delete, unfinished=desk.run,
        )  # fmt: skip
        plan = make_plan(found, desk.calendar)
        return ids | set(changed_playlists(plan.categories, {held.head.id: held for held in found.playlists}))

    def _is_listed(self, listed_at: datetime | None) -> bool:
        """Whether the heads were read since the run was last taken up: they tell which items have to be read again."""
        resumed_at = self._desk.run.last_resumed_at
        return self._is_fresh(listed_at) and (resumed_at is None or (listed_at is not None and listed_at > resumed_at))

    def _is_fresh(self, read_at: datetime | None) -> bool:
        """Whether something was read since this run was made, perhaps by a process before this one."""
        return read_at is not None and read_at > self._desk.run.created_at

    def _is_read(self, held: HeldPlaylist) -> bool:
        if held.head.id in self._read:
            return True
        return self._is_fresh(held.items_at) and not is_to_read(held, now=self._desk.clock.now())

    async def _progress(self) -> None:
        concerned = await self._concerned()
        done = 1 + sum(self._is_read(held) for held in concerned)
        await self._desk.save_job(self.phase, total=1 + len(concerned), done=done, succeeded=done)

    async def _save(self) -> None:
        desk = self._desk
        folder = desk.home / FOLDER
        name = name_of(desk.run.created_at, desk.run.id)
        identity = await desk.store.channel.identity()
        concerned = {held.head.id for held in await self._concerned()}
        saved = SavedChannel(
            channel=identity.account_id if identity else None,
            made_at=desk.clock.now(),
            run_id=desk.run.id,
            playlists=tuple(
                saved_playlist(held, whole=held.head.id in concerned) for held in await desk.store.channel.playlists()
            ),
        )
        file = folder / f"{name}.json"
        digest = save(file, written(saved))
        await desk.store.copy_to(folder / f"{name}.db")
        await desk.save_run(backup_file=str(file), backup_sha256=digest)
        prune(folder, now=desk.clock.now())
