"""What Spotify says of artists and albums beyond their names, turned into the product's values.

Most of it is gone for apps in development mode since February 2026
(https://developer.spotify.com/documentation/web-api/references/changes/february-2026): what is not given stays None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from core.adapters.shape import Unreadable, count, mapping, sequence, text, word
from core.model import AlbumDetails, ArtistDetails

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

_MOST = 100
"""Genres or images kept; real ones are fewer than ten."""


def to_artists(answer: object) -> tuple[ArtistDetails, ...]:
    """A batch of artists; null rows, of ids that nobody has, are left out."""
    return _batch(answer, "artists", _artist)


def to_albums(answer: object) -> tuple[AlbumDetails, ...]:
    """A batch of albums; null rows are left out."""
    return _batch(answer, "albums", _album)


def to_artist(answer: object) -> ArtistDetails:
    """One artist."""
    return _one(_artist(mapping(answer)), "an artist")


def to_album(answer: object) -> AlbumDetails:
    """One album."""
    return _one(_album(mapping(answer)), "an album")


def _batch(answer: object, name: str, read: Callable[[Mapping[str, object]], T | None]) -> tuple[T, ...]:
    rows = mapping(answer).get(name)
    if not isinstance(rows, list) or not all(row is None or isinstance(row, dict) for row in rows):
        message = f"the answer holds no {name}"
        raise Unreadable(message)
    found = (read(mapping(row)) for row in rows)
    return tuple(one for one in found if one is not None)


def _one(found: T | None, kind: str) -> T:
    if found is None:
        message = f"the answer is not {kind}"
        raise Unreadable(message)
    return found


def _artist(row: Mapping[str, object]) -> ArtistDetails | None:
    if not (spotify_id := word(row.get("id"))):
        return None
    return ArtistDetails(
        spotify_id,
        _texts(row.get("genres")),
        count(row.get("popularity")),
        count(mapping(row.get("followers")).get("total")),
        _images(row.get("images")),
    )


def _album(row: Mapping[str, object]) -> AlbumDetails | None:
    if not (spotify_id := word(row.get("id"))):
        return None
    total = count(row.get("total_tracks"))
    return AlbumDetails(
        spotify_id,
        label=text(row.get("label")) or None,
        released=word(row.get("release_date")) or None,
        track_count=count(mapping(row.get("tracks")).get("total")) if total is None else total,
        popularity=count(row.get("popularity")),
        genres=_texts(row.get("genres")),
        images=_images(row.get("images")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(found for row in sequence(value)[:_MOST] if (found := text(row)))


def _images(value: object) -> tuple[str, ...]:
    """The addresses of pictures, the widest first; one without a width comes last."""
    rows = [mapping(row) for row in sequence(value)[:_MOST]]
    rows.sort(key=lambda row: count(row.get("width")) or 0, reverse=True)
    return tuple(url for row in rows if (url := word(row.get("url"))).startswith("https://"))
