"""Playlist states and what lagging listings show of them."""

from __future__ import annotations

import pytest

from core.demo.channel import Channel, Item, Playlist, home_of, with_item, with_item_changed, without_item
from core.demo.world import YouTubeSeed

EMPTY = Playlist("PLone", "One", "2024-01-01T00:00:00Z", is_fresh=True)


def item(name: str) -> Item:
    return Item(name, f"video-{name}", "2024-01-01T00:00:00Z")


def names(playlist: Playlist) -> list[str]:
    return [each.id for each in playlist.items]


def filled(*wanted: str) -> Playlist:
    playlist = EMPTY
    for name in wanted:
        playlist = with_item(playlist, item(name), None)
    return playlist


def test_an_item_without_a_position_goes_to_the_end() -> None:
    assert names(with_item(filled("a", "b"), item("c"), None)) == ["a", "b", "c"]


@pytest.mark.parametrize(("position", "expected"), [(0, ["x", "a", "b"]), (1, ["a", "x", "b"]), (2, ["a", "b", "x"])])
def test_an_item_with_a_position_pushes_the_others_down(position: int, expected: list[str]) -> None:
    assert names(with_item(filled("a", "b"), item("x"), position)) == expected


def test_a_playlist_that_was_written_to_is_fresh_no_more() -> None:
    assert EMPTY.is_fresh
    assert not with_item(EMPTY, item("a"), None).is_fresh


def test_those_behind_a_removed_item_move_up() -> None:
    assert names(without_item(filled("a", "b", "c"), "b")) == ["a", "c"]


@pytest.mark.parametrize(
    ("position", "expected"), [(0, ["c", "a", "b"]), (2, ["a", "b", "c"]), (None, ["a", "b", "c"])]
)
def test_a_moved_item_stands_where_it_was_sent(position: int | None, expected: list[str]) -> None:
    assert names(with_item_changed(filled("a", "b", "c"), item("c"), position)) == expected


def test_an_etag_tells_order_and_notes_apart() -> None:
    assert filled("a", "b").etag != filled("b", "a").etag
    assert filled("a").etag != with_item(EMPTY, Item("a", "video-a", "", note="mine"), None).etag


def a_channel(lag_s: float) -> Channel:
    return Channel(YouTubeSeed("UCone", "One", "id", "secret"), lag_s=lag_s)


def test_a_listing_shows_each_state_only_after_the_lag() -> None:
    channel = a_channel(10)
    writes = {100: lambda: channel.put(EMPTY, at=100), 105: lambda: channel.put(filled("a"), at=105)}
    writes[130] = lambda: channel.drop("PLone", at=130)
    shown = {}
    for at in range(100, 145):
        writes.get(at, lambda: None)()
        seen = channel.seen("PLone", at)
        shown[at] = None if seen is None else names(seen)
    expected = {109: None, 110: [], 114: [], 115: ["a"], 130: ["a"], 139: ["a"], 140: None}
    assert {at: shown[at] for at in expected} == expected


def test_the_truth_never_lags() -> None:
    channel = a_channel(10)
    channel.put(filled("a"), at=100)
    assert names(channel.truth("PLone") or EMPTY) == ["a"]
    channel.drop("PLone", at=100)
    assert channel.truth("PLone") is None


def test_versions_nobody_can_see_any_more_are_forgotten() -> None:
    channel = a_channel(10)
    for second in range(1_000):
        channel.put(filled("a"), at=float(second))
    assert len(channel._versions["PLone"]) <= 12  # noqa: SLF001  # memory is what this test is about


def test_listings_name_the_newest_playlist_first() -> None:
    channel = a_channel(0)
    first = channel.new_playlist("First", created_at="", privacy="private")
    second = channel.new_playlist("Second", created_at="", privacy="private")
    for one in (first, second):
        channel.put(one, at=1)
    assert [one.title for one in channel.all_seen(1)] == ["Second", "First"]
    assert len({first.id, second.id}) == 2
    assert len(first.id) == 34


def test_an_item_id_names_its_playlist() -> None:
    channel = a_channel(0)
    made = channel.new_item_id("PLone")
    assert home_of(made) == "PLone"
    assert made != channel.new_item_id("PLone")
    assert home_of("no item id") is None


def test_it_is_settled_once_every_listing_shows_the_truth() -> None:
    channel = a_channel(10)
    assert channel.is_settled(at=0)
    channel.put(filled("a"), at=100)
    assert [channel.is_settled(at) for at in (100, 109, 110)] == [False, False, True]
