"""The database is lost, the sign-ins are kept: everything is linked again, and nothing is made or added twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import renew_tokens
from tests.cli.warm import PATIENCE_S
from tests.cli.world import OLD

if TYPE_CHECKING:
    from tests.cli.program import Program

LIKED = "Liked Songs"


def _calls(program: Program) -> dict[str, int]:
    assert program.services is not None
    found: dict[str, int] = program.services.state()["since_reset"]["calls"]
    return {name: found.get(f"youtube.{name}", 0) for name in ("playlists.insert", "playlistItems.insert")}


def _items(program: Program) -> dict[str, list[Any]]:
    assert program.services is not None
    return {one["title"]: [row["id"] for row in one["items"]] for one in program.services.state()["playlists"]}


def _lose_database(program: Program) -> None:
    files = list(program.home.glob("crossfade.db*"))
    assert files
    for file in files:
        file.unlink()


@pytest.mark.parametrize("keeps_notes", [True, False], ids=["with notes", "without notes"])
@pytest.mark.parametrize("imports", [("import", "import youtube"), ("import",)], ids=["channel too", "Spotify alone"])
def test_nothing_is_doubled_after_the_database_was_lost(
    ready: Program, imports: tuple[str, ...], keeps_notes: bool
) -> None:
    assert ready.services is not None
    ready.services.restart(has_fresh_conflicts=False, keeps_notes=keeps_notes)
    renew_tokens(ready.home, ready.services)
    ready.run("sync", "--yes")
    held, before = _items(ready), _calls(ready)
    assert len(held[LIKED]) == 10
    _lose_database(ready)
    for command in imports:
        ready.run(*command.split())
    ready.run("match")
    ended = ready.run("sync", "--yes", "--json").summary
    assert (ended["created"], ended["added"], ended["failed"], ended["left"]) == (0, 0, 0, 0)
    assert _calls(ready) == before
    assert _items(ready) == held
    linked = {one["title"]: one["youtube_playlist_id"] for one in ready.run("categories", "--json").document}
    assert linked[LIKED] == ready.services.playlist(LIKED)["id"]
    ready.services.edit("like", track="track00000000000000012")
    ready.run("import")
    ready.run("match")
    more = ready.run("sync", "--yes", "--json").summary
    assert (more["created"], more["added"]) == (0, 1), "and it goes on as before"


def test_a_sync_cut_short_and_a_database_lost_at_once_is_finished_without_doubling(ready: Program) -> None:
    """The answer of a creation was lost, too: the playlist is found by its mark."""
    assert ready.services is not None
    ready.services.faults({"call": "youtube.playlists.insert", "do": "lose_reply", "nth": 2})
    with ready.at_work("sync", "--yes", "--json", until='"phase":"add_videos"') as process:
        process.kill()
    ready.services.faults()
    _lose_database(ready)
    ready.run("import")
    ready.run("import", "youtube")
    ready.run("match")
    ended = ready.run("sync", "--yes", "--json").summary
    assert ended["failed"] == 0
    held = _items(ready)
    assert sorted(len(rows) for title, rows in held.items() if title != OLD) == sorted([10, 8, 2, 1])
    assert len(held) == 4
    assert _calls(ready)["playlists.insert"] == 2


def test_playlists_that_are_linked_but_cannot_be_read_have_no_price(ready: Program) -> None:
    assert ready.services is not None
    ready.services.restart(has_fresh_conflicts=False)
    renew_tokens(ready.home, ready.services)
    ready.run("sync", "--yes")
    _lose_database(ready)
    ready.run("import")
    ready.run("match")
    ready.services.faults({"call": "youtube.playlistItems.list", "do": "error"})
    ended = ready.run("preview", "--json", code=3, more={PATIENCE_S: "1"})
    assert not ended.out, "every video that is there would be planned once more"
    assert "try again" in ended.err
    ready.services.faults()
    assert ready.run("preview", "--json").document["total_units"] == 0
