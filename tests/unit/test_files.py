"""Regular files alone: read up to a limit, written whole or not at all, and told by a name that can be shown."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.errors import UsageError
from core.files import (
    descriptor,
    is_private,
    make_folder,
    named,
    named_path,
    private_folder,
    read,
    replacing,
    telling,
)
from tests import odd_files as odd

if TYPE_CHECKING:
    from collections.abc import Callable

ODD = (odd.pipe, odd.unix_socket, odd.folder, odd.endless, odd.leading_nowhere, odd.circle)


@pytest.mark.parametrize("make", ODD)
def test_what_is_no_file_is_neither_read_nor_written_nor_made(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "odd"
    make(path)
    before = path.lstat()
    with pytest.raises(OSError, match=r"it is a|symbolic links"):
        read(path, limit=10)
    with pytest.raises(OSError, match=r"it is a|symbolic links"):
        descriptor(path, os.O_RDWR | os.O_CREAT)
    with pytest.raises(OSError, match=r"it is a|symbolic links"), replacing(path):
        pass
    assert path.lstat() == before
    assert [one.name for one in tmp_path.iterdir()] == ["odd"]


def test_a_file_is_read_up_to_its_limit_also_where_it_tells_no_size(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    assert read(path, limit=5) == b"12345"
    with pytest.raises(OSError, match="it is larger than 0 KB"):
        read(path, limit=4)
    odd.huge(path)
    with pytest.raises(OSError, match="it is larger than 1 MB"):
        read(path, limit=1024 * 1024)
    without_size = Path("/proc/self/status")
    if without_size.exists():
        assert len(read(without_size, limit=100_000)) > 100
        with pytest.raises(OSError, match="it is larger"):
            read(without_size, limit=100)


def test_a_link_to_a_file_is_followed_where_that_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    assert read(tmp_path / "link", limit=9) == b"x"
    with pytest.raises(OSError, match="it is a link, not a file"):
        descriptor(tmp_path / "link", is_link_followed=False)


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    for name in ("a\0b", "a\ud800b"):
        with pytest.raises(OSError, match="no file can have such a name"):
            read(tmp_path / name, limit=9)


def test_a_file_that_is_written_is_whole_and_private_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    path.chmod(0o644)
    with pytest.raises(TypeError), replacing(path) as file:
        file.writelines((b"half", "and no bytes"))  # type: ignore[arg-type]  # which fails on the way
    assert path.read_text() == "before"
    with replacing(path) as file:
        file.write(b"after")
        assert path.read_text() == "before"
    assert path.read_text() == "after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_folder_is_made_and_narrowed_and_nothing_else_is_taken_for_one(tmp_path: Path) -> None:
    private_folder(tmp_path / "one" / "two")
    assert is_private(tmp_path / "one" / "two")
    (tmp_path / "one").chmod(0o755)
    make_folder(tmp_path / "one")
    assert not is_private(tmp_path / "one")
    private_folder(tmp_path / "one")
    assert is_private(tmp_path / "one")
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="it is a file, not a folder"):
        private_folder(tmp_path / "file")
    odd.leading_nowhere(tmp_path / "link")
    with pytest.raises(OSError, match="it is a link that leads nowhere"):
        private_folder(tmp_path / "link")
    assert not (tmp_path / "nowhere").exists()


def test_the_sentence_names_the_file_without_what_a_terminal_would_obey() -> None:
    foreign = Path("/somewhere") / os.fsdecode(b"a\x1b[2J\xff.csv")
    with pytest.raises(UsageError, match=re.escape("File not found: a\ufffd[2J\ufffd.csv.")), telling(foreign):
        raise FileNotFoundError
    with (
        pytest.raises(UsageError, match=r"cannot be written: the system gives no reason\.$"),
        telling(foreign, "written"),
    ):
        raise OSError
    assert named(Path("/")) == "/"


def test_a_path_of_a_person_is_absolute_and_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert named_path("~/x") == tmp_path / "x"
    monkeypatch.chdir(tmp_path)
    assert named_path("x") == tmp_path / "x"
    for word, says in (("~nobody-of-that-name/x", "does not know"), (os.fsdecode(b"caf\xe9"), "is not UTF-8")):
        with pytest.raises(UsageError, match=says):
            named_path(word)
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(UsageError, match="is gone"):
        named_path("x")
