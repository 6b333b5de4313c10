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
    to_heads,
    to_item,
    to_items,
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
    ],
)
def test_a_dead_row_is_known_by_more_than_its_title(row: dict[str, object], is_dead: bool) -> None:
    assert to_item(row).is_dead is is_dead


def test_a_row_keeps_its_note_and_place() -> None:
    item = to_item(a_row("Song"))
    assert (item.id, item.playlist_id, item.video_id, item.position) == ("i1", "PL1", "v1", 2)
    assert item.note == "crossfade:i:op"
    assert to_item(a_row("Song", is_bare=True)).note is None


def a_video(**parts: object) -> dict[str, object]:
    return {"id": "v1", "contentDetails": {"duration": "PT1M"}, "statistics": {}, "status": {}, **parts}


@pytest.mark.parametrize(
    "rows",
    [
        None,
        5,
        {},
        "v1",
        [None],
        [a_video(id=None)],
        [a_video(id="v2")],
        [a_video(), a_video()],
        [a_video(status=None)],
        [a_video(status={"uploadStatus": ["deleted"]})],
        [a_video(status={"privacyStatus": {}})],
        [a_video(contentDetails=7)],
        [a_video(contentDetails={"duration": 253})],
        [a_video(contentDetails={"regionRestriction": None})],
        [a_video(contentDetails={"regionRestriction": {"allowed": None}})],
        [a_video(contentDetails={"regionRestriction": {"blocked": "DE"}})],
        [a_video(contentDetails={"regionRestriction": {"allowed": [7]}})],
    ],
)
def test_an_absurd_answer_says_nothing_of_a_video(rows: object) -> None:
    with pytest.raises(Unreadable):
        to_details({"items": rows, "pageInfo": {"totalResults": 0}}, asked={"v1"})


def test_videos_that_are_not_named_are_left_out() -> None:
    assert to_details({"items": []}, asked={"v1"}) == ()


@pytest.mark.parametrize("items", [None, 5, {}, "x", [None], [{}], [{"id": "v1"}], [{"id": {"videoId": 7}}]])
def test_a_search_that_shows_nothing_readable_is_no_answer(items: object) -> None:
    with pytest.raises(Unreadable):
        to_candidates({"items": items, "pageInfo": {"totalResults": 0}})


@pytest.mark.parametrize("total", [1, None, "many", 10**18, [], -1])
def test_a_search_found_nothing_only_where_it_counts_nothing(total: object) -> None:
    assert to_candidates({"items": [], "pageInfo": {"totalResults": 0}}).is_empty
    assert not to_candidates({"items": [], "pageInfo": {"totalResults": total}}).is_empty
    assert to_candidates({"kind": "youtube#searchListResponse", "pageInfo": {"totalResults": 0}}).is_empty


def a_head(**more: object) -> dict[str, object]:
    return {
        "id": "PL1",
        "etag": "e",
        "snippet": {"title": "Road", "description": "d", "channelId": "UC1"},
        "status": {"privacyStatus": "public"},
        "contentDetails": {"itemCount": 7},
        **more,
    }


def page_of(*rows: object, **more: object) -> dict[str, object]:
    return {"items": list(rows), "pageInfo": {"totalResults": len(rows)}, **more}


@pytest.mark.parametrize(
    "answer",
    [
        page_of(pageInfo={"totalResults": 3}),
        page_of(a_head(), a_head()),
        page_of(a_head(), a_head(id="PL2", snippet={"title": "x", "channelId": "UC2"})),
        page_of(a_head(), nextPageToken=None),
        page_of(a_head(), nextPageToken=7),
        page_of(a_head(snippet=None)),
        page_of(a_head(snippet={"title": 7, "channelId": "UC1"})),
        page_of(a_head(status={"privacyStatus": "PLx"})),
        page_of(a_head(contentDetails={"itemCount": 10**18})),
        page_of(a_head(etag=[])),
    ],
)
def test_an_absurd_page_of_playlists_is_not_believed(answer: object) -> None:
    with pytest.raises(Unreadable):
        to_heads(answer, asked=None)


def moved_row(**snippet: object) -> dict[str, object]:
    row = a_row("Song")
    return row | {"id": "i2", "snippet": {**row["snippet"], "position": 3, **snippet}}  # type: ignore[dict-item]  # a_row's own


