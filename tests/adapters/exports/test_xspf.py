"""XSPF: what is wrong with a document is told, and it is read all the same; what is right is read without a word.

The cases are those by which the format's own test suite tells right from wrong, written anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.adapters.exports.xspf_rules import SAID_MAX
from core.errors import UsageError
from tests.adapters.exports import examples as made
from tests.adapters.exports.examples import opened, read, tracks, written
from tests.adapters.exports.test_formats import names

if TYPE_CHECKING:
    from pathlib import Path

NS = 'xmlns="http://xspf.org/ns/0/"'
SONG = "<track><title>Harbour</title><creator>Ada</creator></track>"
LIST = f"<trackList>{SONG}</trackList>"


def playlist(inside: str = LIST, attributes: str = f'version="1" {NS}') -> bytes:
    """A document of a playlist's elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<playlist {attributes}>{inside}</playlist>\n'.encode()


def around(element: str) -> bytes:
    """A document in which an element stands before the songs."""
    return playlist(element + LIST)


def track(inside: str) -> bytes:
    """A document whose first song holds more."""
    return playlist(f"<trackList><track><title>Harbour</title><creator>Ada</creator>{inside}</track></trackList>")


def twice(name: str, value: str) -> str:
    """An element that stands twice."""
    return f"<{name}>{value}</{name}>" * 2


WRONG = {
    "playlist-attribute-forbidden-annotation": (
        around('<annotation rel="http://a.example">x</annotation>'),
        "annotation has an attribute of another kind, rel",
    ),
    "playlist-attribute-forbidden-playlist": (
        playlist(attributes=f'version="1" {NS} xxx="1"'),
        "playlist has an attribute of another kind, xxx",
    ),
    "playlist-baddate": (around("<date>yesterday</date>"), "date is no date with a time"),
    "playlist-badversion": (playlist(attributes=f'version="2" {NS}'), "the version is neither 0 nor 1"),
    "playlist-element-forbidden-attribution": (
        around("<attribution><info>http://a.example</info></attribution>"),
        "attribution holds an element of another kind, info",
    ),
    "playlist-extension-application-missing": (around("<extension/>"), "extension has no application"),
    "playlist-link-rel-missing": (around("<link>http://a.example</link>"), "link has no rel"),
    "playlist-markup-annotation": (around("<annotation>a <b>b</b></annotation>"), "annotation holds markup"),
    "playlist-markup-creator": (around("<creator><b>b</b></creator>"), "creator holds markup"),
    "playlist-markup-meta": (around('<meta rel="http://a.example"><b>b</b></meta>'), "meta holds markup"),
    "playlist-markup-title": (around("<title><b>b</b></title>"), "title holds markup"),
    "playlist-meta-rel-missing": (around("<meta>x</meta>"), "meta has no rel"),
    "playlist-missingversion": (playlist(attributes=NS), "playlist has no version"),
    "playlist-namespace-missing": (playlist(attributes='version="1"'), "the namespace is missing"),
    "playlist-namespace-nested-broken": (
        around('<extension application="http://a.example" xmlns="http://b.example/"><three/></extension>'),
        "playlist holds an element of another kind, extension",
    ),
    "playlist-namespace-wrong-string": (
        playlist(attributes='version="1" xmlns="http://xspf.org/ns/1/"'),
        "the namespace is not http://xspf.org/ns/0/",
    ),
    "playlist-nonleaf-content-attribution": (
        around("<attribution>x<location>http://a.example</location></attribution>"),
        "text stands in attribution beside its elements",
    ),
    "playlist-nonleaf-content-playlist": (playlist("x" + LIST), "text stands in playlist beside its elements"),
    "playlist-nonleaf-content-trackList": (
        playlist(f"<trackList>{SONG}x</trackList>"),
        "text stands between elements",
    ),
    "playlist-noturi-identifier": (around("<identifier>no uri</identifier>"), "identifier is no URI"),
    "playlist-noturi-license": (around("<license>This should be a URI</license>"), "license is no URI"),
    **{
        f"playlist-toomany-{name}": (around(twice(name, value)), f"playlist has more than one {name}")
        for name, value in {
            **dict.fromkeys(("annotation", "creator", "title"), "x"),
            **dict.fromkeys(("identifier", "image", "info", "license", "location"), "http://a.example"),
            "attribution": "<location>http://a.example</location>",
            "date": "2005-01-08T17:10:47-05:00",
        }.items()
    },
    "playlist-toomany-tracklist": (playlist(LIST + "<trackList/>"), "playlist has more than one trackList"),
    "track-badint-duration": (track("<duration>3:21</duration>"), "duration is no whole number (track 1)"),
    "track-badint-tracknum": (track("<trackNum>-1</trackNum>"), "trackNum is no whole number (track 1)"),
    "track-extension-application-missing": (track("<extension/>"), "extension has no application (track 1)"),
    "track-link-rel-missing": (track("<link>http://a.example</link>"), "link has no rel (track 1)"),
    "track-markup-album": (track("<album><b>b</b></album>"), "album holds markup (track 1)"),
    "track-markup-annotation": (track("<annotation><b>b</b></annotation>"), "annotation holds markup (track 1)"),
    "track-markup-creator": (
        playlist(f"<trackList>{SONG}<track><creator><b/></creator></track></trackList>"),
        "creator holds markup (track 2)",
    ),
    "track-markup-meta": (track('<meta rel="http://a.example"><b/></meta>'), "meta holds markup (track 1)"),
    "track-markup-title": (
        playlist(f"<trackList>{SONG}<track><title><b/></title></track></trackList>"),
        "title holds markup (track 2)",
    ),
    "track-meta-rel-missing": (track("<meta>x</meta>"), "meta has no rel (track 1)"),
    "track-nonleaf-content": (track("x"), "text stands between elements (track 1)"),
    **{
        f"track-toomany-{name}": (track(twice(name, value)), f"track has more than one {name} (track 1")
        for name, value in {
            **dict.fromkeys(("album", "annotation", "creator", "title"), "x"),
            **dict.fromkeys(("image", "info"), "http://a.example"),
            **dict.fromkeys(("duration", "trackNum"), "1"),
        }.items()
    },
    "track-text": (
        playlist(f"<trackList>{SONG}<track>x</track></trackList>"),
        "text stands in track beside its elements (track 2)",
    ),
    "track-unknown-element": (track("<rating>5</rating>"), "track holds an element of another kind, rating (track 1)"),
    "track-noturi-location": (track("<location>C:\\Ada - Harbour.mp3</location>"), "location is no URI (track 1)"),
    "track-noturi-rel": (track('<link rel="no uri">http://a.example</link>'), "rel of link is no URI (track 1)"),
}  # fmt: skip

