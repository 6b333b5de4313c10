"""What each format holds is read whole, with its dates, and known again in the next export."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.model import SourceAlbum, SourceArtist, SourceTrack, VideoId
from core.states import CollectionKind, RowSkip
from tests.adapters.exports import examples as made
from tests.adapters.exports.examples import ONE, TWO, VIDEO, opened, read, tracks, written, zipped

if TYPE_CHECKING:
    from pathlib import Path


def names(track: SourceTrack) -> list[str]:
    """The artists' names."""
    return [artist.name for artist in track.artists]


async def test_exportify_gives_everything_it_says_of_a_track(tmp_path: Path) -> None:
    rows, dropped = (await read(written(tmp_path, made.EXPORTIFY, "road_trip.csv")))["road trip"]
    assert rows[0].track == SourceTrack(
        f"spotify:track:{ONE}",
        "Harbour",
        artists=(SourceArtist("Tyler, Ada"), SourceArtist("Bob")),
        album=SourceAlbum("Sea", released="2011-05-02"),
        spotify_id=ONE,
        isrc="USAAA1100001",
        duration_ms=201_000,
        is_explicit=True,
    )
    assert rows[0].added_at == datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert [row.position for row in rows] == [0, 1, 2]
    assert rows[2].skip is RowSkip.LOCAL_FILE
    assert [(one.file, one.row, one.reason) for one in dropped] == [("road_trip.csv", 4, "It is a local file.")]


@pytest.mark.parametrize("heads", [made.GERMAN_HEADS, made.UNKNOWN_HEADS], ids=["german", "unknown"])
async def test_headings_of_any_language_are_known_by_their_cells(tmp_path: Path, heads: str) -> None:
    same = (
        written(tmp_path, made.EXPORTIFY, "a.csv"),
        written(tmp_path, (heads + made.EXPORTIFY_ROWS).encode(), "b.csv"),
    )
    english, other = [(await tracks(path)).popitem()[1] for path in same]
    assert [(one.uri, one.title, names(one), one.isrc, one.duration_ms) for one in other] == [
        (one.uri, one.title, names(one), one.isrc, one.duration_ms) for one in english
    ]
    assert [one.album.title for one in other if one.album] == ["Sea", "Light"]


async def test_older_exportify_without_isrc_and_without_addresses_of_artists(tmp_path: Path) -> None:
    heads = "Spotify URI,Track Name,Artist Name,Album Name,Added At\n"
    old = f'{heads}spotify:track:{ONE},Harbour,"Ada, Bob",Sea,1970-01-01T00:00:00Z\n'
    ((rows, _),) = (await read(written(tmp_path, old.encode(), "old.csv"))).values()
    assert rows[0].track is not None
    assert (names(rows[0].track), rows[0].track.isrc, rows[0].added_at) == (["Ada", "Bob"], None, None)


async def test_the_other_exportify_with_its_mark_its_undefined_and_its_semicolons(tmp_path: Path) -> None:
    found = (await tracks(written(tmp_path, made.EXPORTIFY_NET, "Liked_Songs.csv")))["Liked Songs"]
    assert [names(one) for one in found] == [["Ada", "Bob"], ["Cy, The Kid"]]
    assert [one.isrc for one in found] == ["USAAA1100001", None]
    (older,) = (await tracks(written(tmp_path, made.EXPORTIFY_NET_2024, "x.csv")))["x"]
    assert (older.uri, names(older)) == (f"spotify:track:{ONE}", ["Ada", "Bob"])


@pytest.mark.parametrize("name", ["liked.csv", "Liked_Songs.csv", "Liked Songs (2).csv"])
async def test_liked_songs_are_known_whatever_the_program_calls_them(tmp_path: Path, name: str) -> None:
    async with opened(written(tmp_path, made.EXPORTIFY, name)) as library:
        (liked,) = library.collections
    assert (liked.title, liked.is_liked, liked.kind) == ("Liked Songs", True, CollectionKind.FILE)
    assert liked.external_id == "Exportify:liked"


async def test_a_table_of_several_playlists_gives_each_its_own_rows(tmp_path: Path) -> None:
    path = written(tmp_path, made.TUNEMYMUSIC)
    async with opened(path) as library:
        assert library.format == "TuneMyMusic"
        assert [(one.title, one.rows, one.is_liked) for one in library.collections] == [
            ("Road", 2, False),
            ("Night", 1, False),
            ("Liked Songs", 1, True),
        ]
    found = await tracks(path)
    assert [(one.title, names(one), one.uri[:14]) for one in found["Road"]] == [
        ("Harbour", ["Ada"], "spotify:track:"),
        ("Anchor", ["Dee"], "text:2be017a65"),
    ]
    assert [one.uri for one in found["Liked Songs"]] == ["isrc:USAAA1100001"]


async def test_a_semicolon_table_with_lengths_and_addresses(tmp_path: Path) -> None:
    first, second = (await tracks(written(tmp_path, made.SOUNDIIZ, "x")))["x"]
    assert (first.spotify_id, first.isrc, first.duration_ms) == (ONE, "USAAA1100001", 201_000)
    assert (second.spotify_id, second.duration_ms) == (None, 180_000)  # another host is no address of a track


