"""Plain terminals: each sign has its ASCII, widths stay, what an encoding lacks is a question mark, no colour stays."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.services import PROJECT
from tui.terminal.plain import Ascii, Colourless, encoding_for

BLACK = Color(0, 0, 0)


def written(text: str, encoding: str = "utf-8") -> str:
    """What becomes of a text."""
    (segment,) = Ascii(encoding).apply([Segment(text)], BLACK)
    return segment.text


def test_every_sign_that_the_program_uses_has_its_ascii() -> None:
    sources = [*PROJECT.glob("tui/widgets/*.py"), *PROJECT.glob("tui/screens/*.py"), *PROJECT.glob("tui/*.py")]
    used = {char for path in sources for char in path.read_text(encoding="utf-8") if not char.isascii()}
    assert {char for char in used if not written(char).isascii()} == set()


@pytest.mark.parametrize("text", ["✓ Kitchen Radio ▸ 50%", "世界のことば", "Łódź … naïve", "━━╸──"])
def test_no_width_changes(text: str) -> None:
    for encoding in ("utf-8", "ascii", "latin-1"):
        plain = written(text, encoding)
        assert cell_len(plain) == cell_len(text)
        plain.encode(encoding)


def test_the_names_of_others_stay_where_they_can_be_shown() -> None:
    assert written("✓ Łódź") == "v Łódź"
    assert written("naïve 世", "latin-1") == "naïve ??"


def test_no_colour_is_left_not_even_the_default_ones_and_all_else_stays() -> None:
    style = Style.parse("bold reverse red on default")
    (segment,) = Colourless().apply([Segment("x", style)], BLACK)
    assert segment.style == Style.parse("bold reverse")


def test_the_console_of_linux_is_known_by_its_name() -> None:
    assert encoding_for({"TERM": "linux"}) is not None
    assert encoding_for({"TERM": "linux-16color"}) is not None
