"""Backups of the whole channel, and what it takes to restore one: the part of the session that keeps playlists safe."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.backups.document import SavedChannel, read, saved_playlist, written
from core.backups.files import FOLDER, load, name_of, prune, save
from core.backups.missing import compare
from core.backups.plan import make_plan
from core.backups.shelf import look_inside, on_shelf
from core.backups.there import there
from core.documents import instant_in
from core.errors import Busy, QuotaExhausted, UsageError
from core.listing import STALE_AFTER, is_to_read
from core.planning.plan import Resumed, Situation
from core.quota import Method, cost, pages
from core.session.owner import owner_of
from core.situation import touched
from core.states import Bucket, Phase, RunKind, RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.backups.plan import RestorePlan
    from core.backups.shelf import Inside, Shelved
    from core.model import HeldPlaylist, Run
    from core.session.errand import Errand
    from core.session.machinery import Machinery
    from core.session.runs import Runs

_SINCE = "backup.since"
"""The setting that remembers when the backup in hand began; forgotten when it was written."""

_GOES_ON_FOR = timedelta(days=2)
"""A backup begun longer ago than this begins anew."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a backup is about to read: so many playlists with so many items (as their heads say), for so many units."""

    playlists: int
    items: int
    units: int


@dataclass(frozen=True, slots=True)
class Made:
    """A backup's end. Without a ``file`` today's units ran out, and ``left`` playlists wait for another day."""

    playlists: int
    items: int
    units: int
    left: int = 0
    file: Path | None = None
    database: Path | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A backup that a person named: its text, whose SHA-256 is ``digest``, and what it holds."""

    text: str
    digest: str
    saved: SavedChannel


class Backups:
    """Makes backups, and plans of their restoring. What restores is a run: see :class:`core.session.runs.Runs`."""

    def __init__(self, machinery: Machinery, runs: Runs, errand: Errand) -> None:
        self._m = machinery
        self._runs = runs
        self._errand = errand

    async def make(self, *, tell: Callable[[Outlook], None] = lambda _: None) -> Made:
        """Read every own playlist in full, write it to a dated file, and copy the database beside it.

        ``tell`` gets the price once the heads were read (1 unit for 50); the items follow, 1 unit for 50 rows. The
        reserve stays untouched; where it ends, what was read is kept and the next backup goes on from there. Raises
        Busy while a run works, BackupFailed and StoreFull where it cannot be written, and the dispositions of
        :mod:`core.errors`.
        """
        m = self._m
        if m.holder is not None or self._runs.is_active:
            message = "A run is in progress; a backup can be made when it rests."
            raise Busy(message)
        with self._errand.at("a backup is being made"):
            return await self._make(tell)

    async def outlook(self) -> Outlook:
        """What a backup would read and take, as far as the last listing tells; nothing is asked."""
        heads = [held.head for held in await self._m.store.channel.playlists()]
        units = pages(len(heads)) * cost(Method.PLAYLISTS_LIST)
        units += sum(pages(head.item_count) for head in heads) * cost(Method.ITEMS_LIST)
        return Outlook(len(heads), sum(head.item_count for head in heads), units)

    async def on_shelf(self) -> tuple[Shelved, ...]:
        """The backups that were made here, newest first, as their names tell; none is opened."""
        return await asyncio.to_thread(on_shelf, self._m.home / FOLDER)

    async def inside(self, shelved: Shelved) -> Inside:
        """Open one and see whether it is whole and of this channel."""
        found = await asyncio.to_thread(look_inside, shelved)
        identity = await self._m.store.channel.identity()
        if identity and found.channel and found.channel != identity.account_id:
            return replace(found, flaw=f"It is of another YouTube channel, {found.channel}.")
        return found

    async def _make(self, tell: Callable[[Outlook], None]) -> Made:
        m = self._m
        await owner_of(m, RunKind.SYNC)
        since, units = await self._begin(), 0
        meter, listing = m.meter(), m.listing()
        if not await meter.room(Method.PLAYLISTS_LIST, batch=1):
            message = "Today's units are used up; a backup can be made when the next ones are granted."
            raise QuotaExhausted(message, bucket=Bucket.UNITS, until=(await meter.day()).window.end)
        heads = await listing.heads()
        units += pages(len(heads)) * cost(Method.PLAYLISTS_LIST)
        left = [held for held in await m.store.channel.playlists() if _is_unread(held, since)]
        price = sum(pages(held.head.item_count) for held in left) * cost(Method.ITEMS_LIST)
        tell(Outlook(len(left), sum(held.head.item_count for held in left), units + price))
        of = len(left)
        with m.notices.reading():
            while left and await meter.room(Method.ITEMS_LIST, batch=1):
                m.notices.progress(f"Reading your playlists: {of - len(left) + 1:,} of {of:,}")
                try:
                    items = await listing.items(left[0].head.id)
                except QuotaExhausted as empty:
                    await meter.close_bucket(empty.bucket.value)
                    break
                units += pages(len(items or ())) * cost(Method.ITEMS_LIST)
                left = left[1:]
        return await self._written(left, units)

    async def plan(self, file: Path, *, refresh: bool = True) -> RestorePlan:
        """What restoring a backup file would do now, and its price.

        With ``refresh`` YouTube is read first: heads, and items where they may have changed, booked to today. Raises
        UsageError for a file that is no whole backup of this channel, and the dispositions of :mod:`core.errors`.
        """
        chosen = await choose(self._m, file)
        if refresh:
            await look(self._m, chosen.saved)
        return await plan_of(self._m, chosen.saved)

    async def _begin(self) -> datetime:
        now = self._m.clock.now()
        begun = instant_in(await self._m.store.setting(_SINCE))
        if begun is not None and timedelta() <= now - begun < _GOES_ON_FOR:
            return begun
        await self._m.store.set_setting(_SINCE, now.isoformat())
        return now

    async def _written(self, left: list[HeldPlaylist], units: int) -> Made:
        m = self._m
        held = await m.store.channel.playlists()
        items = sum(len(one.items) for one in held)
        if left:
            return Made(len(held), items, units, left=len(left))
        identity, now = await m.store.channel.identity(), m.clock.now()
        channel = identity.account_id if identity else next((one.head.channel_id for one in held), None)
        saved = SavedChannel(channel, now, None, tuple(saved_playlist(one, whole=True) for one in held))
        folder, name = m.home / FOLDER, name_of(now, uuid.uuid4().hex)
        file, database = folder / f"{name}.json", folder / f"{name}.db"
        digest = save(file, written(saved))
        await m.store.set_setting(_SINCE, None)
        await m.store.copy_to(database)
        prune(folder, now=now)
        return Made(len(held), saved.items, units, file=file, database=database, sha256=digest)


async def choose(machinery: Machinery, file: Path) -> Chosen:
    """Open a backup file. Raises UsageError where it is not a whole backup of the signed-in channel."""
    text = load(file)
    saved = read(text, name=str(file))
    account = await owner_of(machinery, RunKind.RESTORE)
    if saved.channel and account and saved.channel != account:
        message = (
            f"The backup {file} is of the YouTube channel {saved.channel}; this profile belongs to {account}. "
            "Nothing was changed."
        )
        raise UsageError(message)
    return Chosen(text, hashlib.sha256(text.encode("ascii")).hexdigest(), saved)


async def look(machinery: Machinery, saved: SavedChannel, *, only_if_stale: bool = False) -> None:
    """Read what YouTube holds of a backup's playlists; with ``only_if_stale`` only where what is known is too old."""
    m = machinery
    listing = m.listing()
    await listing.check_channel()
    listed = await m.store.channel.listed_at()
    is_old = listed is None or m.clock.now() - listed > STALE_AFTER
    if only_if_stale and not is_old and not await _stale(m, saved):
        return
    await listing.heads()
    for held in await _stale(m, saved):
        await listing.items(held.head.id)


