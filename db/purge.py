"""Deletes what is stored of a service when the person asks for it. History, charges and decisions stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.states import Service

if TYPE_CHECKING:
    import sqlite3

_SPOTIFY = "('liked', 'playlist', 'album')"
_OWN = "('youtube')"

# A category that planned writes speak of stays as an empty shell: no list shows it, and an import fills it again.
_COLLECTIONS = (
    "DELETE FROM checkpoints WHERE run_id IN (SELECT id FROM runs WHERE kind = 'import' AND source = '{source}')",
    "DELETE FROM walks WHERE collection_id IN (SELECT id FROM collections WHERE kind IN {kinds})",
    "DELETE FROM collection_rows WHERE collection_id IN (SELECT id FROM collections WHERE kind IN {kinds})",
    "DELETE FROM category_sources WHERE collection_id IN (SELECT id FROM collections WHERE kind IN {kinds})",
    (
        "UPDATE categories SET collection_id = NULL, is_renamed = 0, is_included = 1, is_protected = 0, "
        "policy = 'add', item_order = 'exact', held = NULL, merged_into = NULL "
        "WHERE collection_id IN (SELECT id FROM collections WHERE kind IN {kinds})"
    ),
    "DELETE FROM collections WHERE kind IN {kinds}",
    "DELETE FROM track_artists WHERE track_id NOT IN (SELECT track_id FROM collection_rows WHERE track_id IS NOT NULL)",
    "DELETE FROM tracks WHERE id NOT IN (SELECT track_id FROM collection_rows WHERE track_id IS NOT NULL)",
    "DELETE FROM artists WHERE id NOT IN (SELECT artist_id FROM track_artists)",
    "DELETE FROM albums WHERE id NOT IN (SELECT album_id FROM tracks WHERE album_id IS NOT NULL)",
    "UPDATE recordings SET is_unjudged = 0 WHERE id NOT IN (SELECT recording_id FROM tracks)",
)
_YOUTUBE = (
    "DELETE FROM category_parts",
    "DELETE FROM playlist_items",
    "DELETE FROM playlists",
    "DELETE FROM seen_videos",
    "DELETE FROM seen_lists",
    "DELETE FROM settings WHERE key LIKE 'channel.%'",
)


def purge_spotify(connection: sqlite3.Connection) -> None:
    """Forget Spotify's collections, their rows, and what nothing else holds of their tracks."""
    _forget_collections(connection, _SPOTIFY, source="")


def purge_youtube(connection: sqlite3.Connection) -> None:
    """Forget the channel and its playlists, as sources too; the database may then belong to another channel."""
    _forget_collections(connection, _OWN, source=Service.YOUTUBE.value)
    for statement in _YOUTUBE:
        connection.execute(statement)


def _forget_collections(connection: sqlite3.Connection, kinds: str, *, source: str) -> None:
    for statement in _COLLECTIONS:
        connection.execute(statement.format(kinds=kinds, source=source))
