"""What a place says while there is nothing in it: what is missing, and which keys bring something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.reactive import reactive

from tui.widgets.drawn import Drawn, line

if TYPE_CHECKING:
    from textual.content import Content


@dataclass(frozen=True, slots=True)
class Quiet:
    """A sentence with its sign (``✓``, ``✗`` or none), keys with what they do, and a closing word."""

    sentence: str
    keys: tuple[tuple[str, str], ...] = ()
    close: str = ""
    sign: str = ""


class Calm(Drawn):
    """A box in the middle of an empty place."""

    quiet: reactive[Quiet] = reactive(Quiet(""), layout=True)

    def watch_quiet(self) -> None:
        """A trouble has a border of its own."""
        self.set_class(self.quiet.sign == "✗", "-danger")

    def lines(self, width: int) -> list[Content]:
        """The sentence, a line a key, the closing word."""
        quiet = self.quiet
        colour = _COLOURS.get(quiet.sign, "")
        rows = line((f"{quiet.sign} " if quiet.sign else "", f"{colour} bold"), (quiet.sentence, "bold")).wrap(
            max(1, width)
        )
        if quiet.keys:
            room = max(len(key) for key, _ in quiet.keys) + 3
            rows += [line(""), *(line((key.ljust(room), "$accent bold"), what) for key, what in quiet.keys)]
        if quiet.close:
            rows += [line(""), *line((quiet.close, "$muted")).wrap(max(1, width))]
        return rows


_COLOURS = {"✓": "$success", "✗": "$error"}

NOTHING_READ = Quiet(
    "Nothing was imported yet.",
    (("1 i", "read your Spotify library"), ("2 y", "read your YouTube playlists"), ("2 f", "read a file")),
    "What was read becomes playlists here; nothing is sent before you confirm a plan.",
)
"""Of a place that shows what was imported."""

NOTHING_RAN = Quiet(
    "Nothing has run yet.",
    (("1 i", "read your Spotify library"), ("1 m", "find videos for its songs"), ("4", "see what a sync would do")),
)
"""Of a place that shows runs."""

NOTHING_WRONG = Quiet("Nothing went wrong here.", (("esc", "goes back"),), sign="✓")
"""Of an error log without errors."""
