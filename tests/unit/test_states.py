"""Which status may follow which."""

from __future__ import annotations

import pytest

from core.states import IMPORT_PHASES, SYNC_STAGES, TRANSITIONS, Phase, RunStatus


def test_every_status_says_what_may_follow() -> None:
    assert set(TRANSITIONS) == set(RunStatus)


@pytest.mark.parametrize("status", [RunStatus.COMPLETED, RunStatus.CANCELLED])
def test_nothing_follows_what_is_over(status: RunStatus) -> None:
    assert TRANSITIONS[status] == frozenset()


def test_a_failed_run_may_be_taken_up_again() -> None:
    assert RunStatus.RUNNING in TRANSITIONS[RunStatus.FAILED]


def test_the_stages_of_a_sync_stand_in_engine_order() -> None:
    assert [stage.value for stage in SYNC_STAGES] == [
        "backup", "match", "create_playlists", "add_videos",
        "remove_videos", "move_videos", "delete_playlists", "verify",
    ]  # fmt: skip
    assert set(IMPORT_PHASES).isdisjoint(SYNC_STAGES)
    assert set(IMPORT_PHASES) | set(SYNC_STAGES) < set(Phase)
