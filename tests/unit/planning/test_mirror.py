"""A mirrored category's differences, carried out on a playlist of letters: right in the end, no write too many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import HeldItem, ItemId, PlaylistId, RecordingId, RemoteItem, VideoId
from core.planning.diff import compare
from core.planning.pairing import pair, wanted_places
from core.planning.plan import CategoryPlan, Limits, Source
from core.planning.position import is_in_order, position_for
from core.states import MatchStatus, Order, Policy
from tests.unit.planning.situations import accepted, category, playlist, undecided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import WantedRow

FREE = Limits(remove_max=10**6, remove_max_percent=100)
P = PlaylistId("P")

videos = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=9)
"""What a source wants, letters for videos; some stand there twice."""

held_rows = st.lists(st.tuples(st.sampled_from("abcdefghxy"), st.booleans()), max_size=9)
"""What a playlist holds: a video, and whether it is ours."""


def wanted(letters: Sequence[str]) -> tuple[WantedRow, ...]:
    """Rows whose recordings are their videos'."""
    return tuple(accepted(place, letter, recording=ord(letter)) for place, letter in enumerate(letters))


def items(rows: Sequence[tuple[str, bool]]) -> tuple[HeldItem, ...]:
    """A playlist's rows."""
    return tuple(
        HeldItem(
            RemoteItem(ItemId(f"i{place}"), P, VideoId(letter), place),
            is_ours=is_ours,
            recording_id=RecordingId(ord(letter)),
        )
        for place, (letter, is_ours) in enumerate(rows)
    )


def mirrored(
    rows: Sequence[WantedRow],
    held: Sequence[HeldItem],
    *,
    keep_duplicates: bool = False,
    order: Order = Order.EXACT,
    limits: Limits = FREE,
) -> CategoryPlan:
    """The plan of a mirrored category."""
    of = replace(category("Road", playlist="P"), policy=Policy.MIRROR, order=order)
    shelf = replace(playlist("P"), items=tuple(held))
    return compare(
        Source(of, tuple(rows)), {P: shelf}, has_listing=True, keep_duplicates=keep_duplicates, limits=limits
    )


def carried_out(
    plan: CategoryPlan, rows: Sequence[WantedRow], held: Sequence[HeldItem], *, keep_duplicates: bool
) -> list[HeldItem]:
    """The playlist after all of a plan's writes, in the order of the stages, as the service carries them out."""
    places = wanted_places(rows, keep_duplicates=keep_duplicates)
    row_list = list(held)
    on_the_way = {each.item_id for each in plan.removals} | {each.item_id for each in plan.moves}

    def put(row: HeldItem, place: int) -> None:
        standing = [each for each in row_list if each.item.id not in on_the_way]
        others = tuple(each for each in places[row.item.video_id] if each != place)
        free = {**places, row.item.video_id: others} if others else places
        found = position_for(place, standing, places=free, order=plan.category.order)
        row_list.insert(len(row_list) if found is None else row_list.index(standing[found]), row)

    for number, add in enumerate(plan.adds):
        put(HeldItem(RemoteItem(ItemId(f"new{number}"), P, add.video_id, 0), is_ours=True), add.ordinal)
    for removal in plan.removals:
        row_list[:] = [each for each in row_list if each.item.id != removal.item_id]
    for move in plan.moves:
        row = next(each for each in row_list if each.item.id == move.item_id)
        row_list.remove(row)
        put(row, move.ordinal)
        on_the_way.discard(move.item_id)
    return row_list


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence, by the table everybody knows."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            table[i + 1][j + 1] = table[i][j] + 1 if left == right else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(letters=videos, rows=held_rows, keep_duplicates=st.booleans())
def test_carried_out_a_plan_gives_the_source_s_order_and_leaves_the_person_s_own_alone(
    letters: list[str], rows: list[tuple[str, bool]], *, keep_duplicates: bool
) -> None:
    source, held = wanted(letters), items(rows)
    plan = mirrored(source, held, keep_duplicates=keep_duplicates)
    after = carried_out(plan, source, held, keep_duplicates=keep_duplicates)
    theirs = [each.item.id for each in after if not each.is_ours]
    assert theirs == [each.item.id for each in held if not each.is_ours], "the person's own stay, in their order"
    asked = letters if keep_duplicates else list(dict.fromkeys(letters))
    ours = [str(each.item.video_id) for each in after if each.is_ours]
    for letter in {each.item.video_id for each in held if not each.is_ours}:
        spare = asked.count(letter) - ours.count(letter)
        asked = [each for each in asked if each != letter] + [letter] * min(asked.count(letter), ours.count(letter))
        assert spare <= sum(row.item.video_id == letter for row in held if not row.is_ours)
    assert sorted(ours) == sorted(asked), "each video as often as it is wanted, the person's own counted in"
    places = wanted_places(source, keep_duplicates=keep_duplicates)
    assert is_in_order(after, places=places)
    again = mirrored(source, after, keep_duplicates=keep_duplicates)
    assert (again.to_add, again.to_remove, again.to_move) == (0, 0, 0), "there is nothing left to do"