async def test_takeout_knows_videos_in_both_layouts_and_any_language(tmp_path: Path) -> None:
    for content in (made.TAKEOUT, made.TAKEOUT_OLD, made.TAKEOUT_OTHER_LANGUAGE):
        ((rows, dropped),) = (await read(written(tmp_path, content, "Kitchen-videos.csv"))).values()
        assert not dropped
        assert rows[0].track is not None
        assert (rows[0].track.uri, rows[0].track.video_id) == (f"youtube:video:{VIDEO}", VideoId(VIDEO))
        assert rows[0].added_at == datetime(2021, 5, 1, 12, tzinfo=UTC)
    async with opened(written(tmp_path, made.TAKEOUT_OLD)) as library:
        (kitchen,) = library.collections
    assert (kitchen.title, kitchen.external_id) == ("Kitchen", "Google Takeout:PLcccccccccccccccccccccccccccccccc")


async def test_takeout_s_overview_gives_titles_and_ids_by_their_longest_name(tmp_path: Path) -> None:
    folder = "Takeout/YouTube und YouTube Music/Playlists/"
    files = {
        f"{folder}Playlists.csv": made.TAKEOUT_OVERVIEW,
        f"{folder}Ada_s road-Videos.csv": made.TAKEOUT,
        f"{folder}Ada_s road trip-Videos.csv": made.TAKEOUT_OTHER_LANGUAGE,
        "Takeout/archive_browser.html": b"<!DOCTYPE html><html></html>",
        "Takeout/video.mp4": b"\0\0\0 ftypmp42" + bytes(100),
    }
    async with opened(written(tmp_path, zipped(files), "takeout.zip")) as library:
        found = {one.title: one.external_id for one in library.collections}
    assert found == {
        "Ada's road trip": "Google Takeout:PLbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        "Ada's road": "Google Takeout:PLaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    }


@pytest.mark.parametrize("is_zip", [True, False])
async def test_account_data_as_archive_or_folder_holds_liked_songs_and_playlists(tmp_path: Path, is_zip: bool) -> None:
    files = {
        "Spotify Account Data/YourLibrary.json": made.YOUR_LIBRARY,
        "Spotify Account Data/Playlist1.json": made.PLAYLIST_1,
        "Spotify Account Data/StreamingHistory_music_0.json": made.HISTORY,
        "Spotify Account Data/Userdata.json": b'{"username": "me"}',
    }
    if is_zip:
        path = written(tmp_path, zipped(files), "my_spotify_data.zip")
    else:
        path = tmp_path
        for name, content in files.items():
            written(tmp_path, content, name)
    found = await read(path)
    assert set(found) == {"Road", "Empty", "Liked Songs"}
    assert [row.track.uri for row in found["Liked Songs"][0] if row.track] == [
        f"spotify:track:{one}" for one in (ONE, TWO)
    ]
    rows, dropped = found["Road"]
    assert [row.skip for row in rows] == [
        None,
        RowSkip.EPISODE,
        RowSkip.LOCAL_FILE,
        RowSkip.LOCAL_FILE,
        RowSkip.NULL_TRACK,
        RowSkip.UNREADABLE,
        None,
    ]
    assert [one.row for one in dropped] == [2, 3, 4, 5, 6]
    assert rows[0].added_at == datetime(2021, 5, 1, tzinfo=UTC)
    assert found["Empty"] == ([], [])


async def test_a_single_document_of_the_account_data_is_enough(tmp_path: Path) -> None:
    assert list(await read(written(tmp_path, made.YOUR_LIBRARY))) == ["Liked Songs"]


async def test_half_a_character_costs_neither_the_file_nor_its_row(tmp_path: Path) -> None:
    titles = (rb"a\ud800", rb"\udc00b", rb"\ud83d\ude00", rb"\\ud800", rb"\u00e9\n")
    songs = b",".join(b'{"artist": "Ada", "album": "Sea", "track": "%s"}' % title for title in titles)
    file = written(tmp_path, b'{"tracks": [' + songs + b"]}", "YourLibrary.json")
    assert [one.title for one in (await tracks(file))["Liked Songs"]] == ["a\ufffd", "\ufffdb", "😀", "\\ud800", "é"]
    assert (await read(file))["Liked Songs"][1] == []


async def test_jspf_and_xspf_give_titles_lengths_and_what_their_links_name(tmp_path: Path) -> None:
    for content in (made.JSPF, made.XSPF):
        rows, dropped = (await read(written(tmp_path, content)))["Evening"]
        first, second = [row.track for row in rows if row.track]
        assert (first.title, names(first), first.duration_ms) == ("Harbour", ["Ada"], 201_000)
        assert (first.spotify_id == ONE) is not (first.video_id == VIDEO)
        assert (second.title, second.uri[:5]) == ("Lantern", "text:")
        assert [(one.row, one.reason) for one in dropped] == [(3, "It names no track.")]


async def test_m3u_gives_what_its_comments_or_file_names_say(tmp_path: Path) -> None:
    rows, dropped = (await read(written(tmp_path, made.M3U8)))["Evening"]
    found = [(row.track.title, names(row.track), row.track.duration_ms) for row in rows if row.track]
    assert found == [("Harbour", ["Ada"], 201_000), ("Lantern", ["Cy"], 180_000), ("Anchor", ["Dee"], None)]
    assert rows[1].track is not None
    assert rows[1].track.video_id == VIDEO
    assert [one.row for one in dropped] == [4]


@pytest.mark.parametrize("name", made.FORMATS)
async def test_the_name_of_a_file_says_nothing_about_its_format(tmp_path: Path, name: str) -> None:
    one = await read(written(tmp_path, made.FORMATS[name], "file.bin"))
    other = await read(written(tmp_path, made.FORMATS[name], "file.txt"))
    assert one.keys() == other.keys()
    assert sum(len(rows) for rows, _ in one.values()) > 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
async def test_every_unicode_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    text = (made.GERMAN_HEADS + made.EXPORTIFY_ROWS.replace("Lantern", "Laterne für Zoë")).replace("\n", "\r\n")
    async with opened(written(tmp_path, text.encode(encoding), "x")) as library:
        assert library.notices == ()
    assert [one.title for one in (await tracks(tmp_path / "x"))["x"]] == ["Harbour", "Laterne für Zoë"]


async def test_windows_text_is_read_with_a_word_about_it(tmp_path: Path) -> None:
    path = written(tmp_path, "title,artist\nDéjà vu,Zoë\n".encode("cp1252"), "x.csv")
    async with opened(path) as library:
        assert library.notices == ("x.csv is not UTF-8; it was read as Windows-1252, so look at its accented letters.",)
    assert [one.title for one in (await tracks(path))["x"]] == ["Déjà vu"]


async def test_formulas_are_text(tmp_path: Path) -> None:
    table = 'title,artist\n"=HYPERLINK(""http://evil.example"",""x"")",@SUM(A1)\n'
    (track,) = (await tracks(written(tmp_path, table.encode(), "x")))["x"]
    assert (track.title, names(track)) == ('=HYPERLINK("http://evil.example","x")', ["@SUM(A1)"])


async def test_the_same_file_is_the_same_and_another_export_of_it_has_the_same_id(tmp_path: Path) -> None:
    more = made.EXPORTIFY + made.EXPORTIFY_ROWS.strip().encode() + b"\n"
    paths = [
        written(tmp_path / place, content, "road.csv")
        for place, content in (("a", made.EXPORTIFY), ("b", made.EXPORTIFY), ("c", more))
    ]
    found = []
    for path in paths:
        async with opened(path) as library:
            found.append(library.collections[0])
    assert found[0] == found[1]
    assert found[2].external_id == found[0].external_id
    assert found[2].snapshot_id != found[0].snapshot_id


async def test_two_playlists_of_one_name_stay_two(tmp_path: Path) -> None:
    for place in ("a", "b"):
        written(tmp_path, made.EXPORTIFY, f"{place}/road.csv")
    async with opened(tmp_path) as library:
        assert [one.external_id for one in library.collections] == ["Exportify:road", "Exportify:road (2)"]


async def test_rows_that_do_not_fit_are_dropped_with_their_number(tmp_path: Path) -> None:
    short, long, named = "Harbour,Ada,Sea\n\nLantern\n", "Anchor,Dee,Sea,and more\n", f"{'x' * 100_000},Ada,Sea\n"
    table = f"title,artist,album\n{short}{long}{named},Ada,Sea\nKeel,,\n"
    rows, dropped = (await read(written(tmp_path, table.encode(), "x")))["x"]
    assert [(one.row, one.reason) for one in dropped] == [
        (4, "It has 1 cells where there are 3 columns."),
        (5, "It has 4 cells where there are 3 columns."),
        (6, "It holds a name of 100,000 characters."),
        (7, "It names no track."),
        (8, "It names no artist."),
    ]
    assert [row.position for row in rows] == list(range(6))
    assert [row.skip for row in rows[1:]] == [RowSkip.UNREADABLE] * 3 + [RowSkip.INCOMPLETE] * 2


async def test_a_table_without_headings_is_read_where_its_cells_tell(tmp_path: Path) -> None:
    found = (await tracks(written(tmp_path, made.EXPORTIFY_ROWS.strip().encode(), "x")))["x"]
    assert [one.title for one in found] == ["Harbour", "Lantern"]


async def test_a_collection_can_be_walked_again(tmp_path: Path) -> None:
    async with opened(written(tmp_path, made.XSPF)) as library:
        (collection,) = library.collections
        walks = [[page async for page in library.pages(collection, limit=2)] for _ in range(2)]
    assert walks[0] == walks[1]
    assert [len(rows) for rows, _ in walks[0]] == [2, 1]
