"""Runs, jobs and problems as the store keeps them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.model import JobId, Problem, RunId
from core.states import ItemKind, Phase, Reason, RunKind, RunStatus
from tests.db.values import NOON, a_job, a_run, an_operation, later

if TYPE_CHECKING:
    from core.model import Run
    from db.store import SqliteStore


async def run_through(store: SqliteStore, run: Run, *statuses: RunStatus) -> Run:
    """Create a run and let it take some statuses."""
    await store.runs.create(run, [])
    for status in statuses:
        run = replace(run, status=status)
        await store.runs.save(run)
    return run


async def test_a_run_comes_back_as_it_was_written(store: SqliteStore) -> None:
    run = replace(
        a_run(),
        stage=Phase.ADD_VIDEOS,
        paused_at_stage=Phase.MATCH,
        reason=Reason.QUOTA_EXHAUSTED,
        resumes_at=later(3600),
        started_at=later(1),
        last_resumed_at=later(2),
        completed_at=later(3.000001),
        active_s=12.5,
        allow_delete=True,
        backup_file="b.json",
        backup_sha256="ab",
        message="bad \ud800 text",
        arguments={"full": "yes"},
    )
    await store.runs.create(run, [])
    assert await store.runs.get(run.id) == replace(run, message="bad \ufffd text")


async def test_jobs_come_in_the_order_of_their_phases(store: SqliteStore) -> None:
    run = a_run()
    await store.runs.create(run, [a_job(run, phase) for phase in (Phase.VERIFY, Phase.BACKUP, Phase.ADD_VIDEOS)])
    assert [job.phase for job in await store.runs.jobs(run.id)] == [Phase.BACKUP, Phase.ADD_VIDEOS, Phase.VERIFY]


async def test_a_job_is_written_with_its_run_and_a_problem(store: SqliteStore) -> None:
    run = a_run()
    job = a_job(run)
    await store.runs.create(run, [job])
    running = replace(run, status=RunStatus.RUNNING, stage=Phase.ADD_VIDEOS)
    busy = replace(job, status=RunStatus.RUNNING, done=3, total=9, succeeded=2, failed=1, updated_at=later(5))
    problem = Problem(
        run.id,
        job.id,
        stage=Phase.ADD_VIDEOS,
        entity_kind=ItemKind.VIDEO,
        entity_id="v1",
        reason="video_not_found",
        message="no such video",
        at=later(4),
    )
    await store.runs.save(running, busy, problem=problem)
    assert await store.runs.get(run.id) == running
    assert await store.runs.jobs(run.id) == (busy,)
    assert await store.runs.problems(run.id) == (problem,)
    assert await store.runs.problems() == (problem,)
    assert await store.runs.problems(RunId("other")) == ()


async def test_the_newest_problems_are_kept_and_the_newest_is_last(store: SqliteStore) -> None:
    run = a_run()
    await store.runs.create(run, [])
    for number in range(5):
        await store.runs.save(
            run,
            problem=Problem(
                run.id,
                None,
                stage=Phase.MATCH,
                entity_kind="job",
                entity_id=str(number),
                reason="r",
                message="m",
                at=NOON,
            ),
        )
    assert [problem.entity_id for problem in await store.runs.problems(limit=2)] == ["3", "4"]


@pytest.mark.parametrize("status", [RunStatus.PENDING, RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.RATE_LIMITED])
async def test_a_second_run_of_a_kind_is_refused_while_one_is_open(store: SqliteStore, status: RunStatus) -> None:
    await run_through(store, a_run("first"), *(() if status is RunStatus.PENDING else (status,)))
    with pytest.raises(StoreError, match="unfinished sync"):
        await store.runs.create(a_run("second"), [], [an_operation("o1", run="second")])
    await store.runs.create(a_run("other", RunKind.MATCH), [])
    assert [run.id for run in await store.runs.history()] == ["other", "first"]
    assert await store.operations.of_run(RunId("second")) == ()


async def test_an_unfinished_import_stands_in_the_way_of_its_own_source_only(store: SqliteStore) -> None:
    spotify = await run_through(store, a_run("spotify", RunKind.IMPORT), RunStatus.RATE_LIMITED)
    youtube = replace(a_run("youtube", RunKind.IMPORT), arguments={"source": "youtube"})
    await run_through(store, youtube, RunStatus.FAILED)
    assert await store.runs.unfinished(RunKind.IMPORT, source="") == spotify
    found = await store.runs.unfinished(RunKind.IMPORT, source="youtube")
    assert found is not None
    assert (found.id, found.source) == (youtube.id, "youtube")
    assert await store.runs.unfinished(RunKind.IMPORT, source="/a/file.csv") is None
    with pytest.raises(StoreError, match="unfinished import"):
        await store.runs.create(a_run("again", RunKind.IMPORT), [])
    newest = await store.runs.unfinished()
    assert newest is not None
    assert newest.id == youtube.id


async def test_a_failed_run_is_unfinished_until_another_takes_its_place(store: SqliteStore) -> None:
    failed = await run_through(store, a_run("first"), RunStatus.RUNNING, RunStatus.FAILED)
    assert await store.runs.unfinished() == failed
    assert await store.runs.unfinished(RunKind.SYNC) == failed
    assert await store.runs.unfinished(RunKind.IMPORT) is None
    second = await run_through(store, a_run("second"), RunStatus.RUNNING, RunStatus.COMPLETED)
    assert await store.runs.unfinished() is None
    assert await store.runs.newest() == second


async def test_a_failed_run_that_was_superseded_cannot_be_taken_up_beside_its_successor(store: SqliteStore) -> None:
    failed = await run_through(store, a_run("first"), RunStatus.RUNNING, RunStatus.FAILED)
    await run_through(store, a_run("second"), RunStatus.RUNNING)
    with pytest.raises(StoreError, match="Another sync is unfinished"):
        await store.runs.save(replace(failed, status=RunStatus.RUNNING))
    assert await store.runs.get(failed.id) == failed


async def test_the_newest_of_several_unfinished_runs_is_named(store: SqliteStore) -> None:
    await run_through(store, a_run("sync"), RunStatus.PAUSED)
    await run_through(store, a_run("import", RunKind.IMPORT), RunStatus.RATE_LIMITED)
    found = await store.runs.unfinished()
    assert found is not None
    assert found.id == "import"
    newest = await store.runs.newest(RunKind.SYNC)
    assert newest is not None
    assert newest.id == "sync"


async def test_a_forbidden_change_of_status_is_refused_and_changes_nothing(store: SqliteStore) -> None:
    done = await run_through(store, a_run(), RunStatus.RUNNING, RunStatus.COMPLETED)
    with pytest.raises(StoreError, match="completed cannot become running"):
        await store.runs.save(replace(done, status=RunStatus.RUNNING, message="again"))
    assert await store.runs.get(done.id) == done


async def test_what_is_not_known_cannot_be_written(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="no run"):
        await store.runs.save(a_run())
    run = a_run()
    await store.runs.create(run, [])
    with pytest.raises(StoreError, match="no job"):
        await store.runs.save(run, replace(a_job(run), id=JobId("stranger")))
    assert await store.runs.get(RunId("stranger")) is None


async def test_history_is_newest_first_and_bounded(store: SqliteStore) -> None:
    for number in range(4):
        await run_through(store, a_run(f"r{number}"), RunStatus.CANCELLED)
    assert [run.id for run in await store.runs.history(limit=3)] == ["r3", "r2", "r1"]


async def test_last_synced_is_the_end_of_the_newest_completed_sync(store: SqliteStore) -> None:
    assert await store.runs.last_synced() is None
    for name, kind, end in (
        ("a", RunKind.SYNC, RunStatus.COMPLETED),
        ("b", RunKind.SYNC, RunStatus.FAILED),
        ("c", RunKind.IMPORT, RunStatus.COMPLETED),
    ):
        run = await run_through(store, a_run(name, kind), RunStatus.RUNNING)
        await store.runs.save(replace(run, status=end, completed_at=later(ord(name))))
    assert await store.runs.last_synced() == later(ord("a"))
