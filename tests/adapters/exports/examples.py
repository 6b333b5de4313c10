"""Small files of every format, made up for tests, and ways to write and read them."""

from __future__ import annotations

import io
import json
import plistlib
import zipfile
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from core.adapters.clock import SystemClock
from core.adapters.exports.library import ExportFiles, OpenExport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from core.model import DroppedRow, SourceRow, SourceTrack

ONE, TWO, THREE = "0000000000000000000001", "0000000000000000000002", "0000000000000000000003"
VIDEO, OTHER_VIDEO = "abcdefghi-1", "abcdefghi_2"

EXPORTIFY_HEADS = (
    '"Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name","Album Artist URI(s)",'
    '"Album Artist Name(s)","Album Release Date","Album Image URL","Disc Number","Track Number","Track Duration (ms)",'
    '"Track Preview URL","Explicit","Popularity","ISRC","Added By","Added At"'
)
GERMAN_HEADS = (
    '"Track-URI","Track-Name","Künstler-URI(s)","Künstlername(n)","Album-URI","Album-Name","Album-Künstler-URI(s)",'
    '"Album-Künstlername(n)","Veröffentlichungsdatum des Albums","Album-Bild-URL","Disc-Nummer","Track-Nummer",'
    '"Track-Dauer (ms)","Track-Vorschau-URL","Explizit","Beliebtheit","ISRC","Hinzugefügt von","Hinzugefügt am"'
)
UNKNOWN_HEADS = ",".join(f'"{letter * 3}"' for letter in "абвгдежзиклмнопрсту")
EXPORTIFY_ROWS = f"""
"spotify:track:{ONE}","Harbour","spotify:artist:a1, spotify:artist:a2","Tyler\\, Ada, Bob","spotify:album:b1","Sea",\
"spotify:artist:a1","Tyler\\, Ada","2011-05-02","https://i.example/1","1","1","201000","","true","40","USAAA1100001",\
"spotify:user:me","2021-01-02T03:04:05Z"
"spotify:track:{TWO}","Lantern","spotify:artist:a3","Cy","spotify:album:b2","Light","spotify:artist:a3","Cy","2012",\
"https://i.example/2","1","2","180500","","false","41","USAAA1200002","spotify:user:me","2021-01-03T03:04:05Z"
"spotify:local:Me:Home:Demo:120","Demo","","Me","","Home","","","","","0","0","120000","","false","0","",\
"spotify:user:me","2021-01-04T03:04:05Z"
"""
EXPORTIFY = (EXPORTIFY_HEADS + EXPORTIFY_ROWS).encode()
EXPORTIFY_NET = (
    "\ufeffTrack URI,ISRC,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,"
    "Added At,Genres,Record Label\n"
    f"spotify:track:{ONE},USAAA1100001,Harbour,Sea,Ada;Bob,2011-05-02,201000,40,true,me,2021-01-02T03:04:05Z,,Label\n"
    f'spotify:track:{TWO},undefined,Lantern,Light,"Cy, The Kid",2012,180500,undefined,false,me,2021-01-03T03:04:05Z,,\n'
).encode()
EXPORTIFY_NET_2024 = (
    "Spotify ID,Artist IDs,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Added At\n"
    f'{ONE},"a1,a2",Harbour,Sea,"Ada,Bob",2011-05-02,201000,2021-01-02T03:04:05Z\n'
).encode()
TUNEMYMUSIC = (
    "Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id\n"
    f"Harbour,Ada,Sea,Road,Playlist,USAAA1100001,{ONE}\n"
    f"Lantern,Cy,Light,Night,Playlist,,{TWO}\n"
    "Dee - Anchor,,,Road,Playlist,,\n"
    "Harbour,Ada,Sea,My Music Library,Favorite,USAAA1100001,\n"
).encode()
SOUNDIIZ = (
    b"title;artist;album;isrc;addedDate;duration;url\n"
    b"Harbour;Ada;Sea;US-AAA-11-00001;2021-01-02;201;https://open.spotify.com/track/0000000000000000000001?si=x\n"
    b"Lantern;Cy;Light;;2021-01-03;3:00;https://evil.example/track/0000000000000000000002\n"
)
TAKEOUT = f"""Video ID,Playlist Video Creation Timestamp
{VIDEO},2021-05-01T12:00:00+00:00
{OTHER_VIDEO} ,2021-05-02T12:00:00+00:00
""".encode()
TAKEOUT_OTHER_LANGUAGE = f"""動画 ID,再生リスト動画の作成日時
{VIDEO},2021-05-01T12:00:00+00:00
""".encode()
TAKEOUT_OVERVIEW = b"""ID,Neu zuerst,Titel (Original),Sichtbarkeit
PLaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,False,Ada's road,Private
PLbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,False,Ada's road trip,Private
"""
TAKEOUT_OLD = f"""Playlist Id,Channel Id,Time Created,Time Updated,Title,Description,Visibility
PLcccccccccccccccccccccccccccccccc,UCx,2021-05-01 12:00:00 UTC,2021-05-02 12:00:00 UTC,Kitchen,,Private

Video Id,Time Added
{VIDEO},2021-05-01 12:00:00 UTC
{OTHER_VIDEO},2021-05-02 12:00:00 UTC
""".encode()
YOUR_LIBRARY = json.dumps(
    {
        "tracks": [
            {"artist": "Ada", "album": "Sea", "track": "Harbour", "uri": f"spotify:track:{ONE}"},
            {"artist": "Cy", "album": "Light", "track": "Lantern", "uri": f"spotify:track:{TWO}"},
        ],
        "albums": [{"artist": "Ada", "album": "Sea", "uri": "spotify:album:b1"}],
        "artists": [],
        "shows": [],
        "other": ["spotify:image:1"],
    }
).encode()
PLAYLIST_1 = json.dumps(
    {
        "playlists": [
            {
                "name": "Road",
                "lastModifiedDate": "2021-05-01",
                "items": [
                    {
                        "track": {
                            "trackName": "Harbour",
                            "artistName": "Ada",
                            "albumName": None,
                            "trackUri": f"spotify:track:{ONE}",
                        },
                        "episode": None,
                        "localTrack": None,
                        "addedDate": "2021-05-01",
                    },
                    {"track": None, "episode": {"episodeName": "Talk"}, "localTrack": None, "addedDate": "2021-05-02"},
                    {"track": None, "episode": None, "localTrack": {"uri": "spotify:local:a:b:c:1"}},
                    {"track": {"trackName": "c", "artistName": "a", "trackUri": "spotify:local:a:b:c:1"}},
                    {"track": None, "episode": None, "localTrack": None},
                    {"track": 7},
                    {"track": {"trackName": "Anchor", "artistName": "Dee"}},
                ],
                "description": "one &#x2F; two",
                "numberOfFollowers": 0,
            },
            {"name": "Empty", "items": []},
        ]
    }
).encode()
HISTORY = json.dumps(
    [{"endTime": "2021-05-01 10:00", "artistName": "Ada", "trackName": "Harbour", "msPlayed": 1}]
).encode()
EXTENDED_HISTORY = json.dumps([{"ts": "2021-05-01T10:00:00Z", "platform": "x", "ms_played": 1}]).encode()
JSPF = json.dumps(
    {
        "playlist": {
            "title": "Evening",
            "identifier": "https://listenbrainz.org/playlist/1",
            "track": [
                {
                    "title": "Harbour",
                    "creator": "Ada",
                    "album": "Sea",
                    "duration": 201000,
                    "identifier": ["https://musicbrainz.org/recording/1", f"https://open.spotify.com/track/{ONE}"],
                },
                {"title": "Lantern", "creator": "Cy", "identifier": "https://musicbrainz.org/recording/2"},
                {"creator": "Nobody"},
            ],
        }
    }
).encode()
XSPF = f"""<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
  <title>Evening</title>
  <trackList>
    <track><title>Harbour</title><creator>Ada</creator><album>Sea</album><duration>201000</duration>
      <location>https://www.youtube.com/watch?v={VIDEO}</location></track>
    <track><title>Lantern</title><creator>Cy</creator>
      <extension application="x"><a><title>no</title></a></extension></track>
    <track><creator>Nobody</creator></track>
  </trackList>
</playlist>
""".encode()
M3U8 = f"""#EXTM3U
#PLAYLIST:Evening
#EXTINF:201,Ada - Harbour
#EXTALB:Sea
music/Ada/01 Harbour.mp3
#EXTINF:180,Lantern
#EXTART:Cy
https://youtu.be/{VIDEO}
C:\\Music\\03 - Dee - Anchor.flac
#EXTINF:-1,
https://radio.example/stream
""".encode()

