"""Every closed set of words the product uses, and which run status may follow which.

The database repeats these sets as CHECK lists; a test compares the two. Nothing but enums lives here.
"""

from __future__ import annotations

from enum import StrEnum


class RunStatus(StrEnum):
    """Where a run stands; the stage is a field of its own."""

    PENDING = "pending"
    RUNNING = "running"
    PAUSED = "paused"
    RATE_LIMITED = "rate_limited"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether nothing more can happen to a run with this status by itself."""
        return self in (RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED)


JobStatus = RunStatus
"""A job (one phase of a run) uses the words of its run."""

TRANSITIONS: dict[RunStatus, frozenset[RunStatus]] = {
    RunStatus.PENDING: frozenset(
        {RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.RATE_LIMITED, RunStatus.CANCELLED, RunStatus.FAILED}
    ),
    RunStatus.RUNNING: frozenset(
        {RunStatus.PAUSED, RunStatus.RATE_LIMITED, RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED}
    ),
    RunStatus.PAUSED: frozenset({RunStatus.RUNNING, RunStatus.CANCELLED}),
    RunStatus.RATE_LIMITED: frozenset({RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.CANCELLED}),
    RunStatus.FAILED: frozenset({RunStatus.RUNNING, RunStatus.CANCELLED}),
    RunStatus.COMPLETED: frozenset(),
    RunStatus.CANCELLED: frozenset(),
}
"""Allowed next statuses. A failed run may be taken up again; a completed or cancelled one never."""


class Reason(StrEnum):
    """Why a run is not running."""

    BY_USER = "by_user"
    QUOTA_EXHAUSTED = "quota_exhausted"
    SEARCHES_EXHAUSTED = "searches_exhausted"
    PLAYLIST_LIMIT = "playlist_limit"
    RATE_LIMITED = "rate_limited"
    SIGN_IN = "sign_in"
    NETWORK = "network"
    DISK_FULL = "disk_full"
    INTERRUPTED = "interrupted"
    BUG = "bug"


class RunKind(StrEnum):
    """What a run does."""

    IMPORT = "import"
    CATALOGUE = "catalogue"
    MATCH = "match"
    SYNC = "sync"
    RETRY = "retry"
    RESTORE = "restore"


class Phase(StrEnum):
    """A job's place in its run: the phases of an import and the stages of a sync, each in running order."""

    LIKED_SONGS = "liked_songs"
    PLAYLISTS = "playlists"
    PLAYLIST_TRACKS = "playlist_tracks"
    ARTISTS = "artists"
    ALBUMS = "albums"
    BACKUP = "backup"
    MATCH = "match"
    CREATE_PLAYLISTS = "create_playlists"
    ADD_VIDEOS = "add_videos"
    REMOVE_VIDEOS = "remove_videos"
    MOVE_VIDEOS = "move_videos"
    DELETE_PLAYLISTS = "delete_playlists"
    VERIFY = "verify"


IMPORT_PHASES: tuple[Phase, ...] = (Phase.LIKED_SONGS, Phase.PLAYLISTS, Phase.PLAYLIST_TRACKS)
"""The phases an import needs to be complete, in order."""

ENRICHMENT_PHASES: tuple[Phase, ...] = (Phase.ARTISTS, Phase.ALBUMS)
"""What an import of Spotify does after those, in its own time: nothing waits for it, and it stops nothing."""

SYNC_STAGES: tuple[Phase, ...] = (
    Phase.BACKUP,
    Phase.MATCH,
    Phase.CREATE_PLAYLISTS,
    Phase.ADD_VIDEOS,
    Phase.REMOVE_VIDEOS,
    Phase.MOVE_VIDEOS,
    Phase.DELETE_PLAYLISTS,
    Phase.VERIFY,
)
"""The stages of a sync, in engine order."""


class OperationKind(StrEnum):
    """The remote writes a plan can hold."""

    CREATE_PLAYLIST = "create_playlist"
    RENAME_PLAYLIST = "rename_playlist"
    ADD_VIDEO = "add_video"
    REMOVE_VIDEO = "remove_video"
    MOVE_VIDEO = "move_video"
    DELETE_PLAYLIST = "delete_playlist"


class OperationState(StrEnum):
    """A planned write's life: pending → sending → done, failed or skipped."""

    PENDING = "pending"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class MatchStatus(StrEnum):
    """What is decided about a recording; one without a decision is waiting."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    MISSING = "missing"


class MatchOrigin(StrEnum):
    """Who decided: the matcher may replace its own decisions, never a person's."""

    MATCHER = "matcher"
    PERSON = "person"


class ItemKind(StrEnum):
    """What an item event speaks of."""

    SONG = "song"
    PLAYLIST = "playlist"
    MATCH = "match"
    VIDEO = "video"
    ALBUM = "album"


class ItemStatus(StrEnum):
    """Where a single item stands."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class CollectionKind(StrEnum):
    """Kinds of source collection."""

    LIKED = "liked"
    PLAYLIST = "playlist"
    ALBUM = "album"
    CATALOGUE = "catalogue"
    FILE = "file"
    YOUTUBE = "youtube"


class RowSkip(StrEnum):
    """Why a source row holds nothing that could be mirrored; the last two are for rows of files."""

    NULL_TRACK = "null_track"
    LOCAL_FILE = "local_file"
    EPISODE = "episode"
    DEAD_VIDEO = "dead_video"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"


class Bucket(StrEnum):
    """The daily allowances a YouTube project has."""

    UNITS = "units"
    SEARCHES = "searches"


class Policy(StrEnum):
    """Whether a sync only adds, or also removes what left the source."""

    ADD = "add"
    MIRROR = "mirror"


class Order(StrEnum):
    """Whether our items follow the source's order or go to the end."""

    EXACT = "exact"
    APPEND = "append"


class Privacy(StrEnum):
    """YouTube's ``status.privacyStatus``; always sent, since leaving it out means public."""

    PRIVATE = "private"
    UNLISTED = "unlisted"
    PUBLIC = "public"


class Rung(StrEnum):
    """The ways to find the video of a recording, cheapest first; what each costs stands in core.matching.rungs."""

    OVERRIDE = "override"
    STORED = "stored"
    OWN = "own"
    CHANNELS = "channels"
    YTMUSIC = "ytmusic"
    SEARCH = "search"


class VideoState(StrEnum):
    """Whether a video can be played. One that is deleted or private to someone else is gone: YouTube tells no more."""

    PLAYABLE = "playable"
    GONE = "gone"
    PRIVATE = "private"
    BLOCKED = "blocked"
    UNPROCESSED = "unprocessed"


class StartStep(StrEnum):
    """The steps of the first start, in their order."""

    WELCOME = "welcome"
    COLOURS = "colours"
    CONNECT = "connect"
    IMPORT = "import"
    CHOOSE = "choose"
    READY = "ready"


class Service(StrEnum):
    """The two services a person signs in to."""

    SPOTIFY = "spotify"
    YOUTUBE = "youtube"
