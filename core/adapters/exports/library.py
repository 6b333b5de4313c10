"""The port :class:`core.ports.LibraryFiles`: opens what people own, and walks it off the event loop.

Which format reads which file is decided here, by :mod:`core.adapters.exports.sniff`; how, in the formats.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from core.adapters.exports import takeout
from core.adapters.exports.bundle import open_bundle
from core.adapters.exports.documents import list_document
from core.adapters.exports.itunes import list_itunes
from core.adapters.exports.limits import ARCHIVE_MAX, DOCUMENT_MAX, MB, TABLE_MAX
from core.adapters.exports.m3u import list_m3u
from core.adapters.exports.pls import list_pls
from core.adapters.exports.refusal import NotALibrary, named, reading
from core.adapters.exports.rekordbox import list_rekordbox
from core.adapters.exports.scrobbles import list_scrobbles
from core.adapters.exports.snapshot import head_of, take
from core.adapters.exports.sniff import Kind, kind_of
from core.adapters.exports.table import Table, list_table, list_whole
from core.adapters.exports.tracks import Dropped
from core.adapters.exports.xspf import list_xspf
from core.adapters.lane import Lane
from core.errors import UsageError
from core.model import DroppedRow, FileCollection, SourceRow

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator
    from pathlib import Path

    from core.adapters.exports.bundle import Bundle, Entry
    from core.adapters.exports.snapshot import Snapshot
    from core.adapters.exports.tracks import Listed, Row
    from core.ports import Clock

READING = 2
"""How rows are read; another number makes every file be read anew, though nothing in it changed."""

NOTICES_MAX = 100
"""Sentences about files that are told one by one; a folder may hold thousands of odd ones."""

Rows = tuple[tuple[SourceRow, ...], tuple[DroppedRow, ...]]


class ExportFiles:
    """Opens exports. Each one opened has a thread of its own, since reading is hard work."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def open(self, path: Path) -> OpenExport:
        """Open a file, an archive or a folder. Raises UsageError, one sentence, where no library can be read."""
        lane = Lane("files", clock=self._clock)
        resources = ExitStack()
        lane.at_end(resources.close)
        try:
            return await lane.call(partial(_opened, path, lane, resources))
        except BaseException:
            lane.close()
            raise


class OpenExport:
    """The port :class:`core.ports.LibraryFile`."""

    def __init__(self, listed: list[Listed], notices: list[str], lane: Lane) -> None:
        self._lane = lane
        self._lists = _by_id(listed)
        self.format = " and ".join(sorted({one.format for one in listed}))
        self.notices = tuple(notices)
        self.collections = tuple(_collection(key, one) for key, one in self._lists.items())

    async def pages(self, collection: FileCollection, *, limit: int) -> AsyncGenerator[Rows, None]:
        """A collection's rows, ``limit`` at a time; see :meth:`core.ports.LibraryFile.pages`."""
        listed = self._lists[collection.external_id]
        rows = enumerate(listed.read())
        while (page := await self._lane.call(partial(_page, listed, rows, limit)))[0]:
            yield page

    async def close(self) -> None:
        """Give back copies, archive and thread."""
        self._lane.close()


def _page(listed: Listed, rows: Iterator[tuple[int, Row]], limit: int) -> Rows:
    kept: list[SourceRow] = []
    dropped: list[DroppedRow] = []
    with reading(listed.file):
        for position, (number, what, added_at) in islice(rows, limit):
            if isinstance(what, Dropped):
                dropped.append(DroppedRow(listed.file, number, what.reason))
                kept.append(SourceRow(position, skip=what.skip, added_at=added_at))
            else:
                kept.append(SourceRow(position, what, added_at=added_at))
    return tuple(kept), tuple(dropped)


def _by_id(listed: list[Listed]) -> dict[str, Listed]:
    """Playlists by the id that is theirs in every export; those of one name are told apart by their order.

    The format's name is part of the id: to call a format otherwise would make all its playlists new ones.
    """
    found: dict[str, Listed] = {}
    for one in listed:
        base = f"{one.format}:{one.key}"
        base = (
            base
            if len(base) <= 200
            else f"{base[:150]}#{hashlib.sha256(base.encode('utf-8', 'replace')).hexdigest()[:16]}"
        )
        key, number = base, 1
        while key in found:
            number += 1
            key = f"{base} ({number})"
        found[key] = one
    return found


def _collection(external_id: str, listed: Listed) -> FileCollection:
    return FileCollection(
        external_id,
        listed.title,
        is_liked=listed.is_liked,
        snapshot_id=f"{READING}:{listed.digest}",
        rows=listed.rows,
    )


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────