M3U_PLAIN = b"""# made by hand
music/Ada/Sea/01 Harbour.mp3
C:\\Music\\03 - Dee - Anchor.flac
file:///srv/music/Cy%20-%20Lantern.ogg
"""
PLS = f"""[playlist]
File1=C:\\Music\\Ada - Harbour.mp3
Title1=Ada - Harbour
Length1=201
File2=https://youtu.be/{VIDEO}
Title2=Cy - Lantern
Length2=-1

File10=/srv/music/Dee/Deep/07 Anchor.flac
NumberOfEntries=3
Version=2
""".encode()
ITUNES_HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
"""


def itunes(tracks: Mapping[str, Mapping[str, object]], playlists: Sequence[Mapping[str, object]]) -> bytes:
    """A library as iTunes writes it."""
    library = {"Major Version": 1, "Application Version": "12.8", "Tracks": dict(tracks), "Playlists": list(playlists)}
    return ITUNES_HEAD + plistlib.dumps(library, sort_keys=False).partition(b'.dtd">\n')[2]


def itunes_list(name: str, key: str, items: Sequence[object], **more: object) -> dict[str, object]:
    """A playlist of such a library; its items are numbers of tracks."""
    pointers = [{"Track ID": number} for number in items]
    return {"Name": name, "Playlist Persistent ID": key, **more, "Playlist Items": pointers}


def _song(number: int, name: str, **more: object) -> dict[str, object]:
    added = datetime(2021, 5, number % 28 + 1, 12)  # noqa: DTZ001 - plistlib writes times without a zone, which are UTC
    base = {
        "Track ID": number,
        "Name": name,
        "Artist": "Ada",
        "Album": "Sea",
        "Total Time": 201_000,
        "Date Added": added,
    }
    return {**base, "Play Count": 7, "Artwork Count": 1, **more}


ITUNES = itunes(
    {
        "101": _song(101, "Harbour", Explicit=True, Year=2011),
        "102": _song(102, "Lantern", Artist="Cy", Album="Light"),
        "103": _song(103, "Talk", Podcast=True),
        "104": _song(104, "Pilot", **{"TV Show": True}),
        "105": _song(105, "The Sea", Movie=True),
        "106": _song(106, "Keel"),
        "107": {"Track ID": 107, "Location": "file:///Volumes/Music/Dee/Deep/02%20Anchor.m4a"},
    },
    [
        itunes_list("Mediathek", "00A", [101, 102, 103, 106], Master=True),
        itunes_list("Heruntergeladen", "00B", [101], **{"Distinguished Kind": 65}),
        itunes_list("Musik", "00C", [101, 102], Music=True, **{"Distinguished Kind": 4}),
        itunes_list("90er", "", [102], **{"Distinguished Kind": 200, "Smart Info": b"x"}),
        itunes_list("Trips", "0F1", [101], Folder=True),
        itunes_list("By sea", "0F2", [], Folder=True, **{"Parent Persistent ID": "0F1"}),
        itunes_list("Road", "0B1", [101, 107, 103, 104, 105, 999], **{"Parent Persistent ID": "0F1"}),
        itunes_list("Road", "0B2", [102], **{"Parent Persistent ID": "0F2"}),
        itunes_list("Road", "0B3", [102, 101]),
    ],
)
REKORDBOX = b"""<?xml version="1.0" encoding="UTF-8"?>
<DJ_PLAYLISTS Version="1.0.0">
  <PRODUCT Name="rekordbox" Version="6.8.5" Company="AlphaTheta"/>
  <COLLECTION Entries="3">
    <TRACK TrackID="1" Name="Harbour" Artist="Ada" Album="Sea" TotalTime="201" Year="2011" DateAdded="2021-05-01"
      AverageBpm="122.00" Location="file://localhost/C:/Music/harbour.mp3"><TEMPO Inizio="0.1" Bpm="122.00"/></TRACK>
    <TRACK TrackID="2" Name="Lantern" Artist="Cy" TotalTime="180" Location="file://localhost/C:/Music/lantern.mp3"/>
    <TRACK TrackID="3" Name="" Artist="" TotalTime="0" Location="file://localhost/C:/Music/Dee%20-%20Anchor.mp3"/>
    <TRACK TrackID="4" Name="Keel" Artist="Ada" TotalTime="0" Location="file://localhost/C:/Music/keel.mp3"/>
  </COLLECTION>
  <PLAYLISTS>
    <NODE Type="0" Name="ROOT" Count="2">
      <NODE Name="Openers" Type="1" KeyType="0" Entries="2"><TRACK Key="2"/><TRACK Key="1"/><TRACK Key="9"/></NODE>
      <NODE Name="Sets" Type="0" Count="1">
        <NODE Name="Friday" Type="1" KeyType="1" Entries="1">
          <TRACK Key="file://localhost/C:/Music/Dee%20-%20Anchor.mp3"/></NODE>
        <NODE Name="Openers" Type="1" KeyType="0" Entries="1"><TRACK Key="1"/></NODE>
      </NODE>
    </NODE>
  </PLAYLISTS>
