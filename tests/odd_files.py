"""Files that are no files: what can stand where a program looks for one, made at a path."""

from __future__ import annotations

import os
import socket
from pathlib import Path

DEEP = 50_000
"""How deep something is nested that nobody wrote by hand."""

GB = 1024**3


def pipe(path: Path) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    """A socket that nobody listens at."""
    here = Path.cwd()
    with socket.socket(socket.AF_UNIX) as made:
        os.chdir(path.parent)  # the whole path can be longer than a socket's may be
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


def folder(path: Path) -> None:
    """A folder."""
    path.mkdir()


def endless(path: Path) -> None:
    """A device that never ends."""
    path.symlink_to("/dev/zero")


def leading_nowhere(path: Path) -> None:
    """A link to what is not there."""
    path.symlink_to(path.with_name("nowhere"))


def circle(path: Path) -> None:
    """A link to itself."""
    path.symlink_to(path)


def huge(path: Path) -> None:
    """Ten gigabytes of nothing."""
    with path.open("wb") as file:
        file.truncate(10 * GB)


def huge_json(path: Path) -> None:
    """Ten gigabytes that begin like a document."""
    path.write_bytes(b"{")
    os.truncate(path, 10 * GB)


def huge_zeros(path: Path) -> None:
    """250 MB of nothing."""
    path.touch()
    os.truncate(path, GB // 4)


def empty(path: Path) -> None:
    """A file without a byte."""
    path.touch()


def noise(path: Path) -> None:
    """Bytes that are no text in any encoding."""
    path.write_bytes(bytes(range(256)) * 40)


def deep_json(path: Path) -> None:
    """Lists in lists."""
    path.write_text('{"playlists": ' + "[" * DEEP)


def deep_objects(path: Path) -> None:
    """Objects in objects, closed again."""
    path.write_text('{"a":' * DEEP + "1" + "}" * DEEP)
