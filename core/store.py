"""What the machinery needs of the store, as small Protocols by subject; ``db`` implements them.

Every method is one transaction: when it returns, it is durable. Raises :class:`core.errors.StoreError` and what a
method names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from core.backups.kept import BackupStore
    from core.health import HealthStore
    from core.model import (
        Account,
        AlbumDetails,
        ArtistDetails,
        Candidate,
        Category,
        CategoryId,
        Charge,
        Checkpoint,
        Collection,
        CollectionId,
        Decision,
        HeldItem,
        HeldPlaylist,
        ItemId,
        Job,
        Match,
        Operation,
        OperationId,
        Outcome,
        PlaylistId,
        Problem,
        Recording,
        RecordingId,
        RemoteItem,
        RemotePlaylist,
        Run,
        RunId,
        Saved,
        SourcePlaylist,
        SourceRow,
        Spent,
        VideoDetails,
        VideoId,
        WantedRow,
        Window,
    )
    from core.music import MusicStore
    from core.review import ReviewStore
    from core.seen import VideoStore
    from core.states import MatchOrigin, OperationKind, OperationState, Phase, RunKind, Service


class RunStore(Protocol):
    """Runs, their jobs and problems."""

    async def create(self, run: Run, jobs: Sequence[Job], operations: Sequence[Operation] = ()) -> None:
        """A run, all its jobs and its approved plan, at once.

        Raises StoreError where one of its kind, and of its source, is unfinished."""
        ...

    async def save(self, run: Run, *jobs: Job, problem: Problem | None = None) -> None:
        """Write a run's row, any of its jobs and a problem, together. Refuses a forbidden status change."""
        ...

    async def save_progress(self, job: Job) -> None:
        """Write a job's counts and message. A power cut may take that back, the end of this process does not."""
        ...

    async def get(self, run_id: RunId) -> Run | None: ...
    async def jobs(self, run_id: RunId) -> tuple[Job, ...]:
        """In the order of their phases."""
        ...

    async def unfinished(self, kind: RunKind | None = None, *, source: str | None = None) -> Run | None:
        """The newest run that is neither completed nor cancelled; a failed one counts as unfinished.

        ``source`` asks for imports of one source, empty for Spotify."""
        ...

    async def newest(self, kind: RunKind | None = None) -> Run | None: ...
    async def history(self, *, limit: int = 200) -> tuple[Run, ...]:
        """Newest first."""
        ...

    async def problems(self, run_id: RunId | None = None, *, limit: int = 1000) -> tuple[Problem, ...]:
        """Newest last; None: of all runs."""
        ...

    async def imported_at(self) -> Mapping[str, datetime]:
        """The end of the last completed import of each source; Spotify's under the empty string."""
        ...

    async def last_synced(self) -> datetime | None:
        """The end of the last sync that completed, failed items included."""
        ...


