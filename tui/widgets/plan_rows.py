"""A write of a plan as a line, and everything about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.text import shown, titled
from tui.state.plan_rows import RowKind
from tui.widgets.drawn import Part, cell, line, right

if TYPE_CHECKING:
    from textual.content import Content

    from tui.state.plan_rows import PlanRow, PlanRows

SIGNS: dict[RowKind, tuple[str, str]] = {
    RowKind.DELETE: ("✗ delete", "$error"),
    RowKind.REMOVE: ("- remove", "$error"),
    RowKind.MOVE: ("↕ move", "$warning"),
    RowKind.CREATE: ("* create", "$primary"),
    RowKind.RENAME: ("~ rename", "$primary"),
    RowKind.ADD: ("+ add", "$success"),
}
"""Each kind's sign with its word, and the name of its colour."""

_ROOMY = 76


def plan_row_heading(width: int) -> Content:
    """The heading of the list."""
    owner = _owner(width - 1)  # a row has its pointer before it
    return line(
        (" What      ", "$muted"), cell(line(("Video or playlist", "$muted")), max(8, width - 19 - owner)),
        cell(line((" Playlist" if owner else "", "$muted")), owner), right(line(("units", "$muted")), 7),
    )  # fmt: skip


def plan_row_line(row: PlanRow, width: int) -> Content:
    """Sign and word, title, playlist, price."""
    sign, colour = SIGNS[row.kind]
    owner = _owner(width)
    whose = shown(row.category) if row.kind is not RowKind.DELETE else row.detail
    return line(
        cell(line((sign, colour)), 10),
        cell(titled(row.label, row.video_id or row.playlist_id), max(8, width - 18 - owner)),
        " ",
        cell(line((whose, "$muted")), max(0, owner - 1)),
        right(f"{row.units}", 7),
    )


def _owner(width: int) -> int:
    return min(40, width // 3) if width >= _ROOMY else min(18, width // 4)


def plan_row_about(row: PlanRow) -> Content:
    """All about one write."""
    sign, colour = SIGNS[row.kind]
    pieces: list[Part] = [(f"{sign}  ", f"{colour} bold"), (titled(row.label, row.video_id or row.playlist_id), "bold")]
    if row.category:
        pieces += [(" · ", "$muted"), shown(row.category)]
    if row.detail:
        pieces.append((f" · {'now ' if row.kind is RowKind.RENAME else ''}{shown(row.detail)}", "$muted"))
    ids = [f"video {shown(row.video_id)}"] if row.video_id else []
    ids += [f"playlist {shown(row.playlist_id)}"] if row.playlist_id else []
    pieces.append((f" · {row.units} units" + "".join(f" · {one}" for one in ids), "$muted"))
    return line(*pieces)


def plan_row_counts(rows: PlanRows) -> Content:
    """``+ 94 add   * 7 create``: what the plan is made of."""
    pieces: list[Part] = []
    for kind, count in rows.counts().items():
        if count:
            sign, colour = SIGNS[kind]
            mark, _, word = sign.partition(" ")
            pieces += [(f"{mark} {count:,} {word}", colour), "   "]
    return line(*pieces) if pieces else line(("This plan writes nothing.", "$success"))
