"""Between a row and a value: instants, texts and flags, and the models that more than one subject reads.

No SQL lives here but the lists of columns that a model needs.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from core.model import (
    CategoryId,
    Checkpoint,
    HeldItem,
    ItemId,
    Job,
    JobId,
    Operation,
    OperationId,
    PlaylistId,
    Problem,
    RecordingId,
    RemoteItem,
    RemotePlaylist,
    Run,
    RunId,
    VideoId,
)
from core.states import OperationKind, OperationState, Phase, Privacy, Reason, RunKind, RunStatus
from db.damage import damaged

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable

A = TypeVar("A")
B = TypeVar("B")

LONGEST = 16 * 1024
"""The longest foreign text kept, in characters."""

_SURROGATES = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """A foreign text as the database takes it: bounded, its lone surrogates replaced, else unchanged."""
    if len(text) <= LONGEST and text.isascii():  # nearly all there is, and this is asked of every word of it
        return text
    return _SURROGATES.sub("\ufffd", text[:LONGEST])


def maybe(make: Callable[[A], B], value: A | None) -> B | None:
    """``make(value)``, or None for None."""
    return None if value is None else make(value)


def stamp(at: datetime) -> str:
    """An instant as stored: UTC, six decimals, so that text order is time order. Raises ValueError where naive."""
    if at.tzinfo is None:
        raise ValueError("an instant without its zone means nothing")
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")


def when(text: str) -> datetime:
    """A stored instant. Raises StoreError where it is none, which nothing but damage makes."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise damaged() from error


def listed(values: Iterable[object]) -> str:
    """Values as one parameter, to be read with ``json_each``."""
    return json.dumps(list(values))


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────

RUN = (
    "id, kind, account, status, created_at, stage, paused_at_stage, reason, resumes_at, started_at, last_resumed_at, "
    "completed_at, active_s, allow_delete, backup_file, backup_sha256, message, arguments"
)
JOB = (
    "id, run_id, phase, status, message, done, total, succeeded, failed, skipped, last_error, resumes_at, "
    "started_at, updated_at, completed_at"
)
PROBLEM = "run_id, job_id, stage, entity_kind, entity_id, reason, message, at"
CHECKPOINT = 'run_id, phase, subject, "offset", total, processed, status, last_error, reset_at, snapshot_id'


def from_run(run: Run) -> tuple[object, ...]:
    """The values of :data:`RUN`."""
    return (
        run.id,
        run.kind.value,
        run.account,
        run.status.value,
        stamp(run.created_at),
        maybe(str, run.stage),
        maybe(str, run.paused_at_stage),
        maybe(str, run.reason),
        maybe(stamp, run.resumes_at),
        maybe(stamp, run.started_at),
        maybe(stamp, run.last_resumed_at),
        maybe(stamp, run.completed_at),
        float(run.active_s),
        run.allow_delete,
        run.backup_file,
        run.backup_sha256,
        maybe(plain, run.message),
        json.dumps(dict(run.arguments)),
    )


def to_run(row: sqlite3.Row) -> Run:
    """A run from :data:`RUN`."""
    return Run(
        id=RunId(row["id"]),
        kind=RunKind(row["kind"]),
        account=row["account"],
        status=RunStatus(row["status"]),
        created_at=when(row["created_at"]),
        stage=maybe(Phase, row["stage"]),
        paused_at_stage=maybe(Phase, row["paused_at_stage"]),
        reason=maybe(Reason, row["reason"]),
        resumes_at=maybe(when, row["resumes_at"]),
        started_at=maybe(when, row["started_at"]),
        last_resumed_at=maybe(when, row["last_resumed_at"]),
        completed_at=maybe(when, row["completed_at"]),
        active_s=row["active_s"],
        allow_delete=bool(row["allow_delete"]),
        backup_file=row["backup_file"],
        backup_sha256=row["backup_sha256"],
        message=row["message"],
        arguments=json.loads(row["arguments"]),
    )


def from_job(job: Job) -> tuple[object, ...]:
    """The values of :data:`JOB`."""
    return (
        job.id,
        job.run_id,
        job.phase.value,
        job.status.value,
        plain(job.message),
        job.done,
        job.total,
        job.succeeded,
        job.failed,
        job.skipped,
        maybe(plain, job.last_error),
        maybe(stamp, job.resumes_at),
        maybe(stamp, job.started_at),
        maybe(stamp, job.updated_at),
        maybe(stamp, job.completed_at),
    )


def to_job(row: sqlite3.Row) -> Job:
    """A job from :data:`JOB`."""
    return Job(
        id=JobId(row["id"]),
        run_id=RunId(row["run_id"]),
        phase=Phase(row["phase"]),
        status=RunStatus(row["status"]),
        message=row["message"],
        done=row["done"],
        total=row["total"],
        succeeded=row["succeeded"],
        failed=row["failed"],
        skipped=row["skipped"],
        last_error=row["last_error"],
        resumes_at=maybe(when, row["resumes_at"]),
        started_at=maybe(when, row["started_at"]),
        updated_at=maybe(when, row["updated_at"]),
        completed_at=maybe(when, row["completed_at"]),
    )


