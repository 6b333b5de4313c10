"""What is held back: deletions that would lose videos, sources that shrank."""

from __future__ import annotations

import pytest

from core.model import HeldPlaylist, RecordingId, VideoId
from core.planning.diff import compare
from core.planning.guards import deletions, shrunk
from core.planning.parts import items_in
from core.planning.plan import Deletion, Held, Source
from core.states import MatchStatus
from tests.unit.planning.situations import accepted, category, item, playlist, undecided


def guarded(
    *sources: Source, playlists: tuple[HeldPlaylist, ...], allow_delete: bool = True
) -> tuple[tuple[Deletion, ...], tuple[Held, ...]]:
    known = {held.head.id: held for held in playlists}
    plans = [compare(source, known, has_listing=True, keep_duplicates=False) for source in sources]
    return deletions(sources, plans, known, allow_delete=allow_delete)


def test_a_playlist_whose_wanted_videos_are_there_or_on_their_way_may_go() -> None:
    old = playlist("OLD", "v0", "v1", "x", is_replaced=True)
    source = Source(category("A", playlist="P"), (accepted(0, "v0"), accepted(1, "v1")))
    planned, held = guarded(source, playlists=(old, playlist("P", "v0")))
    assert held == ()
    assert planned[0].successors == {"A": frozenset({VideoId("v0"), VideoId("v1")})}
    assert planned[0].unwanted == ("title of x",)
    assert planned[0].items == 3


def test_unmarked_playlists_are_left_alone() -> None:
    assert guarded(playlists=(playlist("OLD", "v"),)) == ((), ())


def test_every_category_that_wants_a_video_is_its_successor() -> None:
    old = playlist("OLD", "v", is_replaced=True)
    both = (Source(category("A"), (accepted(0, "v"),)), Source(category("B", 1), (accepted(0, "v"),)))
    planned, _ = guarded(*both, playlists=(old,))
    assert planned[0].successors.keys() == {"A", "B"}


def test_an_excluded_category_wants_nothing() -> None:
    old = playlist("OLD", "v", is_replaced=True)
    planned, _ = guarded(Source(category("A", is_included=False), (accepted(0, "v"),)), playlists=(old,))
    assert planned[0].successors == {}
    assert planned[0].unwanted == ("title of v",)


def test_recordings_in_review_or_missing_do_not_hold_a_deletion() -> None:
    old = playlist("OLD", "v", is_replaced=True)
    rows = (accepted(0, "v"), undecided(1, MatchStatus.REVIEW), undecided(2, MatchStatus.MISSING))
    assert len(guarded(Source(category("A"), rows), playlists=(old,))[0]) == 1


@pytest.mark.parametrize(
    "source",
    [
        Source(category("A", is_protected=True), (accepted(0, "v"),)),
        Source(category("A", held="it shrank"), (accepted(0, "v"),)),
        Source(category("A", playlist="gone"), (accepted(0, "v"),)),
        Source(category("A"), (accepted(0, "v", recording=7),), frozenset({RecordingId(7)})),
    ],
)
def test_a_wanted_video_that_cannot_be_added_holds_the_deletion(source: Source) -> None:
    planned, held = guarded(source, playlists=(playlist("OLD", "v", is_replaced=True),))
    assert planned == ()
    assert held == (Held("title of OLD", "1 wanted video would not get into A"),)


def test_a_video_that_the_person_removed_from_its_category_holds_the_deletion() -> None:
    old = playlist("OLD", "v", "w", is_replaced=True)
    source = Source(category("A", playlist="P"), (accepted(0, "v"), accepted(1, "w")))
    _, held = guarded(source, playlists=(old, playlist("P", removed=("v", "w"))))
    assert held == (Held("title of OLD", "2 wanted videos would not get into A"),)


def test_a_category_s_own_playlist_is_never_deleted() -> None:
    own = playlist("P", "v", is_replaced=True)
    planned, held = guarded(Source(category("A", playlist="P", is_included=False), ()), playlists=(own,))
    assert planned == ()
    assert held == (Held("title of P", "it is the playlist of A"),)


def test_a_playlist_whose_items_were_never_read_is_not_deleted() -> None:
    old = playlist("OLD", is_replaced=True, is_read=False, item_count=4)
    assert guarded(playlists=(old,))[1] == (Held("title of OLD", "its videos were not read yet"),)


def test_without_the_person_s_word_nothing_is_deleted() -> None:
    old = playlist("OLD", "v", is_replaced=True)
    assert guarded(playlists=(old,), allow_delete=False) == ((), (Held("title of OLD", "needs --allow-delete"),))


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (10, 10, None),
        (10, 5, None),
        (10, 4, "it shrank from 10 to 4 rows"),
        (10, 0, "it came back empty, 10 rows before"),
        (1, 0, "it came back empty, 1 row before"),
        (0, 0, None),
        (0, 5, None),
    ],
)
def test_a_source_that_shrank_by_more_than_half_asks(before: int, after: int, reason: str | None) -> None:
    assert shrunk(before, after, shrink_ask=0.5) == reason


def test_rows_of_a_listing_are_those_shown_or_what_the_head_says() -> None:
    assert items_in(playlist("P", "a", "b", theirs=("c",))) == 3
    assert items_in(playlist("P", is_read=False, item_count=7)) == 7
    lagging = HeldPlaylist(
        playlist("P").head,
        playlist("P").listed_at,
        playlist("P").listed_at,
        (item("P", "a", 0), item("P", "b", 1, is_missing=True)),
    )
    assert items_in(lagging) == 1