@given(letters=videos, rows=held_rows, keep_duplicates=st.booleans())
def test_no_plan_takes_a_write_too_many(
    letters: list[str], rows: list[tuple[str, bool]], *, keep_duplicates: bool
) -> None:
    """Removals and adds are what the numbers demand; moves are the items outside the longest run that may stay."""
    held = items(rows)
    plan = mirrored(wanted(letters), held, keep_duplicates=keep_duplicates)
    asked = letters if keep_duplicates else list(dict.fromkeys(letters))
    ours = [letter for letter, is_ours in rows if is_ours]
    theirs = [letter for letter, is_ours in rows if not is_ours]
    kept = sum(min(asked.count(letter), ours.count(letter)) for letter in set(asked))
    covered = sum(min(asked.count(letter), ours.count(letter) + theirs.count(letter)) for letter in set(asked))
    assert plan.to_remove == len(ours) - kept
    assert plan.to_add == len(asked) - covered
    assert plan.to_move == kept - longest_common(ours, asked)


@given(st.permutations(range(12)))
def test_the_longest_run_of_ours_stays(order: list[int]) -> None:
    letters = "abcdefghijkl"
    shuffled = [letters[number] for number in order]
    plan = mirrored(wanted(letters), items([(letter, True) for letter in shuffled]))
    assert plan.to_move == 12 - longest_common(shuffled, letters)


def test_videos_that_stand_there_very_often_are_paired_in_plain_order() -> None:
    often = [VideoId("a")] * 200
    pairing = pair(often, {VideoId("a"): tuple(range(200))})
    assert pairing.places == tuple(range(200))
    assert len(pairing.run) == 200


def test_the_order_append_moves_nothing_and_tells_what_exact_order_would_take() -> None:
    plan = mirrored(wanted("abc"), items([("c", True), ("a", True), ("b", True)]), order=Order.APPEND)
    assert (plan.to_move, plan.exact_moves, plan.units) == (0, 1, 0)


@pytest.mark.parametrize("status", [None, MatchStatus.REVIEW])
def test_a_video_stays_while_its_recording_is_undecided(status: MatchStatus | None) -> None:
    held = items([("a", True), ("b", True)])
    rows = (accepted(0, "b", recording=ord("b")), undecided(1, status, recording=ord("a")))
    assert mirrored(rows, held).to_remove == 0


def test_a_video_that_is_no_longer_its_recording_s_match_goes() -> None:
    held = items([("a", True)])
    other = accepted(0, "z", recording=ord("a"))
    plan = mirrored((other,), held)
    assert ([each.video_id for each in plan.adds], [each.video_id for each in plan.removals]) == (["z"], ["a"])
    assert mirrored((undecided(0, MatchStatus.MISSING, recording=ord("a")),), held).to_remove == 1


def test_after_the_loss_of_the_database_nothing_is_removed_before_all_is_decided() -> None:
    held = tuple(replace(row, recording_id=None) for row in items([("a", True), ("b", True)]))
    assert mirrored((accepted(0, "b"), undecided(1, None)), held).to_remove == 0
    assert mirrored((accepted(0, "b"),), held).to_remove == 1


def test_an_item_that_one_listing_missed_is_neither_removed_nor_moved() -> None:
    held = [replace(row, is_missing=True) for row in items([("x", True), ("b", True)])]
    plan = mirrored(wanted("ab"), [*items([("a", True)]), *held])
    assert (plan.to_remove, plan.to_move, plan.to_add) == (0, 0, 0)


@pytest.mark.parametrize(
    ("removals", "limits", "reason"),
    [
        (3, Limits(allow_delete=False), "3 videos to remove: needs --allow-delete"),
        (5, Limits(remove_max_percent=1), None),
        (6, Limits(remove_max_percent=59), "6 videos of 10 to remove, more than [engine] remove_max_percent = 59"),
        (6, Limits(remove_max_percent=60), None),
        (4, Limits(remove_max=3), "4 videos to remove, more than [engine] remove_max = 3"),
        (3, Limits(remove_max=3), None),
        (10, FREE, "10 videos to remove, but its source holds nothing"),
    ],
)
def test_many_removals_are_held(removals: int, limits: Limits, reason: str | None) -> None:
    letters = "abcdefghij"
    plan = mirrored(wanted(letters[removals:]), items([(letter, True) for letter in letters]), limits=limits)
    assert plan.to_remove == (0 if reason else removals)
    assert (plan.removals_held or "").startswith(reason or "")
    assert (plan.removals_held is None) == (reason is None)


def test_what_the_person_agreed_to_passes_the_limits_but_never_the_word_for_deletions() -> None:
    of = replace(category("Road", playlist="P"), policy=Policy.MIRROR, may_remove=7)
    shelf = replace(playlist("P"), items=items([(letter, True) for letter in "abcdefghij"]))
    source = Source(of, wanted("abc"))

    def removed(limits: Limits) -> int:
        return compare(source, {P: shelf}, has_listing=True, keep_duplicates=False, limits=limits).to_remove

    assert removed(Limits(remove_max=1)) == 7
    assert removed(Limits(remove_max=1, allow_delete=False)) == 0
    assert (
        compare(
            Source(replace(of, may_remove=6), source.rows), {P: shelf}, has_listing=True, keep_duplicates=False
        ).removals_held
        is not None
    )


@pytest.mark.parametrize("change", [{"is_included": False}, {"is_protected": True}, {"held": "it shrank"}])
def test_a_category_that_is_not_written_to_removes_and_moves_nothing(change: dict[str, object]) -> None:
    of = replace(category("Road", playlist="P"), policy=Policy.MIRROR, **change)  # type: ignore[arg-type]  # Category's own fields
    shelf = replace(playlist("P"), items=items([("c", True), ("b", True), ("a", True)]))
    plan = compare(Source(of, wanted("ab")), {P: shelf}, has_listing=True, keep_duplicates=False)
    assert (plan.to_remove, plan.to_move, plan.exact_moves, plan.removals_held) == (0, 0, 0, None)
