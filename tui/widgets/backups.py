"""Backups as lines, all about one of them, and what a restore of one would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.filesize import decimal
from textual.reactive import reactive

from core.backups.plan import units_of
from core.text import shown, titled
from tui.telling.keeping import restore_notes
from tui.telling.words import PHASES, at_time, plural
from tui.widgets.drawn import Drawn, Part, cell, line, right

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textual.content import Content

    from core.backups.missing import Restoration
    from core.backups.plan import RestorePlan
    from core.backups.shelf import Inside, Shelved

_SIGN, _WHEN, _WHY, _COUNT, _SIZE = 2, 15, 15, 11, 10
_NAMED = 8


def backup_heading(_width: int) -> Content:
    """The heading of the list."""
    made, why = (line((word, "$muted")) for word in ("made", "why"))
    counts = (right(line((word, "$muted")), size) for word, size in _COLUMNS)
    return line(" " * _SIGN, cell(made, _WHEN), cell(why, _WHY), *counts, ("  channel", "$muted"))


_COLUMNS = (("playlists", _COUNT), ("videos", _COUNT), ("size", _SIZE))


def backup_line(shelved: Shelved, inside: Inside | None, now: datetime, *, channel: str = "") -> Content:
    """Whether it is whole, when and why it was made, what it holds. ``inside`` None: it is being looked at.

    ``channel`` is the (raw) name of the channel in hand, which every whole backup here is of.
    """
    at = cell(line((at_time(shelved.made_at, now), "$muted")), _WHEN)
    size = right(line((decimal(shelved.size), "$muted")), _SIZE)
    if inside is None:
        return line(("· ", "$muted"), at, cell(line(("being checked…", "$muted")), _WHY + 2 * _COUNT), size)
    if inside.flaw:
        return line(("✗ ", "$error"), at, cell(line(("cannot be used", "$error")), _WHY + 2 * _COUNT), size)
    why = "before a run" if inside.is_of_run else "by you"
    counts = (right(f"{count:,}", _COUNT) for count in (inside.playlists, inside.items))
    return line(("✓ ", "$success"), at, cell(why, _WHY), *counts, size, (f"  {shown(channel)}", "$muted"))


def backup_about(shelved: Shelved, inside: Inside | None) -> Content:
    """What it holds in words, and where it lies."""
    where: Part = (f" {shown(str(shelved.file), limit=1_000)}", "$muted")
    if inside is None:
        return line(("It is held against its checksum…", "$muted"), where)
    if inside.flaw:
        return line((shown(inside.flaw, limit=1_000), "$error"), where)
    heads = f", and the titles alone of {inside.heads:,} more" if inside.heads else ""
    whole = f"{plural(inside.playlists, 'playlist')} in full with {plural(inside.items, 'video')}{heads}."
    return line(("Whole: ", "$success bold"), whole, where)


def restoration_heading(width: int) -> Content:
    """The heading of what a restore brings back."""
    name = cell(line(("playlist", "$muted")), max(8, width - _TAIL))
    return line(name, *(right(line((word, "$muted")), size) for word, size in _AMOUNTS))


_AMOUNTS = (("there", 8), ("to add", 9), ("units", 9), ("it is", 12))
_TAIL = sum(size for _, size in _AMOUNTS)


def restoration_line(one: Restoration, width: int) -> Content:
    """The playlist, what of it is there, what is added, for how much."""
    is_gone = one.playlist_id is None
    what = ("made anew", "$warning") if is_gone else ("filled", "") if one.missing else ("whole", "$muted")
    numbers = (f"{one.there:,}", f"{len(one.missing):,}", f"{units_of(one):,}")
    cells = (right(number, size) for number, (_, size) in zip(numbers, _AMOUNTS, strict=False))
    name = cell(line(titled(one.saved.title, one.saved.id)), max(8, width - _TAIL))
    return line(name, *cells, right(line(what), _AMOUNTS[-1][1]))


def restoration_about(one: Restoration) -> Content:
    """The videos that come back, by name, as many as there is room for."""
    if not one.missing:
        gone = ("The playlist comes back empty, as it was saved.", "") if one.playlist_id is None else None
        return line(gone or ("Nothing of it is missing.", "$muted"))
    names = [titled(one.items[place].title, one.items[place].video_id) for place in one.missing[:_NAMED]]
    more = f" and {len(one.missing) - len(names):,} more" if len(one.missing) > len(names) else ""
    dead = f" {one.dead:,} did not play any more, and cannot." if one.dead else ""
    return line(("Comes back: ", "$primary bold"), ", ".join(names), f"{more}.", (dead, "$warning"))


class RestoreStages(Drawn):
    """What a restore does, stage by stage, its total, and what it leaves out."""

    plan: reactive[RestorePlan | None] = reactive(None)

    def lines(self, width: int) -> Sequence[Content]:
        """A line a stage that has something to do, then the total and the notes."""
        plan = self.plan
        if plan is None:
            return [line(("The backup is held against YouTube…", "$muted"))]
        name = max(10, width - 14)
        rows = [
            line(cell(line(("Stage", "$muted")), name), *(right(line((w, "$muted")), 7) for w in ("items", "units")))
        ]
        rows += [
            line(cell(PHASES[stage.stage], name), right(f"{stage.operations:,}" if stage.operations else "·", 7),
                 right(f"{stage.units:,}", 7))
            for stage in plan.stages
            if stage.operations or stage.units
        ]  # fmt: skip
        if plan.is_empty:
            rows = [line(("Nothing to do: all of it is there.", "$success"))]
        else:
            rows.append(
                line(
                    cell(line(("Total", "bold")), name),
                    " " * 7,
                    right(line((f"{plan.total_units:,}", "bold $accent")), 7),
                )
            )
        for note in restore_notes(plan):
            rows += line((shown(note), "$muted")).wrap(max(1, width))
        return rows
