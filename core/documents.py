"""What programs read: runs, jobs, events and errors as JSON documents with the keys of the contract.

Values only, no printing and no queries. Text stays raw, since JSON escapes what a terminal must not see where
it is printed. Instants are UTC, ISO 8601. The preview's document stands in :mod:`core.planning.describe`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.events import ErrorRaised, Event, ItemChanged, Progressed, StatusChanged
from core.states import RunStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.health import Death
    from core.model import Collection, Holder, Job, Problem, Run, Spent
    from core.progress import RunView
    from core.review import Entry
    from core.session.history import Tally
    from core.session.review import Reviewed

Document = dict[str, object]
"""A JSON object."""


def instant(at: datetime | None) -> str | None:
    """An instant as programs read it: UTC, ISO 8601 with milliseconds; None stays None."""
    if at is None:
        return None
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def instant_in(text: str | None) -> datetime | None:
    """An instant that was kept as text; None where there is none, and where the text is none any more."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


# ── lines of a stream ────────────────────────────────────────────────────────────────────────────────────


def status_line(run: Run, at: datetime, job: Job | None = None) -> Document:
    """A ``status`` line: of a job, or of the run itself (``job_id`` and ``phase`` null)."""
    return {
        "type": "status",
        "run_id": run.id,
        "job_id": job.id if job else None,
        "phase": job.phase.value if job else None,
        "at": instant(at),
        "status": (job or run).status.value,
        "reason": run.reason.value if run.reason else None,
        "resumes_at": instant((job.resumes_at if job else None) or run.resumes_at),
    }


def progress_line(job: Job, at: datetime) -> Document:
    """A ``progress`` line."""
    return {
        "type": "progress",
        "run_id": job.run_id,
        "job_id": job.id,
        "phase": job.phase.value,
        "at": instant(at),
        "done": job.done,
        "total": job.total,
        "succeeded": job.succeeded,
        "failed": job.failed,
        "skipped": job.skipped,
        "message": job.message,
    }


def event_line(event: Event) -> Document:
    """The line of an event."""
    match event:
        case Progressed(job=job, at=at):
            return progress_line(job, at)
        case StatusChanged(run=run, at=at, job=job):
            return status_line(run, at, job)
        case ItemChanged():
            return {
                "type": "item",
                "run_id": event.run_id,
                "job_id": event.job_id,
                "phase": event.phase.value,
                "at": instant(event.at),
                "item_id": event.item_id,
                "kind": event.kind.value,
                "status": event.status.value,
                "label": event.label,
            }
        case ErrorRaised(problem=problem):
            return {
                "type": "error",
                "run_id": problem.run_id,
                "job_id": problem.job_id,
                "phase": problem.stage.value,
                "at": instant(problem.at),
                "entity_kind": str(problem.entity_kind),
                "entity_id": problem.entity_id,
                "reason": problem.reason,
                "message": problem.message,
            }


def present_lines(view: RunView, now: datetime) -> tuple[Document, ...]:
    """What a follower is told first: each job as it stands, its status and its counts."""
    return tuple(line for job in view.jobs for line in (status_line(view.run, now, job), progress_line(job, now)))


def summary_line(
    run: Run | None, *, tally: Tally, failed: int, left: int, seconds: float, resumes_at: datetime | None, now: datetime
) -> Document:
    """The last line of a stream. Without a run (nothing was to be done) it tells of completed nothing."""
    return {
        "type": "summary",
        "run_id": run.id if run else None,
        "job_id": None,
        "phase": None,
        "at": instant(now),
        "status": (run.status if run else RunStatus.COMPLETED).value,
        "reason": run.reason.value if run and run.reason else None,
        "units_spent": tally.spent.units,
        "surplus_units": tally.spent.surplus_units,
        "searches_spent": tally.spent.searches,
        "created": tally.created,
        "added": tally.added,
        "removed": tally.removed,
        "moved": tally.moved,
        "deleted": tally.deleted,
        "failed": failed,
        "left": left,
        "seconds": seconds,
        "resumes_at": instant(resumes_at),
    }


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────


def run_document(view: RunView, spent: Spent, *, holder: Holder | None, now: datetime) -> Document:
    """The ``run`` of ``status --json``; ``holder`` is the process that works on it, None where nobody does."""
    run = view.run
    return {
        "id": run.id,
        "kind": run.kind.value,
        "status": run.status.value,
        "stage": run.stage.value if run.stage else None,
        "paused_at_stage": run.paused_at_stage.value if run.paused_at_stage else None,
        "reason": run.reason.value if run.reason else None,
        "resumes_at": instant(run.resumes_at),
        "percent": view.percent,
        "started_at": instant(run.started_at),
        "last_resumed_at": instant(run.last_resumed_at),
        "completed_at": instant(run.completed_at),
        "duration_s": worked_s(run, now),
        "units_spent": spent.units,
        "searches_spent": spent.searches,
        "backup": run.backup_file,
        "held_by": {"pid": holder.pid, "host": holder.host, "since": holder.since} if holder else None,
        "jobs": [job_document(job) for job in view.jobs],
    }