def from_problem(problem: Problem) -> tuple[object, ...]:
    """The values of :data:`PROBLEM`."""
    return (
        problem.run_id,
        problem.job_id,
        problem.stage.value,
        str(problem.entity_kind),
        plain(problem.entity_id),
        plain(problem.reason),
        plain(problem.message),
        stamp(problem.at),
    )


def to_problem(row: sqlite3.Row) -> Problem:
    """A problem from :data:`PROBLEM`."""
    return Problem(
        run_id=RunId(row["run_id"]),
        job_id=maybe(JobId, row["job_id"]),
        stage=Phase(row["stage"]),
        entity_kind=row["entity_kind"],
        entity_id=row["entity_id"],
        reason=row["reason"],
        message=row["message"],
        at=when(row["at"]),
    )


def from_checkpoint(checkpoint: Checkpoint) -> tuple[object, ...]:
    """The values of :data:`CHECKPOINT`."""
    return (
        checkpoint.run_id,
        checkpoint.phase.value,
        plain(checkpoint.subject),
        checkpoint.offset,
        checkpoint.total,
        checkpoint.processed,
        checkpoint.status.value,
        maybe(plain, checkpoint.last_error),
        maybe(stamp, checkpoint.reset_at),
        maybe(plain, checkpoint.snapshot_id),
    )


def to_checkpoint(row: sqlite3.Row) -> Checkpoint:
    """A checkpoint from :data:`CHECKPOINT`."""
    return Checkpoint(
        run_id=RunId(row["run_id"]),
        phase=Phase(row["phase"]),
        subject=row["subject"],
        offset=row["offset"],
        total=row["total"],
        processed=row["processed"],
        status=RunStatus(row["status"]),
        last_error=row["last_error"],
        reset_at=maybe(when, row["reset_at"]),
        snapshot_id=row["snapshot_id"],
    )


CHANGING_RUN = RUN.removeprefix("id, ")
CHANGING_JOB = JOB.removeprefix("id, ")
"""What an update sets: naming the id, too, would make SQLite look for rows that refer to it."""

# ── planned writes ───────────────────────────────────────────────────────────────────────────────────────

OPERATION = (
    "id, run_id, kind, phase, ordinal, label, category_id, recording_id, video_id, playlist_id, item_id, state, "
    "attempts, reason, message, remote_id, part, position"
)


def from_operation(operation: Operation) -> tuple[object, ...]:
    """The values of :data:`OPERATION`."""
    return (
        operation.id,
        operation.run_id,
        operation.kind.value,
        operation.phase.value,
        operation.ordinal,
        plain(operation.label),
        operation.category_id,
        operation.recording_id,
        operation.video_id,
        operation.playlist_id or None,
        operation.item_id,
        operation.state.value,
        operation.attempts,
        maybe(plain, operation.reason),
        maybe(plain, operation.message),
        operation.remote_id,
        operation.part,
        operation.position,
    )


def to_operation(row: sqlite3.Row) -> Operation:
    """An operation from :data:`OPERATION`."""
    return Operation(
        id=OperationId(row["id"]),
        run_id=RunId(row["run_id"]),
        kind=OperationKind(row["kind"]),
        phase=Phase(row["phase"]),
        ordinal=row["ordinal"],
        label=row["label"],
        category_id=maybe(CategoryId, row["category_id"]),
        recording_id=maybe(RecordingId, row["recording_id"]),
        video_id=maybe(VideoId, row["video_id"]),
        playlist_id=maybe(PlaylistId, row["playlist_id"]),
        item_id=maybe(ItemId, row["item_id"]),
        state=OperationState(row["state"]),
        attempts=row["attempts"],
        reason=row["reason"],
        message=row["message"],
        remote_id=row["remote_id"],
        part=row["part"],
        position=row["position"],
    )


# ── what YouTube holds ───────────────────────────────────────────────────────────────────────────────────

HEAD = "id, title, description, privacy, item_count, etag, channel_id, language"
ITEM = "id, playlist_id, video_id, position, title, note, is_dead, is_ours, recording_id, missing_at"


def from_head(head: RemotePlaylist) -> tuple[object, ...]:
    """The values of :data:`HEAD`."""
    return (
        plain(head.id),
        plain(head.title),
        plain(head.description),
        head.privacy.value,
        head.item_count,
        plain(head.etag),
        plain(head.channel_id),
        maybe(plain, head.language),
    )


def to_head(row: sqlite3.Row) -> RemotePlaylist:
    """A playlist's head from :data:`HEAD`."""
    return RemotePlaylist(
        id=PlaylistId(row["id"]),
        title=row["title"],
        description=row["description"],
        privacy=Privacy(row["privacy"]),
        item_count=row["item_count"],
        etag=row["etag"],
        channel_id=row["channel_id"],
        language=row["language"],
    )


def to_item(row: sqlite3.Row) -> HeldItem:
    """A known item from :data:`ITEM`."""
    return HeldItem(
        item=RemoteItem(
            id=ItemId(row["id"]),
            playlist_id=PlaylistId(row["playlist_id"]),
            video_id=VideoId(row["video_id"]),
            position=row["position"],
            title=row["title"],
            note=row["note"],
            is_dead=bool(row["is_dead"]),
        ),
        is_ours=bool(row["is_ours"]),
        is_missing=row["missing_at"] is not None,
        recording_id=maybe(RecordingId, row["recording_id"]),
    )
