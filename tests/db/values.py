"""Values to store, with every detail that does not matter filled in. All of them are new: pending, not begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from core.model import (
    Candidate,
    CategoryId,
    Charge,
    Checkpoint,
    Decision,
    HeldItem,
    ItemId,
    Job,
    JobId,
    Operation,
    OperationId,
    PlaylistId,
    RecordingId,
    RemoteItem,
    RemotePlaylist,
    Run,
    RunId,
    Scored,
    SourceAlbum,
    SourceArtist,
    SourcePlaylist,
    SourceRow,
    SourceTrack,
    VideoId,
    Window,
)
from core.quota import COSTS, Method
from core.states import MatchStatus, OperationKind, Phase, RowSkip, RunKind, RunStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""When tests of the store begin, unless they say otherwise."""

TODAY = Window(datetime(2026, 11, 21, 8, 0, tzinfo=UTC), datetime(2026, 11, 22, 8, 0, tzinfo=UTC))
"""The quota day that holds :data:`NOON`."""

PHASES = {
    OperationKind.CREATE_PLAYLIST: Phase.CREATE_PLAYLISTS,
    OperationKind.RENAME_PLAYLIST: Phase.CREATE_PLAYLISTS,
    OperationKind.ADD_VIDEO: Phase.ADD_VIDEOS,
    OperationKind.REMOVE_VIDEO: Phase.REMOVE_VIDEOS,
    OperationKind.MOVE_VIDEO: Phase.MOVE_VIDEOS,
    OperationKind.DELETE_PLAYLIST: Phase.DELETE_PLAYLISTS,
}
METHODS = {
    OperationKind.CREATE_PLAYLIST: Method.PLAYLISTS_INSERT,
    OperationKind.RENAME_PLAYLIST: Method.PLAYLISTS_UPDATE,
    OperationKind.ADD_VIDEO: Method.ITEMS_INSERT,
    OperationKind.REMOVE_VIDEO: Method.ITEMS_DELETE,
    OperationKind.MOVE_VIDEO: Method.ITEMS_UPDATE,
    OperationKind.DELETE_PLAYLIST: Method.PLAYLISTS_DELETE,
}


def later(seconds: float) -> datetime:
    """:data:`NOON`, some seconds on."""
    return NOON + timedelta(seconds=seconds)


def a_run(
    name: str = "run", kind: RunKind = RunKind.SYNC, *, status: RunStatus = RunStatus.PENDING, account: str = "channel"
) -> Run:
    """A run that was just made."""
    return Run(RunId(name), kind, account=account, status=status, created_at=NOON)


def a_job(run: Run | str = "run", phase: Phase = Phase.ADD_VIDEOS, *, total: int = 0) -> Job:
    """A job that has not begun; its id is made of its run's and its phase."""
    run_id = run.id if isinstance(run, Run) else RunId(run)
    return Job(JobId(f"{run_id}-{phase.value}"), run_id, phase=phase, total=total)


def an_operation(
    name: str,
    kind: OperationKind = OperationKind.ADD_VIDEO,
    *,
    run: str = "run",
    ordinal: int = 0,
    category: CategoryId | None = None,
    recording: int | None = None,
    video: str | None = None,
    playlist: str | None = None,
    item: str | None = None,
) -> Operation:
    """A planned write, pending."""
    return Operation(
        OperationId(name),
        RunId(run),
        kind=kind,
        phase=PHASES[kind],
        ordinal=ordinal,
        label=name,
        category_id=category,
        recording_id=None if recording is None else RecordingId(recording),
        video_id=None if video is None else VideoId(video),
        playlist_id=None if playlist is None else PlaylistId(playlist),
        item_id=None if item is None else ItemId(item),
    )


def a_charge(
    method: Method = Method.ITEMS_INSERT,
    *,
    at: datetime = NOON,
    run: str | None = None,
    is_surplus: bool = False,
) -> Charge:
    """What one call of a method takes, today."""
    bucket, amount = COSTS[method]
    return Charge(
        at,
        TODAY.start,
        bucket=bucket,
        amount=amount,
        method=method.value,
        run_id=None if run is None else RunId(run),
        is_surplus=is_surplus,
    )


def a_track(
    name: str, *, isrc: str | None = None, artists: Sequence[str] = ("Ada",), album: str = "Album"
) -> SourceTrack:
    """A track named ``name``, 200 s long, whose ids are made of the names."""
    return SourceTrack(
        f"spotify:track:{name}",
        name,
        artists=tuple(SourceArtist(artist, f"artist-{artist}") for artist in artists),
        album=SourceAlbum(album, f"album-{album}", "2011-05-02"),
        spotify_id=name,
        isrc=isrc,
        duration_ms=200_000,
        is_explicit=False,
    )


def a_row(position: int, what: str | SourceTrack | RowSkip) -> SourceRow:
    """A source row: a track (by name, if that is enough), or the reason why there is none."""
    if isinstance(what, RowSkip):
        return SourceRow(position, skip=what, added_at=NOON)
    return SourceRow(position, a_track(what) if isinstance(what, str) else what, added_at=NOON)


def a_source(
    name: str, *, position: int = 0, title: str | None = None, snapshot: str = "s1", total: int = 0
) -> SourcePlaylist:
    """The head of a Spotify playlist."""
    return SourcePlaylist(name, title or name, owner_id="me", snapshot_id=snapshot, total=total, position=position)


def a_checkpoint(
    run: str = "import", phase: Phase = Phase.PLAYLIST_TRACKS, *, subject: str = "", offset: int = 0
) -> Checkpoint:
    """How far an import got."""
    return Checkpoint(RunId(run), phase, subject=subject, offset=offset, status=RunStatus.RUNNING)


def a_head(name: str, *, description: str = "", count: int = 0, etag: str = "e1") -> RemotePlaylist:
    """The head of an own YouTube playlist."""
    return RemotePlaylist(
        PlaylistId(name), name, description=description, item_count=count, etag=etag, channel_id="channel"
    )


def an_item(
    name: str, playlist: str, *, position: int = 0, video: str | None = None, note: str | None = None
) -> RemoteItem:
    """A row of a YouTube playlist; its video has the item's name unless given."""
    video_id = VideoId(video or name)
    return RemoteItem(ItemId(name), PlaylistId(playlist), video_id, position=position, title=name, note=note)


def ours(item: RemoteItem, recording: int | None = None) -> HeldItem:
    """A receipt for an item of ours."""
    return HeldItem(item, is_ours=True, recording_id=None if recording is None else RecordingId(recording))


def a_candidate(video: str, *, seconds: float | None = None) -> Candidate:
    """A video that a search gave."""
    return Candidate(VideoId(video), f"Video {video}", "Some channel", seconds=seconds)


def a_decision(
    status: MatchStatus = MatchStatus.ACCEPTED,
    video: str | None = "v1",
    *,
    ranked: Sequence[tuple[str, float]] = (),
    reason: str = "",
) -> Decision:
    """A word on a recording, with the scores of its candidates."""
    return Decision(
        status,
        None if video is None else VideoId(video),
        score=ranked[0][1] if ranked else 0.0,
        reason=reason,
        ranked=tuple(Scored(a_candidate(name), score, {"title": score}) for name, score in ranked),
        version=1,
    )
