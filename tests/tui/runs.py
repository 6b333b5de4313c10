"""Runs as the screen meets them: at work, parked by the quota, ended with problems."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.events import ItemChanged, Progressed
from core.model import Problem, RunId, Spent
from core.session.history import Tally
from core.states import ItemKind, ItemStatus, Phase, Reason, RunStatus
from tests.tui.fake_session import NOON, World, a_run

if TYPE_CHECKING:
    from core.progress import RunView

COUNTS = {
    Phase.BACKUP: (3, 3),
    Phase.MATCH: (12, 12),
    Phase.CREATE_PLAYLISTS: (6, 6),
    Phase.ADD_VIDEOS: (29, 181),
    Phase.DELETE_PLAYLISTS: (0, 2),
    Phase.VERIFY: (0, 6),
}
SONGS = (
    "Blue in Green – Miles Davis",
    "日本の歌 – Hako Yamasaki",
    "Take Five [Live] – Dave Brubeck",
    "Nude – Radiohead",
)
GONE = "Angel (Remix) – Massive Attack: the video does not exist any more"


def problem(number: int, reason: str, message: str) -> Problem:
    """A failed video."""
    at = NOON - timedelta(minutes=3 - number)
    return Problem(RunId("run-1"), None, Phase.ADD_VIDEOS, ItemKind.VIDEO, f"v{number}", reason, message, at)


PROBLEMS = (problem(0, "videoNotFound", GONE), problem(1, "conflict", "Hurt: YouTube refused it again and again"))


def working(world: World) -> RunView:
    """A sync in the middle of its adds, at work here."""
    world.is_active = True
    world.spent = Spent(units=7_390, searches=12)
    return world.put(a_run(stage=Phase.ADD_VIDEOS, counts=COUNTS, problems=PROBLEMS))


def feed(world: World, view: RunView) -> None:
    """Events as the engine sends them: some songs, and five counts two seconds apart."""
    job = view.job(Phase.ADD_VIDEOS)
    assert job is not None
    for number, song in enumerate(SONGS):
        status = ItemStatus.SUCCEEDED if number < len(SONGS) - 1 else ItemStatus.IN_PROGRESS
        world.tell(ItemChanged(view.run.id, job.id, job.phase, f"i{number}", ItemKind.VIDEO, status, song, NOON))
    for number in range(5):
        done = 21 + number * 2
        now = NOON - timedelta(seconds=8 - 2 * number)
        world.tell(Progressed(replace(job, done=done, succeeded=done - 2, failed=2), now))


def parked(world: World, reason: Reason = Reason.QUOTA_EXHAUSTED, *, waits: bool = True) -> RunView:
    """The same sync, paused; by default until the reset at midnight in California."""
    view = working(world)
    world.is_active = waits
    run = replace(
        view.run,
        status=RunStatus.PAUSED,
        stage=None,
        paused_at_stage=Phase.ADD_VIDEOS,
        reason=reason,
        resumes_at=NOON + timedelta(hours=12) if reason is Reason.QUOTA_EXHAUSTED else None,
        active_s=184.0,
    )
    world.tallies[run.id] = Tally(Spent(1_857, 12), created=6, added=29)
    jobs = tuple(replace(job, status=RunStatus.PAUSED) if job.status is RunStatus.RUNNING else job for job in view.jobs)
    return world.put(replace(view, run=run, jobs=jobs))


def ended(world: World) -> RunView:
    """The same sync, completed with two failed items, and its books."""
    view = working(world)
    world.is_active = False
    run = replace(view.run, status=RunStatus.COMPLETED, stage=None, active_s=184.0, completed_at=NOON)
    jobs = tuple(
        replace(job, status=RunStatus.COMPLETED, done=job.total, succeeded=job.total - failed, failed=failed)
        for job in view.jobs
        for failed in (len(PROBLEMS) if job.phase is Phase.ADD_VIDEOS else 0,)
    )
    world.tallies[run.id] = Tally(Spent(9_905, 12, 6, 150), created=6, added=179, deleted=2, failed=2)
    return world.put(replace(view, run=run, jobs=jobs))