RIGHT = {
    "nothing": playlist("<trackList/>"),
    "version-0": playlist(attributes=f'version="0" {NS}'),
    "inverted-order": playlist(LIST + "<title>x</title>"),
    "empty-elements": around(
        "<title/><creator/><annotation/><location/><identifier/><image/><info/><license/>"
        '<link rel="http://a.example"/><meta rel="http://a.example"/><attribution/>'
    ),
    "relative-paths": track("<location>../Ain't%20Mine.flac</location>"),
    "white-space": track("<duration>\n 12 </duration><trackNum> 3\n</trackNum><location>\n http://a </location>"),
    "date": around("<date>\n 2005-01-08T17:10:47.5Z </date>"),
    "extension": around('<extension application="http://a.example">x<one><two a="b">y</two></one></extension>'),
    "foreign-extension": around(
        '<extension application="http://a.example" xmlns:v="http://b.example/"><three/><v:four v:a="1"/></extension>'
    ),
    "prefixed": (
        b'<x:playlist version="1" xmlns:x="http://xspf.org/ns/0/"><x:trackList><x:track><x:title>Harbour</x:title>'
        b"<x:creator>Ada</x:creator></x:track></x:trackList></x:playlist>"
    ),
    "xml-base": playlist(
        f'<title xml:base="a">x</title><trackList xml:base="b">{SONG}</trackList>', f'version="1" {NS} xml:base="foo"'
    ),
    "several-links": track(
        "<location>http://a.example</location><location>b</location><identifier>urn:a:b</identifier>"
        '<identifier>c</identifier><link rel="a">b</link><link rel="a">b</link><meta rel="a">b</meta>'
    ),
    "attribution": around(
        "<attribution><location>a</location><identifier>b</identifier><location>c</location></attribution>"
    ),
    "example": made.XSPF,
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_with_a_document_is_told_and_it_is_read(tmp_path: Path, name: str) -> None:
    content, says = WRONG[name]
    path = written(tmp_path, content, "e.xspf")
    async with opened(path) as library:
        assert len(library.notices) == 1, library.notices
        assert says in library.notices[0]
        assert library.notices[0].startswith("e.xspf breaks a rule of XSPF: ")
    ((found, *_),) = (await tracks(path)).values()
    assert (found.title, names(found)) == ("Harbour", ["Ada"])


async def test_a_playlist_without_a_list_is_empty_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, playlist("<title>Evening</title>"), "e.xspf")
    async with opened(path) as library:
        assert library.notices == ("e.xspf breaks a rule of XSPF: trackList is missing.",)
    assert await read(path) == {"Evening": ([], [])}


