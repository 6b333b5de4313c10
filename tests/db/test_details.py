"""What enrichment says of artists and albums is kept, and who is due is told by when they were asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.model import AlbumDetails, ArtistDetails, SourceAlbum, SourceArtist, SourceRow, SourceTrack
from core.states import Phase
from tests.builders import NOON
from tests.db.journeys import begin_import
from tests.db.values import a_checkpoint

if TYPE_CHECKING:
    from db.store import SqliteStore

OLD = timedelta(days=90)
EVER = NOON + timedelta(days=1_000)


async def named(store: SqliteStore, *, count: int = 3) -> None:
    """Tracks of so many artists and albums, and one artist that only a file names."""
    await begin_import(store)
    liked = await store.library.liked("me")
    rows = [
        SourceRow(
            n,
            SourceTrack(
                f"spotify:track:t{n}",
                f"Song {n}",
                (SourceArtist(f"Artist {n}", f"artist{n}"), SourceArtist("Nobody")),
                SourceAlbum(f"Album {n}", f"album{n}", "2011"),
            ),
        )
        for n in range(count)
    ]
    await store.library.save_rows(a_checkpoint(phase=Phase.LIKED_SONGS), liked.id, rows)


async def test_stubs_are_due_in_the_order_they_came_and_those_without_an_id_never_are(store: SqliteStore) -> None:
    await named(store)
    assert await store.details.due_artists(NOON, limit=2) == ("artist0", "artist1")
    assert await store.details.due_albums(NOON, limit=9) == ("album0", "album1", "album2")
    assert await store.details.count_due(NOON) == (3, 3)


async def test_what_was_asked_for_is_due_again_only_after_its_time(store: SqliteStore) -> None:
    await named(store)
    said = ArtistDetails("artist1", ("jazz", "=1+1"), 40, 12, ("https://i.example/1",))
    checkpoint = a_checkpoint(phase=Phase.ARTISTS)
    await store.details.save_artists(checkpoint, (said,), asked=("artist0", "artist1"), at=NOON)
    assert await store.details.artist("artist1") == said
    assert await store.details.artist("artist0") == ArtistDetails("artist0"), "unknown to the service: asked, not told"
    assert await store.details.due_artists(NOON, limit=9) == ("artist2",)
    assert await store.details.due_artists(NOON + timedelta(microseconds=1), limit=9) == (
        "artist2",
        "artist0",
        "artist1",
    )
    assert await store.library.checkpoint(checkpoint.run_id, Phase.ARTISTS) == checkpoint


async def test_what_is_not_said_again_stays_known(store: SqliteStore) -> None:
    await named(store)
    checkpoint = a_checkpoint(phase=Phase.ALBUMS)
    whole = AlbumDetails("album0", "Lantern", "2011-05-02", 12, 33, ("pop",), ("https://i.example/a",))
    await store.details.save_albums(checkpoint, (whole,), asked=("album0",), at=NOON)
    await store.details.save_albums(checkpoint, (AlbumDetails("album0"),), asked=("album0",), at=NOON + OLD)
    assert await store.details.album("album0") == whole
    assert await store.details.album("elsewhere") is None
    assert await store.details.count_due(EVER) == (3, 3)
