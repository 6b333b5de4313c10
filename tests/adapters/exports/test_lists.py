"""Lists of files as players write them: M3U with and without its comments, PLS, and what a path tells of a song."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.adapters.exports import refusal
from core.adapters.exports.paths import PathTrack, is_location, track_of
from core.errors import UsageError
from tests.adapters.exports import examples as made
from tests.adapters.exports.examples import VIDEO, opened, read, tracks, written
from tests.adapters.exports.test_formats import names

if TYPE_CHECKING:
    from pathlib import Path


async def found_in(path: Path) -> list[tuple[str, list[str], int | None]]:
    """Title, artists and length of each song of a file that holds one playlist."""
    (songs,) = (await tracks(path)).values()
    return [(song.title, names(song), song.duration_ms) for song in songs]


@pytest.mark.parametrize(
    "content",
    [
        "Ada/Sea/01 Harbour.mp3\nCy/Light/1-02 Lantern.flac\n",  # MPD
        "C:\\Music\\Ada - Harbour.mp3\r\n\\\\nas\\Music\\02 - Cy - Lantern.wma\r\n",  # Winamp
        "..\\Ada - Harbour.mp3\n/mnt/music/Cy/Light/02. Lantern.ogg\n",
        "file:///srv/Ada%20-%20Harbour.mp3\nfile://localhost/C:/Music/Cy%20-%20Lantern.mp3\n",
        "01 - Ada - Harbour.mp3\n02 - Cy - Lantern.mp3\n",
        "# a comment\n\nAda_-_Harbour.opus\n02_Cy_-_Lantern.m4a\n",
        "Ada - Harbour.mp3\nhttps://host.example/music/Cy%20-%20Lantern.mp3?token=1\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
async def test_plain_paths_are_a_list_and_not_a_table(tmp_path: Path, content: str, encoding: str) -> None:
    path = written(tmp_path, content.encode(encoding), "evening.csv")
    async with opened(path) as library:
        assert (library.format, [one.title for one in library.collections]) == ("M3U", ["evening"])
        assert library.collections[0].rows == 2
    assert await found_in(path) == [("Harbour", ["Ada"], None), ("Lantern", ["Cy"], None)]


async def test_a_list_of_addresses_alone_gives_their_videos(tmp_path: Path) -> None:
    content = f"https://www.youtube.com/watch?v={VIDEO}&list=PL1\nhttps://youtu.be/{made.OTHER_VIDEO}?t=3\n"
    (songs,) = (await tracks(written(tmp_path, content.encode()))).values()
    assert [song.video_id for song in songs] == [VIDEO, made.OTHER_VIDEO]


@pytest.mark.parametrize(
    "content",
    [
        "title,artist,file\nHarbour,Ada,harbour.mp3\n",
        "title\tartist\nHarbour.mp3\tAda\n",
        "Harbour,Ada,harbour.mp3\nLantern,Cy,lantern.mp3\n",
        "Harbour;Ada;harbour.mp3\nLantern;Cy;lantern.mp3\n",
        "url,title\nhttps://youtu.be/abcdefghi-1,Harbour\n",
        "just a letter to someone\nabout harbour.mp3\n",
        f"{'a1' * 16} *01 - Ada - Harbour.mp3\n",
    ],
)
async def test_tables_and_letters_are_no_lists(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content.encode(), "evening.m3u")
    try:
        async with opened(path) as library:
            assert library.format == "table"
    except UsageError as error:
        assert "no column that names tracks" in str(error)  # noqa: PT017 - either is right, M3U is not


@pytest.mark.parametrize(
    ("info", "song"),
    [
        ("123,Ada - Harbour", ("Harbour", ["Ada"], 123_000)),
        ('123 tvg-name="A, B" group="x",Ada - Harbour', ("Harbour", ["Ada"], 123_000)),
        ('123 group-title="Rock, Pop",Earth, Wind - Harbour', ("Harbour", ["Earth, Wind"], 123_000)),
        ('-1 tvg-id="" tvg-logo="http://a.example/a,b.png",Ada - Harbour', ("Harbour", ["Ada"], None)),
        ('123.5 name="never closed, Ada - Harbour', ("Harbour", ["Ada"], 123_000)),
        ('123,"Odd" Ada - Harbour', ("Harbour", ['"Odd" Ada'], 123_000)),
        (" 123 , Ada - Harbour", ("Harbour", ["Ada"], 123_000)),
        (",Ada - Harbour", ("Harbour", ["Ada"], None)),
    ],
)
async def test_attributes_with_commas_in_quotes_are_no_part_of_a_name(
    tmp_path: Path, info: str, song: tuple[str, list[str], int | None]
) -> None:
    path = written(tmp_path, f"#EXTM3U\n#EXTINF:{info}\nx.mp3\n".encode())
    assert await found_in(path) == [song]


async def test_a_comment_before_the_mark_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, b"# by hand\n#EXTM3U\n#EXTINF:201,Ada - Harbour\nanything at all\n")
    assert await found_in(path) == [("Harbour", ["Ada"], 201_000)]


async def test_pls_gives_titles_lengths_and_file_names_in_the_order_of_its_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, made.PLS, "evening.pls")
    async with opened(path) as library:
        assert (library.format, library.collections[0].rows) == ("PLS", 3)
    assert await found_in(path) == [
        ("Harbour", ["Ada"], 201_000),
        ("Lantern", ["Cy"], None),
        ("Anchor", ["Dee"], None),
    ]
    (_, second, _) = (await tracks(path))["evening"]
    assert second.video_id == VIDEO


async def test_pls_in_another_order_and_spelling_is_the_same(tmp_path: Path) -> None:
    lines = made.PLS.decode().splitlines()
    turned = "\r\n".join(["\ufeff[Playlist]", *[line.replace("File", "FILE ") for line in reversed(lines[1:])]])
    assert await found_in(written(tmp_path, turned.encode(), "a.pls")) == await found_in(
        written(tmp_path, made.PLS, "b.pls")
    )


async def test_a_list_of_more_songs_than_anyone_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "SONGS_MAX", 100)
    lists = (
        b"[playlist]\n" + b"".join(b"File%d=a - b.mp3\n" % number for number in range(101)),
        b"<DJ_PLAYLISTS><COLLECTION>" + b"<TRACK/>" * 101 + b"</COLLECTION></DJ_PLAYLISTS>",
        made.ITUNES_HEAD + b"<plist><array>" + b"<array/>" * 101 + b"</array></plist>",
    )
    for content in lists:
        with pytest.raises(UsageError, match="more than 100 entries; that is no library"):
            await read(written(tmp_path, content))


async def test_every_row_of_a_pls_is_told(tmp_path: Path) -> None:
    content = "[playlist]\nFile1=http://radio.example/live\nFile2=Ada - Harbour.mp3\nFile2=other.mp3\nLength3=7\nx\n"
    rows, dropped = (await read(written(tmp_path, content.encode(), "a.pls")))["a"]
    assert [(one.row, one.reason) for one in dropped] == [
        (1, "It names no track."),
        (3, "Its number stands in the list twice."),
    ]
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("03 - Dee - Anchor.flac", ("Dee - Anchor", "", "")),
        ("50 Cent - Harbour.mp3", ("50 Cent - Harbour", "", "")),
        ("01 50 Cent - Harbour.mp3", ("50 Cent - Harbour", "", "")),
        ("Ada - Sea - 03 - Harbour.mp3", ("Harbour", "Ada", "Sea")),
        ("Ada - 03 - Harbour.mp3", ("Harbour", "Ada", "")),
        ("1-800-273-8255.mp3", ("1-800-273-8255", "", "")),
        ("Ada/Sea/CD 2/12 Harbour.mp3", ("Harbour", "Ada", "Sea")),
        ("Nena/99 Luftballons/99 Luftballons.mp3", ("99 Luftballons", "", "")),
        ("Music/Sea/01 Harbour.mp3", ("Harbour", "", "")),
        ("C:\\Sea\\01 Harbour.mp3", ("Harbour", "", "")),
        ("/srv/Various Artists/Sea/01 Ada - Harbour.mp3", ("Ada - Harbour", "", "")),
        ("file:///C:/Music/Ada/Sea/01%20Harbour%3F.mp3", ("Harbour?", "Ada", "Sea")),
        ("file://localhost/Sea/01 Harbour.mp3", ("Harbour", "", "")),
        ("100% Pure.mp3", ("100% Pure", "", "")),
        ("Mr. Big - To Be.mp3", ("Mr. Big - To Be", "", "")),
        (".mp3", (".mp3", "", "")),
        ("01.mp3", ("01", "", "")),
        ("https://radio.example/stream", None),
        ("https://host.example/Ada%20-%20Harbour.mp3#x", ("Ada - Harbour", "", "")),
    ],
)
def test_a_path_tells_what_is_sure(location: str, found: tuple[str, str, str] | None) -> None:
    assert track_of(location) == (None if found is None else PathTrack(*found))


def test_what_plays_is_told_from_words() -> None:
    assert all(map(is_location, ("a.mp3", "/a b/c.flac", "D:\\a.wav", "http://a.example/x", "Ada, Bob - x.ogg")))
    assert not any(map(is_location, ("", "a", "a.txt", "a,b.mp3", "a\tb.mp3", "see http://a.example/x", "x" * 5000)))
