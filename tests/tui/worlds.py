"""Worlds in the states of things that a screen must have a face for; each is made anew for whoever asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.errors import Transient
from core.model import (
    Account,
    Category,
    CategoryId,
    Connection,
    HeldItem,
    HeldPlaylist,
    Holder,
    ItemId,
    PlaylistId,
    RecordingId,
    RemoteItem,
    RemotePlaylist,
    Spent,
    VideoId,
    WantedRow,
)
from core.quota import PacificDays
from core.states import MatchStatus, Phase, Policy, Reason, RunKind, RunStatus, Service, StartStep
from tests.tui.fake_review import FakeReview, a_pile
from tests.tui.fake_session import NOON, World, a_run, a_world
from tests.tui.runs import ended, parked
from tests.tui.stock import a_stocked_world

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSED = Transient("YouTube cannot be reached; check the network.", is_network=True)
SIGNED_IN = (
    Connection(Service.SPOTIFY, Account("mira", "Mira Lindqvist")),
    Connection(Service.YOUTUBE, Account("UCmira", "Mira's Mixes")),
)
ROAD = PlaylistId("PLroad")


def of(made: World, *changes: Callable[[World], object]) -> World:
    """A world after some changes."""
    for change in changes:
        change(made)
    return made


# ── who is there, and what was read ──────────────────────────────────────────────────────────────────────


def nobody() -> World:
    """A first start: nobody signed in, nothing read."""
    return World(connections=(Connection(Service.SPOTIFY), Connection(Service.YOUTUBE)))


def signed_in() -> World:
    """Both accounts, and nothing read yet."""
    return World(connections=SIGNED_IN, listed_at=None)


def signed_out(world: World) -> None:
    """Google has ended the sign-in, and Spotify's is about to end."""
    hint = "The sign-in ends on 2026-06-14; sign in again before."
    world.connections = (replace(SIGNED_IN[0], hint=hint), Connection(Service.YOUTUBE))


def sign_in_ends(world: World) -> None:
    """Spotify's sign-in ends in three days, and nobody is signed in to YouTube."""
    given, ends = NOON - timedelta(days=179), NOON + timedelta(days=3)
    hint = "The sign-in ends on 2026-06-13; sign in again before."
    spotify = replace(SIGNED_IN[0], consented_at=given, ends_at=ends, hint=hint)
    world.connections = (spotify, Connection(Service.YOUTUBE))


def at_step(step: StartStep) -> Callable[[World], object]:
    """The first start is at a step."""

    def turn(world: World) -> None:
        world.step = step

    return turn


def elsewhere(world: World) -> None:
    """Another process holds the library."""
    world.is_active, world.holder = False, Holder(4711, "desk", "2026-06-10T18:58:00Z")


def held_sources() -> World:
    """Sources of which one shrank and one vanished, so that their categories wait for a word."""
    world = a_stocked_world()
    first, second, *_ = world.categories
    world.categories[first] = replace(world.categories[first], held="only 310 of 1,204 rows are left")
    world.categories[second] = replace(world.categories[second], held="its source is gone from Spotify")
    return world


def importing(world: World) -> None:
    """An import at work in its third phase."""
    counts = {Phase.LIKED_SONGS: (1_204, 1_204), Phase.PLAYLISTS: (31, 31), Phase.PLAYLIST_TRACKS: (3, 31)}
    world.is_active = True
    world.put(a_run(RunKind.IMPORT, stage=Phase.PLAYLIST_TRACKS, counts=counts))


def import_parked(world: World) -> None:
    """The same import, asked by Spotify to wait for hours."""
    importing(world)
    view, until = world.runs[-1], NOON + timedelta(hours=5, minutes=12)
    run = replace(
        view.run,
        status=RunStatus.RATE_LIMITED,
        stage=None,
        paused_at_stage=Phase.PLAYLIST_TRACKS,
        reason=Reason.RATE_LIMITED,
        resumes_at=until,
        active_s=95.0,
    )
    jobs = tuple(
        replace(job, status=RunStatus.RATE_LIMITED, resumes_at=until) if job.status is RunStatus.RUNNING else job
        for job in view.jobs
    )
    world.put(replace(view, run=run, jobs=jobs))


def import_stopped(world: World) -> None:
    """An import that paused because the network is away."""
    world.put(a_run(RunKind.IMPORT, status=RunStatus.PAUSED, reason=Reason.NETWORK))


# ── categories and plans ─────────────────────────────────────────────────────────────────────────────────


def a_large_library() -> World:
    """Two hundred categories, some of them out of the ordinary."""
    world = a_world(tuple(f"Mixtape {number:03}" for number in range(200)), per_category=220)
    for number, (key, category) in enumerate(world.categories.items()):
        world.categories[key] = replace(
            category,
            is_included=number % 7 != 3,
            is_protected=number % 19 == 6,
            policy=Policy.MIRROR if number % 11 == 2 else Policy.ADD,
        )
    return world


def in_step() -> World:
    """A library of which all that can be there is there."""
    world = a_world(("Liked Songs", "Night Drive"))
    for number, (key, category) in enumerate(list(world.categories.items())):
        playlist_id = PlaylistId(f"PLmade{number}")
        rows = [row for row in world.rows[key] if row.video_id is not None]
        world.categories[key] = replace(category, playlist_id=playlist_id, parts=(playlist_id,))
        world.playlists += (_made(playlist_id, category, rows),)
    world.playlists = world.playlists[2:]
    world.last_synced = NOON - timedelta(hours=2)
    return world


