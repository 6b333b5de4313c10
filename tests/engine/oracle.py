"""What must hold after any history, whatever befell it: checked against the services' own truth and request log.

A fault is named in words; no fault is an empty list. What the person did by hand is excused, nothing else is.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from core.marker import marked_category, marked_operation
from core.quota import PacificDays
from core.states import Order, Policy, RunKind, RunStatus
from tests.builders import NOON
from tests.engine.journey import OLD, SETTLE_S
from tests.engine.simulation import video_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.demo.channel import Item, Playlist
    from core.demo.services import Entry
    from core.model import Category
    from tests.engine.journey import Journey
    from tests.engine.simulation import History

REORDERING = frozenset({"spotify_add", "spotify_remove", "spotify_move"})
"""Changes at the source that move what is there already: policy ``add`` lets it stand where it is."""

_WRITES = ("playlistItems.insert", "playlistItems.delete", "playlistItems.update")
_PLAYLIST = re.compile(r'"?playlistId"?(?:=|:\s*")([\w-]+)')
_VIDEO = re.compile(r'"videoId":\s*"([\w-]+)"')
_ID = re.compile(r'(?:\bid=|"id":\s*")([\w-]+)')


async def faults_of(history: History) -> list[str]:
    """Everything that is wrong at the end of a history."""
    found: list[str] = []
    journey = history.journey
    playlists = {playlist.id: playlist for playlist in journey.services.youtube.channel.all_true()}
    owned: set[str] = set()
    for category in await journey.store.categories.all():
        playlist = playlists.get(category.playlist_id or "")
        if playlist is None:
            found.append(f"{category.title} has no playlist")
            continue
        owned.add(playlist.id)
        found += _of_playlist(history, category, playlist)
    found += [f"the playlist {p.title} is nobody's" for p in playlists.values() if p.id not in {*owned, OLD}]
    found += _of_old(history, is_there=OLD in playlists)
    found += _touched_foreign(history)
    found += _unsettled(history)
    found += _unverified(history)
    found += _too_curious(history)
    found += await _books(history)
    return [f"seed {history.seed}: {fault}" for fault in found]


async def always_of(history: History) -> list[str]:
    """What must hold at every moment, while writes may still be under way."""
    found: list[str] = []
    made = [one for one in history.journey.services.youtube.channel.all_true() if one.id != OLD]
    marks = Counter(mark for one in made if (mark := marked_category(one.description)))
    found += [f"{mark} has {number} playlists" for mark, number in marks.items() if number > 1]
    for playlist in made:
        ours = Counter(item.video_id for item in playlist.items if item.id not in history.doings.added)
        found += [f"{playlist.title}: {video} stands there {n} times" for video, n in ours.items() if n > 1]
    found += _touched_foreign(history)
    found += await _books(history)
    return found


def wanted_of(history: History, title: str) -> list[str]:
    """The videos a category wants now, in the source's order, each once."""
    library = history.journey.services.spotify.library
    rows = library.liked
    if title != "Liked Songs":
        rows = next(one.seed.rows for one in library.playlists() if one.seed.title == title)
    return list(dict.fromkeys(video_of(row.track) for row in rows if row.track))


def _of_playlist(history: History, category: Category, playlist: Playlist) -> list[str]:
    doings, title = history.doings, category.title
    wanted = wanted_of(history, title)
    ours = [item for item in playlist.items if item.id not in doings.added]
    videos = [item.video_id for item in ours]
    there = {item.video_id for item in playlist.items}
    by_hand = {video for where, video in doings.removed if where == playlist.id}
    found = [f"{title}: {video} stands there {n} times" for video, n in Counter(videos).items() if n > 1]
    found += [f"{title}: {video} is missing" for video in wanted if video not in there | by_hand]
    allowed = set(wanted) if history.weather.policy is Policy.MIRROR else doings.ever_wanted
    found += [f"{title}: {video} should not be there" for video in videos if video not in allowed | by_hand]
    kept = [video for video in wanted if video in videos]
    is_exact = history.weather.order is Order.EXACT and playlist.id not in doings.moved
    is_reordered = doings.seen & REORDERING or doings.seen >= {"like", "unlike"}
    if is_exact and (history.weather.policy is Policy.MIRROR or not is_reordered):
        shown = [video for video in videos if video in set(wanted)]
        found += [f"{title}: stands as {shown}, not as {kept}"] if shown != kept else []
    if history.weather.keeps_notes:
        found += [f"{title}: {item.video_id} bears no mark" for item in ours if not _is_marked(item)]
    return found


