"""Gathers from the store all that a plan is made from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.health import due_before
from core.matching.rungs import in_use
from core.model import PlaylistId
from core.planning.ladder import Ladder
from core.planning.plan import Resumed, Situation, Source
from core.quota import Allowance
from core.seen import KEPT, are_given, artist_key
from core.states import MatchStatus, OperationKind, OperationState, Phase, RunStatus

if TYPE_CHECKING:
    from datetime import datetime

    from core.config import Settings
    from core.model import Operation, RecordingId, Run, VideoId, WantedRow
    from core.ports import QuotaCalendar
    from core.store import Store

_WRITES = (OperationKind.CREATE_PLAYLIST, OperationKind.ADD_VIDEO, OperationKind.REMOVE_VIDEO, OperationKind.MOVE_VIDEO)


async def situation(
    store: Store,
    now: datetime,
    calendar: QuotaCalendar,
    settings: Settings,
    *,
    allow_delete: bool,
    unfinished: Run | None = None,
) -> Situation:
    """What the store knows at ``now``; ``unfinished`` is a sync whose rest is to be planned."""
    window = calendar.window(now)
    operations = await store.operations.of_run(unfinished.id) if unfinished else ()
    failed = {
        (operation.category_id, operation.recording_id)
        for operation in operations
        if operation.kind is OperationKind.ADD_VIDEO and operation.state is OperationState.FAILED
    }
    dead = await store.health.dead()
    sources = [
        Source(
            category,
            _as_seen(await store.categories.wanted(category.id, now=now), dead),
            frozenset(recording for owner, recording in failed if owner == category.id and recording is not None),
        )
        for category in await store.categories.all()
    ]
    return Situation(
        sources=tuple(sources),
        playlists=await store.channel.playlists(),
        listed_at=await store.channel.listed_at(),
        allowance=Allowance(
            units=settings.quota.units_per_day,
            searches=settings.quota.searches_per_day,
            playlists=settings.quota.playlists_per_day,
            reserve=settings.quota.reserve,
        ),
        spent=await store.ledger.spent(window),
        window=window,
        now=now,
        batch=settings.engine.batch,
        keep_duplicates=settings.youtube.keep_duplicates,
        allow_delete=allow_delete,
        remove_max=settings.engine.remove_max,
        remove_max_percent=settings.engine.remove_max_percent,
        exhausted=await store.ledger.exhausted(window),
        unjudged=frozenset(recording.id for recording in await store.matches.searched())
        | await store.videos.searched_since(now - KEPT),
        ladder=await _ladder(store, sources, now, settings),
        unseen=await store.health.unseen(due_before(now, calendar)),
        resumed=await _resumed(store, unfinished, operations),
    )


async def _ladder(store: Store, sources: list[Source], now: datetime, settings: Settings) -> Ladder:
    """How those that wait are looked for."""
    rungs = frozenset(in_use(settings.match))
    waiting = {
        row.recording_id
        for source in sources
        for row in source.rows
        if row.status is None and row.recording_id is not None
    }
    if not waiting:
        return Ladder(rungs)
    names = await store.videos.artists()
    keys = {name: artist_key(name) for name in set(names.values())}
    artists = {one: keys[name] for one, name in names.items() if one in waiting}
    oldest: dict[str, RecordingId] = {}
    for one, key in artists.items():
        oldest[key] = min(one, oldest.get(key, one))
    lists = await store.videos.lists()
    return Ladder(
        rungs,
        artists,
        open=frozenset(
            each.key for each in lists if each.key in oldest and each.at(now, oldest=oldest[each.key]).is_open(now)
        ),
        are_lists_given=are_given(lists, now),
    )


def _as_seen(rows: tuple[WantedRow, ...], dead: frozenset[VideoId]) -> tuple[WantedRow, ...]:
    """The rows with what was seen of their videos: one that does not play waits for a person, whoever accepted it."""
    if not dead:
        return rows
    return tuple(
        replace(row, status=MatchStatus.REVIEW) if row.status is MatchStatus.ACCEPTED and row.video_id in dead else row
        for row in rows
    )


async def _resumed(store: Store, run: Run | None, operations: tuple[Operation, ...]) -> Resumed | None:
    if run is None:
        return None
    backup = next((job for job in await store.runs.jobs(run.id) if job.phase is Phase.BACKUP), None)
    return Resumed(
        is_backed_up=backup is not None and backup.status is RunStatus.COMPLETED,
        touched=touched(operations),
    )


def touched(operations: tuple[Operation, ...]) -> frozenset[PlaylistId]:
    """The playlists that a run's finished writes changed, deletions left out."""
    done = [row for row in operations if row.kind in _WRITES and row.state is OperationState.DONE]
    made = {PlaylistId(row.remote_id) for row in done if row.kind is OperationKind.CREATE_PLAYLIST and row.remote_id}
    return frozenset(made | {row.playlist_id for row in done if row.playlist_id is not None})