</DJ_PLAYLISTS>
"""
TAKEOUT_SONGS = f"""Video ID,Song Title,Album Title,Artist Name 1,Artist Name 2,Artist Name 3
{VIDEO},Harbour,Sea,"Tyler, The Creator",Bob,
{OTHER_VIDEO},Lantern,Light,Cy,,
""".encode()
SCROBBLES = (
    b'1612137600\tHarbour "live"\tTyler, Ada\tSea\t\t\t\n'
    b"1612137900\tLantern\tCy\t\t\t\tmbid-1\n"
)  # fmt: skip
PLAYER_LOG = (
    b"#AUDIOSCROBBLER/1.1\n#TZ/UTC\n#CLIENT/Rockbox ipodvideo $Revision$\n"
    b'Ada\tSea\tHarbour "live"\t1\t201\tL\t1612137600\t\n'
    b"Cy\tLight\tLantern\t\t180\tS\t1612137900\tmbid-1\n"
)

FORMATS: Mapping[str, bytes] = {
    "exportify": EXPORTIFY,
    "exportify_net": EXPORTIFY_NET,
    "tunemymusic": TUNEMYMUSIC,
    "soundiiz": SOUNDIIZ,
    "takeout": TAKEOUT,
    "takeout_old": TAKEOUT_OLD,
    "account_data_library": YOUR_LIBRARY,
    "account_data_playlists": PLAYLIST_1,
    "jspf": JSPF,
    "xspf": XSPF,
    "m3u8": M3U8,
    "m3u_plain": M3U_PLAIN,
    "pls": PLS,
    "itunes": ITUNES,
    "rekordbox": REKORDBOX,
    "takeout_songs": TAKEOUT_SONGS,
    "scrobbles": SCROBBLES,
    "player_log": PLAYER_LOG,
}
"""A whole file of each format."""


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def written(folder: Path, content: bytes, name: str = "some file") -> Path:
    """A file with that content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[OpenExport]:
    """A library opened as the program does it, closed at the end."""
    library = await ExportFiles(SystemClock()).open(path)
    try:
        yield library
    finally:
        await library.close()


async def everything(library: OpenExport) -> dict[str, tuple[list[SourceRow], list[DroppedRow]]]:
    """All rows and dropped rows of each collection, by its title."""
    found: dict[str, tuple[list[SourceRow], list[DroppedRow]]] = {}
    for collection in library.collections:
        rows, dropped = found.setdefault(collection.title, ([], []))
        async for page, lost in library.pages(collection, limit=2):
            rows += page
            dropped += lost
    return found


async def read(path: Path) -> dict[str, tuple[list[SourceRow], list[DroppedRow]]]:
    """All that a file holds, by title."""
    async with opened(path) as library:
        return await everything(library)


async def tracks(path: Path) -> dict[str, list[SourceTrack]]:
    """The tracks of a file, by title of their collection."""
    return {title: [row.track for row in rows if row.track] for title, (rows, _) in (await read(path)).items()}
