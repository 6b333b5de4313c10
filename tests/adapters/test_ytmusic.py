"""The unofficial search: what a page says becomes candidates, and whatever else comes stops nobody."""

from __future__ import annotations

import json
import locale
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.adapters.lane import Lane
from core.adapters.shape import Unreadable
from core.adapters.ytmusic.client import QUERY_MAX, SPACING_S, YouTubeMusic
from core.adapters.ytmusic.translate import to_candidates
from core.errors import Rejected, ServiceError, Throttled, Transient
from core.model import Candidate, VideoId
from tests.adapters.music_pages import page, song
from tests.adapters.server import Asked, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.adapters.fakes import ManualClock
    from tests.adapters.server import Server

TIDE, SHORE = "vid-tide-00", "vid-shore-0"


@pytest.fixture
def lane(clock: ManualClock) -> Iterator[Lane]:
    lane = Lane("ytmusic", clock=clock, spacing_s=SPACING_S)
    yield lane
    lane.close()


@pytest.fixture
def music(server: Server, lane: Lane) -> YouTubeMusic:
    """The search, against a server whose start page is there and that finds two songs."""
    server.always = answering(page(song(TIDE, "Tide & Honey"), song(SHORE, "Shore", artists=("Lamp Post", "Ålesund"))))
    return YouTubeMusic(api=server.address, lane=lane)


def answering(found: object) -> Any:  # noqa: ANN401 - the server's own kind of answer
    """Answers a search with ``found``, and the start page with a visitor's id."""

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply(body=b'<script>ytcfg.set({"VISITOR_DATA": "visitor-one"});</script>')
        return found if isinstance(found, Reply) else Reply(body=found)

    return answer


async def test_songs_come_as_the_uploads_that_youtube_made_of_them(music: YouTubeMusic) -> None:
    first, second = await music.songs("lamp post tide")
    assert first == Candidate(
        VideoId(TIDE),
        "Tide & Honey",
        "Lamp Post - Topic",
        description="Provided to YouTube by YouTube Music\n\nTide & Honey · Lamp Post\n\nStreetlight",
        seconds=201.0,
    )
    assert "Shore · Lamp Post · Ålesund" in second.description


async def test_a_search_is_one_call_without_a_person_and_the_first_one_fetches_a_visitors_id(
    music: YouTubeMusic, server: Server
) -> None:
    await music.songs("  lamp   post\ntide ")
    await music.songs("shore")
    assert [asked.method for asked in server.asked] == ["GET", "POST", "POST"]
    assert [asked.path for asked in server.asked] == ["/", "/youtubei/v1/search", "/youtubei/v1/search"]
    assert server.asked[1].json["query"] == "lamp post tide"
    assert server.asked[1].headers["x-goog-visitor-id"] == "visitor-one"
    assert not [asked for asked in server.asked if "authorization" in asked.headers]


async def test_calls_keep_a_second_apart(music: YouTubeMusic, clock: ManualClock) -> None:
    await music.songs("one")
    clock.pass_by(0.25)
    await music.songs("two")
    assert clock.slept == [0.75]


async def test_nothing_is_asked_for_nothing_and_a_long_query_is_cut(music: YouTubeMusic, server: Server) -> None:
    assert await music.songs(" \n ") == ()
    assert server.asked == []
    await music.songs("la " * 500)
    assert len(str(server.asked[-1].json["query"])) <= QUERY_MAX


async def test_no_further_page_is_asked_for(server: Server, lane: Lane) -> None:
    found: Any = page(song(TIDE, "Tide & Honey"))
    tabs = found["contents"]["tabbedSearchResultsRenderer"]["tabs"]
    shelf = tabs[0]["tabRenderer"]["content"]["sectionListRenderer"]["contents"][0]["musicShelfRenderer"]
    shelf["continuations"] = [{"nextContinuationData": {"continuation": "more"}}]
    server.always = answering(found)
    assert len(await YouTubeMusic(api=server.address, lane=lane).songs("tide")) == 1
    assert len(server.asked) == 2


async def test_what_cannot_be_played_is_left_out_and_each_video_comes_once(server: Server, lane: Lane) -> None:
    server.always = answering(page(song(TIDE, "Tide"), song(SHORE, "Shore", is_grey=True), song(TIDE, "Tide again")))
    found = await YouTubeMusic(api=server.address, lane=lane).songs("tide")
    assert [(one.video_id, one.title) for one in found] == [(TIDE, "Tide")]


async def test_a_video_of_another_kind_is_not_taken_for_a_catalogue_song(server: Server, lane: Lane) -> None:
    server.always = answering(page(song(TIDE, "Tide", kind="MUSIC_VIDEO_TYPE_OMV", album=None, length="1:02:03")))
    (found,) = await YouTubeMusic(api=server.address, lane=lane).songs("tide")
    assert (found.channel_title, found.channel_id) == ("Lamp Post", "UClamp000000000000000001")
    assert (found.description, found.seconds) == ("", 3_723.0)