@pytest.mark.parametrize(
    "answer",
    [
        page_of(a_row("Song"), a_row("Song")),
        page_of(a_row("Song"), moved_row(position=2)),
        page_of(a_row("Song"), moved_row(position=1)),
        page_of(moved_row(position=None)),
        page_of(moved_row(position=10**18)),
        page_of(moved_row(playlistId="PL2")),
        page_of(moved_row(playlistId=None)),
        page_of(moved_row(resourceId={"videoId": "v2"})),
        page_of(moved_row(resourceId=[])),
        page_of(a_row("Song") | {"contentDetails": None}),
        page_of(a_row("Song") | {"status": []}),
    ],
)
def test_an_absurd_page_of_items_is_not_believed(answer: object) -> None:
    assert len(to_items(page_of(a_row("Song"), moved_row()), PlaylistId("PL1"), asked=None).rows) == 2
    with pytest.raises(Unreadable):
        to_items(answer, PlaylistId("PL1"), asked=None)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ({}, VideoState.PLAYABLE),
        ({"uploadStatus": "processed", "privacyStatus": "unlisted"}, VideoState.PLAYABLE),
        ({"uploadStatus": "processed", "privacyStatus": "private"}, VideoState.PRIVATE),
        ({"uploadStatus": "rejected", "privacyStatus": "public"}, VideoState.UNPROCESSED),
        ({"uploadStatus": "uploaded"}, VideoState.UNPROCESSED),
        ({"uploadStatus": "deleted"}, VideoState.GONE),
        ({"uploadStatus": "something new", "privacyStatus": "public"}, VideoState.PLAYABLE),
    ],
)
def test_a_video_says_itself_whether_it_plays(status: dict[str, object], state: VideoState) -> None:
    (found,) = to_details({"items": [a_video(status=status)]}, asked={"v1"})
    assert found.state is state


def test_countries_are_read_as_they_are_meant() -> None:
    def read(restriction: object) -> tuple[object, object]:
        row = a_video(contentDetails={"duration": "PT1M", "regionRestriction": restriction})
        (found,) = to_details({"items": [row]}, asked={"v1"})
        return found.allowed_in, found.blocked_in

    assert read({}) == (None, frozenset())
    assert read({"blocked": ["de", "AT", 7, "nowhere"]}) == (None, {"DE", "AT"})
    assert read({"allowed": ["US"]}) == ({"US"}, frozenset())
    assert read({"allowed": []}) == (frozenset(), frozenset()), "an empty list allows no country"


@pytest.mark.parametrize(
    ("said", "country"), [("de", "DE"), ("GB", "GB"), ("Germany", None), (None, None), (["DE"], None)]
)
def test_a_channel_may_name_its_country(said: object, country: str | None) -> None:
    assert to_account({"id": "UC1", "snippet": {"title": "Ada", "country": said}}).country == country


def test_what_cannot_be_stored_is_taken_out_of_texts() -> None:
    playlist = to_playlist(a_head(snippet={"title": "a\ud800b\0c"}))
    assert playlist.title == "a\ufffdbc"
    assert (playlist.item_count, playlist.privacy) == (7, Privacy.PUBLIC)
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
        lambda each: to_details(each, asked={"v1"}),
        lambda each: to_heads(each, asked=None),
        lambda each: to_items(each, PlaylistId("PL1"), asked=None),
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


def whole(answer: object, parts: dict[str, object]) -> object:
    """A recorded answer with the parts that nobody asked for then."""
    assert isinstance(answer, dict)
    return answer | {"items": [parts | row for row in answer["items"]]}


def test_recorded_playlists_are_read(recorded: Path) -> None:
    parts = {"status": {"privacyStatus": "public"}, "contentDetails": {"itemCount": 1}}  # recorded without these
    pages = [to_page(whole(answer, parts), to_playlist, asked=None) for answer in answers(recorded, "playlists")]
    rows = [row for page in pages for row in page.rows]
    assert len(rows) >= 10
    assert all(row.id and row.title and row.channel_id for row in rows)
    assert any(page.next_token for page in pages)


def test_recorded_items_are_read(recorded: Path) -> None:
    rows = [
        row
        for answer in answers(recorded, "playlist_items")
        if isinstance(answer, dict) and "items" in answer
        for row in to_page(whole(answer, {"status": {}, "contentDetails": {}}), to_item, asked=None).rows
    ]
    assert len(rows) >= 5
    assert all(row.id and row.video_id and not row.is_dead for row in rows)


def test_recorded_searches_and_videos_are_read(recorded: Path) -> None:
    videos = [answer for answer in answers(recorded, "search") if '#channel"' not in json.dumps(answer)]
    found = [row for answer in videos for row in to_candidates(answer).videos]
    assert len(found) >= 20
    assert all(row.video_id and row.title and row.channel_title for row in found)
    assert not any("&amp;" in row.title or "&#39;" in row.title for row in found)
    rows = [row for answer in answers(recorded, "videos") if isinstance(answer, dict) for row in answer["items"]]
    parts: dict[str, object] = {"contentDetails": {}, "status": {}}  # recorded without these
    details = to_details({"items": [parts | row for row in rows]}, asked={row["id"] for row in rows})
    assert len(details) >= 5
    assert all(row.video_id and row.seconds is None for row in details)
