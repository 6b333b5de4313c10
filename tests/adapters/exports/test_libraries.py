"""Libraries that hold each song once and playlists that point at them: iTunes and Apple Music, Rekordbox."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from core.states import RowSkip
from tests.adapters.exports import examples as made
from tests.adapters.exports.examples import opened, read, tracks, written
from tests.adapters.exports.test_formats import names

if TYPE_CHECKING:
    from pathlib import Path


async def test_itunes_gives_the_playlists_a_person_made_named_with_their_folders(tmp_path: Path) -> None:
    async with opened(written(tmp_path, made.ITUNES, "Library.xml")) as library:
        assert library.format == "iTunes library"
        assert [(one.title, one.external_id, one.rows) for one in library.collections] == [
            ("90er", "iTunes library:90er", 1),
            ("Trips / Road", "iTunes library:0B1", 6),
            ("Trips / By sea / Road", "iTunes library:0B2", 1),
            ("Road", "iTunes library:0B3", 2),
        ]
        assert library.notices == ("Library.xml: what stands in no playlist is not imported, 1 of 4 songs.",)


async def test_itunes_gives_everything_it_says_of_a_song(tmp_path: Path) -> None:
    rows, dropped = (await read(written(tmp_path, made.ITUNES)))["Trips / Road"]
    song = rows[0].track
    assert song is not None
    assert (song.title, names(song), song.duration_ms, song.is_explicit) == ("Harbour", ["Ada"], 201_000, True)
    assert song.album is not None
    assert (song.album.title, song.album.released) == ("Sea", "2011")
    assert rows[0].added_at == datetime(2021, 5, 18, 12, tzinfo=UTC)
    by_name = rows[1].track
    assert by_name is not None
    assert (by_name.title, names(by_name)) == ("Anchor", ["Dee"])
    assert [(one.row, one.reason) for one in dropped] == [
        (3, "It is an episode of a podcast."),
        (4, "It is an episode of a series."),
        (5, "It is a film."),
        (6, "It points at a song that the library does not hold."),
    ]
    assert [row.skip for row in rows[2:]] == [RowSkip.EPISODE] * 3 + [RowSkip.NULL_TRACK]


async def test_a_library_without_playlists_is_one_collection(tmp_path: Path) -> None:
    song = {"Track ID": 1, "Name": "Harbour", "Artist": "Ada"}
    lists = [made.itunes_list("Mediathek", "A", [1], Master=True)]
    found = await tracks(written(tmp_path, made.itunes({"1": song}, lists)))
    assert {title: [one.title for one in songs] for title, songs in found.items()} == {"Library": ["Harbour"]}
    collection = made.REKORDBOX[: made.REKORDBOX.index(b"  <PLAYLISTS>")] + b"</DJ_PLAYLISTS>"
    found = await tracks(written(tmp_path, collection))
    assert [one.title for one in found["Collection"]] == ["Harbour", "Lantern", "Anchor", "Keel"]


async def test_a_playlist_is_the_same_while_nothing_in_it_changes(tmp_path: Path) -> None:
    more = made.ITUNES.replace(b"<integer>7</integer>", b"<integer>8</integer>").replace(b">Keel<", b">Keelson<")
    async with opened(written(tmp_path, made.ITUNES)) as library:
        before = library.collections
    async with opened(written(tmp_path, more)) as library:
        assert library.collections == before
    async with opened(written(tmp_path, made.ITUNES.replace(b">Lantern<", b">Lanterns<"))) as library:
        changed = [one.title for one, old in zip(library.collections, before, strict=True) if one != old]
    assert changed == ["90er", "Trips / By sea / Road", "Road"]


async def test_folders_in_a_circle_and_a_library_of_odd_values_are_read(tmp_path: Path) -> None:
    around = "Parent Persistent ID"
    circle = [
        made.itunes_list("A", "A", [], Folder=True, **{around: "B"}),
        made.itunes_list("B", "B", [], Folder=True, **{around: "A"}),
        {**made.itunes_list("", "C", [1, "x"], **{around: "A"}), "Name": 7},
    ]
    odd = {"Name": "Harbour", "Artist": "Ada", "Total Time": -5, "Explicit": "yes", "Date Added": "today", "Year": 0}
    found = await read(written(tmp_path, made.itunes({"1": odd}, circle)))
    ((title, (rows, dropped)),) = found.items()
    assert title.endswith("A / Playlist 3")
    assert rows[0].track is not None
    assert (rows[0].track.duration_ms, rows[0].track.is_explicit, rows[0].added_at) == (None, None, None)
    assert [one.row for one in dropped] == [2]


LAUGHS = b"<!DOCTYPE plist [" + b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10 if number else b"ha") for number in range(9)
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (LAUGHS + b"]><plist><dict><key>Tracks</key><string>&l8;</string></dict></plist>", "entities or a DTD"),
        (b'<!DOCTYPE plist [<!ENTITY a SYSTEM "file:///etc/passwd">]><plist><string>&a;</string></plist>', "entities"),
        (b'<!DOCTYPE plist [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]><plist><dict/></plist>', "entities"),
        (b"<!DOCTYPE plist [<!ELEMENT plist ANY>]><plist><dict/></plist>", "DTD of its own"),
        (b'<!DOCTYPE plist SYSTEM "a.dtd"><!DOCTYPE plist SYSTEM "b.dtd"><plist><dict/></plist>', "DTD of its own"),
        (b'<!DOCTYPE library SYSTEM "a.dtd"><plist><dict/></plist>', "DTD of its own"),
        (made.ITUNES_HEAD + b"<plist><dict><key>CFBundleName</key><string>x</string></dict></plist>", "no library of"),
        (made.ITUNES_HEAD + b"<plist><array><integer>1</integer></array></plist>", "no library of music"),
        (made.ITUNES[:-80], "damaged XML"),
        (made.ITUNES_HEAD + b"<plist><dict><key>Tracks</key><integer>x</integer></dict></plist>", "damaged property"),
        (made.ITUNES_HEAD + b"<plist><dict><key>Tracks</key><date>x</date></dict></plist>", "damaged property list"),
        (made.ITUNES_HEAD + b"<plist></dict></plist>", "damaged XML"),
        (made.ITUNES.decode().encode("utf-16"), "not in UTF-8"),
        (b"bplist00" + bytes(range(200)), "Apple's binary form"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><DJ_PLAYLISTS><COLLECTION/></DJ_PLAYLISTS>', "entities or a DTD"),
        (b"<DJ_PLAYLISTS><COLLECTION/></DJ_PLAYLISTS>", "holds no tracks"),
        (made.REKORDBOX[:-30], "damaged XML"),
    ],
)
async def test_what_is_no_library_is_refused_in_a_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says) as refused:
        await read(written(tmp_path, content, "Library.xml"))
    assert str(refused.value).count(".") - str(refused.value).count(".xml") == 1


async def test_an_external_dtd_is_never_fetched(tmp_path: Path) -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE plist SYSTEM "http://127.0.0.1:9/never.dtd">'
    body = made.ITUNES.partition(b'.dtd">\n')[2]
    assert "Road" in await read(written(tmp_path, head + body))


def large(path: Path, size: int) -> None:
    """A library of many songs, about each of which it says much more than is read."""
    more = b"".join(b"<key>Comment %d</key><string>%s</string>" % (number, b"x" * 100) for number in range(9))
    with path.open("wb") as file:
        file.write(made.ITUNES_HEAD + b'<plist version="1.0"><dict><key>Tracks</key><dict>')
        for number in range(size):
            file.write(b"<key>%d</key><dict><key>Name</key><string>Song %d</string>" % (number, number))
            file.write(b"<key>Artist</key><string>Artist %d</string>%s</dict>" % (number % 900, more))
        file.write(b"</dict><key>Playlists</key><array><dict><key>Name</key><string>All</string>")
        file.write(b"<key>Playlist Items</key><array>")
        for number in range(size):
            file.write(b"<dict><key>Track ID</key><integer>%d</integer></dict>" % number)
        file.write(b"</array></dict></array></dict></plist>")


async def songs_in(path: Path) -> int:
    """How many rows the first playlist of a library has."""
    async with opened(path) as library:
        return sum([len(rows) async for rows, _ in library.pages(library.collections[0], limit=500)])


async def test_a_library_of_twenty_thousand_songs_is_read(tmp_path: Path) -> None:
    large(tmp_path / "Library.xml", 20_000)
    assert (tmp_path / "Library.xml").stat().st_size > 20_000_000
    assert await songs_in(tmp_path / "Library.xml") == 20_000


async def test_of_a_library_only_what_is_read_is_kept(tmp_path: Path) -> None:
    size = 2_000
    large(tmp_path / "Library.xml", size)
    tracemalloc.start()
    try:
        assert await songs_in(tmp_path / "Library.xml") == size
        (_, peak) = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000 + size * 1_500


async def test_rekordbox_gives_playlists_by_number_and_by_location(tmp_path: Path) -> None:
    path = written(tmp_path, made.REKORDBOX, "rekordbox.xml")
    async with opened(path) as library:
        assert [(one.title, one.external_id) for one in library.collections] == [
            ("Openers", "Rekordbox:openers"),
            ("Sets / Friday", "Rekordbox:sets / friday"),
            ("Sets / Openers", "Rekordbox:sets / openers"),
        ]
        assert library.notices == ("rekordbox.xml: what stands in no playlist is not imported, 1 of 4 songs.",)
    found = await read(path)
    rows, dropped = found["Openers"]
    assert [(one.row, one.reason) for one in dropped] == [(3, "It points at a song that the library does not hold.")]
    lantern, harbour = [row.track for row in rows if row.track]
    assert (lantern.title, names(lantern), lantern.duration_ms) == ("Lantern", ["Cy"], 180_000)
    assert harbour.album is not None
    assert (harbour.album.title, harbour.album.released) == ("Sea", "2011")
    assert rows[1].added_at == datetime(2021, 5, 1, tzinfo=UTC)
    (anchor,) = [row.track for row in found["Sets / Friday"][0] if row.track]
    assert (anchor.title, names(anchor), anchor.duration_ms) == ("Anchor", ["Dee"], None)


async def test_rekordbox_songs_of_one_number_stay_two(tmp_path: Path) -> None:
    twice = made.REKORDBOX[: made.REKORDBOX.index(b"  <PLAYLISTS>")].replace(b'TrackID="2"', b'TrackID="1"')
    found = await tracks(written(tmp_path, twice + b"</DJ_PLAYLISTS>"))
    assert len(found["Collection"]) == 4
