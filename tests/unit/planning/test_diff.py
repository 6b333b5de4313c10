"""What a category wants against what its playlist holds: every row is counted once, with the right word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.model import HeldPlaylist, RecordingId, WantedRow
from core.planning.diff import compare
from core.planning.parts import GONE, PLAYLIST_MAX
from core.planning.plan import CategoryPlan, Source
from core.states import MatchStatus, RowSkip
from tests.unit.planning.situations import accepted, category, item, playlist, songs, undecided

if TYPE_CHECKING:
    from core.model import Category


def compared(
    of: Category,
    *rows: WantedRow,
    playlists: tuple[HeldPlaylist, ...] = (),
    failed: tuple[int, ...] = (),
    keep_duplicates: bool = False,
    has_listing: bool = True,
) -> CategoryPlan:
    plan = compare(
        Source(of, rows, frozenset(RecordingId(number) for number in failed)),
        {held.head.id: held for held in playlists},
        has_listing=has_listing,
        keep_duplicates=keep_duplicates,
    )
    assert total(plan) == plan.source_rows == len(rows)
    assert sum(plan.skipped_by.values()) == plan.skipped
    return plan


def total(plan: CategoryPlan) -> int:
    return (
        plan.already_there
        + plan.to_add
        + plan.duplicates
        + plan.waiting
        + plan.needs_review
        + plan.missing
        + plan.skipped
        + plan.failed
    )


def test_each_row_is_counted_under_its_own_word() -> None:
    plan = compared(
        category("Road", playlist="P"),
        accepted(0, "there"),
        accepted(1, "new"),
        accepted(2, "new", recording=9),
        accepted(3, "removed"),
        accepted(4, "refused"),
        undecided(5, None),
        undecided(6, MatchStatus.REVIEW),
        undecided(7, MatchStatus.MISSING),
        WantedRow(8, "a podcast", skip=RowSkip.EPISODE),
        playlists=(playlist("P", "there", theirs=("mine",), removed=("removed",)),),
        failed=(4,),
    )
    assert (plan.already_there, plan.to_add, plan.duplicates, plan.failed) == (1, 1, 1, 1)
    assert (plan.waiting, plan.needs_review, plan.missing) == (1, 1, 1)
    assert plan.skipped_by == {"removed_on_youtube": 1, "episode": 1}
    assert plan.foreign == 1
    assert [(add.video_id, add.ordinal) for add in plan.adds] == [("new", 1)]
    assert plan.waiting_for == {5}
    assert not plan.has_creation
    assert plan.units == 50 * 2


def test_a_new_playlist_is_planned_only_when_something_will_go_in() -> None:
    assert compared(category("Road"), accepted(0, "v")).has_creation
    assert compared(category("Road"), undecided(0, None)).has_creation
    assert compared(category("Road"), accepted(0, "v")).units == 100
    nothing = compared(category("Road"), undecided(0, MatchStatus.MISSING), undecided(1, MatchStatus.REVIEW))
    assert not nothing.has_creation
    assert nothing.units == 0


def test_a_recording_that_stands_twice_is_added_once_and_counted() -> None:
    rows = (accepted(0, "v", recording=1), accepted(1, "v", recording=1), accepted(2, "v", recording=2))
    plan = compared(category("Road"), *rows)
    assert (plan.to_add, plan.duplicates) == (1, 2)
    assert plan.adds[0].ordinal == 0


def test_keeping_duplicates_adds_a_video_as_often_as_it_stands_there() -> None:
    rows = tuple(accepted(number, "v", recording=1) for number in range(3))
    held = playlist("P", "v")
    plan = compared(category("Road", playlist="P"), *rows, playlists=(held,), keep_duplicates=True)
    assert (plan.already_there, plan.to_add, plan.duplicates) == (1, 2, 0)


@pytest.mark.parametrize("status", [None, MatchStatus.REVIEW, MatchStatus.MISSING])
def test_an_undecided_recording_that_stands_twice_is_a_duplicate_too(status: MatchStatus | None) -> None:
    rows = (undecided(0, status, recording=5), undecided(1, status, recording=5))
    assert compared(category("Road"), *rows).duplicates == 1
    assert compared(category("Road"), *rows, keep_duplicates=True).duplicates == 0


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (category("Road", playlist="P", is_included=False), "excluded"),
        (category("Road", playlist="P", is_protected=True), "protected"),
        (category("Road", playlist="P", is_included=False, is_protected=True), "excluded"),
        (category("Road", playlist="P", held="it shrank from 40 to 3 rows"), "it shrank from 40 to 3 rows"),
    ],
)
def test_all_that_is_not_there_is_skipped_where_nothing_may_be_written(of: Category, reason: str) -> None:
    rows = (accepted(0, "there"), accepted(1, "new"), accepted(2, "there"), undecided(3, None))
    plan = compared(of, *rows, undecided(4, MatchStatus.REVIEW), playlists=(playlist("P", "there"),))
    assert (plan.already_there, plan.skipped_by, plan.units) == (1, {reason: 4}, 0)
    assert not plan.waiting_for


def test_only_a_live_category_asks_because_it_is_held() -> None:
    assert compared(category("Road", held="why"), accepted(0, "v")).held == "why"
    assert compared(category("Road", held="why", is_included=False), accepted(0, "v")).held is None


def test_a_category_whose_playlist_is_gone_is_held_and_asks() -> None:
    plan = compared(category("Road", playlist="P"), accepted(0, "v"))
    assert plan.held == GONE
    assert (plan.to_add, plan.has_creation, plan.skipped_by) == (0, False, {GONE: 1})


def test_before_the_first_listing_no_playlist_counts_as_gone() -> None:
    plan = compared(category("Road", playlist="P"), accepted(0, "v"), has_listing=False)
    assert plan.held is None
    assert (plan.to_add, plan.has_creation) == (1, False)


def test_a_playlist_with_the_category_s_mark_is_not_made_again() -> None:
    marked = replace(playlist("P", "v0"), category_id=category("Road").id)
    plan = compared(category("Road"), accepted(0, "v0"), accepted(1, "v1"), playlists=(marked,))
    assert (plan.has_creation, plan.already_there, plan.to_add) == (False, 1, 1)


def test_an_item_of_ours_that_one_listing_missed_still_counts_as_there() -> None:
    held = replace(playlist("P"), items=(item("P", "v", 0, is_missing=True),))
    assert compared(category("Road", playlist="P"), accepted(0, "v"), playlists=(held,)).already_there == 1


def test_a_wanted_video_that_a_person_put_in_is_there_and_not_foreign() -> None:
    held = playlist("P", theirs=("v", "other"))
    plan = compared(category("Road", playlist="P"), accepted(0, "v"), playlists=(held,))
    assert (plan.already_there, plan.foreign) == (1, 1)


def test_a_video_that_was_removed_while_a_copy_stays_counts_the_copy() -> None:
    rows = (accepted(0, "v"), accepted(1, "v"))
    held = playlist("P", "v", removed=("v",))
    plan = compared(category("Road", playlist="P"), *rows, playlists=(held,), keep_duplicates=True)
    assert (plan.already_there, plan.skipped_by) == (1, {"removed_on_youtube": 1})


def test_what_a_playlist_does_not_hold_goes_into_a_second_part() -> None:
    held = playlist("P", *(f"x{number}" for number in range(PLAYLIST_MAX - 2)))
    plan = compared(category("Road", playlist="P"), *songs(5), playlists=(held,))
    assert [add.part for add in plan.adds] == [1, 1, 2, 2, 2]
    assert [(made.title, made.part) for made in plan.creations] == [("Road (2)", 2)]
    assert plan.units == 50 * (5 + 1)


def test_an_accepted_row_without_a_video_is_put_before_a_person() -> None:
    row = WantedRow(0, "odd", RecordingId(1), status=MatchStatus.ACCEPTED, video_id=None)
    assert compared(category("Road"), row).needs_review == 1


def test_a_row_that_names_nothing_is_skipped() -> None:
    assert compared(category("Road"), WantedRow(0, "nothing")).skipped_by == {"no_recording": 1}