@pytest.mark.parametrize("name", RIGHT)
async def test_what_is_right_is_read_without_a_word(tmp_path: Path, name: str) -> None:
    async with opened(written(tmp_path, RIGHT[name], "e.xspf")) as library:
        assert library.notices == ()
        assert len(library.collections) == 1


@pytest.mark.parametrize(
    ("content", "begin"),
    [
        (f'<notaplaylist version="1" {NS}><trackList/></notaplaylist>', "it begins with <notaplaylist>"),
        (f'<trackList {NS}>{SONG}</trackList>', "it begins with <trackList>"),
        ("<rss><channel><playlist/></channel></rss>", "it begins with <rss>"),
        ("<playlist><name>x</name></playlist>", "it has no trackList"),
    ],
)  # fmt: skip
async def test_another_root_makes_no_empty_playlist(tmp_path: Path, content: str, begin: str) -> None:
    with pytest.raises(UsageError, match="is XML, but no playlist") as refused:
        await read(written(tmp_path, content.encode(), "e.xspf"))
    assert begin in str(refused.value)


async def test_what_is_told_of_one_document_is_bounded(tmp_path: Path) -> None:
    odd = "".join(f"<odd{number}/>" for number in range(20))
    bad = "<track><title>Harbour</title><creator>Ada</creator><duration>x</duration></track>" * 13
    async with opened(written(tmp_path, playlist(f"{odd}<trackList>{bad}</trackList>"), "e.xspf")) as library:
        assert len(library.notices) == SAID_MAX + 1
        assert library.notices[-1] == "e.xspf breaks rules of XSPF in 27 more places."
    async with opened(written(tmp_path, playlist(f"<trackList>{bad}</trackList>"), "e.xspf")) as library:
        assert library.notices == (
            "e.xspf breaks a rule of XSPF: duration is no whole number (track 1, and 12 more).",
        )  # fmt: skip


async def test_what_is_told_of_a_folder_is_bounded(tmp_path: Path) -> None:
    for number in range(60):
        written(tmp_path, playlist("<odd/><trackList/>", 'version="7"'), f"{number}.xspf")
    async with opened(tmp_path) as library:
        assert len(library.notices) == 101
        assert library.notices[-1] == "There is more to say of these files: 80 notes."


async def test_a_song_of_which_the_file_alone_is_known_is_read_by_its_name(tmp_path: Path) -> None:
    songs = (
        "<track><location>file:///srv/music/Ada%20-%20Harbour.mp3</location><duration>201000</duration></track>"
        "<track><location>file:///C:/Music/Cy/Light/02%20Lantern.flac</location></track>"
        "<track><location>https://radio.example/stream</location></track>"
        f"<track><location>https://youtu.be/{made.VIDEO}</location></track>"
        "<track><title>Keel</title><location>file:///srv/Eve%20-%20Other.mp3</location></track>"
    )
    rows, dropped = (await read(written(tmp_path, playlist(f"<trackList>{songs}</trackList>"), "e.xspf")))["e"]
    found = [(row.track.title, names(row.track)) for row in rows if row.track]
    assert found == [("Harbour", ["Ada"]), ("Lantern", ["Cy"]), (f"YouTube video {made.VIDEO}", [])]
    assert [(one.row, one.reason) for one in dropped] == [(3, "It names no track."), (5, "It names no artist.")]


async def test_elements_of_an_extension_are_not_the_song_s(tmp_path: Path) -> None:
    foreign = '<extension application="http://a.example"><title>no</title><x><creator>no</creator></x></extension>'
    content = playlist(
        f"{foreign}<trackList><track>{foreign}<title>Harbour</title><creator>Ada</creator></track></trackList>"
    )
    (song,) = (await tracks(written(tmp_path, content, "e.xspf")))["e"]
    assert (song.title, names(song)) == ("Harbour", ["Ada"])


async def test_elements_of_another_namespace_are_not_the_song_s(tmp_path: Path) -> None:
    song = f'<track><v:title xmlns:v="http://a.example">no</v:title>{SONG[len("<track>") :]}'
    path = written(tmp_path, playlist(f"<trackList>{song}</trackList>"), "e.xspf")
    async with opened(path) as library:
        assert "another kind, title (track 1)" in library.notices[0]
    assert [one.title for one in (await tracks(path))["e"]] == ["Harbour"]