class LibraryStore(Protocol):
    """Source collections and their rows.

    A walk is staged: pages of a run lie apart until :meth:`finish_walk` puts them in the old rows' place, so a
    broken-off import leaves the last whole one in force."""

    async def checkpoint(self, run_id: RunId, phase: Phase, subject: str = "") -> Checkpoint | None: ...
    async def save_checkpoint(self, checkpoint: Checkpoint) -> None: ...
    async def liked(self, account_id: str) -> Collection:
        """The liked-songs collection (title "Liked Songs"), made at first use."""
        ...

    async def file_collection(self, external_id: str, title: str) -> Collection:
        """A playlist of a file, made at first use. Given again, it takes the title."""
        ...

    async def save_playlists(self, checkpoint: Checkpoint, page: Sequence[SourcePlaylist]) -> Saved:
        """Upsert heads, with the checkpoint. Also remembers that this run saw them."""
        ...

    async def finish_playlists(self, checkpoint: Checkpoint, *, now: datetime, held: str | None = None) -> int:
        """Mark Spotify playlists this run did not see as gone at ``now``; returns how many are there.

        ``held`` is why the categories of those are held back; one held for it whose sources are all there again
        is let go."""
        ...

    async def save_own_playlists(
        self, checkpoint: Checkpoint, playlists: Sequence[RemotePlaylist], *, now: datetime
    ) -> Saved:
        """Upsert the own YouTube playlists that are sources, in their order; those not among them are gone."""
        ...

    async def save_rows(
        self, checkpoint: Checkpoint, collection_id: CollectionId, rows: Sequence[SourceRow], *, job: Job | None = None
    ) -> Saved:
        """Stage a page, its checkpoint and job; again, it changes nothing. A video it names is accepted if none is."""
        ...

    async def discard_walk(self, checkpoint: Checkpoint, collection_id: CollectionId) -> None:
        """Forget what was staged for a collection, to walk it again from the checkpoint's offset."""
        ...

    async def finish_walk(
        self,
        checkpoint: Checkpoint,
        collection_id: CollectionId,
        *,
        snapshot_id: str | None,
        total: int,
        held: str | None = None,
        tail: int | None = None,
    ) -> None:
        """Put the staged rows in force, make the collection's category where it has none, save the checkpoint.

        With ``tail`` the rows in force follow behind the staged ones, from that many on. ``held`` is why the
        collection's category is held back from now on; None leaves it as it is."""
        ...

    async def mark_unreadable(self, checkpoint: Checkpoint, collection_id: CollectionId, reason: str) -> None:
        """Remember why a collection cannot be read, with its snapshot, so it is not asked again before it changes."""
        ...

    async def collections(self) -> tuple[Collection, ...]:
        """All, in the person's order: liked songs first."""
        ...

    async def first_rows(
        self, collection_id: CollectionId, limit: int
    ) -> tuple[tuple[str | None, datetime | None], ...]:
        """``(uri, added_at)`` of the first rows in force, to see whether a page is wholly known."""
        ...

    async def staged_rows(self, collection_id: CollectionId) -> tuple[tuple[str | None, datetime | None], ...]:
        """The same of the rows of the walk in hand."""
        ...

    async def book_call(self, at: datetime, endpoint: str) -> None:
        """Log a Spotify call."""
        ...

    async def calls_since(self, at: datetime) -> int: ...
    async def call_times(self, after: datetime) -> tuple[datetime, ...]:
        """When Spotify was called later than ``after``, oldest first."""
        ...


class DetailStore(Protocol):
    """What is known of artists and albums beyond the names in track rows."""

    async def due_artists(self, before: datetime, *, limit: int) -> tuple[str, ...]:
        """Spotify ids of artists that were never enriched, or last before an instant; in the order they came."""
        ...

    async def due_albums(self, before: datetime, *, limit: int) -> tuple[str, ...]: ...
    async def count_due(self, before: datetime) -> tuple[int, int]:
        """How many artists and how many albums are due."""
        ...

    async def save_artists(
        self, checkpoint: Checkpoint, details: Sequence[ArtistDetails], *, asked: Sequence[str], at: datetime
    ) -> None:
        """Keep what was said, with the checkpoint; what was not said this time stays as it was known.

        All that were ``asked`` for count as enriched, those the service does not know, too."""
        ...

    async def save_albums(
        self, checkpoint: Checkpoint, details: Sequence[AlbumDetails], *, asked: Sequence[str], at: datetime
    ) -> None: ...

    async def artist(self, spotify_id: str) -> ArtistDetails | None:
        """What is known of an artist; None where no row ever named it."""
        ...

    async def album(self, spotify_id: str) -> AlbumDetails | None: ...


class CategoryStore(Protocol):
    """What becomes a playlist."""

    async def all(self) -> tuple[Category, ...]:
        """In the person's order, merged ones left out."""
        ...

    async def get(self, key: str) -> Category | None:
        """By id, else by exact title (case-folded), else None."""
        ...

    async def save(self, *categories: Category) -> None:
        """Write what a person may choose: title, included, protected, policy, order, held."""
        ...

    async def choose(self, collection_id: CollectionId) -> CategoryId:
        """Make the category of a collection that has none of itself, included; one that is there stays as it is."""
        ...

    async def merge(self, source: CategoryId, into: CategoryId) -> None:
        """Let ``into`` grow by the other's sources; the other disappears from :meth:`all`."""
        ...

    async def split(self, source: CategoryId, sources: Sequence[CollectionId]) -> None:
        """Undo a merge: the category is back in :meth:`all`, with the sources it had."""
        ...

    async def link(self, category_id: CategoryId, playlist_id: PlaylistId, *, part: int = 1) -> None:
        """Remember a category's playlist."""
        ...

    async def unlink(self, category_id: CategoryId) -> None:
        """Forget all its playlists, as when the person deleted them."""
        ...

    async def wanted(self, category_id: CategoryId, *, now: datetime | None = None) -> tuple[WantedRow, ...]:
        """Every source row in order, with what is decided about its recording.

        With ``now`` a missing recording that is due to be searched for again has no status: it waits."""
        ...


