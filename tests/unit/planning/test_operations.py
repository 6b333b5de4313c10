"""An approved plan as writes: their order, their targets, the place of one that comes late."""

from __future__ import annotations

from core.model import OperationId, PlaylistId, RecordingId, RunId, VideoId
from core.planning.make import make_plan
from core.planning.operations import add_operation, operations, source_position
from core.planning.plan import PlannedAdd, Source
from core.states import OperationKind, OperationState, Phase
from tests.unit.planning.situations import DAYS, accepted, category, playlist, situation, songs, undecided

RUN = RunId("run")


def test_writes_come_in_the_engine_s_order_and_in_source_order_within() -> None:
    plan = make_plan(
        situation(
            Source(category("A", 0), songs(2, "a")),
            Source(category("B", 1, playlist="P"), (accepted(0, "b0"), accepted(1, "b1"), accepted(2, "b2"))),
            playlists=(playlist("P", "b1"), playlist("OLD", "b1", is_replaced=True)),
        ),
        DAYS,
    )
    numbers = iter(range(99))
    found = operations(plan, RUN, new_id=lambda: OperationId(f"o{next(numbers)}"))
    assert [(each.kind, each.category_id, each.video_id, each.playlist_id) for each in found] == [
        (OperationKind.CREATE_PLAYLIST, "A", None, None),
        (OperationKind.ADD_VIDEO, "A", "a0", None),
        (OperationKind.ADD_VIDEO, "A", "a1", None),
        (OperationKind.ADD_VIDEO, "B", "b0", "P"),
        (OperationKind.ADD_VIDEO, "B", "b2", "P"),
        (OperationKind.DELETE_PLAYLIST, None, None, "OLD"),
    ]
    assert len({each.id for each in found}) == len(found)
    assert {each.state for each in found} == {OperationState.PENDING}
    adds = [each for each in found if each.phase is Phase.ADD_VIDEOS]
    assert [each.ordinal for each in adds] == sorted(each.ordinal for each in adds)
    assert [source_position(each) for each in adds] == [0, 1, 0, 2]
    assert [each.target for each in found] == ["A", "A", "A", "P", "P", "OLD"]


def test_an_add_that_a_late_match_sets_free_keeps_its_place_in_the_source() -> None:
    add = PlannedAdd(category("A", 3).id, RecordingId(1), VideoId("late"), "song 1", 1)
    late = add_operation(add, category("A", 3), RUN, operation_id=OperationId("late"))
    assert source_position(late) == 1
    assert (late.label, late.recording_id, late.playlist_id) == ("song 1", 1, None)


def test_what_is_finished_soonest_is_made_and_filled_first() -> None:
    few, more = Source(category("B", 4), songs(1)), Source(category("A", 3), (*songs(1), undecided(1, None)))
    plan = make_plan(situation(more, few), DAYS)
    numbers = iter(range(99))
    found = operations(plan, RUN, new_id=lambda: OperationId(f"o{next(numbers)}"))
    for kind in (OperationKind.CREATE_PLAYLIST, OperationKind.ADD_VIDEO):
        assert [each.category_id for each in sorted(found, key=lambda one: one.ordinal) if each.kind is kind] == [
            "B",
            "A",
        ]


def test_an_add_goes_to_the_category_s_playlist_where_there_is_one() -> None:
    add = PlannedAdd(category("A").id, RecordingId(1), VideoId("v"), "song", 0)
    there = add_operation(add, category("A", playlist="P"), RUN, operation_id=OperationId("o"))
    assert there.playlist_id == PlaylistId("P")
