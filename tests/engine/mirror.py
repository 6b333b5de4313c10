"""A mirrored playlist whose source changed since: the second sync removes, moves and adds, around a video by hand.

The first sync puts eight songs in; then the person puts a video of their own among them and changes the source. What
must hold in the end is in :data:`IN_THE_END`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.demo.hand import Edit, Hand
from core.demo.world import (
    AlbumSeed,
    ArtistSeed,
    ListSeed,
    Row,
    SpotifySeed,
    TrackSeed,
    Video,
    World,
    YouTubeSeed,
)
from core.session.categories import Change
from core.states import Policy, RunKind
from tests.engine.journey import completed

if TYPE_CHECKING:
    from core.model import Run
    from core.planning.plan import CategoryPlan
    from core.session import Session
    from tests.engine.journey import Journey

MORNING, LIST = "Morning", "list000000000000000001"
MINE = "vid-mine"
TITLES = (
    "Amber", "Borrowed Light", "Cobblestones", "Dry Leaves", "Early Train", "Fireflies", "Gravel", "Harbour", "Iron",
    "Juniper",
)  # fmt: skip
FIRST, THEN = (1, 2, 3, 4, 5, 6, 7, 8), (3, 2, 9, 4, 6, 8, 1)
"""Which songs the source holds before and after."""

REMOVALS, MOVES, ADDS = 2, 2, 1
"""Songs 5 and 7 left; 2, 4, 6 and 8 stay; 9 is new; 3 and 1 stand elsewhere now."""

IN_THE_END = tuple(f"vid-song-{number:02d}" for number in THEN)


def mirror_world(*first: int, titles: tuple[str, ...] = TITLES) -> World:
    """One playlist of songs that have one plain video each, and a video of the person's own."""
    artist = ArtistSeed("artist0000000000000001", "Lamp Post")
    album = AlbumSeed("album00000000000000001", "Streetlight", (artist.id,), "2021-05-02")
    tracks = tuple(
        TrackSeed(f"track{n:017d}", title, (artist.id,), album.id, 180_000 + 7_000 * n, isrc=f"QZABC2100{n:04d}")
        for n, title in enumerate(titles, 1)
    )
    videos = tuple(
        Video(f"vid-song-{n:02d}", title, "UClamp000000000000000001", "Lamp Post - Topic", 180 + 7 * n, 1_000)
        for n, title in enumerate(titles, 1)
    )
    rows = tuple(Row(track=tracks[n - 1].id, added_at="2024-03-01T10:00:00Z") for n in first or FIRST)
    lists = (ListSeed(LIST, MORNING, "listener", rows),)
    spotify = SpotifySeed(
        "listener", "account-of-listener", "A Listener", "spotify-client-id", (artist,), (album,), tracks, (), lists
    )
    youtube = YouTubeSeed("UCchannel000000000000001", "Listener's channel", "client", "secret", ())
    return World(spotify, youtube, (*videos, Video(MINE, "Zebra crossing, July", "UCme", "Me", 31, 3)))


def by_hand(journey: Journey, do: str, **what: object) -> None:
    """An edit of the person's."""
    Hand(journey.services).do(Edit(do=do, **what))  # type: ignore[arg-type]  # Edit's own fields


def source_becomes(journey: Journey, songs: tuple[int, ...]) -> None:
    """Let the Spotify playlist hold just these songs."""
    held = journey.services.spotify.library.playlist(LIST)
    for _ in held.seed.rows if held is not None else ():
        by_hand(journey, "spotify_remove", playlist=LIST, position=0)
    for number in songs:
        by_hand(journey, "spotify_add", playlist=LIST, track=f"track{number:017d}")


def playlist_id(journey: Journey, title: str = MORNING) -> str:
    """The id of the playlist of a title."""
    return next(one.id for one in journey.services.youtube.channel.all_true() if one.title == title)


async def first_sync(journey: Journey, session: Session) -> None:
    """Import, match and sync; then the person edits, the source changes, and is imported again."""
    for kind in (RunKind.IMPORT, RunKind.MATCH):
        await journey.run(session, kind)
    await session.plans.refresh()
    assert completed(await journey.run(session, RunKind.SYNC, wait=True))
    await session.categories.change(MORNING, Change(policy=Policy.MIRROR))
    by_hand(journey, "add", playlist=playlist_id(journey), video=MINE, position=3)
    await journey.clock.sleep(3_600)


async def changed(journey: Journey, session: Session, *songs: int) -> None:
    """Change the source, take it in, and read what YouTube holds."""
    source_becomes(journey, songs or THEN)
    for kind in (RunKind.IMPORT, RunKind.MATCH):
        await journey.run(session, kind)
    await session.plans.refresh()


async def morning(session: Session, *, allow_delete: bool = True) -> CategoryPlan:
    """The plan of the mirrored category."""
    plan = await session.plans.preview(allow_delete=allow_delete)
    return next(part for part in plan.categories if part.category.title.startswith(MORNING))


async def sync(session: Session, *, allow_delete: bool = True, wait: bool = True) -> Run | None:
    """Start or take up a sync and let it end."""
    if await session.runs.start(RunKind.SYNC, allow_delete=allow_delete, wait=wait) is None:
        return None
    return await session.runs.finished()


def ours(journey: Journey, title: str = MORNING) -> tuple[str, ...]:
    """What a playlist holds of ours, in order; what the person put in must still be there, once."""
    held = journey.playlists()[title]
    assert held.count(MINE) == 1, f"the person's own video: {held}"
    return tuple(video for video in held if video != MINE)