def _made(playlist_id: PlaylistId, category: Category, rows: list[WantedRow]) -> HeldPlaylist:
    """A playlist that Crossfade made and filled."""
    items = tuple(
        HeldItem(
            RemoteItem(
                ItemId(f"{playlist_id}-{place}"), playlist_id, row.video_id or VideoId(""), place, title=row.label
            ),
            is_ours=True,
            recording_id=row.recording_id,
        )
        for place, row in enumerate(rows)
    )
    head = RemotePlaylist(playlist_id, category.title, item_count=len(items), etag="e")
    return HeldPlaylist(
        head, NOON, NOON, items, listed_etag="e", listed_count=len(items), category_id=category.id,
        given_title=category.title,
    )  # fmt: skip


def destructive() -> World:
    """A plan that deletes, removes and holds back: a mirror that lost rows, old playlists, a source that shrank."""
    world = a_world()
    key = CategoryId("c1")
    kept = world.rows[key]
    gone = tuple(
        WantedRow(
            90 + number, f"Gone {number}", RecordingId(70 + number), None, MatchStatus.ACCEPTED, VideoId(f"g{number}")
        )
        for number in range(4)
    )
    category = replace(world.categories[key], policy=Policy.MIRROR, playlist_id=ROAD, parts=(ROAD,))
    world.categories[key] = category
    world.playlists += (_made(ROAD, category, [*[row for row in kept if row.video_id], *gone]),)
    old = world.playlists[1]
    items = tuple(
        HeldItem(
            RemoteItem(ItemId(f"i{n}"), old.head.id, VideoId(f"lost{n}"), n, title=f"Home video {n}"), is_ours=False
        )
        for n in range(7)
    )
    head = replace(old.head, item_count=7)
    world.playlists = (world.playlists[0], replace(old, head=head, items=items, listed_count=7), *world.playlists[2:])
    world.categories[CategoryId("c4")] = replace(world.categories[CategoryId("c4")], held="only 4 of 20 rows are left")
    return world


def unsearched() -> World:
    """A library whose songs mostly wait for a search, more than some days have."""
    world = a_world()
    for key, rows in world.rows.items():
        world.rows[key] = tuple(
            replace(row, status=None, video_id=None) if row.position % 3 == 0 else row for row in rows
        )
    return world


def unreadable(world: World) -> None:
    """YouTube cannot be read, and what is known of it is of three hours ago."""
    world.listed_at, world.refusal = NOON - timedelta(hours=3), CLOSED


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────────────


def pausing_for(reason: Reason, *, waits: bool = False) -> Callable[[World], object]:
    """A sync that stands still, for a reason."""

    def stop(world: World) -> None:
        view = parked(world, reason, waits=waits)
        until = NOON + timedelta(hours=12) if reason in _TIMED else None
        world.put(replace(view, run=replace(view.run, resumes_at=until)))

    return stop


_TIMED = (Reason.QUOTA_EXHAUSTED, Reason.SEARCHES_EXHAUSTED, Reason.PLAYLIST_LIMIT, Reason.RATE_LIMITED)
"""Pauses that a clock ends."""


def failed(world: World) -> None:
    """A sync that cannot go on without a decision."""
    view = parked(world, Reason.BY_USER, waits=False)
    message = "The backup could not be read back as it was written; nothing was sent to YouTube."
    run = replace(view.run, status=RunStatus.FAILED, reason=None, paused_at_stage=Phase.BACKUP, message=message)
    jobs = tuple(
        replace(
            job,
            status=RunStatus.FAILED if job.phase is Phase.BACKUP else RunStatus.PENDING,
            done=0,
            succeeded=0,
            completed_at=None,
            last_error=message,
        )
        for job in view.jobs
    )
    world.put(replace(view, run=run, jobs=jobs, problems=()))


def cancelled(world: World) -> None:
    """A sync that the person ended."""
    view = parked(world, Reason.BY_USER, waits=False)
    jobs = tuple(
        job if job.status is RunStatus.COMPLETED else replace(job, status=RunStatus.CANCELLED) for job in view.jobs
    )
    world.put(replace(view, run=replace(view.run, status=RunStatus.CANCELLED, reason=None), jobs=jobs))


def matching(world: World) -> None:
    """A search for videos at work."""
    world.is_active = True
    world.put(a_run(RunKind.MATCH, counts={Phase.MATCH: (37, 412)}))


def all_well(world: World) -> None:
    """A sync that ended with everything done."""
    view = ended(world)
    world.tallies[view.run.id] = replace(world.tallies[view.run.id], added=181, failed=0)
    world.put(replace(view, problems=(), jobs=tuple(replace(job, succeeded=job.total, failed=0) for job in view.jobs)))


def a_month(world: World) -> None:
    """A month of quota days, and the runs of it."""
    world.put(a_run(RunKind.IMPORT, status=RunStatus.COMPLETED, name="old"))
    ended(world)
    windows = [PacificDays().window(NOON - timedelta(days=back)) for back in range(30, -1, -1)]
    world.days = tuple(
        (window, Spent(units=place * 1_733 % 10_000, searches=place * 31 % 100)) for place, window in enumerate(windows)
    )


def made_playlists(world: World) -> None:
    """Every included category has its playlist."""
    for key, category in world.categories.items():
        if category.is_included:
            playlist_id = PlaylistId(f"PL4x7Jq0{key}bW9ZfTnRk2mQ8sLd0VgYhE3aU")
            rows = [row for row in world.rows[key] if row.video_id is not None]
            world.categories[key] = replace(category, playlist_id=playlist_id, parts=(playlist_id,))
            world.playlists += (_made(playlist_id, category, rows),)
    world.playlists = tuple(held for held in world.playlists if not held.is_replaced)


def piled(world: World) -> None:
    """Recordings wait for a review."""
    world.review = FakeReview(*a_pile())
