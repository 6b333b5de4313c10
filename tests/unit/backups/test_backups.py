"""Backups as documents and files, and where what is missing of them belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backups.document import SavedChannel, SavedItem, SavedPlaylist, read, written
from core.backups.files import KEPT_COPIES, KEPT_FOR, load, name_of, prune, save, saved_items
from core.backups.missing import compare, pairs, position_for
from core.engine.restore import described
from core.errors import UsageError
from core.marker import marked_category, playlist_marker, restored_from
from core.model import CategoryId, HeldItem, HeldPlaylist, ItemId, PlaylistId, RemoteItem, RemotePlaylist, VideoId
from core.states import Privacy

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LIST = PlaylistId("PLone")


def item(number: int, video: str | None = None) -> SavedItem:
    return SavedItem(ItemId(f"item{number}"), VideoId(video or f"video{number}"), f"Song {number}", is_ours=True)


def held(*rows: SavedItem, playlist: PlaylistId = LIST, description: str = "") -> HeldPlaylist:
    return HeldPlaylist(
        RemotePlaylist(playlist, "One", description),
        listed_at=NOW,
        items=tuple(
            HeldItem(RemoteItem(row.id, playlist, row.video_id, place), is_ours=True) for place, row in enumerate(rows)
        ),
    )


def saved(*items: SavedItem, description: str = "") -> SavedChannel:
    one = SavedPlaylist(LIST, "One", description, Privacy.UNLISTED, len(items), items)
    return SavedChannel("UCme", NOW, None, (one,))


@given(st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_what_is_written_is_read(title: str, note: str, is_dead: bool) -> None:
    backup = saved(SavedItem(ItemId("a"), VideoId("b"), title, note, is_dead=is_dead), description=title)
    text = written(backup)
    assert text.isascii()
    assert read(text, name="it") == backup


def test_any_changed_character_is_noticed() -> None:
    text = written(saved(item(1), item(2)))
    for place in range(0, len(text), 7):
        changed = text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]
        with pytest.raises(UsageError):
            read(changed, name="it")


def test_a_file_is_private_and_its_items_are_known_by_its_digest(tmp_path: Path) -> None:
    path = tmp_path / "backups" / "one.json"
    digest = save(path, written(saved(item(1))))
    assert path.stat().st_mode & 0o777 == 0o600
    assert saved_items(path, digest) == {LIST: frozenset({"item1"})}
    assert saved_items(path, "another") == {}
    assert read(load(path), name="it").items == 1
    assert [file.name for file in path.parent.iterdir()] == ["one.json"]


def test_old_copies_of_the_database_go_and_the_newest_and_all_else_stay(tmp_path: Path) -> None:
    for day in range(60):
        name = name_of(NOW - timedelta(days=day), f"{day:08x}")
        (tmp_path / f"{name}.db").touch()
        (tmp_path / f"{name}.json").touch()
    (tmp_path / "crossfade-before-0008.db").touch()
    assert prune(tmp_path, now=NOW) == 60 - KEPT_FOR.days - 1
    left = sorted(path.name for path in tmp_path.glob("2*.db"))
    assert len(left) == KEPT_FOR.days + 1
    assert (tmp_path / "crossfade-before-0008.db").exists()
    assert len(list(tmp_path.glob("*.json"))) == 60
    assert prune(tmp_path, now=NOW + timedelta(days=400)) == len(left) - KEPT_COPIES
    assert sorted(path.name for path in tmp_path.glob("2*.db")) == left[-KEPT_COPIES:]


@given(st.lists(st.integers(0, 5), max_size=8), st.data())
def test_what_is_put_back_in_any_order_ends_in_the_saved_order(videos: list[int], data: st.DataObject) -> None:
    items = [item(number, f"video{video}") for number, video in enumerate(videos)]
    kept = [number for number in range(len(items)) if data.draw(st.booleans())]
    rows = [items[number] for number in kept]
    restored: dict[str, ItemId] = {}
    missing = data.draw(st.permutations([number for number in range(len(items)) if number not in kept]))
    for number in missing:
        place = position_for(number, items, held(*rows).items, restored=restored)
        new = replace(items[number], id=ItemId(f"new{number}"))
        rows.insert(len(rows) if place is None else place, new)
        restored[items[number].id] = new.id
    assert [row.video_id for row in rows] == [one.video_id for one in items]
    assert None not in pairs(items, held(*rows).items, restored=restored)


def test_the_person_s_own_rows_stay_where_they_are() -> None:
    items = [item(1), item(2), item(3)]
    there = held(item(9), items[0], item(8), items[2])
    assert position_for(1, items, there.items, restored={}) == 2


def test_a_playlist_is_known_by_its_id_its_category_s_mark_or_an_earlier_restore() -> None:
    mark = playlist_marker(CategoryId("0123456789ab"), 2)
    backup = saved(item(1), item(2), description=f"about\n{mark}")
    other = PlaylistId("PLother")
    for now in (
        held(item(1)),
        held(item(1), playlist=other, description=f"else {mark}"),
        held(item(1), playlist=other, description=described(backup.playlists[0]).replace(mark, "")),
    ):
        (found,) = compare(backup, {now.head.id: now}, frozenset())
        assert (found.playlist_id, found.missing, found.there) == (now.head.id, (1,), 1)
    (gone,) = compare(backup, {}, frozenset({CategoryId("0123456789ab")}))
    assert (gone.playlist_id, gone.category, gone.missing) == (None, (CategoryId("0123456789ab"), 2), (0, 1))


def test_a_playlist_made_anew_keeps_its_words_and_both_marks_on_its_last_line() -> None:
    mark = playlist_marker(CategoryId("0123456789ab"), 3)
    lost = saved(description=f"for the road\n{mark}").playlists[0]
    text = described(lost)
    assert text.startswith("for the road\n")
    assert marked_category(text.rpartition("\n")[2]) == (CategoryId("0123456789ab"), 3)
    assert restored_from(text.rpartition("\n")[2]) == {LIST}
    assert described(replace(lost, description=""))
