"""The program may end anywhere: the next start finishes the job, and nothing is written twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.store import open_memory
from tests.engine.journey import OLD, WANTED, Crash, Crasher, Journey, completed

if TYPE_CHECKING:
    from pathlib import Path

INSERTS, CREATIONS = sum(map(len, WANTED.values())), len(WANTED)


async def _broken_off(folder: Path, at: int) -> tuple[Journey, Crasher]:
    """A journey that ends at a point and is taken up by a second process."""
    store = await open_memory()
    journey, crasher = Journey(store, folder), Crasher(at)
    try:
        first = journey.session(crasher)
        try:
            await first.__aenter__()
            await journey.whole(first)
        except Crash:
            pass
        async with journey.session() as second:
            assert completed(await journey.whole(second)), f"not completed after a crash {crasher.where}"
            again = await journey.whole(second)
            assert again is None, f"something was left after a crash {crasher.where}"
    finally:
        await store.close()
    return journey, crasher


async def test_a_crash_at_any_call_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    at = 1
    while True:
        journey, crasher = await _broken_off(tmp_path, at)
        if not crasher.where:
            break
        held = journey.playlists()
        assert held == WANTED, f"after a crash {crasher.where} (point {at})"
        assert journey.calls("playlistItems.insert") == INSERTS, f"an extra write after a crash {crasher.where}"
        assert journey.calls("playlists.insert") == CREATIONS, f"an extra playlist after a crash {crasher.where}"
        assert journey.calls("playlists.delete") <= 2, f"deleted again after a crash {crasher.where}"
        searches = [entry.summary for entry in journey.services.log.entries if entry.searches]
        assert len(searches) == len(set(searches)) <= 2, f"searched again after a crash {crasher.where}"
        at += 1
    assert at > 300, "the journey passes many points"
    assert journey.services.youtube.channel.truth(OLD) is None
