"""Intent and receipt: what begin and finish write together, and which operation is next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.errors import StoreError
from core.marker import playlist_marker
from core.model import CategoryId, Operation, OperationId, Outcome, PlaylistId, Problem, RunId, Spent, VideoId
from core.quota import Method
from core.states import ItemKind, OperationKind, OperationState, Phase, RunStatus
from tests.db.journeys import category_of, import_playlists, plan_sync, recordings_of
from tests.db.values import (
    METHODS,
    NOON,
    PHASES,
    TODAY,
    a_charge,
    a_head,
    a_job,
    a_run,
    an_item,
    an_operation,
    later,
    ours,
)

if TYPE_CHECKING:
    from core.model import HeldItem, RemotePlaylist
    from db.store import SqliteStore

RUN = RunId("run")
CREATE, ADD, REMOVE, MOVE, DELETE = (
    OperationKind.CREATE_PLAYLIST,
    OperationKind.ADD_VIDEO,
    OperationKind.REMOVE_VIDEO,
    OperationKind.MOVE_VIDEO,
    OperationKind.DELETE_PLAYLIST,
)


async def carry_out(
    store: SqliteStore, operation: Operation, receipt: RemotePlaylist | HeldItem | None = None
) -> Operation:
    """Begin and finish an operation."""
    begun = await store.operations.begin(operation.id, a_charge(METHODS[operation.kind]))
    done = replace(begun, state=OperationState.DONE, remote_id="remote")
    await store.operations.finish(done, a_job(phase=PHASES[operation.kind]), receipt=receipt)
    return done


async def held(store: SqliteStore, playlist: str) -> list[tuple[str, int]]:
    """A playlist's items with their positions."""
    found = await store.channel.playlist(PlaylistId(playlist))
    assert found is not None
    return [(row.item.id, row.item.position) for row in found.items]


async def test_an_intent_and_its_charge_are_written_together(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("o1", playlist="p"))
    begun = await store.operations.begin(OperationId("o1"), a_charge(), position=3)
    assert begun == replace(an_operation("o1", playlist="p"), state=OperationState.SENDING, attempts=1, position=3)
    assert await store.operations.sending() == (begun,)
    assert await store.ledger.of_run(RUN) == Spent(units=50)


async def test_only_a_pending_operation_can_be_sent(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("o1", playlist="p"))
    await store.operations.begin(OperationId("o1"), a_charge())
    with pytest.raises(StoreError, match="sending, not pending"):
        await store.operations.begin(OperationId("o1"), a_charge())
    with pytest.raises(StoreError, match="no operation"):
        await store.operations.begin(OperationId("o2"), a_charge())
    assert await store.ledger.spent(TODAY) == Spent(units=50)


async def test_two_writes_to_one_target_are_never_in_flight_together(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("o1", playlist="p"), an_operation("o2", playlist="p"))
    await store.operations.begin(OperationId("o1"), a_charge())
    with pytest.raises(StoreError, match="in flight"):
        await store.operations.begin(OperationId("o2"), a_charge())
    assert [operation.id for operation in await store.operations.sending()] == ["o1"]
    assert await store.ledger.spent(TODAY) == Spent(units=50)


async def test_a_receipt_and_the_next_intent_are_written_together_or_not_at_all(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("o1", playlist="p"), an_operation("o2", playlist="p"))
    first = await store.operations.begin(OperationId("o1"), a_charge())
    done = Outcome(replace(first, state=OperationState.DONE), a_job(), ours(an_item("i", "p")))
    with pytest.raises(StoreError, match="no operation"):
        await store.operations.begin(OperationId("o3"), a_charge(), after=done)
    assert await store.operations.sending() == (first,)
    assert await store.channel.playlist(PlaylistId("p")) is None
    second = await store.operations.begin(OperationId("o2"), a_charge(), after=done)
    assert await store.operations.sending() == (second,)
    assert await held(store, "p") == [("i", 0)]


