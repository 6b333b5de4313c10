"""What stands in the end: on the channel, in the database, in the books; and what must be true of it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from core.quota import COSTS, Method
from core.states import Bucket

if TYPE_CHECKING:
    from pathlib import Path

    from tests.weather.states import Case

_LIBRARY = """
    SELECT c.kind, c.title, c.source_rows, c.imported, c.skipped, c.unreadable, c.gone_at IS NULL, r.position, t.title
    FROM collections c LEFT JOIN collection_rows r ON r.collection_id = c.id AND r.walk = c.walk
    LEFT JOIN tracks t ON t.id = r.track_id ORDER BY c.kind, c.position, c.title, r.position"""
_MATCHES = """
    SELECT DISTINCT t.title, m.status, m.video_id
    FROM matches m JOIN tracks t ON t.recording_id = m.recording_id ORDER BY 1"""
_DETAILS = """
    SELECT 'artist', name, enriched_at IS NOT NULL FROM artists
    UNION SELECT 'album', title, enriched_at IS NOT NULL FROM albums ORDER BY 1, 2"""
_LOOKS = "SELECT video_id, state FROM video_looks ORDER BY 1"
_HEADS = "SELECT title, item_count, is_replaced, is_gone, deleted_at IS NULL FROM playlists ORDER BY 1, 5"
_ITEMS = """
    SELECT p.title, i.position, i.video_id FROM playlists p JOIN playlist_items i ON i.playlist_id = p.id
    WHERE p.deleted_at IS NULL AND i.removed_at IS NULL AND i.missing_at IS NULL ORDER BY 1, 2"""
_UNFINISHED = "SELECT kind, status, reason FROM runs WHERE status NOT IN ('completed', 'cancelled') ORDER BY number"
_RESTS = """
    SELECT resumes_at FROM runs WHERE resumes_at IS NOT NULL AND status NOT IN ('completed', 'cancelled')
    UNION SELECT value FROM settings WHERE key = 'spotify.blocked_until'"""
_FAILED = "SELECT label, reason FROM operations WHERE state = 'failed' ORDER BY 1"
_WRONG = "SELECT stage, reason, message FROM problems WHERE reason = 'bug'"
_LEDGER = "SELECT bucket, sum(amount), sum(amount * is_surplus) FROM ledger WHERE number > ? GROUP BY bucket"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that must be the same, whatever the weather was on the way.

    ``channel`` is what YouTube holds; ``heads`` and ``items`` are what the program knows of it, ``saved`` what the
    newest backup holds. ``accounts`` are the sign-ins.
    """

    channel: tuple[object, ...]
    library: tuple[object, ...]
    matches: tuple[object, ...]
    details: tuple[object, ...]
    looks: tuple[object, ...]
    heads: tuple[object, ...]
    items: tuple[object, ...]
    unfinished: tuple[object, ...]
    failed: tuple[object, ...]
    saved: tuple[object, ...]
    accounts: tuple[object, ...]

    def differing(self, fair: Facts, *, but: frozenset[str] = frozenset()) -> str:
        """What is not as it is after fair weather; ``but`` names what need not be."""
        found = [
            (one.name, getattr(self, one.name), getattr(fair, one.name)) for one in fields(self) if one.name not in but
        ]
        return "; ".join(f"{name} is {mine}, not {theirs}" for name, mine, theirs in found if mine != theirs)


@dataclass(frozen=True, slots=True)
class Books:
    """What a case took: of the ledger, and as the services counted it."""

    units: int
    surplus: int
    searches: int
    again: int
    served_units: int
    served_searches: int
    unserved_units: int
    unserved_searches: int

    @property
    def price(self) -> tuple[int, int]:
        """Units and searches that were not beyond the plan."""
        return self.units - self.surplus, self.searches - self.again

    @property
    def agree(self) -> bool:
        """Whether the ledger holds what the services counted, and the calls that they never saw."""
        asked = self.served_units + self.unserved_units, self.served_searches + self.unserved_searches
        return (self.units, self.searches) == asked


def facts(case: Case) -> Facts:
    """What stands now."""
    with closing(_opened(case.program.home)) as database:

        def all_of(statement: str) -> tuple[object, ...]:
            return tuple(database.execute(statement).fetchall())

        return Facts(
            channel=tuple(
                sorted(
                    (one.title, one.privacy, tuple(item.video_id for item in one.items))
                    for one in case.services.youtube.channel.all_true()
                )
            ),
            library=all_of(_LIBRARY),
            matches=all_of(_MATCHES),
            details=all_of(_DETAILS),
            looks=all_of(_LOOKS),
            heads=all_of(_HEADS),
            items=all_of(_ITEMS),
            unfinished=all_of(_UNFINISHED),
            failed=all_of(_FAILED),
            saved=_saved(case.program.home),
            accounts=_accounts(case.program.home),
        )


def doubled(case: Case) -> list[str]:
    """Playlists of the channel that hold a video twice, or have the title of another one."""
    playlists = case.services.youtube.channel.all_true()
    titles = Counter(one.title for one in playlists)
    found = [title for title, number in titles.items() if number > 1]
    for one in playlists:
        videos = Counter(item.video_id for item in one.items)
        found += [f"{one.title}: {video}" for video, number in videos.items() if number > 1]
    return found


def bugs(case: Case) -> tuple[object, ...]:
    """What the program itself called a bug."""
    with closing(_opened(case.program.home)) as database:
        return tuple(database.execute(_WRONG).fetchall())


def rests(case: Case) -> tuple[datetime, ...]:
    """When what rests may go on: the unfinished runs, and calls to Spotify."""
    with closing(_opened(case.program.home)) as database:
        return tuple(datetime.fromisoformat(at) for (at,) in database.execute(_RESTS))


def mark(case: Case) -> int:
    """Where the ledger ends now; a home without a database has none."""
    if not (case.program.home / "crossfade.db").exists():
        return 0
    with closing(_opened(case.program.home)) as database:
        return int(database.execute("SELECT coalesce(max(number), 0) FROM ledger").fetchone()[0])


def books(case: Case, since: int) -> Books:
    """What was booked and served since a mark."""
    with closing(_opened(case.program.home)) as database:
        sums = {bucket: (amount, again) for bucket, amount, again in database.execute(_LEDGER, (since,))}
    units, surplus = sums.get("units", (0, 0))
    searches, again = sums.get("searches", (0, 0))
    unserved = {Bucket.UNITS: 0, Bucket.SEARCHES: 0}
    for name, number in case.sky.unserved.items():
        if name.startswith("youtube."):
            bucket, each = COSTS[Method(name)]
            unserved[bucket] += number * each
    log = case.services.log
    return Books(
        units, surplus, searches, again, log.units, log.searches, unserved[Bucket.UNITS], unserved[Bucket.SEARCHES]
    )  # fmt: skip


def _opened(home: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{home / 'crossfade.db'}?mode=ro", uri=True)


def _saved(home: Path) -> tuple[object, ...]:
    """What the newest backup holds."""
    made = sorted((home / "backups").glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
    if not made:
        return ()
    content = json.loads(made[-1].read_text())
    return tuple(
        sorted(
            (one["title"], tuple(item["video_id"] for item in one.get("items") or ())) for one in content["playlists"]
        )
    )


def _accounts(home: Path) -> tuple[object, ...]:
    """Who is signed in, as the stored tokens say."""
    found = [(file.stem, json.loads(file.read_text())) for file in (home / "tokens").glob("*.json")]
    return tuple(sorted((name, token["account_id"]) for name, token in found if "account_id" in token))
