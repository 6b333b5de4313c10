"""Strangers' words in every place of the real program: a terminal obeys none of them, a person reads all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from core.text import shown
from tests.cli.program import Program
from tests.terminal.stream import Obeyed, Stream
from tests.terminal.terminal import Terminal, visible
from tests.terminal.world import SURE, old_id, sure_id
from tests.tui.hostile import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terminal.conftest import Stage

SMALL, LARGE = (80, 24), (120, 40)
PASTED = "[/nope] [@click=app.quit] \x9b31m \u202e"
"""What a person may copy from a page; the terminal itself takes out the escape character."""

COMMANDS = ("status", "categories", "preview", "history", "errors", "review list")


DANGEROUS = (*HOSTILE[: HOSTILE.index("\u200b\u2060\ufeff") + 1], "lone \ud800 surrogate")
"""Those that a terminal would obey, or that would trick the eye."""

OBEYED = tuple(title for title in HOSTILE if "[" in title or shown(title) != title[:300])
"""Those that are anything else than letters; they come first."""


def label(text: str) -> str:
    """How a hostile string begins where it is shown."""
    return visible(shown(text.replace("\0", ""))).strip()[:8].rstrip() or "untitled"


LABELS = frozenset(map(label, HOSTILE))
SUNG = frozenset(f"{SURE}{number:02d}" for number in range(len(OBEYED)) if label(HOSTILE[number]) != "untitled")
"""The artists of songs that have a video and a hostile title."""


def export_file(folder: Path) -> Path:
    """Spotify's own export under a hostile name, with half a character in it."""
    songs = [{"track": {"trackName": title, "artistName": title, "albumName": title}} for title in HOSTILE[20:24]]
    file = folder / "[@click=app.quit] \x9b31m.json"
    file.write_text(json.dumps({"playlists": [{"name": "half \ud800 a letter", "items": songs}]}), encoding="ascii")
    return file


def refusals() -> list[dict[str, object]]:
    """A fault for each hostile string: YouTube refuses an add with it, for a reason that is one, too."""
    sent = [title.replace("\ud800", "\ufffd")[:20_000] for title in HOSTILE]
    return [
        {"call": "youtube.playlistItems.insert", "nth": number, "do": "refuse", "reason": title[:30], "message": title}
        for number, title in enumerate(sent, 1)
    ]


# ── the places ───────────────────────────────────────────────────────────────────────────────────────────


def look_at_home(terminal: Terminal) -> None:
    """Both accounts by name; names of keys that mean nothing, in a toast."""
    terminal.until("What you can do", "✓ Spotify  �]0;x�[/nope]", "✓ YouTube  �31m[@click=app.quit]y")
    terminal.until("There is no action '[/nope]'.")


def look_at_sources(terminal: Terminal, key: str = "down") -> None:
    """Every list of every source, and all about each."""
    terminal.see("2", until="Collections:")
    terminal.through(key, LABELS)


def import_a_file(terminal: Terminal, folder: Path) -> None:
    """A file that is not there, then one whose name is markup; its import flows by."""
    terminal.see("f", until="Import a file")
    terminal.fill(PASTED, shows="[/nope] [@click=app.quit] �31m")
    terminal.see("enter", until="There is no file or folder")
    file = export_file(folder)
    terminal.see("ctrl+u", until="path of a file or folder")
    terminal.fill(str(file))
    terminal.press("enter")
    terminal.until("Import of [@click=app.quit] �31m.json done", "─Import of [@click=app.quit] �31m.json")
    terminal.until("half � a letter")


def find_videos(terminal: Terminal) -> None:
    """A search for every song; its items flow by."""
    terminal.see("1", until="What you can do")
    terminal.see("m", until="Search for videos done · at work")


def look_at_categories(terminal: Terminal, key: str = "down") -> None:
    """The list with all about each, and the older playlists below."""
    terminal.see("3", until="by place")
    terminal.through(key, LABELS)
    terminal.step("tab")
    terminal.through(key, LABELS)
    terminal.see("x", until=": kept")
    terminal.see("x", until=": to be deleted once")


def change_categories(terminal: Terminal) -> None:
    """The dialogs of the categories, and what was done in words."""
    terminal.see("3", until="Categories─")
    terminal.see("shift+tab", "home", until=">  [x] Liked Songs")
    terminal.see("down", until=">  [x] �]0;owned")
    for title in HOSTILE[: len(OBEYED)]:
        terminal.see("e", until="enter renames")
        if 0 < len(title.strip()) < 60:  # of a longer one the field shows the end
            terminal.until(f"│  {label(title)}".removesuffix("untitled"))
        terminal.leave("escape", until_gone="enter renames")
        terminal.step("down")
    terminal.see("a", until="marked")
    terminal.see("g", until="Merge?")
    terminal.leave("escape", until_gone="Merge?")
    terminal.leave("escape", until_gone="marked")
    terminal.see("/", until="words, !words")
    terminal.fill(PASTED, shows="0 of 46")
    terminal.leave("escape", until_gone="0 of 46")
    terminal.step("down")