async def test_an_outcome_is_written_with_its_job_and_its_problem(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("o1", playlist="p"))
    begun = await store.operations.begin(OperationId("o1"), a_charge())
    job = replace(a_job(), status=RunStatus.RUNNING, done=1, failed=1)
    problem = Problem(
        RUN,
        job.id,
        stage=Phase.ADD_VIDEOS,
        entity_kind=ItemKind.VIDEO,
        entity_id="v",
        reason="gone",
        message="m",
        at=NOON,
    )
    failed = replace(begun, state=OperationState.FAILED, reason="gone", message="no such video")
    await store.operations.finish(failed, job, problem=problem, is_surplus=True)
    assert await store.operations.of_run(RUN) == (failed,)
    assert job in await store.runs.jobs(RUN)
    assert await store.runs.problems() == (problem,)
    assert await store.ledger.of_run(RUN) == Spent(units=50, surplus_units=50)


async def test_surplus_marks_the_newest_attempt_only(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("o1", playlist="p"))
    begun = await store.operations.begin(OperationId("o1"), a_charge())
    await store.operations.finish(replace(begun, state=OperationState.PENDING), a_job(), is_surplus=True)
    again = await store.operations.begin(OperationId("o1"), a_charge())
    assert again.attempts == 2
    await store.operations.finish(replace(again, state=OperationState.DONE), a_job(), receipt=ours(an_item("i", "p")))
    assert await store.ledger.of_run(RUN) == Spent(units=100, surplus_units=50)


async def test_what_is_done_stays_done(store: SqliteStore) -> None:
    operation = an_operation("o1", playlist="p")
    await plan_sync(store, operation)
    done = await carry_out(store, operation, ours(an_item("i", "p")))
    with pytest.raises(StoreError, match="is done"):
        await store.operations.finish(replace(done, state=OperationState.PENDING), a_job())
    await store.operations.finish(done, a_job(), receipt=ours(an_item("i", "p")))
    assert await held(store, "p") == [("i", 0)]