class MatchStore(Protocol):
    """Recordings, candidates and decisions."""

    async def waiting(self, now: datetime, *, limit: int | None = None) -> tuple[Recording, ...]:
        """Recordings of included, unprotected categories that need a search; one that is held back needs none.

        They are undecided and without candidates, or missing and due again. In the order of their categories
        and rows, each once."""
        ...

    async def waiting_in(self, now: datetime) -> Mapping[CategoryId, tuple[RecordingId, ...]]:
        """The same by category, in its rows' order; what several wait for stands in each."""
        ...

    async def recordings(self, ids: Sequence[RecordingId]) -> tuple[Recording, ...]:
        """By their ids, in that order; one that no track stands for any more is left out."""
        ...

    async def outdated(self, version: int, *, limit: int) -> tuple[tuple[Recording, Match], ...]:
        """Recordings an older version of the scoring decided about, with that decision, and with candidates."""
        ...

    async def searched(self, *, limit: int | None = None) -> tuple[Recording, ...]:
        """Recordings of included, unprotected categories with candidates not judged yet: a crash came between."""
        ...

    async def candidates(self, recording_id: RecordingId) -> tuple[Candidate, ...]:
        """In the order the search gave them."""
        ...

    async def save_details(self, details: Sequence[VideoDetails], *, asked: Sequence[VideoId], at: datetime) -> None:
        """Complete stored candidates; those asked for and not answered are marked gone and no longer candidates."""
        ...

    async def decide(
        self,
        recording_id: RecordingId,
        decision: Decision,
        *,
        origin: MatchOrigin,
        at: datetime,
        search_again_at: datetime | None,
        operations: Sequence[Operation] = (),
    ) -> None:
        """Write the decision, the scores, and the adds it sets free in the running sync, together.

        The matcher's word never replaces a person's."""
        ...

    async def match(self, recording_id: RecordingId) -> Match | None: ...
    async def scored(self, recording_id: RecordingId) -> tuple[tuple[Candidate, float, Mapping[str, float]], ...]:
        """Judged candidates, best first, for review."""
        ...

    async def categories_of(self, recording_id: RecordingId) -> tuple[tuple[CategoryId, int, str], ...]:
        """``(category, position, label)`` of the recording's first row in each category."""
        ...


class ChannelStore(Protocol):
    """What YouTube held when last listed, own receipts added since."""

    async def identity(self) -> Account | None:
        """The channel this database belongs to; None while it belongs to none."""
        ...

    async def claim(self, channel: Account) -> None:
        """Tie the database to a channel. Raises StoreError where it belongs to another."""
        ...

    async def save_heads(self, heads: Sequence[RemotePlaylist], *, at: datetime, settle_s: float) -> None:
        """A complete listing. Playlists that carry a category's marker are linked to it.

        One that is not listed is gone, unless it was made less than ``settle_s`` before: listings lag. For the
        same reason one that was deleted less than ``settle_s`` before does not come back."""
        ...

    async def save_items(
        self, playlist_id: PlaylistId, items: Sequence[RemoteItem], *, at: datetime, settle_s: float
    ) -> None:
        """A playlist's complete items; receipts and markers keep their word on which are ours.

        An item of ours that is not listed stays known as missing; when a second listing at least ``settle_s``
        later does not hold it either, the person removed it. A missing item of anyone else is forgotten."""
        ...

    async def forget(self, playlist_id: PlaylistId, *, at: datetime) -> None:
        """It is gone from YouTube since ``at``."""
        ...

    async def disown(self, playlist_id: PlaylistId, *, at: datetime) -> None:
        """It never was: an answer named it by mistake. Its category is free for the one that carries its marker."""
        ...

    async def playlists(self) -> tuple[HeldPlaylist, ...]:
        """All known to be there, with their items."""
        ...

    async def playlist(self, playlist_id: PlaylistId) -> HeldPlaylist | None: ...
    async def pool(self) -> tuple[RemoteItem, ...]:
        """An item for each living video of own playlists, the first that holds it, in the listing's order."""
        ...

    async def listed_at(self) -> datetime | None:
        """When the heads were last read; None: never."""
        ...

    async def replace(self, playlist_ids: Sequence[PlaylistId], *, on: bool) -> tuple[PlaylistId, ...]:
        """Mark playlists for deletion after the sync (or unmark); returns those that are not known."""
        ...


