"""Who is searched for first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.matching.order import soonest
from core.model import CategoryId, RecordingId


def order(*categories: list[int], artists: dict[int, str] | None = None) -> list[int]:
    waiting = {CategoryId(str(n)): [RecordingId(one) for one in ids] for n, ids in enumerate(categories)}
    return [int(one) for one in soonest(waiting, {RecordingId(one): key for one, key in (artists or {}).items()})]


def test_the_category_that_lacks_fewest_comes_first() -> None:
    assert order([1, 2, 3], [4, 5], [6]) == [6, 4, 5, 1, 2, 3]


def test_the_person_s_order_decides_between_equals() -> None:
    assert order([3, 4], [1, 2]) == [3, 4, 1, 2]


def test_what_was_found_for_one_category_is_lacking_in_no_other() -> None:
    assert order([1, 2, 9], [3, 4], [1, 2]) == [3, 4, 1, 2, 9]
    assert order([1, 2, 3, 4], [5, 6, 7], [1, 2, 3]) == [5, 6, 7, 1, 2, 3, 4]
    assert order([1, 2], [1, 2, 3], [4, 5, 6]) == [1, 2, 3, 4, 5, 6]


def test_within_a_category_those_come_first_for_whose_artist_most_others_wait() -> None:
    assert order([1, 2, 3, 4], artists={2: "a", 4: "a", 3: "b"}) == [2, 4, 3, 1]


@given(st.lists(st.lists(st.integers(0, 30), max_size=12), max_size=8), st.dictionaries(st.integers(0, 30), st.text()))
def test_everybody_is_named_once(categories: list[list[int]], artists: dict[int, str]) -> None:
    found = order(*categories, artists=artists)
    assert sorted(found) == sorted({one for ids in categories for one in ids})
