"""What an import may cost in calls, whatever the library looks like: the first, one of nothing new, one new like."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from core.demo.world import TrackSeed
from core.states import RunKind
from tests.engine.journey import completed, quick_settings
from tests.engine.libraries import LOCAL, NULL, SPOKEN, calls, library, songs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.demo.world import Row
    from core.session import Session
    from tests.engine.conftest import MakeJourney
    from tests.engine.journey import Journey


NEW = "song-liked-later"


class Shape(NamedTuple):
    """A library: liked songs, the sizes of playlists, and those whose rows are refused."""

    liked: tuple[Row, ...]
    sizes: tuple[int, ...] = ()
    refused: Mapping[str, int] = {}


SHAPES = {
    "nothing at all": Shape(()),
    "no playlist": Shape(songs(50)),
    "no liked song": Shape((), (1, 50, 51)),
    "one song": Shape(songs(1), (1,)),
    "a page exactly": Shape(songs(50), (50,)),
    "a song more than a page": Shape(songs(51), (51,)),
    "two pages exactly": Shape(songs(100), (100, 100)),
    "only empty playlists": Shape(songs(3), (0,) * 7),
    "empty ones among others": Shape(songs(120), (0, 1, 0, 50, 0, 51, 0)),
    "a page of playlists": Shape(songs(10), (1,) * 50),
    "a playlist more than a page": Shape(songs(10), (1,) * 51),
    "a page of empty playlists and one": Shape(songs(10), (0,) * 51),
    "three pages of playlists": Shape(songs(10), tuple(range(101))),
    "unreadable ones": Shape(songs(60), (3, 60, 0, 120), {"List 0": 403, "List 1": 404, "List 2": 403}),
    "all unreadable": Shape(songs(1), (3, 60), {"List 0": 404, "List 1": 403}),
    "odd rows": Shape((NULL, LOCAL, SPOKEN, *songs(97), NULL), (1,)),
}


async def cost(journey: Journey, session: Session) -> int:
    """The calls of one import."""
    before = calls(journey)
    assert completed(await journey.run(session, RunKind.IMPORT))
    return calls(journey) - before


@pytest.mark.parametrize("name", SHAPES)
async def test_no_import_makes_more_calls_than_it_may(journey_of: MakeJourney, name: str) -> None:
    shape = SHAPES[name]
    base = quick_settings()
    lists = {f"List {place}": songs(size) for place, size in enumerate(shape.sizes)}
    world = library(shape.liked, lists, refused=shape.refused)
    artist, album = world.spotify.artists[0].id, world.spotify.albums[0].id
    new = TrackSeed(NEW, "Liked later", (artist,), album, 200_000)
    journey = await journey_of(
        world=replace(world, spotify=replace(world.spotify, tracks=(*world.spotify.tracks, new))),
        settings=replace(base, spotify=replace(base.spotify, enrich=False)),
    )
    heads = ceil(len(shape.sizes) / 50)
    walks = sum(ceil(size / 50) for size in shape.sizes)
    unchanged = 2 + max(1, heads)  # that there is no playlist has to be asked, too
    async with journey.session() as session:
        assert await cost(journey, session) <= ceil(len(shape.liked) / 50) + 2 * heads + walks + 3
        assert await cost(journey, session) <= unchanged
        journey.services.spotify.library.like(NEW, "2024-06-01T00:00:00Z")
        assert await cost(journey, session) <= unchanged + 1
        assert await cost(journey, session) <= unchanged
