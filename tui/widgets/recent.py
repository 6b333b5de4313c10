"""What flows by in a run: its latest items, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import ItemKind, ItemStatus, Phase
from core.text import titled
from tui.telling.words import ITEM_SIGNS, ITEM_WORDS, PHASE_DONE
from tui.widgets.drawn import Drawn, cell, line

if TYPE_CHECKING:
    from textual.content import Content

    from core.events import ItemChanged


class Recent(Drawn):
    """As many of the latest items as there are rows."""

    items: reactive[tuple[ItemChanged, ...]] = reactive(())
    is_live: reactive[bool] = reactive(True)

    def lines(self, _width: int) -> list[Content]:
        """What is sent now first, then what is done, newest first; what only waits is left out."""
        kept = [item for item in reversed(self.items) if _is_news(item)]
        kept.sort(key=lambda item: item.status is not ItemStatus.IN_PROGRESS)
        if not kept:
            return [line(("Nothing yet." if self.is_live else "Nothing is under way.", "$muted"))]
        return [_item(item) for item in kept[: self.content_size.height or len(kept)]]


def _is_news(item: ItemChanged) -> bool:
    """A search ends with an item of its own that tells the outcome; the song's own end says nothing more."""
    is_twin = item.phase is Phase.MATCH and item.kind is ItemKind.SONG and item.status is ItemStatus.SUCCEEDED
    return item.status is not ItemStatus.QUEUED and not is_twin


def _item(item: ItemChanged) -> Content:
    sign, colour = ITEM_SIGNS[item.status]
    word = ITEM_WORDS[item.status]
    if item.status is ItemStatus.SUCCEEDED:
        word = PHASE_DONE.get(item.phase, word).rsplit(maxsplit=1)[-1]
    elif item.status is ItemStatus.IN_PROGRESS:
        word = _NOW.get(item.phase, "sending")
    elif item.kind is ItemKind.MATCH:
        sign, colour, word = "?", "warning", "unsure"
    return line((f"{sign} ", f"${colour}"), cell(line((word, "$muted")), 10), titled(item.label, item.item_id))


_NOW = {
    Phase.LIKED_SONGS: "reading",
    Phase.PLAYLISTS: "reading",
    Phase.PLAYLIST_TRACKS: "reading",
    Phase.BACKUP: "reading",
    Phase.MATCH: "searching",
    Phase.VERIFY: "reading",
}