async def plan_of(machinery: Machinery, saved: SavedChannel) -> RestorePlan:
    """The plan from what is stored; what is left of it while a restore is unfinished."""
    m = machinery
    meter = m.meter()
    day = await meter.day()
    unfinished = await m.store.runs.unfinished(RunKind.RESTORE)
    found = Situation(
        sources=(),
        playlists=await there(
            m.store, m.clock.now(), m.settings.youtube.settle_s, run_id=unfinished.id if unfinished else None
        ),
        listed_at=await m.store.channel.listed_at(),
        allowance=meter.allowance,
        spent=day.spent,
        window=day.window,
        now=m.clock.now(),
        batch=m.settings.engine.batch,
        keep_duplicates=True,
        exhausted=day.exhausted,
        resumed=await _resumed(m, unfinished) if unfinished is not None else None,
    )
    categories = frozenset(category.id for category in await m.store.categories.all())
    return make_plan(saved, found, categories, m.calendar)


async def _resumed(machinery: Machinery, run: Run) -> Resumed:
    jobs = await machinery.store.runs.jobs(run.id)
    is_backed_up = any(job.phase is Phase.BACKUP and job.status is RunStatus.COMPLETED for job in jobs)
    return Resumed(is_backed_up, touched(await machinery.store.operations.of_run(run.id)))


async def _stale(machinery: Machinery, saved: SavedChannel) -> list[HeldPlaylist]:
    """Playlists of a backup that are there, and may hold something else than was last read."""
    held = {one.head.id: one for one in await machinery.store.channel.playlists()}
    there = {one.playlist_id for one in compare(saved, held, frozenset())}
    now = machinery.clock.now()
    return [one for known, one in held.items() if known in there and is_to_read(one, now=now)]


def _is_unread(held: HeldPlaylist, since: datetime) -> bool:
    return held.items_at is None or held.items_at <= since
