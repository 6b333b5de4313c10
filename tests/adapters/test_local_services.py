"""The whole way through the real clients to the local services: sign in, read, search, write, lose a reply."""

from __future__ import annotations

import asyncio
import http.client
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import urlsplit

import pytest

from core.adapters.address import service_addresses
from core.adapters.clock import SystemClock
from core.adapters.lane import Lane
from core.adapters.login import google, spotify
from core.adapters.spotify.client import Spotify
from core.adapters.youtube.client import YouTube
from core.errors import Conflict, LoginExpired, OutcomeUnknown, PlaylistLimit, QuotaExhausted, Rejected, Transient
from core.marker import item_marker
from core.model import OperationId, VideoId
from core.states import Bucket, Privacy, RowSkip
from tests.adapters.fakes import patient
from tests.services import Running, running_services

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from core.model import SourceRow


@pytest.fixture(scope="module")
def services() -> Iterator[Running]:
    with running_services("--lag-s", "0", "--searches", "3", "--playlists", "2") as services:
        yield services


class Signed(NamedTuple):
    """Both clients, signed in."""

    spotify: Spotify
    youtube: YouTube


@pytest.fixture
async def signed(services: Running, tmp_path: Path) -> AsyncIterator[Signed]:
    services.faults()
    services.control("restart", {})
    clock, lanes = SystemClock(), (Lane("spotify", clock=SystemClock()), Lane("youtube", clock=SystemClock()))
    addresses = service_addresses(services.environment)
    first = spotify.spotify_keeper(tmp_path, accounts=addresses.spotify_accounts, clock=clock)
    client_id = services.environment["CROSSFADE_SPOTIFY_CLIENT_ID"]
    with Browser() as browser:
        first.adopt(
            await spotify.sign_in(
                client_id, accounts=addresses.spotify_accounts, clock=clock, patience=patient(), show_address=browser
            )
        )
    second = google.google_keeper(tmp_path, clock=clock)
    kept = google.keep_client_file(services.client_secrets, tmp_path)
    with Browser() as browser:
        second.adopt(
            await google.sign_in(google.read_client(kept), clock=clock, patience=patient(), show_address=browser)
        )
    yield Signed(
        Spotify(api=addresses.spotify_api, keeper=first, lane=lanes[0]),
        YouTube(api=addresses.youtube_api, keeper=second, lane=lanes[1]),
    )
    for lane in lanes:
        lane.close()


class Browser:
    """Follows the address that is shown and the redirect it gets."""

    def __init__(self) -> None:
        self._visit: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._visit is not None, "no address was shown"

    def __call__(self, address: str) -> None:
        self._visit = asyncio.create_task(asyncio.to_thread(self._go, address))

    def _go(self, address: str) -> None:
        for _ in range(2):
            parts = urlsplit(address)
            connection = http.client.HTTPConnection(parts.netloc, timeout=5)
            connection.request("GET", f"{parts.path}?{parts.query}")
            answer = connection.getresponse()
            answer.read()
            connection.close()
            address = answer.headers.get("Location", "")
            if not address:
                return


async def test_a_library_is_read_to_its_last_row(signed: Signed) -> None:
    assert (await signed.spotify.account()).account_id
    rows: list[SourceRow] = []
    has_more = True
    while has_more:
        page = await signed.spotify.liked_songs(offset=len(rows), limit=50)
        rows += page.rows
        has_more = page.has_more
    assert len(rows) == page.total
    assert [row.position for row in rows] == list(range(len(rows)))
    playlists = (await signed.spotify.playlists(offset=0, limit=50)).rows
    assert len(playlists) >= 6
    refusals = set()
    for head in playlists:
        try:
            rows += (await signed.spotify.playlist_rows(head.spotify_id, offset=0, limit=50)).rows
        except Rejected as refusal:
            refusals.add(refusal.reason)
        else:
            assert (await signed.spotify.playlist(head.spotify_id)).snapshot_id == head.snapshot_id
    assert refusals <= {"unreadable_403", "unreadable_404"}
    assert {row.skip for row in rows} == {None, RowSkip.NULL_TRACK, RowSkip.LOCAL_FILE, RowSkip.EPISODE}
    assert all(row.track.isrc is None or row.track.isrc.isupper() for row in rows if row.track)


