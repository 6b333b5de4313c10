"""What every LibraryReader owes its caller, through both doors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.errors import LoginExpired, Rejected, Throttled, Transient
from core.model import Account, AlbumDetails, ArtistDetails, SourceAlbum, SourceArtist
from core.states import RowSkip, Service

if TYPE_CHECKING:
    from tests.contracts.conftest import Start
    from tests.contracts.doors import Doors

ODD, TOGETHER = "list000000000000000001", "list000000000000000002"
REFUSED, NOBODYS = "list000000000000000003", "list000000000000000004"


async def test_the_account_is_known_by_its_stable_id(doors: Doors) -> None:
    assert await doors.library.account() == Account("account-of-listener", "A Listener")


async def test_liked_songs_come_newest_first_and_their_pages_add_up(doors: Doors) -> None:
    first = await doors.library.liked_songs(offset=0, limit=50)
    second = await doors.library.liked_songs(offset=50, limit=50)
    rows = first.rows + second.rows
    dates = [row.added_at for row in rows if row.added_at is not None]
    assert [row.position for row in rows] == list(range(60))
    assert dates == sorted(dates, reverse=True)
    assert (first.total, first.has_more, second.total, second.has_more) == (60, True, 60, False)


async def test_a_page_holds_at_most_fifty_rows_whatever_is_asked(doors: Doors) -> None:
    assert len((await doors.library.liked_songs(offset=0, limit=100)).rows) == 50


async def test_a_track_row_carries_what_matching_needs(doors: Doors) -> None:
    row = (await doors.library.playlist_rows(ODD, offset=0, limit=50)).rows[0]
    track = row.track
    assert track is not None
    assert (track.title, track.duration_ms, track.is_explicit) == ("Tide & Honey", 201_480, True)
    assert track.isrc == "QZABC2100017"
    assert [artist.name for artist in track.artists] == ["Lamp Post", "Ålesund Five"]
    assert track.artists[0] == SourceArtist("Lamp Post", "artist0000000000000001")
    assert track.album == SourceAlbum("Streetlight", "album00000000000000001", "2021-05-02")
    assert row.added_at == datetime(2024, 5, 1, 10, tzinfo=UTC)


async def test_odd_rows_keep_their_place_and_say_why_they_hold_no_track(doors: Doors) -> None:
    rows = (await doors.library.playlist_rows(ODD, offset=0, limit=50)).rows
    assert [row.position for row in rows] == [0, 1, 2, 3, 4]
    assert [row.skip for row in rows] == [None, RowSkip.NULL_TRACK, RowSkip.LOCAL_FILE, RowSkip.EPISODE, None]
    assert rows[4].added_at is None


async def test_playlists_come_in_the_persons_order_with_owner_and_count(doors: Doors) -> None:
    page = await doors.library.playlists(offset=0, limit=50)
    assert [one.title for one in page.rows] == ["Odd rows", "Together", "Not mine", "Made by nobody"]
    assert [(one.position, one.owner_id, one.total) for one in page.rows[:3]] == [
        (0, "listener", 5),
        (1, "listener", 0),
        (2, "someone", 1),
    ]
    assert [one.is_collaborative for one in page.rows] == [False, True, False, False]


async def test_a_playlist_that_is_not_readable_is_rejected_by_its_status(doors: Doors) -> None:
    with pytest.raises(Rejected) as forbidden:
        await doors.library.playlist_rows(REFUSED, offset=0, limit=50)
    with pytest.raises(Rejected) as missing:
        await doors.library.playlist_rows(NOBODYS, offset=0, limit=50)
    assert (forbidden.value.reason, missing.value.reason) == ("unreadable_403", "unreadable_404")


async def test_a_snapshot_changes_with_an_edit_and_only_then(doors: Doors) -> None:
    before = await doors.library.playlist(TOGETHER)
    again = await doors.library.playlist(TOGETHER)
    doors.steering.edit("spotify_add", playlist=TOGETHER, track="tide000000000000000001")
    after = await doors.library.playlist(TOGETHER)
    assert before.snapshot_id == again.snapshot_id
    assert after.snapshot_id != before.snapshot_id
    assert (before.total, after.total) == (0, 1)


async def test_an_unlike_by_hand_shows_in_the_total(doors: Doors) -> None:
    doors.steering.edit("unlike", track="track00000000000000003")
    assert (await doors.library.liked_songs(offset=0, limit=1)).total == 59


async def test_the_older_shape_reads_the_same(start: Start) -> None:
    old = start(is_old_spotify=True)
    rows = (await old.library.playlist_rows(ODD, offset=0, limit=50)).rows
    heads = (await old.library.playlists(offset=0, limit=50)).rows
    assert [row.skip for row in rows] == [None, RowSkip.NULL_TRACK, RowSkip.LOCAL_FILE, RowSkip.EPISODE, None]
    assert heads[0].total == 5


async def test_an_expired_token_is_renewed_without_a_word(doors: Doors) -> None:
    doors.steering.edit("expire_tokens", service="spotify")
    assert (await doors.library.account()).name == "A Listener"
    assert doors.steering.state()["since_reset"]["calls"]["spotify.accounts.token"] == 1


async def test_a_revoked_sign_in_is_over(doors: Doors) -> None:
    doors.steering.edit("revoke_tokens", service="spotify")
    with pytest.raises(LoginExpired) as ended:
        await doors.library.account()
    assert ended.value.service is Service.SPOTIFY


async def test_a_throttle_names_its_wait(doors: Doors) -> None:
    doors.steering.faults({"call": "spotify.me.tracks", "do": "throttle", "retry_after": 17})
    with pytest.raises(Throttled) as throttled:
        await doors.library.liked_songs(offset=0, limit=50)
    assert (throttled.value.wait_s, throttled.value.is_daily) == (17.0, False)


async def test_a_spent_daily_quota_is_told_from_a_burst(doors: Doors) -> None:
    rule = {"call": "spotify.*", "do": "throttle", "retry_after": 40_000, "reason": "QUOTA_EXCEEDED"}
    doors.steering.faults(rule)
    with pytest.raises(Throttled) as throttled:
        await doors.library.playlists(offset=0, limit=50)
    assert (throttled.value.wait_s, throttled.value.is_daily) == (40_000.0, True)


@pytest.mark.parametrize(
    "fault",
    [
        {"do": "lose_reply"},
        {"do": "drop"},
        {"do": "error", "status": 502},
        {"do": "garbage", "form": "html"},
        {"do": "garbage", "form": "cut"},
        {"do": "garbage", "form": "empty"},
    ],
    ids=lambda fault: f"{fault['do']}-{fault.get('form', '')}",
)
async def test_a_read_that_fails_may_simply_be_read_again(doors: Doors, fault: dict[str, object]) -> None:
    doors.steering.faults({"call": "spotify.me.tracks", "nth": 1, **fault})
    with pytest.raises(Transient):
        await doors.library.liked_songs(offset=0, limit=50)
    assert len((await doors.library.liked_songs(offset=0, limit=50)).rows) == 50


# ── artists and albums ───────────────────────────────────────────────────────────────────────────────────

ARTIST, ALBUM, NOBODY = "artist0000000000000001", "album00000000000000001", "nobody0000000000000001"


def pictures(kind: str, key: str) -> tuple[str, ...]:
    """The local pictures of something, largest first."""
    return tuple(f"https://i.scdn.co/image/{kind}-{key}-{side}" for side in (640, 300, 64))


async def test_an_artist_and_an_album_are_read_one_by_one_with_what_is_given(doors: Doors) -> None:
    assert await doors.library.artist(ARTIST) == ArtistDetails(ARTIST, images=pictures("artist", ARTIST))
    assert await doors.library.album(ALBUM) == AlbumDetails(
        ALBUM, released="2021-05-02", track_count=61, images=pictures("album", ALBUM)
    )


async def test_the_older_shape_says_more_and_reads_in_batches(start: Start) -> None:
    old = start(is_old_spotify=True)
    artists = await old.library.artists([ARTIST, NOBODY])
    albums = await old.library.albums([NOBODY, ALBUM])
    assert artists == (ArtistDetails(ARTIST, ("chamber pop",), 41, 12_000, pictures("artist", ARTIST)),)
    (album,) = albums
    assert (album.spotify_id, album.label, album.popularity, album.track_count) == (ALBUM, "Lantern Records", 33, 61)


async def test_batches_that_are_closed_to_the_app_say_so(doors: Doors) -> None:
    for read in (doors.library.artists, doors.library.albums):
        with pytest.raises(Rejected) as closed:
            await read([ARTIST, NOBODY])
        assert (closed.value.reason, closed.value.is_gone) == ("endpoint_closed", False)


async def test_what_nobody_knows_is_gone(doors: Doors) -> None:
    for read in (doors.library.artist, doors.library.album):
        with pytest.raises(Rejected) as unknown:
            await read(NOBODY)
        assert (unknown.value.reason, unknown.value.is_gone) == ("not_found", True)
