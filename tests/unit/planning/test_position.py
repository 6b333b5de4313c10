"""Where a late add goes, so that ours stand in source order and nobody's own items are moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import VideoId
from core.planning.pairing import Places, wanted_places
from core.planning.position import position_for
from core.states import MatchStatus, Order
from tests.unit.planning.situations import accepted, item, undecided

PLACES: Places = {VideoId(f"v{number}"): (number,) for number in range(10)}


def position(place: int, shown: str, *, order: Order = Order.EXACT) -> int | None:
    """The position for ``place`` in a playlist written as digits (ours), ``x`` (theirs), ``m`` (missing 5)."""
    items = [
        item("P", f"v{5 if letter == 'm' else letter}", number, is_ours=letter != "x", is_missing=letter == "m")
        for number, letter in enumerate(shown)
    ]
    return position_for(place, items, places=PLACES, order=order)


@pytest.mark.parametrize(
    ("place", "shown", "expected"),
    [
        (0, "", None),
        (3, "012", None),
        (0, "12", 0),
        (1, "02", 1),
        (2, "0x1x3", 4),
        (2, "01x", None),
        (1, "0xx", None),
        (0, "x12", 1),
        (0, "xx", None),
        (3, "512", None),
        (2, "513", 2),
        (1, "52", 1),
        (6, "0m7", 1),
    ],
)
def test_a_video_goes_behind_its_nearest_predecessor_and_before_what_comes_later(
    place: int, shown: str, expected: int | None
) -> None:
    assert position(place, shown) == expected


def test_the_order_append_always_goes_to_the_end() -> None:
    assert position(0, "12", order=Order.APPEND) is None


def test_places_are_those_of_the_first_row_of_each_wanted_video() -> None:
    rows = (accepted(0, "a"), undecided(1, MatchStatus.REVIEW), accepted(2, "b"), accepted(3, "a"))
    assert wanted_places(rows, keep_duplicates=False) == {"a": (0,), "b": (2,)}
    assert wanted_places(rows, keep_duplicates=True) == {"a": (0, 3), "b": (2,)}


@given(st.permutations(range(8)), st.sets(st.integers(0, 15), max_size=5))
def test_adds_in_any_order_end_in_source_order_around_the_persons_own_items(order: list[int], theirs: set[int]) -> None:
    shown: list[str] = []
    for step, place in enumerate(order):
        if step in theirs:
            shown.insert(len(shown) // 2, "x")
        where = position(place, "".join(shown))
        shown.insert(len(shown) if where is None else where, str(place))
    assert [letter for letter in shown if letter != "x"] == [str(number) for number in range(8)]
