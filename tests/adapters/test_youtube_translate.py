"""YouTube's JSON as it comes, and the product's values made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.shape import Unreadable
from core.adapters.youtube.titles import clean_description, clean_title
from core.adapters.youtube.translate import (
    seconds,
    to_account,
    to_candidates,
    to_details,
    to_first,
    to_item,
    to_page,
    to_playlist,
    to_written_item,
)
from core.model import PlaylistId, VideoId
from core.states import Privacy, VideoState

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("duration", "length"),
    [
        ("PT4M13S", 253.0),
        ("PT1H", 3600.0),
        ("P1DT2H3M4S", 93784.0),
        ("P1W", 604800.0),
        ("PT3.5S", 3.5),
        ("P0D", None),
        ("PT0S", None),
        ("", None),
        ("4:13", None),
        ("PT4M13S ", None),
        ("PT4M٣S", None),
        ("PT99999999999S", None),
        (None, None),
        (253, None),
    ],
)
def test_a_length_is_read_strictly(duration: object, length: float | None) -> None:
    assert seconds(duration) == length


def a_row(title: str, *, privacy: str = "public", is_bare: bool = False) -> dict[str, object]:
    snippet = {"title": title, "playlistId": "PL1", "position": 2, "resourceId": {"videoId": "v1"}}
    details = {"videoId": "v1"}
    if not is_bare:
        snippet |= {"videoOwnerChannelId": "UC1"}
        details |= {"videoPublishedAt": "2020-01-01T00:00:00Z", "note": "crossfade:i:op"}
    return {"id": "i1", "snippet": snippet, "contentDetails": details, "status": {"privacyStatus": privacy}}


@pytest.mark.parametrize(
    ("row", "is_dead"),
    [
        (a_row("Song"), False),
        (a_row("Song", is_bare=True), False),  # an old row, or a fresh one, may lack both
        (a_row("My own private film", privacy="private"), False),
        (a_row("Deleted video"), False),  # a living video may be called so
        (a_row("Deleted video", is_bare=True, privacy="privacyStatusUnspecified"), True),
        (a_row("Vidéo supprimée", is_bare=True, privacy="privacyStatusUnspecified"), True),
        (a_row("Private video", is_bare=True, privacy="private"), True),
        ({"id": "i1", "snippet": {"playlistId": "PL1"}}, True),
    ],
)
def test_a_dead_row_is_known_by_more_than_its_title(row: dict[str, object], is_dead: bool) -> None:
    assert to_item(row).is_dead is is_dead


def test_a_row_keeps_its_note_and_place() -> None:
    item = to_item(a_row("Song"))
    assert (item.id, item.playlist_id, item.video_id, item.position) == ("i1", "PL1", "v1", 2)
    assert item.note == "crossfade:i:op"
    assert to_item(a_row("Song", is_bare=True)).note is None


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ({}, VideoState.PLAYABLE),
        ({"uploadStatus": "processed", "privacyStatus": "unlisted"}, VideoState.PLAYABLE),
        ({"uploadStatus": "processed", "privacyStatus": "private"}, VideoState.PRIVATE),
        ({"uploadStatus": "rejected", "privacyStatus": "public"}, VideoState.UNPROCESSED),
        ({"uploadStatus": "uploaded"}, VideoState.UNPROCESSED),
        ({"uploadStatus": "deleted"}, VideoState.GONE),
        ({"uploadStatus": ["rejected"], "privacyStatus": {}}, VideoState.PLAYABLE),
    ],
)
def test_a_video_says_itself_whether_it_plays(status: dict[str, object], state: VideoState) -> None:
    (found,) = to_details({"items": [{"id": "v1", "status": status}]})
    assert found.state is state


def test_countries_are_read_as_they_are_meant() -> None:
    def read(restriction: object) -> tuple[object, object]:
        (found,) = to_details({"items": [{"id": "v1", "contentDetails": {"regionRestriction": restriction}}]})
        return found.allowed_in, found.blocked_in

    assert read(None) == (None, frozenset())
    assert read({"blocked": ["de", "AT", 7, "nowhere"]}) == (None, {"DE", "AT"})
    assert read({"allowed": ["US"]}) == ({"US"}, frozenset())
    assert read({"allowed": []}) == (frozenset(), frozenset()), "an empty list allows no country"


@pytest.mark.parametrize(
    ("said", "country"), [("de", "DE"), ("GB", "GB"), ("Germany", None), (None, None), (["DE"], None)]
)
def test_a_channel_may_name_its_country(said: object, country: str | None) -> None:
    assert to_account({"id": "UC1", "snippet": {"title": "Ada", "country": said}}).country == country


def test_what_cannot_be_stored_is_taken_out_of_texts() -> None:
    playlist = to_playlist({"id": "PL1", "snippet": {"title": "a\ud800b\0c"}, "contentDetails": {"itemCount": 10**30}})
    assert playlist.title == "a\ufffdbc"
    assert playlist.item_count == 0
    assert playlist.privacy is Privacy.PRIVATE
    playlist.title.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "snippet", "items", "kind", "contentDetails", "videoId"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_answer_breaks_the_reading(answer: object) -> None:
    for read in (
        to_candidates,
        to_details,
        lambda each: to_page(each, to_item, asked=None),
        lambda each: to_first(each, to_playlist),
        lambda each: to_written_item(each, playlist_id=PlaylistId("PL1"), video_id=VideoId("v1")),
    ):
        try:
            read(answer)
        except Unreadable:
            continue


@given(st.text(max_size=400))
def test_every_title_becomes_one_that_youtube_takes(title: str) -> None:
    cleaned = clean_title(title)
    assert 1 <= len(cleaned) <= 150
    assert not set(cleaned) & set("<>\n\r\0")
    assert clean_title(cleaned) == cleaned


@pytest.mark.parametrize("length", [0, 10, 4990, 5000, 20_000])
def test_a_description_keeps_its_marker(length: int) -> None:
    cleaned = clean_description("x" * length + "\n[crossfade:c:0123456789ab:1]")
    assert len(cleaned) <= 5000
    assert cleaned.endswith("\n[crossfade:c:0123456789ab:1]")


def answers(folder: Path, kind: str) -> list[object]:
    return [json.loads(file.read_text()) for file in sorted((folder / "fixtures/youtube_data_api").glob(f"{kind}__*"))]


def test_recorded_playlists_are_read(recorded: Path) -> None:
    pages = [to_page(answer, to_playlist, asked=None) for answer in answers(recorded, "playlists")]
    rows = [row for page in pages for row in page.rows]
    assert len(rows) >= 10
    assert all(row.id and row.title and row.channel_id for row in rows)
    assert any(page.next_token for page in pages)


def test_recorded_items_are_read(recorded: Path) -> None:
    rows = [
        row
        for answer in answers(recorded, "playlist_items")
        if isinstance(answer, dict) and "items" in answer
        for row in to_page(answer, to_item, asked=None).rows
    ]
    assert len(rows) >= 5
    assert all(row.id and row.video_id and not row.is_dead for row in rows)


def test_recorded_searches_and_videos_are_read(recorded: Path) -> None:
    found = [row for answer in answers(recorded, "search") for row in to_candidates(answer)]
    assert len(found) >= 20
    assert all(row.video_id and row.title and row.channel_title for row in found)
    assert not any("&amp;" in row.title or "&#39;" in row.title for row in found)
    details = [row for answer in answers(recorded, "videos") for row in to_details(answer)]
    assert len(details) >= 5
    assert all(row.video_id and row.seconds is None for row in details)  # recorded without that part