def look_at_the_preview(terminal: Terminal, key: str = "down") -> None:
    """What each category would get, and what would be deleted."""
    terminal.see("4", until=f"{len(HOSTILE)} playlists to DELETE")
    terminal.through(key, LABELS)
    terminal.step("tab")
    terminal.through(key, LABELS)


def look_into_the_plan(terminal: Terminal) -> None:
    """Every write, other choices, a file that cannot be written, the question before a sync."""
    terminal.see("b", until="The plan, write by write")
    terminal.through("down", LABELS)
    terminal.leave("escape", until_gone="write by write")
    terminal.see("w", until="What if")
    terminal.leave("escape", until_gone="What if")
    terminal.see("e", until="enter writes")
    terminal.fill(f"{PASTED}/out.csv", shows="/out.csv")
    terminal.see("enter", until="out.csv cannot be written")
    terminal.leave("escape", until_gone="enter writes")
    terminal.see("c", until="YouTube cannot undo this")
    terminal.until("DELETE  �]0;owned�title", "DELETE  �[2J�[H�c wiped")
    terminal.fill(PASTED, shows="nothing can start with this")
    terminal.leave("escape", until_gone="YouTube cannot undo this")


def sync(terminal: Terminal) -> None:
    """A sync in which half of the adds are refused; items and problems flow by, the summary comes up by itself."""
    terminal.see("c", until="YouTube cannot undo this")
    terminal.see("enter", until="[5 Run]")
    terminal.until("Summary of the last", f"{len(HOSTILE)} failed")


def look_at_the_summary(terminal: Terminal) -> None:
    """The playlists that were made."""
    terminal.see("9", until="Your playlists")
    terminal.see("o", until="No browser here")


def look_at_problems(terminal: Terminal, key: str = "down") -> None:
    """The error log: each problem opened, one copied, one to be tried again."""
    terminal.see("9", until="Your playlists")
    terminal.see("e", until="what, and why")
    terminal.through(key, SUNG)
    terminal.see("y", until="Copied")
    assert terminal.stream.copied
    terminal.see("t", until="Try this one again?")
    terminal.leave("escape", until_gone="Try this one again?")
    terminal.leave("escape", until_gone="what, and why")


def look_at_history(terminal: Terminal) -> None:
    """The runs, and a past one's summary."""
    terminal.see("7", until="What each quota day")
    terminal.press("down", "down")
    terminal.until("Import of [@click=app.quit] �31m.json done.")
    terminal.see("enter", until="Summary of a past import of [@click=app.quit] �31m.json")
    terminal.leave("escape", until_gone="Summary of a past")


def look_at_the_review(terminal: Terminal) -> None:
    """Each recording beside its candidates; the link dialog over each; a decision taken back; no link at all."""
    terminal.see("6", until="Is this the same?")
    terminal.through("s", LABELS, of=" Title ")
    for _ in OBEYED[::2]:
        terminal.see("v", until="The right video")
        terminal.leave("escape", until_gone="The right video")
        terminal.step("s")
    terminal.step("x")
    terminal.see("v", until="The right video")
    terminal.fill(PASTED, shows="[/nope] [@click")
    terminal.see("enter", until="is no YouTube video")
    terminal.leave("escape", until_gone="The right video")
    terminal.see("u", until="Taken back")


def look_at_settings(terminal: Terminal) -> None:
    """Values in the list and in a field."""
    terminal.see("8", until="quota.units_per_day")
    for section, key, value in (
        ("spotify", "client_id", "�[2J�[H"),
        ("ui", "theme", "�]0;owned"),
        ("ui", "keys", "[/nope]"),
    ):
        terminal.through("down", {f">* {section}.{key}"}, of=">")
        terminal.until(value)
        terminal.see("enter", until=f"[{section}] {key} ─")
        terminal.leave("escape", until_gone=f"[{section}] {key} ─")


def look_at_accounts(terminal: Terminal) -> None:
    """Both by name, and the question before one is signed out."""
    terminal.see("1", until="What you can do")
    terminal.see("a", until="enter signs in")
    terminal.until("�]0;x�[/nope]", "�31m[@click=app.quit]y")
    terminal.see("o", until="Sign out of")
    terminal.leave("escape", until_gone="Sign out of")
    terminal.leave("escape", until_gone="enter signs in")


def look_at_backups(terminal: Terminal, stage: Stage) -> None:
    """A new one is made; once the playlists are gone, what would bring them back is shown, one by one."""
    terminal.see("7", until="What each quota day")
    terminal.see("b", until="before a run")
    terminal.see("n", until="Make a backup?")
    terminal.see("y", until="by you")
    for number in range(len(HOSTILE)):
        stage.services.edit("delete", playlist=old_id(number))
        stage.services.edit("video", video=sure_id(number), upload="rejected")
    terminal.see("home", "enter", until=f"{len(HOSTILE)} of ")
    terminal.through("pagedown", LABELS)
    terminal.leave("escape", until_gone="miss something")
    terminal.leave("escape", until_gone="before a run")


