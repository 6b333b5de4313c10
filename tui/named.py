"""The command palette's way to things by their names: every category, imported list and own playlist."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from core.marker import is_made
from core.text import shown

if TYPE_CHECKING:
    from tui.app import CrossfadeApp

LONGEST = 120
"""So much of a name is compared; finding letters in a very long one would take long."""

_MOST = 60


class Named(Provider):
    """Goes to what is named, with the cursor on it."""

    async def startup(self) -> None:
        """Read the names once for each opening of the palette."""
        helm = cast("CrossfadeApp", self.app).helm
        self._names: list[tuple[str, str, str]] = []
        if helm is None:
            return
        for category in await helm.session.categories.all():
            self._names.append((shown(category.title, limit=LONGEST), "categories", str(category.id)))
        collections = await helm.session.sources.collections()
        imported = {found.external_id for found in collections}
        for found in collections:
            self._names.append((shown(found.title, limit=LONGEST), "sources", str(found.id)))
        for held in await helm.session.sources.playlists():
            if is_made(held) or held.head.id in imported:
                continue
            self._names.append((shown(held.head.title, limit=LONGEST), "sources", held.head.id))

    async def search(self, query: str) -> Hits:
        """Those whose names the typed letters fit, the best ones."""
        matcher = self.matcher(query)
        scored = [(matcher.match(f"Go to {name}"), name, place, key) for name, place, key in self._names]
        best = sorted((one for one in scored if one[0] > 0), key=lambda one: -one[0])[:_MOST]
        for score, name, place, key in best:
            run = partial(cast("CrossfadeApp", self.app).show_place, place, key)
            yield Hit(score, Content(f"Go to {name}"), run, help=f"It stands in {place.capitalize()}")

    async def discover(self) -> Hits:
        """Nothing before a name is typed: the commands come first."""
        for _ in ():
            yield DiscoveryHit("", lambda: None)
