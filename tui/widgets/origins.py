"""Where music comes from: the state of each source, and every collection of theirs as a row that adds up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.marker import is_made
from core.states import CollectionKind, Service
from core.text import ago, shown, titled
from tui.telling.words import held_words, listed, plural, skip_words
from tui.widgets.drawn import Drawn, Part, cell, line, right

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from textual.content import Content

    from core.model import Category, Collection, Connection, HeldPlaylist

FILES = "files"
_NAMES = {"": "Spotify", Service.YOUTUBE.value: "YouTube", FILES: "Files"}
_OF = {
    CollectionKind.LIKED: "",
    CollectionKind.PLAYLIST: "",
    CollectionKind.ALBUM: "",
    CollectionKind.YOUTUBE: Service.YOUTUBE.value,
}
_NUMBERS = (("rows", 8), ("imported", 10), ("skipped", 9))
_STATE, _FROM, _WIDE, _VERY_WIDE = 14, 9, 70, 130


@dataclass(frozen=True, slots=True)
class Origin:
    """A row of the list: a collection, an own YouTube playlist that was not imported yet, or both."""

    source: str
    title: str
    collection: Collection | None = None
    held: HeldPlaylist | None = None
    category: Category | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What it is sought by."""
        collection = str(self.collection.id) if self.collection is not None else ""
        return (collection, self.held.head.id if self.held is not None else "")

    @property
    def state(self) -> tuple[str, str]:
        """What is out of the ordinary in a word, and its colour."""
        collection = self.collection
        if self.held is not None and self.held.is_replaced:
            return "to delete", "$error"
        if self.category is not None and self.category.held:
            return "held back", "$warning"
        if collection is None:
            return "not imported", "$muted"
        if collection.gone_at is not None:
            return "gone", "$warning"
        if collection.unreadable is not None:
            return "not readable", "$warning"
        if self.category is not None and not self.category.is_included:
            return "excluded", "$muted"
        return ("category", "$success") if self.category and self.source == Service.YOUTUBE else ("", "")


@dataclass(frozen=True, slots=True)
class Stock:
    """All that the place shows of the store at an instant."""

    connections: tuple[Connection, ...]
    collections: tuple[Collection, ...]
    categories: tuple[Category, ...]
    playlists: tuple[HeldPlaylist, ...]
    imported_at: Mapping[str, datetime]
    now: datetime
    news: Mapping[str, str] = field(default_factory=dict)
    """What the newest import of a source told of renamed and vanished lists; raw text."""

    def origins(self) -> tuple[Origin, ...]:
        """Collections in the person's order, then own playlists that were only listed so far."""
        held: dict[str, HeldPlaylist] = {playlist.head.id: playlist for playlist in self.playlists}
        owners = {source: category for category in self.categories for source in category.sources}
        rows: list[Origin] = []
        known = {one.external_id for one in self.collections if one.kind is CollectionKind.YOUTUBE}
        for one in self.collections:
            playlist = held.get(one.external_id) if one.kind is CollectionKind.YOUTUBE else None
            title = titled(one.title, one.external_id)
            rows.append(Origin(_OF.get(one.kind, FILES), title, one, playlist, owners.get(one.id)))
        rows += [
            Origin(Service.YOUTUBE.value, titled(one.head.title, one.head.id), held=one)
            for one in self.playlists
            if one.head.id not in known and not is_made(one)
        ]
        return tuple(rows)


