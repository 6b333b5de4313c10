"""The real command, really killed, again and again: what it leaves is what was asked for, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.world import IN_EVENING, LIKED, video_id

if TYPE_CHECKING:
    from tests.cli.program import Program
    from tests.services import Running

SYNC = ("sync", "--yes", "--json")
SLOW = {"call": "youtube.playlist*.insert", "do": "delay", "delay_s": 0.05}
MOMENTS = (
    '"phase":"backup"',
    '"phase":"create_playlists"',
    '"status":"in_progress"',
    '"kind":"video","status":"succeeded"',
    '"kind":"video","status":"in_progress"',
    '"phase":"verify"',
)
"""What the command had last said when it was killed; each time it gets a little further."""


def test_a_sync_killed_at_many_moments_writes_everything_once(ready: Program, services: Running) -> None:
    promised = ready.run("preview", "--json").document
    before = services.state()["quota"]["total_units"]
    services.faults(SLOW)
    for moment in MOMENTS:
        with ready.at_work(*SYNC, until=moment) as process:
            process.kill()
    services.faults()
    assert ready.run(*SYNC).summary["left"] == 0
    held = services.state()
    videos = {one["title"]: [item["video_id"] for item in one["items"]] for one in held["playlists"]}
    assert videos["Liked Songs"] == [video_id(n) for n in range(LIKED)]
    assert sum(len(ids) for ids in videos.values() if len(ids) == IN_EVENING) == IN_EVENING
    calls = [entry["method"] for entry in held["log"]]
    assert calls.count("youtube.playlistItems.insert") == LIKED + IN_EVENING
    assert calls.count("youtube.playlists.insert") == 2
    extra = held["quota"]["total_units"] - before - promised["total_units"]
    assert 0 <= extra <= 3 * len(MOMENTS), "two looks and one listing of playlists for each kill"
    assert ready.run("preview", "--json").document["total_units"] == 0
