"""Where the unofficial search is switched on, it is said; and a shifted clock keeps it on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.music import NOTICE
from tests.cli.conftest import SETTINGS

if TYPE_CHECKING:
    from tests.cli.program import Program

ON = f"{SETTINGS}[match]\nytmusic = true\n"
SHIFT = {"CROSSFADE_CLOCK_SHIFT_S": "60"}


def test_the_preview_says_what_is_asked_before_a_search_is_spent(program: Program) -> None:
    program.sign_in()
    program.run("import")
    assert NOTICE not in program.run("preview").out
    program.configure(ON)
    assert NOTICE in program.run("preview").out
    assert NOTICE not in program.run("preview", "--json").out


def test_a_shifted_clock_asks_for_the_unofficial_search_on_this_machine_too(program: Program) -> None:
    program.configure(ON)
    refused = program.run("status", code=2, more=SHIFT)
    assert "needs every service address to be on this machine" in refused.err
    here = {"CROSSFADE_YTMUSIC": "http://127.0.0.1:9"}
    program.run("status", more=SHIFT | here)


def test_its_address_is_https_or_on_this_machine(program: Program) -> None:
    refused = program.run("status", code=2, more={"CROSSFADE_YTMUSIC": "http://music.example"})
    assert refused.err.startswith("CROSSFADE_YTMUSIC must be an https address")