async def test_a_playlist_is_made_filled_changed_and_deleted(signed: Signed) -> None:
    youtube = signed.youtube
    channel = await youtube.channel()
    made = await youtube.create("Road <songs>", description="marker", privacy=Privacy.UNLISTED)
    assert made.title == "Road \u2039songs\u203a"
    assert (made.privacy, made.channel_id) == (Privacy.UNLISTED, channel.account_id)
    (song,) = (await signed.spotify.liked_songs(offset=0, limit=1)).rows
    assert song.track is not None
    found = (await youtube.search(song.track.title)).videos
    assert found
    details = await youtube.details([each.video_id for each in found[:50]])
    assert {each.video_id for each in details} <= {each.video_id for each in found}
    assert all(each.seconds for each in details)
    first, second = details[0].video_id, details[1].video_id
    with pytest.raises(Conflict):  # a playlist's first insert is refused
        await youtube.add(made.id, first)
    note = item_marker(OperationId("0198-op"))
    one = await youtube.add(made.id, first, note=note)
    two = await youtube.add(made.id, second, position=0)
    assert [item.id for item in (await youtube.items(made.id)).rows] == [two.id, one.id]
    assert [item.note for item in await youtube.items_of_video(made.id, first)] == [note]
    moved = await youtube.move(one, position=0)
    assert (moved.position, moved.note) == (0, note)
    assert (await youtube.rename(made, title="Other")).title == "Other"
    head = await youtube.playlist(made.id)
    assert head is not None
    assert (head.title, head.description, head.item_count) == ("Other", "marker", 2)
    await youtube.remove(two.id)
    with pytest.raises(Rejected) as caught:
        await youtube.remove(two.id)
    assert caught.value.is_gone
    with pytest.raises(Rejected) as caught:
        await youtube.add(made.id, VideoId("nowhere0000"))
    assert caught.value.reason == "video_not_found"
    await youtube.delete(made.id)
    assert await youtube.playlist(made.id) is None
    for call in (youtube.items(made.id), youtube.delete(made.id)):
        with pytest.raises(Rejected) as caught:
            await call
        assert caught.value.is_gone


async def test_a_write_whose_reply_is_lost_was_sent_once_and_is_found(services: Running, signed: Signed) -> None:
    (head, *_) = (await signed.youtube.playlists()).rows
    (before, *_) = (await signed.youtube.items(head.id)).rows
    services.faults({"call": "youtube.playlistItems.insert", "do": "lose_reply", "times": 1})
    with pytest.raises(OutcomeUnknown):
        await signed.youtube.add(head.id, before.video_id, note=item_marker(OperationId("lost")))
    found = await signed.youtube.items_of_video(head.id, before.video_id)
    assert [item.note for item in found].count(item_marker(OperationId("lost"))) == 1
    assert len(found) == 2


@pytest.mark.parametrize("form", ["html", "cut", "empty"])
async def test_garbage_after_a_write_is_of_unknown_outcome(services: Running, signed: Signed, form: str) -> None:
    (head, *_) = (await signed.youtube.playlists()).rows
    (before, *_) = (await signed.youtube.items(head.id)).rows
    garbage = {"do": "garbage", "form": form, "times": 1}
    services.faults({"call": "youtube.playlistItems.insert", "when": "after", **garbage})
    with pytest.raises(OutcomeUnknown):
        await signed.youtube.add(head.id, before.video_id)
    services.faults({"call": "youtube.playlists.list", **garbage})
    with pytest.raises(Transient):
        await signed.youtube.playlists()


async def test_searches_and_new_playlists_run_out_each_by_itself(signed: Signed) -> None:
    for _ in range(3):
        await signed.youtube.search("love")
    with pytest.raises(QuotaExhausted) as spent:
        await signed.youtube.search("love")
    assert spent.value.bucket is Bucket.SEARCHES
    for title in ("one", "two"):
        await signed.youtube.create(title, description="", privacy=Privacy.PRIVATE)
    with pytest.raises(PlaylistLimit):
        await signed.youtube.create("three", description="", privacy=Privacy.PRIVATE)
    titles = {row.title for row in (await signed.youtube.playlists()).rows}
    assert titles >= {"one", "two"}
    assert "three" not in titles


async def test_tokens_that_end_are_renewed_and_a_withdrawn_consent_is_told(services: Running, signed: Signed) -> None:
    for service in ("spotify", "youtube"):
        services.edit("expire_tokens", service=service)
    assert (await signed.youtube.channel()).account_id
    assert (await signed.spotify.account()).account_id
    for service in ("spotify", "youtube"):
        services.edit("revoke_tokens", service=service)
    with pytest.raises(LoginExpired):
        await signed.youtube.channel()
    with pytest.raises(LoginExpired):
        await signed.spotify.account()
