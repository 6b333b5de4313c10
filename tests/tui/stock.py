"""A world with every kind of source, for the place that shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.model import Collection, CollectionId, HeldPlaylist, PlaylistId, RemotePlaylist
from core.states import CollectionKind, RowSkip, Service
from tests.tui.fake_session import NOON, World, a_world

FORRO = "PLforro"


def a_stocked_world() -> World:
    """Spotify, a file and own YouTube playlists, with rows left out, a playlist gone and one not readable."""
    world = a_world(("Liked Songs", "Night Drive", "AC/DC [Live]"))
    world.categories = {
        key: replace(category, sources=(CollectionId(place),))
        for place, (key, category) in enumerate(world.categories.items())
    }
    liked, drive, live = world.collections
    skipped = {RowSkip.LOCAL_FILE: 3, RowSkip.EPISODE: 1}
    world.collections = (
        replace(liked, source_rows=1_204, imported=1_200, skipped=skipped),
        replace(drive, gone_at=NOON - timedelta(days=2)),
        replace(live, unreadable="unreadable_403", imported=0, source_rows=0),
        Collection(CollectionId(7), CollectionKind.FILE, "f", "road.csv", source_rows=30, imported=28,
                   skipped={RowSkip.UNREADABLE: 2}),
        Collection(CollectionId(8), CollectionKind.YOUTUBE, FORRO, "Forró", source_rows=12, imported=11,
                   skipped={RowSkip.DEAD_VIDEO: 1}),
    )  # fmt: skip
    world.playlists = (
        HeldPlaylist(RemotePlaylist(PlaylistId(FORRO), "Forró", item_count=12), listed_at=NOON),
        HeldPlaylist(RemotePlaylist(PlaylistId("PLold"), "Old mix", item_count=40), listed_at=NOON),
    )
    world.imported_at = {"": NOON - timedelta(hours=2), Service.YOUTUBE.value: NOON - timedelta(days=3)}
    world.imported_at["/music/road.csv"] = NOON - timedelta(days=1)
    return world
