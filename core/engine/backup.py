"""The first stage: reads what the plan is about to change, keeps a copy that was read back, and checks the plan.

The listing is read once here: every playlist's head, and the items of those that the plan changes or deletes.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

from core.engine.reconcile import reconcile
from core.engine.turn import Blocked, Finished, Turn, Worked
from core.errors import CrossfadeError
from core.model import PlaylistId
from core.planning.make import make_plan
from core.planning.price import changed_playlists
from core.quota import Method
from core.situation import situation
from core.states import OperationKind, Phase, Reason

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from core.engine.perform import Performer
    from core.model import HeldPlaylist
    from core.work.desk import Desk

FORMAT = 1
"""The backup file's format."""

HEAD_ALONE = (OperationKind.CREATE_PLAYLIST, OperationKind.RENAME_PLAYLIST)
"""Writes that change no items: of a playlist that only gets another title the head is saved."""


class BackupFailed(CrossfadeError):
    """The backup could not be written or not be read back equal: the sync must not write anything."""


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
        if not self._has_listed and not self._is_fresh(listed):
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
        found = await situation(
            desk.store, desk.run.created_at, desk.calendar, desk.settings,
            allow_delete=desk.run.allow_delete, unfinished=desk.run,
        )  # fmt: skip
        plan = make_plan(found, desk.calendar)
        return ids | set(changed_playlists(plan.categories, {held.head.id: held for held in found.playlists}))

    def _is_fresh(self, read_at: datetime | None) -> bool:
        """Whether something was read since this run was made, perhaps by a process before this one."""
        return read_at is not None and read_at > self._desk.run.created_at

    def _is_read(self, held: HeldPlaylist) -> bool:
        return held.head.id in self._read or self._is_fresh(held.items_at)

    async def _progress(self) -> None:
        concerned = await self._concerned()
        done = 1 + sum(self._is_read(held) for held in concerned)
        await self._desk.save_job(self.phase, total=1 + len(concerned), done=done, succeeded=done)

    async def _save(self) -> None:
        desk = self._desk
        folder = desk.home / "backups"
        stamp = desk.run.created_at.strftime("%Y%m%dT%H%M%SZ")
        name = f"{stamp}-{desk.run.id[:8]}"
        identity = await desk.store.channel.identity()
        concerned = {held.head.id for held in await self._concerned()}
        document = {
            "format": FORMAT,
            "run_id": desk.run.id,
            "made_at": desk.clock.now().isoformat(),
            "channel": identity.account_id if identity else None,
            "playlists": [
                _playlist(held, whole=held.head.id in concerned) for held in await desk.store.channel.playlists()
            ],
        }
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            digest = _write_and_compare(folder / f"{name}.json", json.dumps(document, ensure_ascii=True, indent=1))
        except OSError as error:
            message = f"The backup could not be written to {folder}: {error.strerror or error}. Nothing was changed."
            raise BackupFailed(message) from error
        await desk.store.copy_to(folder / f"{name}.db")
        await desk.save_run(backup_file=str(folder / f"{name}.json"), backup_sha256=digest)


def saved_items(file: Path, digest: str) -> dict[PlaylistId, frozenset[str]]:
    """The item ids of each playlist that a backup holds in full; empty where the file is not what was written."""
    try:
        data = file.read_bytes()
    except OSError:
        return {}
    if hashlib.sha256(data).hexdigest() != digest:
        return {}
    playlists = json.loads(data)["playlists"]
    return {
        PlaylistId(one["id"]): frozenset(str(item["id"]) for item in one["items"])
        for one in playlists
        if one["items"] is not None
    }


def _playlist(held: HeldPlaylist, *, whole: bool) -> dict[str, object]:
    head = held.head
    items = [
        {"id": row.item.id, "video_id": row.item.video_id, "position": row.item.position, "title": row.item.title,
         "note": row.item.note}
        for row in held.items
    ]  # fmt: skip
    return {
        "id": head.id,
        "title": head.title,
        "description": head.description,
        "privacy": head.privacy.value,
        "item_count": head.item_count,
        "items": items if whole else None,
    }


def _write_and_compare(path: Path, text: str) -> str:
    """Write a private file durably, read it back, compare; returns its SHA-256."""
    data = text.encode("ascii")
    temporary = path.with_suffix(".part")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    if path.read_bytes() != data:
        message = f"The backup {path} could not be read back as it was written. Nothing was changed."
        raise BackupFailed(message)
    return hashlib.sha256(data).hexdigest()