def _is_marked(item: Item) -> bool:
    return marked_operation(item.note) is not None


def _of_old(history: History, *, is_there: bool) -> list[str]:
    """The replaced playlist goes only when asked, and goes for sure when nothing of the person's stood in the way."""
    if not history.weather.is_replacing:
        return [] if is_there else ["the old playlist was deleted unasked"]
    is_undisturbed = not history.doings.seen & {"hand_remove", "unlike", "spotify_remove"}
    return ["the old playlist was not deleted"] if is_there and is_undisturbed else []


def _touched_foreign(history: History) -> list[str]:
    """What a person put in by hand is never moved or removed."""
    changed = [
        entry
        for entry in _entries(history)
        if entry.method in ("youtube.playlistItems.delete", "youtube.playlistItems.update")
    ]
    return [
        f"an item of the person's was touched: {entry.method}"
        for entry in changed
        if (of := _ID.search(entry.summary)) and of[1] in history.doings.added
    ]


def _unsettled(history: History) -> list[str]:
    """After an insert whose outcome is unknown, the same is not sent again before a look that comes late enough."""
    found: list[str] = []
    open_at: dict[tuple[str, str], float] = {}
    for entry in _entries(history):
        playlist = _PLAYLIST.search(entry.summary)
        if playlist is None:
            continue
        if entry.method == "youtube.playlistItems.list":
            for key, since in list(open_at.items()):
                if key[0] == playlist[1] and entry.at - since >= SETTLE_S and not entry.fault:
                    del open_at[key]
        elif entry.method == "youtube.playlistItems.insert" and (video := _VIDEO.search(entry.summary)):
            key = (playlist[1], video[1])
            if key in open_at:
                found.append(f"{video[1]} was sent again {entry.at - open_at[key]:.0f} s after an unknown outcome")
            is_unknown = entry.status in range(500, 600) or entry.status == 0 or entry.fault in ("garbage", "error")
            if is_unknown:
                open_at[key] = entry.at
    return found


def _unverified(history: History) -> list[str]:
    """Every playlist a sync wrote to was read back after its last write."""
    completed = [run for run in history.doings.runs if run.status is RunStatus.COMPLETED and run.kind is RunKind.SYNC]
    if not completed:
        return []
    last_write: dict[str, float] = {}
    last_read: dict[str, float] = {}
    for entry in _entries(history):
        playlist = _PLAYLIST.search(entry.summary)
        if playlist is None:
            continue
        if entry.method.removeprefix("youtube.") in _WRITES and entry.status == 200:
            last_write[playlist[1]] = entry.at
        elif entry.method == "youtube.playlistItems.list" and entry.status == 200 and "videoId" not in entry.summary:
            last_read[playlist[1]] = entry.at
    there = {playlist.id for playlist in history.journey.services.youtube.channel.all_true()}
    return [
        f"{playlist_id} was not read back after its last write"
        for playlist_id, at in last_write.items()
        if playlist_id in there and last_read.get(playlist_id, 0.0) <= at
    ]


def _too_curious(history: History) -> list[str]:
    """Looks are bounded: two for a write whose outcome is unknown, again only where a process or a look failed."""
    entries = _entries(history)
    looks = [entry for entry in entries if entry.method == "youtube.playlistItems.list" and "videoId" in entry.summary]
    failed = sum(entry.fault is not None or entry.status >= 400 for entry in entries)
    in_flight = 3  # one write at a time of each of three playlists
    most = 2 * failed + 2 * in_flight * (history.doings.crashes + len(history.doings.runs))
    return [f"{len(looks)} looks for {failed} failures"] if len(looks) > most else []


async def _books(history: History) -> list[str]:
    """The ledger never says less than the service charged."""
    charged = history.journey.services.log.units
    booked = await booked_units(history)
    return [f"{booked} units in the books, {charged} charged"] if booked < charged else []


async def booked_units(history: History) -> int:
    """All units in a history's ledger."""
    return await booked_units_of(history.journey)


async def booked_units_of(journey: Journey) -> int:
    """All units in the ledger, of every quota day that may have been lived through."""
    ledger, calendar = journey.store.ledger, PacificDays()
    days = 5 + int(journey.clock.monotonic() // 86_400)
    windows = {calendar.window(NOON + timedelta(days=day)) for day in range(-10, days + 5)}
    return sum([(await ledger.spent(window)).units for window in windows])


def _entries(history: History) -> Sequence[Entry]:
    return history.journey.services.log.entries