def look_at_the_dead(terminal: Terminal) -> None:
    """Every video that died, and the song it stood for."""
    terminal.see("6", until="Is this the same?")
    terminal.see("h", until="Videos that died")
    terminal.see("c", until="Look at the matched videos?")
    terminal.see("y", until=" songs")
    terminal.through("pagedown", SUNG)
    terminal.leave("escape", until_gone="Videos that died")


def start_anew(terminal: Terminal) -> None:
    """The first start, brought back by its name: what was found, and the step that chooses."""
    terminal.see("ctrl+p", until="Search for commands")
    terminal.fill("First start", shows="Step by step")
    terminal.see("enter", until="[First start]")
    terminal.see("escape", until="[1 Home]")


def ask_for_help(terminal: Terminal) -> None:
    """Help in each place, and the palette with a hostile wish."""
    for place in "12345678":
        terminal.see(place, until=f"[{place} ")
        terminal.see("?", until="esc closes")
        terminal.leave("escape", until_gone="esc closes")
    terminal.see("ctrl+p", until="Search for commands")
    terminal.fill(PASTED, shows="[/nope] [@click")
    terminal.leave("escape", until_gone="[/nope] [@click")


def leave(terminal: Terminal) -> None:
    """The program ends well, and the terminal is as it was."""
    terminal.press("q")
    assert terminal.ended() == 0
    assert terminal.stream.is_restored


def test_no_place_lets_a_stranger_speak_to_the_terminal(stage: Stage, tmp_path: Path) -> None:
    program = Program(stage.home, stage.environment)
    program.run("import")
    program.run("import", "youtube")
    program.run("replace", *(old_id(number) for number in range(len(HOSTILE))))
    with Terminal("-m", "tui", environment=stage.environment, size=SMALL) as terminal:
        look_at_home(terminal)
        look_at_sources(terminal)
        import_a_file(terminal, tmp_path)
        find_videos(terminal)
        look_at_categories(terminal)
        change_categories(terminal)
        look_at_the_preview(terminal)
        look_into_the_plan(terminal)
        stage.services.faults(*refusals())
        sync(terminal)
        look_at_the_summary(terminal)
        look_at_problems(terminal)
        look_at_history(terminal)
        look_at_the_review(terminal)
        look_at_settings(terminal)
        ask_for_help(terminal)
        leave(terminal)
    with Terminal("-m", "tui", environment=stage.environment, size=LARGE) as terminal:
        look_at_home(terminal)
        look_at_sources(terminal, "pagedown")
        look_at_categories(terminal, "pagedown")
        look_at_the_preview(terminal, "pagedown")
        look_at_problems(terminal, "pagedown")
        look_at_history(terminal)
        look_at_accounts(terminal)
        look_at_backups(terminal, stage)
        look_at_the_dead(terminal)
        start_anew(terminal)
        leave(terminal)
    for command in COMMANDS:
        listen_to(program, *command.split())


def listen_to(program: Program, *command: str) -> None:
    """A command's answer in a pipe, and where it is long on a terminal, too: text and ends of lines."""
    piped = program.run(*command)
    assert piped.out
    assert not piped.err
    stream = Stream(is_screen=False)
    stream.feed(piped.out.replace("\n", "\r\n").encode())
    stream.end()
    if command[0] in ("errors", "review"):
        with Terminal("-m", "tui", *command, environment=program.environment, is_screen=False) as terminal:
            assert terminal.ended() == 0
            assert terminal.written.replace("\r\n", "\n") == piped.out


# ── a check that can fail ────────────────────────────────────────────────────────────────────────────────


def read(written: bytes, size: int) -> str:
    """What a stream lets through, fed so many bytes at a time. Raises Obeyed."""
    stream = Stream()
    through = [token for start in range(0, len(written), size) for token in stream.feed(written[start : start + size])]
    stream.end()
    return "".join(token for _, token in through)


@pytest.mark.parametrize("title", DANGEROUS, ids=map(str, range(len(DANGEROUS))))
def test_each_dangerous_string_would_be_noticed_wherever_the_bytes_are_cut(title: str) -> None:
    written = f"\x1b[3;4H\x1b[38;5;16m{title}\x1b[0m".encode("utf-8", "surrogatepass")
    for size in (1, 5, len(written)):
        with pytest.raises(Obeyed):
            read(written, size)


def test_what_is_cleaned_is_let_through_however_it_is_cut() -> None:
    written = "".join(f"\x1b[3;4H\x1b[1m{shown(title)}\x1b[0m\r\n" for title in HOSTILE).encode()
    for size in (1, 7, len(written)):
        assert read(written, size) == written.decode()


def test_a_program_without_its_guards_is_caught_at_once(stage: Stage) -> None:
    with (
        Terminal("-m", "tests.terminal.unguarded", environment=stage.environment) as terminal,
        pytest.raises(Obeyed, match="@click"),
    ):
        terminal.until("no such words")