def _opened(path: Path, lane: Lane, resources: ExitStack) -> OpenExport:
    bundle = open_bundle(path)
    resources.callback(bundle.close)
    return OpenExport(*listed_in(bundle, path.name or str(path), resources), lane)


def listed_in(bundle: Bundle, name: str, resources: ExitStack) -> tuple[list[Listed], list[str]]:
    """The playlists of a bundle, at least one, and sentences about it. Copies are closed with ``resources``."""
    reader = _Opener(bundle, resources)
    listed = reader.read()
    if listed:
        return listed, _bounded([*reader.notices, *[notice for one in listed for notice in one.notices]])
    if len(bundle.entries) == 1 and reader.refusals:
        raise UsageError(reader.refusals[0])
    why = f" {reader.refusals[0]}" if reader.refusals else ""
    raise UsageError(f"{named(name)} holds no library that is known here.{why}")


def _bounded(notices: list[str]) -> list[str]:
    more = len(notices) - NOTICES_MAX
    return [*notices[:NOTICES_MAX], f"There is more to say of these files: {more:,} notes."] if more > 0 else notices


class _Opener:
    """Goes through the files of a bundle; what is no library among others is passed over."""

    def __init__(self, bundle: Bundle, resources: ExitStack) -> None:
        self._bundle = bundle
        self._resources = resources
        self._is_alone = len(bundle.entries) == 1
        self._spent = {Kind.TABLE: 0, Kind.JSON: 0}
        self._videos: list[takeout.Videos] = []
        self._overviews: list[takeout.Overview] = []
        self.refusals: list[str] = []
        self.notices: list[str] = []

    def read(self) -> list[Listed]:
        """Every playlist found."""
        found: list[Listed] = []
        for entry in self._bundle.entries:
            try:
                found += self._entry(entry)
            except NotALibrary as refusal:
                self.refusals.append(str(refusal))
        found += takeout.list_takeout(self._videos, self._overviews)
        return found

    def _entry(self, entry: Entry) -> list[Listed]:
        kind, what = kind_of(head_of(entry))
        match kind:
            case Kind.EMPTY:
                raise NotALibrary(f"{named(entry.name)} is empty.")
            case Kind.ARCHIVE if self._bundle.is_archive:
                raise UsageError(f"{named(entry.name)} is an archive inside an archive; unpack it and name the folder.")
            case Kind.ARCHIVE | Kind.BINARY:
                raise NotALibrary(f"{named(entry.name)} is {what}, not an export.")
            case Kind.PAGE:
                raise NotALibrary(f"{named(entry.name)} is a web page, not an export; download it again.")
            case Kind.XSPF:
                return list_xspf(self._take(entry, Kind.JSON, is_text=False), entry.stem)
            case Kind.PLIST:
                return list_itunes(self._take(entry, Kind.JSON, is_text=False))
            case Kind.REKORDBOX:
                return list_rekordbox(self._take(entry, Kind.JSON, is_text=False))
            case Kind.JSON:
                return list_document(self._take(entry, Kind.JSON), entry.stem)
            case Kind.M3U:
                return list_m3u(self._take(entry, Kind.TABLE), entry.stem)
            case Kind.PLS:
                return list_pls(self._take(entry, Kind.JSON), entry.stem)
            case Kind.TABLE:
                return self._table(entry)

    def _table(self, entry: Entry) -> list[Listed]:
        snapshot = self._take(entry, Kind.TABLE)
        found = takeout.open_takeout(snapshot, entry.stem)
        match found:
            case takeout.Videos():
                self._videos.append(found)
            case takeout.Overview():
                self._overviews.append(found)
                raise NotALibrary(f"{named(entry.name)} lists playlists, not what they hold; name their folder.")
            case Table():
                return [list_whole(found, takeout.NAME, entry.stem)]
            case None:
                return list_scrobbles(snapshot, entry.stem) or list_table(snapshot, entry.stem)
        return []

    def _take(self, entry: Entry, kind: Kind, *, is_text: bool = True) -> Snapshot:
        """Copy a file, within what one archive may hold."""
        limit = TABLE_MAX if kind is Kind.TABLE else DOCUMENT_MAX
        if self._bundle.is_archive:
            limit = min(limit, ARCHIVE_MAX - self._spent[kind])
            if limit <= 0:
                raise UsageError(f"The archive holds more than {ARCHIVE_MAX // MB} MB of lists; unpack it first.")
        snapshot = take(entry, limit=limit, is_text=is_text)
        self._resources.callback(snapshot.close)
        self._spent[kind] += snapshot.end
        if snapshot.notice is not None:
            self.notices.append(snapshot.notice)
        return snapshot
