"""What is wanted beside what was found: title, artist, album, length and views of a recording and of a candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from core.states import MatchStatus
from core.text import shown, titled
from tui.telling.words import plural, track_length
from tui.widgets.calm import Quiet
from tui.widgets.drawn import Drawn, cell, line, right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.content import Content

    from core.model import Match
    from core.review import Entry
    from core.session.review import Judged

_NAME = 8
_SAME_S = 1.0
_ALIKE_S = 3.0
_SIGNAL = 18
_NAMES = {"by": "remixer", "explicit": "clean", "beside": "extra", "around": "noise"}
_ALWAYS = frozenset({"title", "artists", "version", "length", "channel", "album"})
_GOOD, _DOUBTFUL = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry, and the candidate under the cursor (None: there is none), which is number ``place`` of ``of``."""

    entry: Entry
    judged: Judged | None = None
    place: int = 0
    of: int = 0


class Compare(Drawn):
    """Two columns: wanted, and the candidate."""

    state: reactive[Compared | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """A line for each thing that can be compared."""
        state = self.state
        if state is None:
            return [line("")] * 6
        room = max(8, (width - _NAME - 1) // 2)
        wanted, entry = state.entry.recording, state.entry
        found = state.judged[0] if state.judged else None
        year = f" ({wanted.released[:4]})" if wanted.released else ""
        waiting = ", ".join(title for _, title in entry.waiting)
        head = f"candidate {state.place} of {state.of}" if found else "no candidate: v takes a link"
        pairs: list[tuple[str, Content | str, Content | str]] = [
            ("", line(("wanted", "$muted")), line((head, "$muted"))),
            (
                "Title",
                line((titled(wanted.title, entry.track_id), "bold")),
                line((titled(found.title, found.video_id), "bold")) if found else "",
            ),
            ("Artist", shown(", ".join(wanted.artists)), shown(found.channel_title) if found else ""),
            ("Album", shown(f"{wanted.album or '·'}{year}"), _link(found.video_id) if found else ""),
            (
                "Length",
                track_length(wanted.duration_s),
                _length(wanted.duration_s, found.seconds, found.views) if found else "",
            ),
            ("Playlist", shown(waiting), ""),
        ]
        return [
            line(cell(line((name, "$muted")), _NAME), " ", cell(left, room - 1), " ", cell(right_, room))
            if name != "Playlist"
            else line(
                cell(line((name if len(entry.waiting) < 2 else f"{len(entry.waiting)} lists", "$muted")), _NAME),
                " ",
                left,
            )
            for name, left, right_ in pairs
        ]


def _link(video_id: str) -> Content:
    return line((f"youtu.be/{shown(video_id)}", "$muted"))


def _length(wanted_s: float | None, seconds: float | None, views: int | None) -> Content:
    """A video's length, how it differs, and its views where they are known."""
    watched = f"  {_counted(views)}" if views is not None else ""
    return line(track_length(seconds), " ", apart(wanted_s, seconds), (watched, "$muted"))


def _counted(views: int) -> str:
    """Views, rounded as nobody needs them to the last one: ``812 views``, ``16 k views``, ``1.6 M views``."""
    if views >= 1_000_000:
        return f"{views / 1_000_000:.1f} M views"
    return f"{views // 1_000} k views" if views >= 10_000 else plural(views, "view")


def apart(wanted_s: float | None, seconds: float | None) -> Content:
    """How much longer or shorter a video is than wanted, in words that fit nine cells."""
    if wanted_s is None or seconds is None:
        return line(("?", "$muted"))
    off = seconds - wanted_s
    if abs(off) < _SAME_S:
        return line(("same", "$success"))
    size = f"{abs(off):.0f} s" if abs(off) < 100 else f"{abs(off) / 60:.0f} min"
    return line((f"{'+' if off > 0 else '−'}{size}", "$success" if abs(off) <= _ALIKE_S else "$warning"))


class Signals(Drawn):
    """The parts a score is made of, each with a small bar; the worst stand out."""

    judged: reactive[Judged | None] = reactive(None)

    def lines(self, width: int) -> list[Content]:
        """As many columns as fit."""
        if self.judged is None:
            return [line("")]
        _, score, signals = self.judged
        columns = max(1, width // _SIGNAL)
        size = width // columns
        parts = [_part(name, value, size) for name, value in parts_shown(signals).items()]
        cells = [_part("score", score, size, is_whole=True), *parts]
        return [line(*cells[start : start + columns]) for start in range(0, len(cells), columns)]


def parts_shown(signals: Mapping[str, float]) -> dict[str, float]:
    """The parts a person looks for, and of the finer ones those that take something away; by their words."""
    kept = {name: value for name, value in signals.items() if name in _ALWAYS or value < 1.0}
    return {_NAMES.get(name, shown(name).replace("_", " ")): value for name, value in kept.items()}


def _part(name: str, value: float, size: int, *, is_whole: bool = False) -> Content:
    """``title    ━━━━─ 0.84``."""
    value = min(1.0, max(0.0, value))
    style = "$success" if value >= _GOOD else "$warning" if value >= _DOUBTFUL else "$error"
    bar = max(1, min(12, size - _NAME - 7))
    full = round(value * bar)
    weight = "bold" if is_whole else "$muted"
    parts = line(
        cell(line((name, weight)), _NAME), " ", ("━" * full, style), ("─" * (bar - full), "$faint"), f" {value:.2f}"
    )
    return cell(parts, size)


# ── what is asked ────────────────────────────────────────────────────────────────────────────────────────


def question(to_review: int, missing: int, match: Match | None) -> Content:
    """How far the pile is worked off, and what the matcher doubts about the entry in hand."""
    left = f"{to_review:,} to review" + (f", {missing:,} without a video" if missing else "")
    if match is None:
        return line((left, "bold"))
    colour = "$error" if match.status is MatchStatus.MISSING else "$warning"
    return line((left, "bold"), (f"  ? {shown(match.reason)}", colour))


def calm(*, is_searching: bool, can_undo: bool) -> Quiet:
    """What stands there when nothing is to be decided."""
    more = "The search goes on; what it doubts comes up here." if is_searching else "What a search doubts comes here."
    keys = (("u", "takes the last decision back"),) if can_undo else ()
    return Quiet("Nothing waits for your review.", keys, more, "✓")


# ── the list of candidates ───────────────────────────────────────────────────────────────────────────────

_SCORE, _LONG, _APART, _VIEWS, _CHANNEL = 5, 8, 9, 13, 22
_WIDE, _WIDEST = 70, 96


def candidate_heading(width: int) -> Content:
    """The heading of the list."""
    muted = [line((text, "$muted")) for text in ("score", " Video", "Channel", "length", "differs", "views")]
    return line(" ", _columns(muted, width - 1))  # a row has its pointer before it


def candidate_line(judged: Judged, wanted_s: float | None, width: int) -> Content:
    """Score, title, channel, length, its difference, views."""
    candidate, score, _ = judged
    cells = [
        line((f"{score:.2f}", "" if score >= _DOUBTFUL else "$muted")),
        line(" ", titled(candidate.title, candidate.video_id)),
        line((shown(candidate.channel_title), "$muted")),
        line(track_length(candidate.seconds)),
        apart(wanted_s, candidate.seconds),
        line(("·" if candidate.views is None else f"{candidate.views:,}", "$muted")),
    ]
    return _columns(cells, width)


def _columns(cells: list[Content], width: int) -> Content:
    score, title, channel, length, differs, views = cells
    fixed = _SCORE + _LONG + _APART
    parts = [right(score, _SCORE), title, right(length, _LONG), right(differs, _APART)]
    if width >= _WIDE:
        parts.insert(2, cell(channel, _CHANNEL))
        fixed += _CHANNEL
    if width >= _WIDEST:
        parts.append(right(views, _VIEWS))
        fixed += _VIEWS
    parts[1] = line(cell(title, max(8, width - fixed - 1)), " ")
    return line(*parts)


# ── the list of entries ──────────────────────────────────────────────────────────────────────────────────


def entry_line(entry: Entry | None, width: int, *, is_in_hand: bool = False) -> Content:
    """An entry of the queue: title, artists, how many playlists wait, why; None while it is being read."""
    if entry is None:
        return line((" …", "$muted"))
    recording = entry.recording
    reason = 36 if width >= _WIDEST else 0
    room = max(8, width - 6 - reason)
    sign = ("▸", "$accent") if is_in_hand else " "
    title = (titled(recording.title, entry.track_id), "bold" if is_in_hand else "")
    name = line(sign, title, (f"  {shown(', '.join(recording.artists))}", "$muted"))
    waiting = right(line((f"{len(entry.waiting)}×", "$muted")), 4)
    why = shown(entry.match.reason) if entry.match else ""
    return line(cell(name, room), waiting, "  ", cell(line((why, "$muted")), reason))
