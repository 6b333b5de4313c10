"""Pages as services give them, full, short and empty: an import holds every row exactly once, in its place."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from core.model import Page, SourceArtist, SourcePlaylist, SourceRow, SourceTrack
from core.states import RunKind
from db.store import open_memory
from tests.engine.journey import Journey, completed, quick_settings
from tests.engine.libraries import Passing

if TYPE_CHECKING:
    from core.ports import LibraryReader

LIMIT = 5
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """How a service lays out a list. Each slot holds a row or (False) none.

    One that ``names`` the next offset drops empty slots out of pages of full width. Any other gives the rows up
    to the next gap, at most as many as one of ``caps`` allows; its gaps are as wide as a page.
    """

    slots: tuple[bool, ...]
    names: bool
    caps: tuple[int, ...] = (LIMIT,)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(self.slots)

    def page(self, rows: list[T], offset: int, limit: int) -> Page[T]:
        """A page of ``rows``, which fill the slots that hold one."""
        end = min(offset + limit, len(self.slots))
        if not self.names:
            end = min(end, offset + self.caps[offset % len(self.caps)])
            gap = next((slot for slot in range(offset, end) if not self.slots[slot]), end)
            end = min(offset + limit, len(self.slots)) if gap == offset else gap
        before = sum(self.slots[:offset])
        given = rows[before : before + sum(self.slots[offset:end])]
        named = end if self.names else None
        return Page(tuple(given), offset, len(self.slots), end < len(self.slots), named)


class Patchy(Passing):
    """A library of one playlist whose three lists are laid out each in its way."""

    def __init__(self, inner: LibraryReader, *, liked: Listing, heads: Listing, rows: Listing) -> None:
        super().__init__(inner)
        self._liked, self._heads, self._rows = liked, heads, rows

    async def liked_songs(self, *, offset: int, limit: int) -> Page[SourceRow]:
        return _placed(self._liked.page(_tracks("liked", self._liked.count), offset, limit))

    async def playlists(self, *, offset: int, limit: int) -> Page[SourcePlaylist]:
        heads = [SourcePlaylist(f"list-{n}", f"List {n}", "me", "s1", 1) for n in range(self._heads.count)]
        page = self._heads.page(heads, offset, limit)
        return replace(page, rows=tuple(replace(row, position=offset + n) for n, row in enumerate(page.rows)))

    async def playlist_rows(self, spotify_id: str, *, offset: int, limit: int) -> Page[SourceRow]:
        return _placed(self._rows.page(_tracks(spotify_id, self._rows.count), offset, limit))


def _tracks(name: str, count: int) -> list[SourceRow]:
    return [
        SourceRow(0, SourceTrack(f"spotify:track:{name}-{n}", f"Song {n}", (SourceArtist("Lamp Post"),)))
        for n in range(count)
    ]


def _placed(page: Page[SourceRow]) -> Page[SourceRow]:
    return replace(page, rows=tuple(replace(row, position=page.offset + n) for n, row in enumerate(page.rows)))


def _capped(runs: list[int], caps: list[int]) -> Listing:
    """Runs of rows with a gap as wide as a page between them; a run of none makes a wider gap."""
    slots: list[bool] = []
    for place, run in enumerate(runs):
        slots += [False] * LIMIT * bool(place) + [True] * run
    return Listing(tuple(slots), names=False, caps=tuple(caps))


LAYOUTS = st.one_of(
    st.lists(st.booleans(), max_size=25).map(lambda slots: Listing(tuple(slots), names=True)),
    st.builds(
        _capped,
        st.lists(st.integers(0, 9), max_size=4),
        st.lists(st.integers(1, LIMIT), min_size=1, max_size=4),
    ),
)


async def _imported(liked: Listing, heads: Listing, rows: Listing) -> dict[str, list[str | None]]:
    """Import such a library; the rows in force of each collection."""
    base = quick_settings()
    batches = replace(base.import_, liked_songs_batch=LIMIT, playlists_batch=LIMIT)
    async with await open_memory() as store:
        journey = Journey(
            store,
            Path(),
            settings=replace(base, import_=batches),
            between=lambda inner: Patchy(inner, liked=liked, heads=heads, rows=rows),
        )
        async with journey.session() as session:
            assert completed(await journey.run(session, RunKind.IMPORT))
        return {
            one.external_id: [uri for uri, _ in await store.library.first_rows(one.id, 1_000)]
            for one in await store.library.collections()
        }


@settings(max_examples=60)
@given(LAYOUTS, LAYOUTS, LAYOUTS)
def test_every_row_is_imported_exactly_once_however_the_service_cuts_its_pages(
    liked: Listing, heads: Listing, rows: Listing
) -> None:
    found = asyncio.run(_imported(liked, heads, rows))
    songs = found.pop("account-of-listener")
    assert songs == [f"spotify:track:liked-{n}" for n in range(liked.count)]
    assert list(found) == [f"list-{n}" for n in range(heads.count)]
    for key, uris in found.items():
        assert uris == [f"spotify:track:{key}-{n}" for n in range(rows.count)]
