"""What was recorded of the real Spotify comes in without loss, through the real client and into a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.adapters.clock import SystemClock
from core.adapters.lane import Lane
from core.adapters.login.keeper import TokenKeeper
from core.adapters.login.tokens import TokenFile
from core.adapters.spotify.client import Spotify
from core.adapters.spotify.translate import instant
from core.importing.enrichment import STALE
from core.states import RunKind, Service
from db.store import open_memory
from tests.adapters.fakes import NOW, ManualClock, Renewals, a_token
from tests.adapters.server import running_server
from tests.engine.journey import Journey, completed, quick_settings
from tests.engine.recorded import Recorded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no recorded answers at {DATA}")


@pytest.fixture(params=["older", "newer"])
async def imported(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Recorded, Journey]]:
    """A recorded library in one of the two shapes, and the journey that imported it."""
    service = Recorded(DATA, is_old=request.param == "older")
    file = TokenFile(tmp_path / "tokens" / "spotify.json", service=Service.SPOTIFY)
    file.save(a_token("access-one", expires_at=NOW + timedelta(hours=1)))
    lane = Lane("spotify", clock=SystemClock())
    with running_server() as server:
        server.always = service.answer
        keeper = TokenKeeper(file, Renewals(), clock=ManualClock(NOW))
        spotify = Spotify(api=f"{server.address}/v1", keeper=keeper, lane=lane)
        async with await open_memory() as store:
            base = quick_settings()
            settings = replace(base, spotify=replace(base.spotify, daily_calls=10_000))
            journey = Journey(store, tmp_path, settings=settings, between=lambda _: spotify)
            async with journey.session() as session:
                assert completed(await journey.run(session, RunKind.IMPORT))
            yield service, journey
    lane.close()


def content(row: dict[str, Any]) -> dict[str, Any]:
    """What stands in a recorded row."""
    return row.get("track") or {}


@needs_data
async def test_every_recorded_row_is_there_in_its_place_with_its_date_or_says_why_not(
    imported: tuple[Recorded, Journey],
) -> None:
    service, journey = imported
    lists = {"account-of-listener": service.liked, **service.playlists}
    found = await journey.store.library.collections()
    assert {one.external_id for one in found} == lists.keys()
    seen = 0
    for one in found:
        rows = lists[one.external_id]
        stored = await journey.store.library.first_rows(one.id, 10_000)
        assert len(stored) == len(rows) == one.source_rows == one.imported + sum(one.skipped.values())
        for row, (uri, added_at) in zip(rows, stored, strict=True):
            assert added_at == instant(row["added_at"])
            is_track = content(row).get("type") == "track" and content(row)["name"] and not content(row).get("is_local")
            assert uri == (content(row)["uri"] if is_track else None), row
            seen += uri is not None
    assert seen > 700


@needs_data
async def test_recorded_artists_and_albums_are_kept_as_far_as_they_are_told(imported: tuple[Recorded, Journey]) -> None:
    service, journey = imported
    details = journey.store.details
    assert await details.count_due(journey.clock.now() - STALE) == (0, 0)
    artists = {key: await details.artist(key) for key in service.artists}
    albums = {key: await details.album(key) for key in service.albums}
    named = [key for key, found in artists.items() if found is not None]
    held = [key for key, found in albums.items() if found is not None]
    assert named
    assert held
    for key in named:
        found, said = artists[key], service.artists[key]
        assert found is not None
        assert set(found.images) == {image["url"] for image in said["images"]}
        if service.is_old:
            assert (list(found.genres), found.popularity) == (said["genres"], said["popularity"])
            assert found.followers == said["followers"]["total"]
    for key in held:
        album, said = albums[key], service.albums[key]
        assert album is not None
        assert album.released == said["release_date"]
        assert album.track_count == said.get("total_tracks", said["tracks"]["total"])
        if service.is_old:
            assert (album.label or "", album.popularity) == (said.get("label") or "", said["popularity"])
