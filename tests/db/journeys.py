"""Steps that several tests of the store take: an imported library, a planned sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.marker import category_id
from core.states import CollectionKind, Phase, RowSkip, RunKind, RunStatus
from tests.db.values import a_checkpoint, a_job, a_row, a_run, a_source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.model import CategoryId, Collection, Operation, RecordingId, SourceTrack
    from db.store import SqliteStore

IMPORT_PHASES = (Phase.LIKED_SONGS, Phase.PLAYLISTS, Phase.PLAYLIST_TRACKS)


async def begin_import(store: SqliteStore, name: str = "import") -> None:
    """A run to import with."""
    run = a_run(name, RunKind.IMPORT, status=RunStatus.PENDING)
    await store.runs.create(run, [a_job(run, phase) for phase in IMPORT_PHASES])


async def import_playlists(
    store: SqliteStore, playlists: dict[str, Sequence[str | SourceTrack | RowSkip]]
) -> dict[str, Collection]:
    """Import playlists with their rows, in one run; returns their collections by name."""
    await begin_import(store)
    heads = [a_source(name, position=place, total=len(rows)) for place, (name, rows) in enumerate(playlists.items())]
    await store.library.save_playlists(a_checkpoint(phase=Phase.PLAYLISTS), heads)
    found = {collection.external_id: collection for collection in await store.library.collections()}
    for name, rows in playlists.items():
        checkpoint = a_checkpoint(subject=name, offset=len(rows))
        staged = [a_row(position, what) for position, what in enumerate(rows)]
        await store.library.save_rows(checkpoint, found[name].id, staged)
        await store.library.finish_walk(checkpoint, found[name].id, snapshot_id="s1", total=len(rows))
    return {collection.external_id: collection for collection in await store.library.collections()}


def category_of(playlist: str) -> CategoryId:
    """The id of a Spotify playlist's category."""
    return category_id(CollectionKind.PLAYLIST, playlist)


async def recordings_of(store: SqliteStore, playlist: str) -> list[RecordingId]:
    """The recordings of a playlist's rows, in order."""
    rows = await store.categories.wanted(category_of(playlist))
    return [row.recording_id for row in rows if row.recording_id is not None]


async def plan_sync(store: SqliteStore, *operations: Operation, name: str = "run") -> None:
    """A sync with one job for each stage and the given plan."""
    run = a_run(name)
    stages = [Phase.MATCH, Phase.CREATE_PLAYLISTS, Phase.ADD_VIDEOS, Phase.REMOVE_VIDEOS, Phase.DELETE_PLAYLISTS]
    await store.runs.create(run, [a_job(run, stage) for stage in stages], operations)
