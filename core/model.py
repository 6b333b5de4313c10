"""The things Crossfade speaks of: what a source holds, what YouTube holds, and what is to be done.

Frozen values only; no I/O, no decisions. Instants are aware datetimes in UTC, lengths carry their unit in
the name, and None always means "not known" unless a field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NewType, TypeVar

from core.states import (
    Bucket,
    CollectionKind,
    ItemKind,
    MatchOrigin,
    MatchStatus,
    OperationKind,
    OperationState,
    Order,
    Phase,
    Policy,
    Privacy,
    Reason,
    RowSkip,
    RunKind,
    RunStatus,
    Service,
    VideoState,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

RunId = NewType("RunId", str)
JobId = NewType("JobId", str)
OperationId = NewType("OperationId", str)
CategoryId = NewType("CategoryId", str)
CollectionId = NewType("CollectionId", int)
TrackId = NewType("TrackId", int)
RecordingId = NewType("RecordingId", int)
VideoId = NewType("VideoId", str)
PlaylistId = NewType("PlaylistId", str)
ItemId = NewType("ItemId", str)

T = TypeVar("T")


# ── what a source holds ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SourceArtist:
    """An artist as a track row names it; ``spotify_id`` is None for files."""

    name: str
    spotify_id: str | None = None


@dataclass(frozen=True, slots=True)
class SourceAlbum:
    """An album as a track row names it; ``released`` is the service's text (``2011`` or ``2011-05-02``)."""

    title: str
    spotify_id: str | None = None
    released: str | None = None


@dataclass(frozen=True, slots=True)
class SourceTrack:
    """A track of a source. ``uri`` is its key; ISRCs are stripped and upper-cased.

    A file's row without a Spotify URI is keyed ``youtube:video:<id>``, ``isrc:<ISRC>`` or ``text:<fingerprint>``.
    ``video_id`` is set where the source itself names the video.
    """

    uri: str
    title: str
    artists: tuple[SourceArtist, ...]
    album: SourceAlbum | None = None
    spotify_id: str | None = None
    isrc: str | None = None
    duration_ms: int | None = None
    is_explicit: bool | None = None
    video_id: VideoId | None = None