async def test_a_new_playlist_is_linked_and_its_waiting_adds_learn_where_to_go(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one", "two"], "sea": ["three"]})
    road, sea = category_of("road"), category_of("sea")
    create = an_operation("c1", CREATE, category=road)
    adds = [an_operation(f"a{n}", ordinal=n, category=road, video=f"v{n}") for n in range(2)]
    other = an_operation("a9", category=sea, video="v9")
    await plan_sync(store, create, *adds, other)
    assert await store.operations.next(RUN, ADD, limit=10) == ()
    await carry_out(store, create, a_head("p1", description=f"Hello\n{playlist_marker(road)}"))
    category = await store.categories.get(road)
    assert category is not None
    assert (category.playlist_id, category.parts) == ("p1", ("p1",))
    ready = await store.operations.next(RUN, ADD, limit=10)
    assert [(operation.id, operation.playlist_id, operation.target) for operation in ready] == [
        ("a0", "p1", "p1"),
        ("a1", "p1", "p1"),
    ]
    made = await store.channel.playlist(PlaylistId("p1"))
    assert made is not None
    assert (made.category_id, made.items_at, made.items, made.listed_count) == (road, NOON, (), 0)
    assert made.listed_etag == made.head.etag


async def test_a_further_part_is_linked_under_the_number_in_its_marker(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    road = category_of("road")
    await store.categories.link(road, PlaylistId("p1"))
    create = an_operation("c2", CREATE, category=road)
    await plan_sync(store, create)
    await carry_out(store, create, a_head("p2", description=playlist_marker(road, 2)))
    category = await store.categories.get(road)
    assert category is not None
    assert (category.playlist_id, category.parts) == ("p1", ("p1", "p2"))


async def test_an_adopted_playlist_that_holds_items_is_not_known_to_be_empty(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    create = an_operation("c1", CREATE, category=category_of("road"))
    await plan_sync(store, create)
    await carry_out(store, create, a_head("p1", count=3))
    found = await store.channel.playlist(PlaylistId("p1"))
    assert found is not None
    assert found.items_at is None


async def test_an_item_s_receipt_pushes_those_behind_it_down(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p", count=2)], at=NOON, settle_s=60)
    listed = [an_item("x", "p", position=0), an_item("y", "p", position=1)]
    await store.channel.save_items(PlaylistId("p"), listed, at=NOON, settle_s=60)
    await import_playlists(store, {"road": ["one"]})
    (recording,) = await recordings_of(store, "road")
    add = an_operation("a1", playlist="p", video="v1", recording=recording)
    await plan_sync(store, add)
    await carry_out(store, add, ours(an_item("n", "p", position=1, video="v1")))
    assert await held(store, "p") == [("x", 0), ("n", 1), ("y", 2)]
    playlist = await store.channel.playlist(PlaylistId("p"))
    assert playlist is not None
    assert (playlist.head.item_count, playlist.listed_count) == (3, 2)
    assert [(row.is_ours, row.recording_id) for row in playlist.items] == [
        (False, None),
        (True, recording),
        (False, None),
    ]


async def test_a_receipt_of_a_playlist_that_was_never_listed_is_kept(store: SqliteStore) -> None:
    add = an_operation("a1", playlist="p", video="v1")
    await plan_sync(store, add)
    await carry_out(store, add, ours(an_item("n", "p")))
    assert await held(store, "p") == [("n", 0)]


async def test_a_removal_closes_the_gap_and_no_late_listing_brings_the_item_back(store: SqliteStore) -> None:
    playlist = PlaylistId("p")
    items = [an_item(name, "p", position=place) for place, name in enumerate("abc")]
    await store.channel.save_heads([a_head("p", count=3)], at=NOON, settle_s=60)
    await store.channel.save_items(playlist, items, at=NOON, settle_s=60)
    remove = an_operation("r1", REMOVE, playlist="p", item="b", video="b")
    await plan_sync(store, remove)
    await carry_out(store, remove)
    assert await held(store, "p") == [("a", 0), ("c", 1)]
    known = await store.channel.playlist(playlist)
    assert known is not None
    assert known.head.item_count == 2
    await store.channel.save_items(playlist, items, at=later(1), settle_s=60)
    await store.channel.save_items(playlist, items[:1], at=later(100), settle_s=60)
    known = await store.channel.playlist(playlist)
    assert known is not None
    assert [row.item.id for row in known.items] == ["a"]
    assert known.removed == frozenset()


async def test_a_move_shifts_what_lies_between(store: SqliteStore) -> None:
    items = [an_item(name, "p", position=place) for place, name in enumerate("abcd")]
    await store.channel.save_heads([a_head("p", count=4)], at=NOON, settle_s=60)
    await store.channel.save_items(PlaylistId("p"), items, at=NOON, settle_s=60)
    move = an_operation("m1", MOVE, playlist="p", item="d")
    back = an_operation("m2", MOVE, playlist="p", item="a", ordinal=1)
    await plan_sync(store, move, back)
    begun = await store.operations.begin(move.id, a_charge(Method.ITEMS_UPDATE))
    done = replace(begun, state=OperationState.DONE)
    await store.operations.finish(done, a_job(), receipt=ours(an_item("d", "p", position=1)))
    assert await held(store, "p") == [("a", 0), ("d", 1), ("b", 2), ("c", 3)]
    begun = await store.operations.begin(back.id, a_charge(Method.ITEMS_UPDATE))
    done = replace(begun, state=OperationState.DONE)
    await store.operations.finish(done, a_job(), receipt=ours(an_item("a", "p", position=3)))
    assert await held(store, "p") == [("d", 0), ("b", 1), ("c", 2), ("a", 3)]
    playlist = await store.channel.playlist(PlaylistId("p"))
    assert playlist is not None
    assert playlist.head.item_count == 4


async def test_a_rename_keeps_the_items_known(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p", count=1)], at=NOON, settle_s=60)
    await store.channel.save_items(PlaylistId("p"), [an_item("a", "p")], at=NOON, settle_s=60)
    rename = an_operation("n1", OperationKind.RENAME_PLAYLIST, playlist="p")
    await plan_sync(store, rename)
    await carry_out(store, rename, replace(a_head("p", count=1, etag="e2"), title="New"))
    playlist = await store.channel.playlist(PlaylistId("p"))
    assert playlist is not None
    assert (playlist.head.title, playlist.head.etag, playlist.listed_etag) == ("New", "e2", "e2")
    assert len(playlist.items) == 1


async def test_a_deletion_done_forgets_the_playlist(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p"), a_head("q")], at=NOON, settle_s=60)
    delete = an_operation("d1", DELETE, playlist="p")
    await plan_sync(store, delete)
    await carry_out(store, delete)
    assert [held.head.id for held in await store.channel.playlists()] == ["q"]


async def test_a_fresh_playlist_that_a_listing_does_not_show_yet_stays(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    create = an_operation("c1", CREATE, category=category_of("road"))
    await plan_sync(store, create)
    await carry_out(store, create, a_head("p1"))
    await store.channel.save_heads([], at=later(59), settle_s=60)
    assert [held.head.id for held in await store.channel.playlists()] == ["p1"]
    await store.channel.save_heads([], at=later(61), settle_s=60)
    assert await store.channel.playlists() == ()


async def test_a_deleted_playlist_does_not_come_back_with_a_late_listing(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p")], at=NOON, settle_s=60)
    delete = an_operation("d1", DELETE, playlist="p")
    await plan_sync(store, delete)
    begun = await store.operations.begin(delete.id, a_charge(Method.PLAYLISTS_DELETE))
    job = replace(a_job(phase=Phase.DELETE_PLAYLISTS), updated_at=later(30))
    await store.operations.finish(replace(begun, state=OperationState.DONE), job)
    await store.channel.save_heads([a_head("p")], at=later(89), settle_s=60)
    assert await store.channel.playlists() == ()
    await store.channel.save_heads([a_head("p")], at=later(90), settle_s=60)
    assert len(await store.channel.playlists()) == 1


async def test_a_deletion_that_failed_forgets_nothing(store: SqliteStore) -> None:
    await store.channel.save_heads([a_head("p")], at=NOON, settle_s=60)
    delete = an_operation("d1", DELETE, playlist="p")
    await plan_sync(store, delete)
    begun = await store.operations.begin(delete.id, a_charge(Method.PLAYLISTS_DELETE))
    job = a_job(phase=Phase.DELETE_PLAYLISTS)
    await store.operations.finish(replace(begun, state=OperationState.FAILED), job)
    assert len(await store.channel.playlists()) == 1


async def test_the_next_ones_come_in_plan_order_and_leave_closed_targets_out(store: SqliteStore) -> None:
    plan = [
        an_operation("q1", playlist="q", ordinal=1),
        an_operation("q0", playlist="q", ordinal=0),
        an_operation("p0", playlist="p", ordinal=2),
        an_operation("r0", playlist="r", ordinal=3),
    ]
    await plan_sync(store, *plan)
    assert [one.id for one in await store.operations.next(RUN, ADD, limit=9)] == ["q0", "q1", "p0", "r0"]
    assert [one.id for one in await store.operations.next(RUN, ADD, limit=2)] == ["q0", "q1"]
    closed = frozenset({"q"})
    assert [one.id for one in await store.operations.next(RUN, ADD, limit=9, excluding=closed)] == ["p0", "r0"]
    await store.operations.begin(OperationId("p0"), a_charge())
    assert [one.id for one in await store.operations.next(RUN, ADD, limit=9, excluding=closed)] == ["r0"]
    assert await store.operations.next(RUN, DELETE, limit=9) == ()


async def test_a_write_left_in_flight_by_an_older_run_closes_its_target(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("old", playlist="p"))
    await store.operations.begin(OperationId("old"), a_charge())
    await store.runs.save(replace(a_run(), status=RunStatus.CANCELLED))
    await plan_sync(store, an_operation("new", run="second", playlist="p"), name="second")
    assert await store.operations.next(RunId("second"), ADD, limit=9) == ()
    assert [one.id for one in await store.operations.sending()] == ["old"]
    assert await store.operations.sending(RunId("second")) == ()


async def test_those_in_flight_come_in_the_order_they_were_sent(store: SqliteStore) -> None:
    await plan_sync(store, an_operation("o1", playlist="p"), an_operation("o2", playlist="q"))
    await store.operations.begin(OperationId("o2"), a_charge())
    await store.operations.begin(OperationId("o1"), a_charge())
    assert [one.id for one in await store.operations.sending(RUN)] == ["o2", "o1"]


async def test_operations_are_counted_by_kind_and_state(store: SqliteStore) -> None:
    plan = [an_operation(f"o{n}", playlist=f"p{n}") for n in range(3)]
    await plan_sync(store, *plan, an_operation("d", DELETE, playlist="x"))
    await store.operations.begin(OperationId("o1"), a_charge())
    assert [await store.operations.sent(OperationId(name)) for name in ("o0", "o1", "none")] == [0, 1, None]
    assert await store.operations.counts(RUN) == {
        (ADD, OperationState.PENDING): 2,
        (ADD, OperationState.SENDING): 1,
        (DELETE, OperationState.PENDING): 1,
    }


async def test_a_category_s_pending_operations_are_skipped_with_a_reason(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"], "sea": ["two"]})
    road, sea = category_of("road"), category_of("sea")
    await plan_sync(
        store,
        an_operation("a0", category=road, playlist="p"),
        an_operation("a1", category=road, ordinal=1),
        an_operation("b0", category=sea, playlist="q"),
    )
    await store.operations.begin(OperationId("a0"), a_charge())
    skipped = await store.operations.skip(RUN, road, kind=ADD, reason="playlist_not_created", message="m")
    assert skipped == 1
    states = {one.id: (one.state, one.reason) for one in await store.operations.of_run(RUN)}
    assert states == {
        "a0": (OperationState.SENDING, None),
        "a1": (OperationState.SKIPPED, "playlist_not_created"),
        "b0": (OperationState.PENDING, None),
    }


async def test_a_run_s_operations_come_by_page_in_the_order_of_their_stages(store: SqliteStore) -> None:
    plan = [
        an_operation("d", DELETE, playlist="x"),
        *(an_operation(f"a{n}", ordinal=n, playlist="p") for n in range(4)),
    ]
    await plan_sync(store, *plan, an_operation("c", CREATE))
    assert [one.id for one in await store.operations.of_run(RUN)] == ["c", "a0", "a1", "a2", "a3", "d"]
    page = await store.operations.of_run(RUN, kind=ADD, offset=1, limit=2)
    assert [one.id for one in page] == ["a1", "a2"]


async def test_what_is_planned_later_stands_with_its_category(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"], "sea": ["two"]})
    road, sea = category_of("road"), category_of("sea")
    await plan_sync(
        store,
        an_operation("a0", category=road, ordinal=0, playlist="p"),
        an_operation("a9", category=road, ordinal=9, playlist="p"),
        an_operation("b0", category=sea, ordinal=0, playlist="q"),
    )
    job = replace(a_job(), total=4)
    await store.operations.add([an_operation("a5", category=road, ordinal=5, playlist="p")], job)
    assert [one.id for one in await store.operations.next(RUN, ADD, limit=9)] == ["a0", "a5", "a9", "b0"]
    assert job in await store.runs.jobs(RUN)


async def test_an_operation_comes_back_as_it_was_planned(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"]})
    (recording,) = await recordings_of(store, "road")
    whole = replace(
        an_operation("o", category=category_of("road"), recording=recording, video="v", playlist="p", item="i"),
        ordinal=7,
        label="Ada – One",
        reason="because",
        message="text",
        remote_id="r",
        attempts=2,
    )
    await plan_sync(store, whole)
    assert await store.operations.of_run(RUN) == (whole,)
    assert whole.video_id == VideoId("v")


async def test_an_operation_of_an_unknown_category_is_refused_with_its_run(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="contradict"):
        await plan_sync(store, an_operation("o", category=CategoryId("nowhere")))
    assert await store.runs.get(RUN) is None


async def test_a_category_is_open_to_a_video_that_is_neither_planned_nor_held_nor_taken_out(store: SqliteStore) -> None:
    await import_playlists(store, {"road": ["one"], "sea": ["two"]})
    road, sea = category_of("road"), category_of("sea")
    await plan_sync(store, an_operation("o1", CREATE, category=road), an_operation("o2", category=road, video="v"))
    assert not await store.operations.is_open_to(RUN, road, VideoId("v"))
    assert await store.operations.is_open_to(RUN, road, VideoId("another"))
    assert not await store.operations.is_open_to(RUN, sea, VideoId("another")), "it has no playlist and gets none"
    head = a_head("p")
    await store.channel.save_heads([head], at=NOON, settle_s=1)
    await store.channel.save_items(head.id, [an_item("i", "p")], at=NOON, settle_s=1)
    await store.categories.link(sea, head.id, part=2)
    assert not await store.operations.is_open_to(RUN, sea, an_item("i", "p").video_id), "a further part holds it"
    assert await store.operations.is_open_to(RUN, sea, VideoId("another"))
    await store.channel.forget(head.id, at=NOON)
    assert not await store.operations.is_open_to(RUN, sea, VideoId("another")), "the playlist is gone"
