"""Marks on YouTube: written, found again, and never mistaken."""

from __future__ import annotations

from core.marker import category_id, item_marker, marked_category, marked_operation, playlist_marker
from core.model import OperationId
from core.states import CollectionKind


def test_a_category_has_the_same_id_on_every_machine() -> None:
    assert category_id(CollectionKind.PLAYLIST, "37i9dQ") == category_id(CollectionKind.PLAYLIST, "37i9dQ")
    assert category_id(CollectionKind.PLAYLIST, "37i9dQ") != category_id(CollectionKind.LIKED, "37i9dQ")


def test_a_description_gives_back_its_category_and_part() -> None:
    category = category_id(CollectionKind.LIKED, "someone")
    assert marked_category(f"My words.\n{playlist_marker(category, 2)}") == (category, 2)


def test_the_last_mark_counts_since_people_copy_descriptions() -> None:
    one, other = (category_id(CollectionKind.PLAYLIST, name) for name in ("a", "b"))
    assert marked_category(f"{playlist_marker(one)}\n{playlist_marker(other)}") == (other, 1)


def test_what_is_not_a_mark_is_none() -> None:
    for description in ("", "[crossfade:c:XYZ:1]", "[crossfade:c:0123456789ab]", "crossfade"):
        assert marked_category(description) is None


def test_a_note_gives_back_its_operation() -> None:
    operation = OperationId("0a" * 16)
    assert marked_operation(item_marker(operation)) == operation
    assert marked_operation(None) is None
    assert marked_operation("my favourite") is None


def test_an_items_mark_fits_the_280_characters_a_note_may_have() -> None:
    assert len(item_marker(OperationId("f" * 32))) <= 280