@dataclass(frozen=True, slots=True)
class ArtistDetails:
    """What a service says of an artist beyond the name; empty and None where it does not say.

    ``popularity`` goes from 0 to 100; ``images`` are addresses, the largest first.
    """

    spotify_id: str
    genres: tuple[str, ...] = ()
    popularity: int | None = None
    followers: int | None = None
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlbumDetails:
    """What a service says of an album beyond its title; empty and None where it does not say.

    ``released`` is the service's text (``2011`` or ``2011-05-02``), ``track_count`` how many tracks it holds,
    ``popularity`` goes from 0 to 100; ``images`` are addresses, the largest first.
    """

    spotify_id: str
    label: str | None = None
    released: str | None = None
    track_count: int | None = None
    popularity: int | None = None
    genres: tuple[str, ...] = ()
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a source collection, in its place: a track, or the reason why it holds none (exactly one)."""

    position: int
    track: SourceTrack | None = None
    skip: RowSkip | None = None
    added_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourcePlaylist:
    """The head of a Spotify playlist. ``total`` counts rows, None where the service does not say how many.

    ``position`` is its place in the person's list.
    """

    spotify_id: str
    title: str
    owner_id: str
    snapshot_id: str
    total: int | None
    position: int = 0
    is_collaborative: bool = False


@dataclass(frozen=True, slots=True)
class FileCollection:
    """A playlist, or the liked songs, in a file.

    ``external_id`` is the same in every export of the same playlist. ``snapshot_id`` changes with the content
    alone. ``rows`` is about how many rows there are; 0 where that is not known before they are read.
    """

    external_id: str
    title: str
    kind: CollectionKind = CollectionKind.FILE
    is_liked: bool = False
    snapshot_id: str = ""
    rows: int = 0


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """A row of a file that holds no track, and the ``reason`` in words.

    ``row`` counts from 1 as a spreadsheet would show it, in a list of another kind as its own items go.
    """

    file: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing by offset. ``total`` is the service's hint, never the end of a loop.

    ``next_offset`` is where the service says that the next page begins; None where it does not say. ``odd`` counts
    rows that cannot be believed: they stand here without a track.
    """

    rows: tuple[T, ...]
    offset: int
    total: int
    has_more: bool
    next_offset: int | None = None
    odd: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in: for Spotify ``account_id`` (else ``id``), for YouTube the channel id.

    ``country`` is the channel's, in two capital letters; None where it names none.
    """

    account_id: str
    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A stored source collection.

    ``source_rows`` counts every row of the last complete walk, ``skipped`` those without a track by reason.
    ``unreadable`` is the reason why the service refuses it (None: it can be read); ``gone_at`` is set when
    the source no longer lists it. ``walked_snapshot`` is the snapshot of the last complete walk. ``total`` is what
    the source last said it holds, None where it does not say.
    """

    id: CollectionId
    kind: CollectionKind
    external_id: str
    title: str
    position: int = 0
    snapshot_id: str | None = None
    walked_snapshot: str | None = None
    total: int | None = 0
    source_rows: int = 0
    imported: int = 0
    skipped: Mapping[RowSkip, int] = field(default_factory=dict)
    unreadable: str | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far one phase of an import got in one subject (a playlist's id, or empty). Saved with its rows."""

    run_id: RunId
    phase: Phase
    subject: str = ""
    offset: int = 0
    total: int = 0
    processed: int = 0
    status: RunStatus = RunStatus.PENDING
    last_error: str | None = None
    reset_at: datetime | None = None
    snapshot_id: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a page changed in the store."""

    new: int = 0
    updated: int = 0


# ── recordings and their videos ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Recording:
    """What the matcher looks for: one recording, whichever collections hold it."""

    id: RecordingId
    title: str
    artists: tuple[str, ...]
    album: str | None = None
    duration_s: float | None = None
    isrc: str | None = None
    is_explicit: bool | None = None
    released: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A video that may be the recording, as the service described it. ``seconds`` is None until looked up."""

    video_id: VideoId
    title: str
    channel_title: str
    channel_id: str | None = None
    description: str = ""
    seconds: float | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class VideoDetails:
    """What ``videos.list`` adds to a candidate. A video that is gone or private has no row at all.

    ``state`` holds wherever one is. By countries (two capital letters) the video plays in ``allowed_in`` alone
    (None: everywhere), and not in ``blocked_in``.
    """

    video_id: VideoId
    seconds: float | None
    views: int | None = None
    is_embeddable: bool | None = None
    state: VideoState = VideoState.PLAYABLE
    allowed_in: frozenset[str] | None = None
    blocked_in: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scored:
    """A judged candidate: its score in 0…1 and the named signals that make it."""

    candidate: Candidate
    score: float
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """The matcher's word on a recording; ``reason`` says in words why it is not accepted.

    ``ranked`` is best first. ``version`` names the scoring that judged, so that a newer one can judge again.
    """

    status: MatchStatus
    video_id: VideoId | None
    score: float
    reason: str
    ranked: tuple[Scored, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Match:
    """The stored decision for a recording."""

    recording_id: RecordingId
    status: MatchStatus
    video_id: VideoId | None
    origin: MatchOrigin
    score: float
    reason: str
    decided_at: datetime
    search_again_at: datetime | None = None


# ── what YouTube holds ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RemotePlaylist:
    """The head of an own YouTube playlist. ``item_count`` is a hint: the service may count unlisted rows.

    ``language`` is the one its title is marked with, None where it has no such mark.
    """

    id: PlaylistId
    title: str
    description: str = ""
    privacy: Privacy = Privacy.PRIVATE
    item_count: int = 0
    etag: str = ""
    channel_id: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """A row of a YouTube playlist. ``note`` is ``contentDetails.note``; a dead item's video is gone or private.

    ``channel_title`` and ``channel_id`` are those of the video's uploader, empty and None where they are not said;
    ``description`` is the beginning of the video's own.
    """

    id: ItemId
    playlist_id: PlaylistId
    video_id: VideoId
    position: int
    title: str = ""
    note: str | None = None
    is_dead: bool = False
    channel_title: str = ""
    channel_id: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class RemotePage(Generic[T]):
    """One page of a YouTube listing; ``next_token`` is None on the last."""

    rows: tuple[T, ...]
    next_token: str | None
    total: int


@dataclass(frozen=True, slots=True)
class HeldPlaylist:
    """An own YouTube playlist as last listed.

    ``items_at`` is when its items were last read (None: never); ``items`` are the rows known, own receipts
    included, in order; ``removed`` are videos of ours that the person took out. ``listed_etag`` and
    ``listed_count`` are the head's at the last reading of the items: a head that differs has changed.
    ``category_id`` is set where Crossfade made or adopted it, as that category's ``part`` (from 1); ``given_title``
    is the title Crossfade last gave it, None where it gave none. ``is_merged``: that category was merged into
    another one. ``is_replaced``: the person marked it for deletion after the sync.
    """

    head: RemotePlaylist
    listed_at: datetime
    items_at: datetime | None = None
    items: tuple[HeldItem, ...] = ()
    removed: frozenset[VideoId] = frozenset()
    listed_etag: str = ""
    listed_count: int = 0
    category_id: CategoryId | None = None
    is_replaced: bool = False
    part: int = 1
    given_title: str | None = None
    is_merged: bool = False


@dataclass(frozen=True, slots=True)
class HeldItem:
    """A known playlist item; ``is_ours`` where a receipt or a marker proves that Crossfade added it.

    ``is_missing``: the newest listing did not show it, which proves nothing yet.
    """

    item: RemoteItem
    is_ours: bool
    is_missing: bool = False
    recording_id: RecordingId | None = None


# ── categories and plans ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Category:
    """What becomes one YouTube playlist. ``playlist_id`` is None until it exists; ``parts`` holds all, in order.

    ``may_remove`` are the removals the person agreed to beyond the limits of the settings.
    """

    id: CategoryId
    title: str
    position: int
    is_included: bool = True
    is_protected: bool = False
    policy: Policy = Policy.ADD
    order: Order = Order.EXACT
    playlist_id: PlaylistId | None = None
    parts: tuple[PlaylistId, ...] = ()
    sources: tuple[CollectionId, ...] = ()
    held: str | None = None
    may_remove: int = 0


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A source row as the planner sees it: the recording and what is decided about it, or why there is none.

    ``status`` is None while the recording waits for a search. ``label`` is raw text for people.
    """

    position: int
    label: str
    recording_id: RecordingId | None = None
    skip: RowSkip | None = None
    status: MatchStatus | None = None
    video_id: VideoId | None = None
    isrc: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One planned remote write, a row in the database before it is sent.

    ``target`` is what may hold only one write in flight: the playlist's id, or the category's before its
    playlist exists. ``ordinal`` is the place in the source order, ``part`` which of the category's playlists is meant.
    ``position`` is where the attempt in hand puts an item, None at the end.
    """

    id: OperationId
    run_id: RunId
    kind: OperationKind
    phase: Phase
    ordinal: int
    label: str
    category_id: CategoryId | None = None
    recording_id: RecordingId | None = None
    video_id: VideoId | None = None
    playlist_id: PlaylistId | None = None
    item_id: ItemId | None = None
    state: OperationState = OperationState.PENDING
    attempts: int = 0
    reason: str | None = None
    message: str | None = None
    remote_id: str | None = None
    part: int = 1
    position: int | None = None

    @property
    def target(self) -> str:
        """What this write must not share with another one in flight."""
        return self.playlist_id or self.category_id or self.id


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Run:
    """One import, match, sync or retry. ``stage`` is where it works, ``paused_at_stage`` where it stopped.

    ``active_s`` counts seconds at work, pauses left out. ``allow_delete`` records the person's word.
    """

    id: RunId
    kind: RunKind
    account: str
    status: RunStatus
    created_at: datetime
    stage: Phase | None = None
    paused_at_stage: Phase | None = None
    reason: Reason | None = None
    resumes_at: datetime | None = None
    started_at: datetime | None = None
    last_resumed_at: datetime | None = None
    completed_at: datetime | None = None
    active_s: float = 0.0
    allow_delete: bool = False
    backup_file: str | None = None
    backup_sha256: str | None = None
    message: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """What an import reads: empty for Spotify, ``youtube`` for the own channel, else the path of a file."""
        return self.arguments.get("source", "")


@dataclass(frozen=True, slots=True)
class Job:
    """One phase of a run, with its counts. ``done`` = succeeded + failed + skipped."""

    id: JobId
    run_id: RunId
    phase: Phase
    status: RunStatus = RunStatus.PENDING
    message: str = ""
    done: int = 0
    total: int = 0
    succeeded: int = 0
    failed: int = 0
    skipped: int = 0
    last_error: str | None = None
    resumes_at: datetime | None = None
    started_at: datetime | None = None
    updated_at: datetime | None = None
    completed_at: datetime | None = None

    @property
    def percent(self) -> int:
        """0…100; 0 while the total is unknown, 100 when completed."""
        if self.status is RunStatus.COMPLETED:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Problem:
    """An error of a single item or of a job, for the error log."""

    run_id: RunId
    job_id: JobId | None
    stage: Phase
    entity_kind: ItemKind | str
    entity_id: str
    reason: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sent operation, to be written down: its new state, its job as counted, and the answer."""

    operation: Operation
    job: Job
    receipt: RemotePlaylist | HeldItem | None = None
    problem: Problem | None = None
    is_surplus: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """What a call takes from a bucket, booked before it is sent.

    ``window_start`` names the quota day. ``is_surplus`` marks what refusals, lost replies and repeated looks
    cost beyond the plan.
    """

    at: datetime
    window_start: datetime
    bucket: Bucket
    amount: int
    method: str
    run_id: RunId | None = None
    operation_id: OperationId | None = None
    is_surplus: bool = False


@dataclass(frozen=True, slots=True)
class Spent:
    """What a quota day, or a run, has been charged. ``playlists`` counts attempts to create one."""

    units: int = 0
    searches: int = 0
    playlists: int = 0
    surplus_units: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """A quota day: from ``start`` up to, not including, ``end``."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Connection:
    """A sign-in as stored. ``account`` is None where there is none; ``ends_at`` is when it is known to end.

    ``hint`` says what is missing or will bite, None where all is well.
    """

    service: Service
    account: Account | None = None
    consented_at: datetime | None = None
    ends_at: datetime | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds the lock; ``since`` is UTC, ISO 8601."""

    pid: int
    host: str
    since: str