class Origins(Drawn):
    """A line for each source."""

    stock: reactive[Stock | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """Whether it is connected and as whom, when it was last read, and what it holds."""
        stock = self.stock
        if stock is None:
            return []
        accounts = {connection.service: connection for connection in stock.connections}
        signed = {"": accounts.get(Service.SPOTIFY), Service.YOUTUBE.value: accounts.get(Service.YOUTUBE), FILES: None}
        rows: list[Content] = []
        for source, connection in signed.items():
            rows.append(_origin(stock, source, connection, width))
            if news := stock.news.get(source):
                rows.append(line("           ", (shown(news), "$warning")))
        return rows


def _origin(stock: Stock, source: str, connection: Connection | None, width: int) -> Content:
    there = [one for one in stock.collections if _OF.get(one.kind, FILES) == source and one.gone_at is None]
    if source == FILES:
        sign, who = ("✓" if there else "·"), "no account"
    elif connection is None or connection.account is None:
        sign, who = "·", "not connected"
    else:
        sign, who = "✓", titled(connection.account.name, connection.account.account_id)
    files = [at for name, at in stock.imported_at.items() if name not in _NAMES]
    at = max(files, default=None) if source == FILES else stock.imported_at.get(source)
    is_short = width < _WIDE
    read = "never imported" if at is None else f"{'' if is_short else 'imported '}{ago(at, stock.now)}"
    tracks = sum(one.imported for one in there)
    holds = f"{plural(len(there), 'list')}, {plural(tracks, 'track')}" if there else ""
    hint = connection.hint if connection is not None and connection.hint else ""
    return line(
        (f"{sign} ", "$success" if sign == "✓" else "$muted"),
        (f"{_NAMES[source]:<9}", "bold"),
        cell(who, 14 if is_short else max(14, min(26, width - 56))),
        " ",
        cell(line((read, "$muted")), 15 if is_short else 22),
        plural(tracks, "track") if is_short and there else holds,
        (f"  {shown(hint)}" if hint else "", "$warning"),
    )


def origin_heading(width: int) -> Content:
    """The heading of the list."""
    width -= 1  # a row has its pointer before it
    head = cell(line(("  Collection", "$muted")), _room(width) + 1)
    numbers = [right(line((name, "$muted")), size) for name, size in _NUMBERS]
    ends = f"{'state':<{_STATE}}{'why' if width >= _VERY_WIDE else ''}"
    return line(head, cell(line(("from", "$muted")), _from(width)), *numbers, "  ", (ends, "$muted"))


def origin_line(origin: Origin, width: int) -> Content:
    """Title, source, its sum, and what is out of the ordinary."""
    found = origin.collection
    skipped = sum(found.skipped.values()) if found else 0
    counts = (found.source_rows, found.imported, skipped) if found else (None, None, None)
    styles = ("", "", "$warning" if skipped else "$muted")
    numbers = [
        right(line(("·" if count is None else f"{count:,}", style)), size)
        for count, style, (_, size) in zip(counts, styles, _NUMBERS, strict=True)
    ]
    word, colour = origin.state
    source = cell(line((_NAMES[origin.source], "$muted")), _from(width))
    reasons = [skip_words(reason, count) for reason, count in found.skipped.items() if count] if found else []
    why = (listed(reasons) if width >= _VERY_WIDE else "", "$muted")
    state = cell(line((word, colour)), _STATE)
    return line(" ", cell(origin.title, _room(width) - 1), source, *numbers, "  ", state, why)


def _room(width: int) -> int:
    room = width - _from(width) - sum(size for _, size in _NUMBERS) - 2 - _STATE
    return max(10, min(room, 56) if width >= _VERY_WIDE else room)


def _from(width: int) -> int:
    """Room for the source's name, none where the titles need it more; the order tells it, too."""
    return _FROM if width >= _WIDE else 0


def origin_sum(origin: Origin) -> Content:
    """The sum of one collection, which closes, and in words what its state means."""
    found = origin.collection
    pieces: list[Part] = [(origin.title, "bold")]
    if found is None:
        count = origin.held.head.item_count if origin.held else 0
        pieces.append(f": {plural(count, 'video')} on YouTube, not imported: y imports it")
    else:
        pieces.append(f": {plural(found.source_rows, 'row')} = {found.imported:,} imported")
        reasons = [skip_words(reason, count) for reason, count in found.skipped.items() if count]
        if reasons:
            pieces.append((f" + {sum(found.skipped.values()):,} skipped ({listed(reasons)})", "$warning"))
    return line(*pieces, *_remarks(origin))


def _remarks(origin: Origin) -> list[Part]:
    """What a state means and which key changes it."""
    found, held = origin.collection, origin.held
    said: list[Part] = []
    if origin.category is not None and origin.category.held:
        why = shown(held_words(origin.category.held))
        said.append((f". Held back: {why}; in Categories exclude it, or include it again", "$warning"))
    if found is not None and found.unreadable is not None:
        said.append((f". {_NAMES[origin.source]} does not let it be read ({shown(found.unreadable)})", "$warning"))
    if found is not None and found.gone_at is not None:
        said.append((". It is not listed any more; what it became stays until you exclude it", "$warning"))
    if held is not None and held.is_replaced:
        said.append((". Marked for deletion after a sync; x takes the mark off", "$error"))
    elif origin.source == Service.YOUTUBE and found is not None and origin.category is None and found.gone_at is None:
        said.append((". space makes it a category, x marks it for deletion after a sync", "$muted"))
    return said


def total(origins: tuple[Origin, ...]) -> str:
    """``1,204 rows = 1,190 imported + 14 skipped``, over all collections."""
    found = [origin.collection for origin in origins if origin.collection is not None]
    rows, imported = sum(one.source_rows for one in found), sum(one.imported for one in found)
    return f"{plural(rows, 'row')} = {imported:,} imported + {rows - imported:,} skipped"
