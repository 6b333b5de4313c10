"""Lists that belong to nobody who signs in: the uploads of a channel, and the album playlists of a label.

They are made from the catalogue as it is at the moment. Which of them the service refuses is a switch
(:class:`core.demo.rules.Rules`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.demo.channel import Item, Playlist

if TYPE_CHECKING:
    from core.demo.catalogue import Catalogue

UPLOADS, ALBUM = "UU", "OLAK5uy_"
TOPIC = " - Topic"
CREATED = "2014-06-01T10:00:00Z"


@dataclass(frozen=True, slots=True)
class Owner:
    """The channel a list belongs to."""

    id: str
    title: str


def album_list(channel_title: str, album: str) -> str:
    """The id of an album's playlist: the mark of its kind and 33 more characters."""
    return ALBUM + hashlib.sha256(f"{channel_title}/{album}".encode()).hexdigest()[:33]


def found_list(list_id: str, catalogue: Catalogue, *, has_topics: bool) -> tuple[Playlist, Owner] | None:
    """The uploads of a channel, newest first, or the tracks of an album; None where there is no such list.

    ``has_topics`` False: the lists of "- Topic" channels are refused, as if there were none.
    """
    if list_id.startswith(UPLOADS):
        videos = catalogue.uploads("UC" + list_id.removeprefix(UPLOADS))
    elif list_id.startswith(ALBUM):
        videos = catalogue.album(list_id)
    else:
        return None
    if not videos or (videos[0].channel_title.endswith(TOPIC) and not has_topics):
        return None
    items = tuple(Item(f"{list_id}.{video.id}", video.id, video.published) for video in videos)
    owner = Owner(videos[0].channel_id, videos[0].channel_title)
    return Playlist(list_id, f"Uploads from {owner.title}", CREATED, privacy="public", items=items), owner
