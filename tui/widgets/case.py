"""One recording before a person: what is wanted beside a candidate, what its score is made of, all candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical

from tui.widgets.compare import Compare, Compared, Signals, candidate_heading, candidate_line, parts_shown
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from core.session.review import Judged, Reviewed


class Case(Vertical):
    """Its candidates have a cursor; what that is on stands beside what is wanted. ``found`` is the entry shown."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.found: Reviewed | None = None

    def compose(self) -> ComposeResult:
        """Both sides, the parts of the score, the candidates."""
        yield Compare(id="pair", classes="panel")
        yield Signals(id="parts")
        yield Rows(id="candidates", empty="No video was found: v takes a link, x says that there is none.")

    def on_mount(self) -> None:
        """Name the panels; the candidates have the focus."""
        self.query_one(Compare).border_title = "Is this the same?"
        self.rows.add_class("panel")
        self.rows.focus()

    @property
    def rows(self) -> Rows:
        """The list of candidates."""
        return self.query_one("#candidates", Rows)

    @property
    def judged(self) -> Judged | None:
        """The candidate under the cursor."""
        found, cursor = self.found, self.rows.cursor
        return found.candidates[cursor] if found and cursor < len(found.candidates) else None

    def show(self, found: Reviewed | None, *, title: str) -> bool:
        """Show an entry (None: it is still being read); True where it is another one than before."""
        rows, candidates = self.rows, found.candidates if found else ()
        wanted_s = found.entry.recording.duration_s if found else None
        is_other = _id(found) != _id(self.found)
        self.found = found
        rows.border_title = title
        rows.fill(
            len(candidates),
            lambda index, width: candidate_line(candidates[index], wanted_s, width),
            heading=candidate_heading,
        )
        if is_other:
            rows.cursor = 0
        self.show_candidate()
        return is_other

    def next(self) -> None:
        """Look at the next candidate; behind the last comes the first."""
        self.rows.cursor = (self.rows.cursor + 1) % max(1, self.rows.count)

    @on(Rows.Highlighted, "#candidates")
    def show_candidate(self) -> None:
        """Show what the cursor is on beside what is wanted."""
        found, judged = self.found, self.judged
        of = len(found.candidates) if found else 0
        self.query_one(Compare).state = Compared(found.entry, judged, self.rows.cursor + 1, of) if found else None
        parts = self.query_one(Signals)
        has_grown = (judged and len(parts_shown(judged[2]))) != (parts.judged and len(parts_shown(parts.judged[2])))
        parts.judged = judged
        if has_grown:
            parts.refresh(layout=True)


def _id(found: Reviewed | None) -> int | None:
    return found.entry.recording.id if found else None
