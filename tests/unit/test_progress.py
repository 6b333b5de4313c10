"""The view folded from events: counts, rates, and what stays out."""

from __future__ import annotations

from dataclasses import replace

from core.events import ErrorRaised, ItemChanged, Progressed, StatusChanged
from core.progress import PROBLEMS, RECENT, RunView, fold
from core.states import ItemKind, ItemStatus, Phase, RunKind, RunStatus
from tests.builders import NOON, after, job, problem, run


def _item(number: int, status: ItemStatus = ItemStatus.SUCCEEDED) -> ItemChanged:
    owner = job()
    return ItemChanged(owner.run_id, owner.id, owner.phase, f"op-{number}", ItemKind.VIDEO, status, "a", NOON)


def test_progress_replaces_the_job_of_its_phase_and_no_other() -> None:
    view = RunView(run(), (job(Phase.MATCH), job(Phase.ADD_VIDEOS)))
    view = fold(view, Progressed(job(Phase.ADD_VIDEOS, done=3, total=9), NOON))
    assert [known.done for known in view.jobs] == [0, 3]


def test_what_is_waited_for_is_said_until_the_next_progress_or_end() -> None:
    view = RunView(run(), (job(),))
    waits = fold(view, Progressed(replace(job(), message="Waiting until 14:03"), NOON, is_waiting=True))
    assert waits.waiting == "Waiting until 14:03"
    assert fold(waits, Progressed(job(done=1), NOON)).waiting == ""
    assert fold(waits, StatusChanged(run(status=RunStatus.PAUSED), NOON)).waiting == ""


def test_events_of_another_run_change_nothing() -> None:
    view = RunView(run(), (job(),))
    assert fold(view, Progressed(job(run_id="run-2", done=5, total=5), NOON)) is view
    assert fold(view, StatusChanged(run("run-2"), NOON)) is view


def test_an_item_that_moves_on_stands_once_and_last() -> None:
    view = RunView(run(), (job(),))
    for event in (_item(1, ItemStatus.IN_PROGRESS), _item(2), _item(1)):
        view = fold(view, event)
    assert [(item.item_id, item.status) for item in view.recent] == [
        ("op-2", ItemStatus.SUCCEEDED),
        ("op-1", ItemStatus.SUCCEEDED),
    ]


def test_lists_stay_bounded() -> None:
    view = RunView(run(), (job(),))
    for number in range(RECENT + 40):
        view = fold(view, _item(number))
    for number in range(PROBLEMS + 7):
        view = fold(view, ErrorRaised(problem(f"{number}")))
    assert len(view.recent) == RECENT
    assert len(view.problems) == PROBLEMS
    assert view.problems[-1].message == f"{PROBLEMS + 6}"


def test_the_rate_counts_the_last_half_minute_only() -> None:
    view = RunView(run(), (job(total=100),))
    for seconds, done in ((0, 0), (100, 50), (110, 60)):
        view = fold(view, Progressed(job(done=done, total=100), after(seconds)))
    now = after(110)
    assert view.rate(view.jobs[0], now=now) == 1.0
    assert view.time_left_s(view.jobs[0], now=now) == 40.0


def test_one_sample_gives_no_rate() -> None:
    view = fold(RunView(run(), (job(total=9),)), Progressed(job(done=1, total=9), NOON))
    assert view.rate(view.jobs[0], now=NOON) is None
    assert view.time_left_s(view.jobs[0], now=NOON) is None


def test_an_imports_percentage_counts_completed_phases() -> None:
    phases = (Phase.LIKED_SONGS, Phase.PLAYLISTS, Phase.PLAYLIST_TRACKS)
    jobs = tuple(job(phase, status=RunStatus.PENDING) for phase in phases)
    seen = []
    for ended in range(4):
        done = tuple(replace(one, status=RunStatus.COMPLETED) if i < ended else one for i, one in enumerate(jobs))
        seen.append(RunView(run(kind=RunKind.IMPORT), done).percent)
    assert seen == [0, 33, 67, 100]


def test_a_sync_is_at_a_hundred_only_when_it_is_completed() -> None:
    view = RunView(run(), (job(done=9, total=9),))
    assert view.percent == 99
    assert replace(view, run=run(status=RunStatus.COMPLETED)).percent == 100
