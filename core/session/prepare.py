"""Makes a run: its row, a job for each phase, and the writes that were approved."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.backups.plan import operations_of
from core.engine.reconcile import new_operation_id
from core.engine.restore import BACKUP
from core.errors import UsageError
from core.matching.score import SCORING_VERSION
from core.model import Job, JobId, Run, RunId
from core.planning.operations import operations
from core.session.backups import choose, look, plan_of
from core.states import (
    ENRICHMENT_PHASES,
    IMPORT_PHASES,
    SYNC_STAGES,
    OperationKind,
    OperationState,
    Phase,
    RunKind,
    RunStatus,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.model import CategoryId, Operation, PlaylistId
    from core.session.machinery import Machinery
    from core.session.plans import Plans

_PHASES: dict[RunKind, tuple[Phase, ...]] = {
    RunKind.IMPORT: IMPORT_PHASES + ENRICHMENT_PHASES,
    RunKind.MATCH: (Phase.MATCH,),
    RunKind.SYNC: SYNC_STAGES,
    RunKind.RETRY: SYNC_STAGES,
    RunKind.RESTORE: SYNC_STAGES,
}


YOUTUBE = Service.YOUTUBE.value
"""The source of an import that reads the own channel's playlists."""

YOUTUBE_PHASES: tuple[Phase, ...] = (Phase.PLAYLISTS, Phase.PLAYLIST_TRACKS)
"""What such an import goes through; a channel has no liked songs that could be told from videos."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that only needs to be stored."""

    run: Run
    jobs: tuple[Job, ...]
    operations: tuple[Operation, ...] = ()


async def prepare(
    machinery: Machinery,
    plans: Plans,
    kind: RunKind,
    *,
    account: str,
    allow_delete: bool,
    arguments: Mapping[str, str],
) -> Prepared | None:
    """A run of a kind; None where there is nothing to do.

    A sync reads YouTube first where it was never read. Raises UsageError for a retry while a sync is unfinished.
    """
    run = Run(
        id=RunId(str(uuid.uuid4())),
        kind=kind,
        account=account,
        status=RunStatus.PENDING,
        created_at=machinery.clock.now(),
        allow_delete=allow_delete,
        arguments=arguments,
    )
    match kind:
        case RunKind.SYNC:
            return await _sync(machinery, plans, run)
        case RunKind.RETRY:
            failed = await _failed_ones(machinery, run.id, only=arguments.get("only", ""))
            return Prepared(run, _jobs(run, failed), failed) if failed else None
        case RunKind.MATCH:
            waiting = await _waiting(machinery, run)
            matches = machinery.store.matches
            outdated = await matches.outdated(SCORING_VERSION, limit=1)
            if not waiting and not outdated and not await matches.searched(limit=1):
                return None
            return Prepared(run, _jobs(run, waiting=waiting))
        case RunKind.RESTORE:
            return await _restore(machinery, run)
        case _:
            return Prepared(run, _jobs(run))


async def _sync(machinery: Machinery, plans: Plans, run: Run) -> Prepared | None:
    if await machinery.store.channel.listed_at() is None:
        await plans.refresh()
    plan = await plans.preview(allow_delete=run.allow_delete)
    if plan.is_empty:
        return None
    planned = operations(plan, run.id, new_id=new_operation_id)
    return Prepared(run, _jobs(run, planned, waiting=await _waiting(machinery, run)), planned)


async def _restore(machinery: Machinery, run: Run) -> Prepared | None:
    """A restore of the backup file that the run names; its text is kept, so that the file may be gone later."""
    if await machinery.store.runs.unfinished(RunKind.SYNC) is not None:
        message = (
            "A sync is not finished yet: 'crossfade sync --yes' goes on with it, 'crossfade cancel' ends it. "
            "Restore after that."
        )
        raise UsageError(message)
    chosen = await choose(machinery, Path(run.source))
    await look(machinery, chosen.saved, only_if_stale=True)
    plan = await plan_of(machinery, chosen.saved)
    if plan.is_empty:  # as far as is known: what was lost just now is seen by a look
        await look(machinery, chosen.saved)
        plan = await plan_of(machinery, chosen.saved)
    planned = operations_of(plan.restorations, run.id, new_id=new_operation_id)
    if not planned:
        return None
    await machinery.store.backups.keep(chosen.digest, chosen.text)
    run = replace(run, arguments={**run.arguments, BACKUP: chosen.digest})
    return Prepared(run, _jobs(run, planned), planned)


async def _waiting(machinery: Machinery, run: Run) -> int:
    return len(await machinery.store.matches.waiting(run.created_at))


def _jobs(run: Run, planned: tuple[Operation, ...] = (), *, waiting: int = 0) -> tuple[Job, ...]:
    phases = _PHASES[run.kind]
    if run.kind is RunKind.IMPORT and run.source:
        phases = YOUTUBE_PHASES if run.source == YOUTUBE else IMPORT_PHASES  # nobody says more about a file's artists
    totals = {phase: sum(operation.phase is phase for operation in planned) for phase in phases}
    if Phase.MATCH in totals:
        totals[Phase.MATCH] = waiting
    return tuple(Job(JobId(str(uuid.uuid4())), run.id, phase, total=total) for phase, total in totals.items())


async def _failed_ones(machinery: Machinery, run_id: RunId, *, only: str = "") -> tuple[Operation, ...]:
    """What failed in the last sync or retry, and what was skipped because of it, as fresh operations.

    ``only`` names one of them.
    """
    store = machinery.store
    past = [await store.runs.newest(kind) for kind in (RunKind.SYNC, RunKind.RETRY)]
    newest = max((run for run in past if run is not None), key=lambda run: run.created_at, default=None)
    if newest is None:
        return ()
    if newest.status not in (RunStatus.COMPLETED, RunStatus.CANCELLED):
        message = "The last sync is not finished yet: 'crossfade sync --yes' goes on with it."
        raise UsageError(message)
    playlists = {
        (held.category_id, held.part): held.head.id for held in await store.channel.playlists() if held.category_id
    }
    return tuple(
        _afresh(operation, run_id, playlists)
        for operation in await store.operations.of_run(newest.id)
        if (operation.state is OperationState.FAILED or _was_held_up(operation)) and only in ("", operation.id)
    )


def _was_held_up(operation: Operation) -> bool:
    """Whether an operation was skipped only because another one failed."""
    if operation.state is not OperationState.SKIPPED:
        return False
    return operation.reason == "playlist_not_created" or operation.kind is OperationKind.DELETE_PLAYLIST


def _afresh(operation: Operation, run_id: RunId, playlists: Mapping[tuple[CategoryId, int], PlaylistId]) -> Operation:
    known = playlists.get((operation.category_id, operation.part)) if operation.category_id else None
    return replace(
        operation,
        id=new_operation_id(),
        run_id=run_id,
        state=OperationState.PENDING,
        attempts=0,
        reason=None,
        message=None,
        remote_id=None,
        playlist_id=operation.playlist_id or known,
    )