async def test_a_search_without_a_hit_is_no_error(server: Server, lane: Lane) -> None:
    server.always = answering({"responseContext": {}})
    assert await YouTubeMusic(api=server.address, lane=lane).songs("zzz") == ()


@pytest.mark.parametrize(
    ("reply", "meaning", "reason"),
    [
        (Reply(429, {"error": {}}, {"Retry-After": "30"}), Throttled, None),
        (Reply(403, b"<html>"), Throttled, None),
        (Reply(302, b"", {"Location": "https://www.google.com/sorry"}), Throttled, None),
        (Reply(400, {"error": {"message": "Request contains an invalid argument."}}), Rejected, "ytmusic_refused"),
        (Reply(404, b""), Rejected, "ytmusic_refused"),
        (Reply(500, {"error": {"message": "Internal error"}}), Transient, None),
        (Reply(503, b"<html>busy</html>"), Transient, None),
        (Reply(200, b"<html>Before you continue</html>"), Rejected, "ytmusic_changed"),
        (Reply(200, {"contents": {"somethingNewRenderer": {}}}), Rejected, "ytmusic_changed"),
        (Reply(200, {"contents": {}}), Rejected, "ytmusic_changed"),
        (Reply(200, page({"musicResponsiveListItemRenderer": {}})), Rejected, "ytmusic_changed"),
        (Reply(is_lost=True), Transient, None),
        (Reply(200, {"contents": {}}, cut=10), Transient, None),
    ],
)
async def test_whatever_comes_is_a_disposition(
    server: Server, lane: Lane, reply: Reply, meaning: type[ServiceError], reason: str | None
) -> None:
    server.always = answering(reply)
    music = YouTubeMusic(api=server.address, lane=lane)
    with pytest.raises(meaning) as said:
        await music.songs("tide")
    assert getattr(said.value, "reason", None) == reason
    server.always = answering(page(song(TIDE, "Tide")))
    assert len(await music.songs("tide")) == 1, "it can be asked again"


async def test_a_time_to_wait_is_believed(server: Server, lane: Lane) -> None:
    server.always = answering(Reply(429, b"", {"Retry-After": "30"}))
    with pytest.raises(Throttled) as said:
        await YouTubeMusic(api=server.address, lane=lane).songs("tide")
    assert said.value.wait_s == 30.0


async def test_without_a_network_it_says_so(lane: Lane) -> None:
    with pytest.raises(Transient) as said:
        await YouTubeMusic(api="http://127.0.0.1:9", lane=lane).songs("tide")
    assert said.value.is_network


async def test_the_locale_of_the_process_stays_as_it_was(music: YouTubeMusic) -> None:
    before = locale.setlocale(locale.LC_ALL)
    await music.songs("tide")
    assert locale.setlocale(locale.LC_ALL) == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["videoId", "title", "artists", "name", "id", "album", "duration_seconds", "isAvailable"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_reading_of_the_librarys_breaks_ours(answer: object) -> None:
    try:
        found = to_candidates(answer)
    except Unreadable:
        return
    assert all(len(one.video_id) == 11 and one.title for one in found)


async def test_the_recorded_page_of_an_album_is_not_taken_for_a_search(
    recorded: Path, server: Server, lane: Lane
) -> None:
    """A real page of the same player, answered to a search: it is another shape, and no crash."""
    for file in sorted((recorded / "fixtures" / "ytmusic_raw").glob("*.json")):
        server.always = answering(Reply(body=file.read_bytes()))
        with pytest.raises(Rejected) as said:
            await YouTubeMusic(api=server.address, lane=lane).songs("tide")
        assert said.value.reason == "ytmusic_changed"


async def test_recorded_rows_are_read_where_a_search_shows_them(recorded: Path, server: Server, lane: Lane) -> None:
    """The rows of a real album page, put where a search has its songs: the same renderer, with all that it carries."""
    (file,) = sorted((recorded / "fixtures" / "ytmusic_raw").glob("*get_album*.json"))[:1]
    rows = [row for row in _rows(json.loads(file.read_text())) if "playlistItemData" in row]
    assert len(rows) >= 5
    server.always = answering(page(*({"musicResponsiveListItemRenderer": row} for row in rows)))
    found = await YouTubeMusic(api=server.address, lane=lane).songs("album")
    assert [one.video_id for one in found] == [row["playlistItemData"]["videoId"] for row in rows]
    assert all(one.title for one in found)


def _rows(value: object) -> list[Any]:
    if isinstance(value, list):
        return [row for each in value for row in _rows(each)]
    if not isinstance(value, dict):
        return []
    own = [value["musicResponsiveListItemRenderer"]] if "musicResponsiveListItemRenderer" in value else []
    return own + [row for each in value.values() for row in _rows(each)]