def job_document(job: Job) -> Document:
    """A job of ``status --json``."""
    return {
        "id": job.id,
        "phase": job.phase.value,
        "status": job.status.value,
        "message": job.message,
        "done": job.done,
        "total": job.total,
        "percent": job.percent,
        "succeeded": job.succeeded,
        "failed": job.failed,
        "skipped": job.skipped,
        "last_error": job.last_error,
        "resumes_at": instant(job.resumes_at),
        "started_at": instant(job.started_at),
        "updated_at": instant(job.updated_at),
        "completed_at": instant(job.completed_at),
    }


def history_document(run: Run, spent: Spent, counts: Mapping[str, int], *, now: datetime) -> Document:
    """A line of ``history --json``."""
    return {
        "id": run.id,
        "kind": run.kind.value,
        "status": run.status.value,
        "reason": run.reason.value if run.reason else None,
        "started_at": instant(run.started_at or run.created_at),
        "ended_at": instant(run.completed_at),
        "seconds": worked_s(run, now),
        "counts": dict(counts),
        "units_spent": spent.units,
        "searches_spent": spent.searches,
    }


def problem_document(problem: Problem) -> Document:
    """An entry of ``errors --json``."""
    return {
        "run_id": problem.run_id,
        "job_id": problem.job_id,
        "stage": problem.stage.value,
        "entity_kind": str(problem.entity_kind),
        "entity_id": problem.entity_id,
        "reason": problem.reason,
        "message": problem.message,
        "at": instant(problem.at),
    }


def entry_document(entry: Entry) -> Document:
    """A recording with what is decided about it; ``track.id`` is what ``review set`` takes."""
    recording, match = entry.recording, entry.match
    return {
        "track": {
            "id": entry.track_id,
            "spotify_id": entry.spotify_id,
            "isrc": recording.isrc,
            "title": recording.title,
            "artists": list(recording.artists),
            "album": recording.album,
            "seconds": recording.duration_s,
        },
        "status": match.status.value if match else None,
        "video_id": match.video_id if match else None,
        "by": match.origin.value if match else None,
        "reason": match.reason if match else None,
        "waiting_categories": [{"id": category_id, "title": title} for category_id, title in entry.waiting],
    }


def reviewed_document(one: Reviewed) -> Document:
    """An entry of ``review list --json``: the same, with the candidates, best first."""
    return {
        **entry_document(one.entry),
        "candidates": [
            {
                "video_id": candidate.video_id,
                "title": candidate.title,
                "channel": candidate.channel_title,
                "seconds": candidate.seconds,
                "views": candidate.views,
                "score": score,
                "signals": dict(signals),
            }
            for candidate, score, signals in one.candidates
        ],
    }


def collection_documents(collections: Sequence[Collection]) -> list[Document]:
    """The ``collections`` of an import's summary."""
    return [
        {
            "id": collection.id,
            "kind": collection.kind.value,
            "title": collection.title,
            "source_rows": collection.source_rows,
            "imported": collection.imported,
            "skipped": {reason.value: count for reason, count in collection.skipped.items()},
        }
        for collection in collections
        if collection.gone_at is None
    ]


def worked_s(run: Run, now: datetime) -> float:
    """Seconds the run was at work, pauses left out, up to ``now`` where it works still."""
    since = run.last_resumed_at or run.started_at
    at_work = now - since if run.status is RunStatus.RUNNING and since else timedelta()
    return round(run.active_s + max(0.0, at_work.total_seconds()), 3)


def death_document(death: Death) -> Document:
    """A matched video that died, and what the matcher would take instead."""
    found = death.replacement
    replacement: Document | None = None
    if found is not None:
        candidate = found.candidate
        replacement = {"video_id": candidate.video_id, "title": candidate.title, "score": round(found.score, 4)}
    return {
        "video_id": death.video_id,
        "title": death.title,
        "track": {
            "id": death.track_id,
            "title": death.recording.title,
            "artists": list(death.recording.artists),
        },
        "state": death.state.value,
        "reason": death.reason,
        "checked_at": instant(death.checked_at),
        "categories": [{"id": category_id, "title": title} for category_id, title in death.categories],
        "chosen": death.is_chosen,
        "replacement": replacement,
    }