class OperationStore(Protocol):
    """Planned writes and the ledger of their sending."""

    async def begin(
        self, operation_id: OperationId, charge: Charge, *, position: int | None = None, after: Outcome | None = None
    ) -> Operation:
        """From pending to sending with its charge, durable before the call; ``after`` is finished with it, or not."""
        ...

    async def finish(
        self,
        operation: Operation,
        job: Job,
        *,
        receipt: RemotePlaylist | HeldItem | None = None,
        problem: Problem | None = None,
        is_surplus: bool = False,
    ) -> None:
        """Write an operation's new state, its job, and what the service answered, together.

        A playlist's receipt links its category and its waiting adds; an item's receipt joins the known items
        (those at or behind its position move down). A deletion done forgets the playlist. ``is_surplus`` marks
        the charge of the attempt in hand as beyond the plan."""
        ...

    async def next(
        self, run_id: RunId, kind: OperationKind, *, limit: int, excluding: frozenset[str] = frozenset()
    ) -> tuple[Operation, ...]:
        """Pending ones in order whose target is not excluded; adds only where their playlist exists."""
        ...

    async def sending(self, run_id: RunId | None = None) -> tuple[Operation, ...]:
        """Those of unknown outcome, oldest first."""
        ...

    async def on_the_way(self, run_id: RunId, category_id: CategoryId) -> frozenset[ItemId]:
        """Items of a category that the run is still to move or to remove."""

    async def is_open_to(self, run_id: RunId, category_id: CategoryId, video_id: VideoId) -> bool: ...
    async def counts(self, run_id: RunId) -> Mapping[tuple[OperationKind, OperationState], int]: ...
    async def sent(self, operation_id: OperationId) -> int | None: ...
    async def add(self, operations: Sequence[Operation], job: Job) -> None:
        """Plan further writes for a running sync, with the job that will do them."""
        ...

    async def aim(self, operation: Operation, playlist_id: PlaylistId) -> Operation:
        """Let a pending add go into another playlist; returns it as it now is."""
        ...

    async def skip(
        self,
        run_id: RunId,
        category_id: CategoryId,
        *,
        kind: OperationKind,
        reason: str,
        message: str,
        playlist_id: PlaylistId | None = None,
    ) -> int:
        """Skip a category's pending operations of a kind, or those into one of its playlists; returns how many."""
        ...

    async def of_run(
        self, run_id: RunId, *, kind: OperationKind | None = None, offset: int = 0, limit: int | None = None
    ) -> tuple[Operation, ...]:
        """In plan order, for screens, verification and retries."""
        ...


class LedgerStore(Protocol):
    """What was charged, when, for what."""

    async def charge(self, charge: Charge) -> None:
        """Book a read before it is made."""
        ...

    async def spent(self, window: Window) -> Spent:
        """All charges of a quota day."""
        ...

    async def of_run(self, run_id: RunId) -> Spent: ...

    async def days(self, *, limit: int) -> tuple[tuple[datetime, Spent], ...]:
        """What the latest quota days with charges were charged, oldest first; each by its start."""
        ...

    async def exhausted(self, window: Window) -> frozenset[str]:
        """Buckets (and ``playlists``) the service itself refused in this quota day."""
        ...

    async def mark_exhausted(self, window: Window, bucket: str) -> None:
        """The service's word wins over the ledger: nothing more from this bucket in this quota day."""
        ...


class Store(Protocol):
    """The whole store, by subject. ``is_writer`` is False for a process that may only look."""

    @property
    def is_writer(self) -> bool: ...
    @property
    def runs(self) -> RunStore: ...
    @property
    def library(self) -> LibraryStore: ...
    @property
    def details(self) -> DetailStore: ...
    @property
    def categories(self) -> CategoryStore: ...
    @property
    def matches(self) -> MatchStore: ...
    @property
    def videos(self) -> VideoStore: ...
    @property
    def review(self) -> ReviewStore: ...
    @property
    def music(self) -> MusicStore: ...
    @property
    def health(self) -> HealthStore: ...
    @property
    def channel(self) -> ChannelStore: ...
    @property
    def operations(self) -> OperationStore: ...
    @property
    def ledger(self) -> LedgerStore: ...
    @property
    def backups(self) -> BackupStore: ...

    async def setting(self, key: str) -> str | None:
        """A small remembered fact (the step of the first start, a capability of the service)."""
        ...

    async def set_setting(self, key: str, value: str | None) -> None: ...
    async def purge(self, service: Service) -> None:
        """Delete what is stored of a service: Spotify's collections, or the channel and all it held."""
        ...

    async def copy_to(self, path: Path) -> None:
        """A consistent copy of the database, mode 0600."""
        ...

    async def close(self) -> None: ...
