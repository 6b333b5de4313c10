"""Tables beyond the well-known exports: links to videos, one column for each artist, no headings, blank rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from tests.adapters.exports import examples as made
from tests.adapters.exports.examples import ONE, OTHER_VIDEO, TWO, VIDEO, opened, read, tracks, written, zipped
from tests.adapters.exports.test_formats import names

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("heading", ["Link", "URL", "Video URL", "YouTube link", "youtube", "Webpage", "Anything"])
@pytest.mark.parametrize(
    "address",
    [
        f"https://www.youtube.com/watch?v={VIDEO}&t=3",
        f"youtu.be/{VIDEO}",
        f"https://music.youtube.com/watch?list=PL1&v={VIDEO}",
        f"https://www.youtube.com/shorts/{VIDEO}",
    ],
)
async def test_an_address_of_a_video_is_kept_whatever_its_column_is_called(
    tmp_path: Path, heading: str, address: str
) -> None:
    table = f"Title,Artist,{heading}\nHarbour,Ada,{address}\nLantern,Cy,\n"
    harbour, lantern = (await tracks(written(tmp_path, table.encode(), "x")))["x"]
    assert (harbour.title, names(harbour), harbour.video_id) == ("Harbour", ["Ada"], VIDEO)
    assert (harbour.uri, lantern.video_id) == (f"youtube:video:{VIDEO}", None)


@pytest.mark.parametrize("heading", ["Link", "URL", "Video", "YouTube ID"])
async def test_a_bare_id_is_a_video_where_the_heading_speaks_of_one(tmp_path: Path, heading: str) -> None:
    (song,) = (await tracks(written(tmp_path, f"{heading},Title,Artist\n{VIDEO},Harbour,Ada\n".encode(), "x")))["x"]
    assert song.video_id == VIDEO
    (other,) = (await tracks(written(tmp_path, f"Label,Title,Artist\n{VIDEO},Harbour,Ada\n".encode(), "x")))["x"]
    assert other.video_id is None


async def test_links_of_several_services_each_mean_what_they_say(tmp_path: Path) -> None:
    table = (
        "Title,Artist,Link\n"
        f"Harbour,Ada,https://youtu.be/{VIDEO}\n"
        f"Lantern,Cy,https://open.spotify.com/track/{ONE}\n"
        "Anchor,Dee,https://soundcloud.example/anchor\n"
    )
    songs = (await tracks(written(tmp_path, table.encode(), "x")))["x"]
    assert [(song.video_id, song.spotify_id) for song in songs] == [(VIDEO, None), (None, ONE), (None, None)]
    both = (
        "Track URI,Title,Artist,Link\n"
        f"spotify:track:{ONE},Harbour,Ada,https://youtu.be/{VIDEO}\n"
        f"spotify:track:{TWO},Anchor,Dee,https://soundcloud.example/anchor\n"
    )
    songs = (await tracks(written(tmp_path, both.encode(), "x")))["x"]
    assert [(song.uri, song.video_id) for song in songs] == [
        (f"spotify:track:{ONE}", VIDEO),
        (f"spotify:track:{TWO}", None),
    ]


async def test_a_table_of_addresses_alone_needs_no_titles(tmp_path: Path) -> None:
    (song,) = (await tracks(written(tmp_path, f"Nr,Link\n1,https://youtu.be/{VIDEO}\n".encode(), "x")))["x"]
    assert song.video_id == VIDEO
    with pytest.raises(UsageError, match="catalogues will come later"):
        await read(written(tmp_path, f"Artist,Album,Link\nAda,Sea,https://youtu.be/{VIDEO}\n".encode(), "x"))


async def test_takeout_s_songs_keep_every_artist(tmp_path: Path) -> None:
    folder = "Takeout/YouTube and YouTube Music/music (library and uploads)/"
    path = written(tmp_path, zipped({f"{folder}music library songs.csv": made.TAKEOUT_SONGS}), "takeout.zip")
    first, second = (await tracks(path))["music library songs"]
    assert (first.title, names(first), first.video_id) == ("Harbour", ["Tyler, The Creator", "Bob"], VIDEO)
    assert first.album is not None
    assert (first.album.title, names(second), second.video_id) == ("Sea", ["Cy"], OTHER_VIDEO)


async def test_albums_by_several_artists_are_no_tracks(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lists albums, not tracks"):
        await read(written(tmp_path, b"Artist 1,Artist 2,Album\nAda,Bob,Sea\n", "x.csv"))


async def test_takeout_s_songs_are_known_in_any_language(tmp_path: Path) -> None:
    rest = made.TAKEOUT_SONGS.partition(b"\n")[2]
    heads = "動画 ID,曲,アルバム,歌手 1,歌手 2,歌手 3\n".encode()
    english = (await tracks(written(tmp_path, made.TAKEOUT_SONGS, "x.csv")))["x"]
    assert (await tracks(written(tmp_path, heads + rest, "x.csv")))["x"] == english
    few = b"Video ID,Song Title,Artist Name 1\n%s,Harbour,Ada\n" % VIDEO.encode()
    assert [names(song) for song in (await tracks(written(tmp_path, few, "x.csv")))["x"]] == [["Ada"]]


ENGLISH = (
    "Playlist ID,Add new videos to top,Playlist Image 1 Create Timestamp,Playlist Image 1 URL,{title},"
    "Playlist Title (Original) Language,Playlist Create Timestamp,Playlist Update Timestamp,Playlist Video Order,"
    "Playlist Visibility"
)
GERMAN = (
    "Playlist-ID,Neue Videos oben hinzufügen,Zeitstempel,URL,Sprache des Playlist-Titels (Original),"
    "Playlist-Titel (Original),Erstellung,Update,Videoreihenfolge der Playlist,Playlist-Sichtbarkeit"
)
HEADS = {
    "english": (ENGLISH.format(title="Playlist Title (Original)"), 4),
    "english, small": (ENGLISH.format(title="Playlist title (original)"), 4),
    "order first": ("Playlist ID,Playlist Video Order,Playlist Visibility,Playlist Title (Original)", 3),
    "german": (GERMAN, 5),
    "unknown": ("а,б,в,г,д", 3),
}
PLAYLIST = "PLdddddddddddddddddddddddddddddddd"


def overview(heads: str, place: int, *titles: str) -> bytes:
    """A list of playlists, whose other cells are such as name no playlist."""
    cells = ["False", "Manual", "Private", "Manual", "en", "x", "Manual", "Manual", "Private", "x"]
    rows = []
    for number, title in enumerate(titles):
        row = [f"{PLAYLIST[:-1]}{number}", *cells[: len(heads.split(",")) - 1]]
        row[place] = title
        rows.append(",".join(row))
    return "\n".join([heads, *rows, ""]).encode()


@pytest.mark.parametrize("name", HEADS)
async def test_takeout_s_titles_never_come_from_another_column(tmp_path: Path, name: str) -> None:
    content = overview(*HEADS[name], "Kitchen", "Manual things", "Manual")
    files = {
        f"playlists/{title}": text
        for title, text in {
            "playlists.csv": content,
            "Kitchen-videos.csv": made.TAKEOUT,
            "Manual things-videos.csv": made.TAKEOUT,
            "Manual-videos.csv": made.TAKEOUT,
            "Watch later-videos.csv": made.TAKEOUT,
        }.items()
    }
    async with opened(written(tmp_path, zipped(files), "takeout.zip")) as library:
        found = {one.title: one.external_id.rpartition(":")[2] for one in library.collections}
    assert found == {
        "Kitchen": f"{PLAYLIST[:-1]}0",
        "Manual things": f"{PLAYLIST[:-1]}1",
        "Manual": f"{PLAYLIST[:-1]}2",
        "Watch later": "watch later",
    }


@pytest.mark.parametrize("name", sorted(HEADS.keys() - {"unknown"}))
async def test_a_playlist_that_is_not_listed_takes_no_other_s_id(tmp_path: Path, name: str) -> None:
    files = {"playlists.csv": overview(*HEADS[name], "Kitchen"), "Manual-videos.csv": made.TAKEOUT}
    async with opened(written(tmp_path, zipped(files), "takeout.zip")) as library:
        (manual,) = library.collections
    assert (manual.title, manual.external_id) == ("Manual", "Google Takeout:manual")


@pytest.mark.parametrize("name", HEADS)
async def test_a_playlist_s_own_block_gives_its_title_or_else_its_file_does(tmp_path: Path, name: str) -> None:
    heads, place = HEADS[name]
    block = overview(heads, place, "Kitchen") + b"\n" + made.TAKEOUT
    async with opened(written(tmp_path, block, "Küche-videos.csv")) as library:
        (kitchen,) = library.collections
    assert kitchen.title == ("Küche" if name == "unknown" else "Kitchen")
    assert kitchen.external_id == f"Google Takeout:{PLAYLIST[:-1]}0"
    assert len((await read(tmp_path / "Küche-videos.csv"))[kitchen.title][0]) == 2


async def test_a_log_of_libre_fm_needs_no_headings(tmp_path: Path) -> None:
    rows, dropped = (await read(written(tmp_path, made.SCROBBLES, "log.txt")))["log"]
    first, second = [row.track for row in rows if row.track]
    assert (first.title, names(first)) == ('Harbour "live"', ["Tyler, Ada"])
    assert first.album is not None
    assert (first.album.title, second.album, dropped) == ("Sea", None, [])
    assert rows[0].added_at == datetime(2021, 2, 1, tzinfo=UTC)
    commas = b'1612137600,Harbour,"Tyler, Ada",Sea\n1612137900,Lantern,Cy,\n'
    found = (await tracks(written(tmp_path, commas, "log.txt")))["log"]
    assert [(song.title, names(song)) for song in found] == [("Harbour", ["Tyler, Ada"]), ("Lantern", ["Cy"])]


async def test_a_player_s_log_says_itself_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, made.PLAYER_LOG, ".scrobbler.log")
    ((rows, dropped),) = (await read(path)).values()
    first, second = [row.track for row in rows if row.track]
    assert (first.title, names(first), first.duration_ms) == ('Harbour "live"', ["Ada"], 201_000)
    assert (second.title, names(second), second.duration_ms, dropped) == ("Lantern", ["Cy"], 180_000, [])
    assert rows[1].added_at == datetime(2021, 2, 1, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        "Ada\tHarbour\tSea\nCy\tLantern\tLight\n",
        "1612137600\tHarbour\tAda\nyesterday\tLantern\tCy\n",
        "1612137600\tHarbour\n",
        "1612137600,2,3\n5,6,7\n",
    ],
)
async def test_cells_that_could_mean_anything_are_refused_with_the_headings_they_need(
    tmp_path: Path, content: str
) -> None:
    with pytest.raises(UsageError, match="no column that names tracks") as refused:
        await read(written(tmp_path, content.encode(), "log.txt"))
    assert "give it a first row of headings such as Title, Artist, Album" in str(refused.value)
    headed = b"Artist\tTitle\tAlbum\nAda\tHarbour\tSea\n"
    assert [song.title for song in (await tracks(written(tmp_path, headed, "log.txt")))["log"]] == ["Harbour"]


BLANK = ("", ",,", " , ,\t", '"", ,""', "\u00a0,\u00a0,")


async def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    lines = ["title,artist,album", *BLANK, "Harbour,Ada,Sea", *BLANK, ",Cy,", "Lantern,Cy,Light", *BLANK, ""]
    rows, dropped = (await read(written(tmp_path, "\n".join(lines).encode(), "x")))["x"]
    assert [row.position for row in rows] == [0, 1, 2]
    assert [(one.row, one.reason) for one in dropped] == [(13, "It names no track.")]
    several = ["title,artist,playlist", *BLANK, "Harbour,Ada,Road", *BLANK, "Lantern,Cy,Night", *BLANK]
    found = await read(written(tmp_path, "\n".join(several).encode(), "x"))
    assert {title: len(rows) for title, (rows, _) in found.items()} == {"Road": 1, "Night": 1}
    takeout = made.TAKEOUT + b" , \n,\n\n"
    ((rows, dropped),) = (await read(written(tmp_path, takeout, "x-videos.csv"))).values()
    assert (len(rows), dropped) == (2, [])
