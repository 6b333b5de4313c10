"""What the path or address of a music file tells of the track in it, where nothing else does.

Paths are text of any system: nothing is opened, and what a name leaves in doubt is not guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

_LONGEST = 4_000
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,15}://", re.IGNORECASE)
_LONE_ADDRESS = re.compile(r"(?:https?|ftp|mmsh?|rtsp|rtmp)://[^\s,;|\"]+", re.IGNORECASE)
_ROOTED = re.compile(r"file://|[A-Za-z]:[\\/]|\\\\|\.{0,2}[\\/]", re.IGNORECASE)
_MEDIA = re.compile(
    r".\.(?:mp[234acp+]|m4[abprv]|aac|ac3|adts?|aif[cf]?|alac|amr|ape|asf|au|avi|caf|dff|dsf|dts|flac|flv|it|mid|mk[av]"
    r"|mod|mov|mpeg|mpg|mpga|mpp|oga|ogg|ogv|oma|opus|ra|rm|s3m|shn|spx|tak|tta|voc|wav|weba|webm|wm[av]|wv|xm)$",
    re.IGNORECASE,
)
_CHECKSUM = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_ENDING = re.compile(r"(?<=.)\.[0-9A-Za-z]{2,5}$")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")

# `01 Name`, `1-01 Name`, `01-name`; `3. Name`, `3_Name`, `3 - Name`. "50 Cent" and "1-800-273-8255" are names.
_NUMBER = re.compile(r"(?:[0-9]-)?(?:0[0-9]{1,2}[ ._-]+|[0-9]{1,3}(?:[._] ?| ?[-–] +)(?![0-9]))")
_NUMBER_OF_TITLE = re.compile(r"[12][0-9] +")
_DISC = re.compile(r"(?:cd|disc|disk) ?[0-9]{1,2}", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_NO_ARTIST = frozenset(
    {
        *("music", "my music", "musik", "meine musik", "musique", "música", "musica", "mp3", "mp3s", "flac", "audio"),
        *("songs", "tracks", "albums", "artists", "library", "download", "downloads", "itunes", "itunes media"),
        *("itunes music", "media", "media.localized", "mnt", "home", "users", "volumes", "data", "storage", "sdcard"),
        *("compilations", "soundtracks", "various", "various artists", "va", "unknown", "unknown artist", "desktop"),
    }
)


class PathTrack(NamedTuple):
    """What a path tells; ``artist`` may still stand at the front of ``title``, parted by `` - ``."""

    title: str
    artist: str = ""
    album: str = ""


def is_location(line: str) -> bool:
    """Whether a line is nothing but the path or address of something that plays."""
    if not line or len(line) > _LONGEST or "\t" in line:
        return False
    if _LONE_ADDRESS.fullmatch(line):
        return True
    if _MEDIA.search(line) is None or _CHECKSUM.match(line):
        return False
    return bool(_ROOTED.match(line) or _ADDRESS.match(line)) or not _is_row(line)


def track_of(location: str) -> PathTrack | None:
    """What the name of a file and of its folders tell; None for an address that names no file of music.

    An album's folder is believed where the file is numbered, as players store ``Artist/Album/01 Title.mp3``.
    """
    location = location[:_LONGEST]
    address = _ADDRESS.match(location)
    if address:
        is_file = address[0].casefold() == "file://"
        location = location if is_file else re.split(r"[?#]", location, maxsplit=1)[0]
        if not is_file and _MEDIA.search(location) is None:
            return None
        location = location[address.end() :]
    if address or (" " not in location and _ESCAPED.search(location)):
        location = unquote(location)
    *folders, file = location.replace("\\", "/").split("/")
    name = _ENDING.sub("", file).strip()
    if " " not in name:
        name = name.replace("_", " ").strip()
    number = _NUMBER.match(name)
    rest = name[number.end() :].strip() if number else name
    if not number and " - " not in name and (number := _NUMBER_OF_TITLE.match(name)):
        rest = name[number.end() :].strip()
    name = rest or name
    if " - " in name:
        return _of_parts(name.split(" - "))
    return _of_folders(name, folders[1:] if address else folders) if number else PathTrack(name)


def _is_row(line: str) -> bool:
    """Whether a relative path looks rather like cells of a table."""
    return any(sign in line for sign in ';|"') or re.search(r",(?! )", line) is not None


def _of_parts(parts: list[str]) -> PathTrack:
    """`Artist - Title`, or with an album and a number between the two."""
    middle = next((place for place in range(1, len(parts) - 1) if re.fullmatch(r"[0-9]{1,3}", parts[place])), None)
    if middle is None:
        return PathTrack(" - ".join(parts))
    return PathTrack(" - ".join(parts[middle + 1 :]), parts[0], " - ".join(parts[1:middle]))


def _of_folders(title: str, folders: list[str]) -> PathTrack:
    whole = [folder.strip() for folder in folders if folder.strip() not in ("", ".", "..")]
    if whole and _DISC.fullmatch(whole[-1]):
        whole.pop()
    if len(whole) < 2 or _DRIVE.fullmatch(whole[-2]) or whole[-2].casefold() in _NO_ARTIST:
        return PathTrack(title)
    return PathTrack(title, whole[-2], whole[-1])
