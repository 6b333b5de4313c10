"""One setting is changed, and not a character else; what would change more is refused."""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import load
from core.config_file import save_setting, with_setting
from core.errors import UsageError
from tests.odd_files import DEEP, endless, folder, leading_nowhere, pipe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.config_file import Value

FILE = """# mine
[quota]
reserve = 500   # for looking
searches_per_day = 100

[ui] # colours
theme = 'nord' # "quiet"
keys = { "run.pause" = "space" } # mine, too
"""


def test_the_value_changes_and_its_comment_stays() -> None:
    assert with_setting(FILE, "quota", "reserve", 0) == FILE.replace("reserve = 500 ", "reserve = 0 ")
    assert with_setting(FILE, "ui", "theme", "dra#cula") == FILE.replace("'nord'", '"dra#cula"')


def test_a_key_that_is_not_there_comes_first_in_its_section() -> None:
    assert with_setting(FILE, "ui", "mouse", value=False) == FILE.replace("# colours\n", "# colours\nmouse = false\n")


def test_a_section_that_is_not_there_comes_last() -> None:
    assert with_setting(FILE, "engine", "batch", 5) == FILE + "\n[engine]\nbatch = 5\n"
    assert with_setting("", "engine", "batch", 5) == "[engine]\nbatch = 5\n"
    assert with_setting("[ui]", "ui", "mouse", value=True) == "[ui]\nmouse = true\n"


def test_nothing_brings_the_default_back() -> None:
    assert "theme" not in with_setting(FILE, "ui", "theme", None)
    assert with_setting(FILE, "engine", "batch", None) == FILE


@pytest.mark.parametrize(
    "text",
    ['[match]\nrungs = [\n "search",\n]\n', 'match = { rungs = ["search"] }\n', 'match.rungs = ["search"]\n'],
    ids=["several lines", "an inline table", "a dotted key"],
)
def test_what_cannot_be_changed_alone_is_left_to_the_person(text: str) -> None:
    with pytest.raises(UsageError, match="change it in the file itself"):
        with_setting(text, "match", "rungs", ["search"][:0])


TEXT = st.text(st.characters(codec="utf-8"), max_size=9)
VALUES = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    TEXT,
    st.lists(TEXT, max_size=3),
    st.dictionaries(TEXT.filter(bool), st.text('abc"\\\n#', max_size=5), max_size=2),
)


@given(value=VALUES, again=VALUES)
def test_whatever_is_written_is_read_again_and_can_be_changed_again(value: Value, again: Value) -> None:
    once = with_setting(FILE, "ui", "theme", value)
    assert tomllib.loads(once)["ui"]["theme"] == value
    assert tomllib.loads(once)["quota"] == {"reserve": 500, "searches_per_day": 100}
    try:
        assert tomllib.loads(with_setting(once, "ui", "theme", again))["ui"]["theme"] == again
    except UsageError:
        assert isinstance(value, list | dict)


def test_a_value_that_is_not_allowed_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(UsageError, match=r"^config\.toml: \[engine\] batch = 0 is out of range"):
        save_setting(path, "engine", "batch", 0)
    assert path.read_text(encoding="utf-8") == FILE
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    "text",
    ["\ufeff[quota]\nreserve = 5\n", "[quota]\r\nreserve = 5 # mine\r\n[ui]\r\n"],
    ids=["a mark", "other line ends"],
)
def test_marks_and_line_ends_of_other_editors_stay(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode())
    assert load(path).quota.reserve == 5
    assert save_setting(path, "quota", "reserve", 7).quota.reserve == 7
    assert path.read_bytes() == text.replace("= 5", "= 7").encode()


def test_what_became_no_settings_while_the_program_ran_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for text in ("[quota", "quota = 5\n", "[ui]\nkeys = " + "{a=" * DEEP, f"{'a.' * DEEP}a = 1\n"):
        path.write_text(text)
        with pytest.raises(UsageError):
            save_setting(path, "quota", "reserve", 7)
        assert path.read_text() == text
    with pytest.raises(UsageError, match="it is no text"):
        save_setting(tmp_path / "new.toml", "spotify", "client_id", os.fsdecode(b"\xff"))
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("make", [pipe, folder, endless, leading_nowhere])
def test_settings_are_never_written_into_what_is_no_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "config.toml")
    before = (tmp_path / "config.toml").lstat()
    with pytest.raises(UsageError, match=r"^config\.toml cannot be read: it is a "):
        save_setting(tmp_path / "config.toml", "quota", "reserve", 7)
    assert (tmp_path / "config.toml").lstat() == before
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


def test_a_link_to_settings_is_replaced_and_its_target_stays(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(FILE)
    path = tmp_path / "config.toml"
    path.symlink_to("mine.toml")
    assert save_setting(path, "quota", "reserve", 7).quota.reserve == 7
    assert not path.is_symlink()
    assert (tmp_path / "mine.toml").read_text() == FILE


def test_a_file_that_is_not_there_is_made_for_the_owners_eyes(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert save_setting(path, "quota", "reserve", 7).quota.reserve == 7
    assert path.stat().st_mode & 0o777 == 0o600
