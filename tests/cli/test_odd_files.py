"""Files and homes that nobody would make on purpose: each ends soon, in one sentence, and changes nothing elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests import odd_files as odd
from tests.cli.conftest import SIGN_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.cli.program import Program

SOON_S = 20
"""A deadline for a machine that does much else; alone each takes less than 2 s."""

MOST_MB = 200
PRECIOUS = "what was here before, and must be here afterwards"
NOBODY = "http://127.0.0.1:9"
CLIENT = {
    "CROSSFADE_SPOTIFY_CLIENT_ID": "client",
    "CROSSFADE_SPOTIFY_API": NOBODY,
    "CROSSFADE_SPOTIFY_ACCOUNTS": NOBODY,
    "CROSSFADE_YOUTUBE_API": NOBODY,
}
FOREIGN = os.fsdecode(b"caf\xe9")
"""A name in Latin-1."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is set up: a home that was used before, and a folder beside it that is nobody's business."""

    home: Path
    outside: Path

    @property
    def precious(self) -> Path:
        """A file outside that must stay as it is."""
        return self.outside / "precious.txt"


@dataclass(frozen=True, slots=True)
class Case:
    """A call, what is made before it, how it must end and what it must say.

    ``OUT`` in the call stands for the folder beside the home. With ``is_powerless`` root is held to rights, too.
    """

    call: str
    make: Callable[[Place], Mapping[str, str] | None]
    code: int
    says: str
    is_powerless: bool = False


def at(where: str, make: Callable[[Path], None]) -> Callable[[Place], None]:
    """Put something in the place of a file or folder of the home, or of one beside it (``OUT/…``)."""

    def made(place: Place) -> None:
        path = place.outside / where[4:] if where.startswith("OUT/") else place.home / where
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.parent.mkdir(exist_ok=True)
        make(path)

    return made


def text(content: str | bytes) -> Callable[[Path], None]:
    """A file with this in it."""
    data = content.encode() if isinstance(content, str) else content
    return lambda path: void(path.write_bytes(data))


def to_precious(path: Path) -> None:
    """A link to the file that must stay as it is."""
    path.symlink_to(path.parent.parent / "outside" / "precious.txt")


def hard_to_precious(path: Path) -> None:
    """Another name of the file that must stay as it is."""
    os.link(path.parent.parent / "outside" / "precious.txt", path)


def without_rights(where: str, mode: int) -> Callable[[Place], None]:
    """Take rights away from something of the home that is there."""
    return lambda place: (place.home / where).chmod(mode)


def closed_beside(place: Place) -> Mapping[str, str]:
    """A home that is not there yet, where nobody may make one."""
    place.outside.chmod(0o500)
    return {"CROSSFADE_HOME": str(place.outside / "new")}


def home_is(make: Callable[[Path], None]) -> Callable[[Place], None]:
    """Something else stands where the home was."""

    def made(place: Place) -> None:
        shutil.rmtree(place.home)
        make(place.home)

    return made


def home_at(name: str) -> Callable[[Place], Mapping[str, str]]:
    """The home is to be somewhere else."""
    return lambda place: {"CROSSFADE_HOME": name.replace("OUT", str(place.outside))}


def token(**changes: object) -> Callable[[Path], None]:
    """A sign-in with something odd in it."""
    return text(json.dumps(SIGN_IN | changes))


def sql(statement: str) -> Callable[[Place], None]:
    """Change the database behind the program's back."""

    def made(place: Place) -> None:
        with closing(sqlite3.connect(place.home / "crossfade.db", isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            connection.execute(statement)

    return made


def flipped(find: bytes, put: bytes) -> Callable[[Place], None]:
    """Other bits in the database, where some bytes stand."""

    def made(place: Place) -> None:
        file = place.home / "crossfade.db"
        data = file.read_bytes()
        assert find in data
        file.write_bytes(data.replace(find, put))

    return made


def overwritten(start: int, end: int | None, put: bytes = b"\xa5") -> Callable[[Place], None]:
    """A stretch of the database lost."""

    def made(place: Place) -> None:
        file = place.home / "crossfade.db"
        data = bytearray(file.read_bytes())
        stretch = len(data[start:end])
        data[start:end] = put * stretch
        file.write_bytes(data)

    return made


def cut(place: Place) -> None:
    """Half of the database."""
    file = place.home / "crossfade.db"
    os.truncate(file, file.stat().st_size // 2 + 100)


def void(_: object) -> None:
    """Drop an answer."""


def nothing(_: Place) -> None:
    """All is as it should be."""


CONFIG, LOCK, DATABASE = "config.toml", "crossfade.lock", "crossfade.db"
SPOTIFY, YOUTUBE = "tokens/spotify.json", "tokens/youtube.json"
GIVEN = "auth youtube --no-browser --client-secrets OUT/given"
AGAIN = "Sign in again: crossfade auth"
DAMAGED = "is damaged"
NOT_TOML = "config.toml cannot be read: "

SETTINGS = {
    "a pipe": Case("status", at(CONFIG, odd.pipe), 2, "config.toml cannot be read: it is a pipe, not a file"),
    "a socket": Case("status", at(CONFIG, odd.unix_socket), 2, "it is a socket, not a file"),
    "a folder": Case("status", at(CONFIG, odd.folder), 2, "it is a folder, not a file"),
    "a device": Case("status", at(CONFIG, odd.endless), 2, "it is a device, not a file"),
    "a link to nothing": Case("status", at(CONFIG, odd.leading_nowhere), 2, "it is a link that leads nowhere"),
    "a link to itself": Case("status", at(CONFIG, odd.circle), 2, NOT_TOML),
    "ten gigabytes": Case("status", at(CONFIG, odd.huge), 2, "it is larger than"),
    "50 MB": Case("status", at(CONFIG, text("# much\n" * 7_500_000)), 2, "it is larger than"),
    "Latin-1": Case("status", at(CONFIG, text(b'[ui]\ntheme = "caf\xe9"\n')), 2, "save it as UTF-8"),
    "UTF-16": Case("status", at(CONFIG, text("[ui]\n".encode("utf-16"))), 2, "save it as UTF-8"),
    "zeros": Case("status", at(CONFIG, text(b"\0" * 5_000)), 2, NOT_TOML),
    "lists in lists": Case("status", at(CONFIG, text(f"[match]\nrungs = {'[' * odd.DEEP}")), 2, "nested"),
    "tables in tables": Case("status", at(CONFIG, text("[ui]\nkeys = " + "{a=" * odd.DEEP)), 2, "nested"),
    "a key of 50,000 parts": Case("status", at(CONFIG, text(f"{'a.' * odd.DEEP}a = 1")), 2, "nested"),
    "a section of 50,000 parts": Case("status", at(CONFIG, text(f"[{'a.' * odd.DEEP}a]\n")), 2, "nested"),
    "lists in lists, closed": Case(
        "status", at(CONFIG, text(f"[match]\nrungs = {'[' * 120}{']' * 120}")), 2, "[match] rungs"
    ),
    "a number of 5,000 digits": Case("status", at(CONFIG, text(f"[quota]\nreserve = {'9' * 5_000}")), 2, NOT_TOML),
    "a number of 400 digits": Case("status", at(CONFIG, text(f"[quota]\nreserve = 1{'0' * 400}")), 2, "out of range"),
    "no right to read": Case("status", without_rights(CONFIG, 0), 2, "Permission denied", is_powerless=True),
    "read by a sync": Case("sync --yes", at(CONFIG, odd.pipe), 2, "it is a pipe, not a file"),
}

HOMES = {
    "a file": Case("import", home_is(text("mine")), 2, "it is a file, not a folder"),
    "a pipe": Case("import", home_is(odd.pipe), 2, "it is a pipe, not a folder"),
    "a device": Case("import", home_is(odd.endless), 2, "it is a device, not a folder"),
    "a link to nothing": Case("import", home_is(odd.leading_nowhere), 2, "it is a link that leads nowhere"),
    "a link to itself": Case("import", home_is(odd.circle), 2, "home"),
    "a file, looked at": Case("status", home_is(text("mine")), 2, "it is a file, not a folder"),
    "not UTF-8": Case("import", home_at(f"OUT/{FOREIGN}"), 2, "caf\ufffd is not UTF-8"),
    "not UTF-8, looked at": Case("status", home_at(f"OUT/{FOREIGN}/more"), 2, "/more is not UTF-8"),
    "of nobody": Case("status", home_at("~nobody-of-that-name/x"), 2, "does not know"),
    "in a place for no folders": Case("import", home_at("/proc/crossfade"), 2, "cannot be made"),
    "a name too long": Case("import", home_at("OUT/" + "x" * 300), 2, "File name too long"),
    "not writable": Case("import", without_rights(".", 0o500), 2, "cannot be written", is_powerless=True),
    "not writable, new": Case(
        "import",
        closed_beside,
        2,
        "cannot be made",
        is_powerless=True,
    ),
}

FOLDERS = {
    **{
        f"{name} is {word}": Case("import", at(name, make), 2, f"{name} is in the way: it is {says}, not a folder")
        for name in ("logs", "tokens", "backups")
        for word, make, says in (("a file", text("x"), "a file"), ("a pipe", odd.pipe, "a pipe"))
    },
    **{
        f"{name} leads nowhere": Case("import", at(name, odd.leading_nowhere), 2, "it is a link that leads nowhere")
        for name in ("logs", "tokens", "backups")
    },
    "logs may not be written": Case(
        "import", without_rights("logs", 0o500), 2, "logs cannot be written", is_powerless=True
    ),
    "tokens may not be entered": Case(
        "import", without_rights("tokens", 0o600), 2, "tokens cannot be written", is_powerless=True
    ),
    "the log is a pipe": Case("import", at("logs/crossfade.log", odd.pipe), 2, "it is a pipe, not a file"),
    "the log is a folder": Case("import", at("logs/crossfade.log", odd.folder), 2, "it is a folder, not a file"),
    "the log is a link": Case("import", at("logs/crossfade.log", to_precious), 2, "it is a link, not a file"),
}

LOCKS = {
    "a link": Case("import", at(LOCK, to_precious), 1, "it is a link, not a file"),
    "a link, looked at": Case("status", at(LOCK, to_precious), 1, "it is a link, not a file"),
    "a link to nothing": Case("import", at(LOCK, odd.leading_nowhere), 1, "it is a link, not a file"),
    "another file's second name": Case("import", at(LOCK, hard_to_precious), 1, "another name"),
    "a folder": Case("import", at(LOCK, odd.folder), 1, "it is a folder, not a file"),
    "a pipe": Case("import", at(LOCK, odd.pipe), 1, "it is a pipe, not a file"),
    "a pipe, asked": Case("pause", at(LOCK, odd.pipe), 1, "it is a pipe, not a file"),
}

DATABASES = {
    "a folder": Case("import", at(DATABASE, odd.folder), 1, "it is a folder, not a file"),
    "a pipe": Case("import", at(DATABASE, odd.pipe), 1, "it is a pipe, not a file"),
    "a pipe, looked at": Case("status", at(DATABASE, odd.pipe), 1, "it is a pipe, not a file"),
    "a device": Case("import", at(DATABASE, odd.endless), 1, "not a file"),
    "a link to nothing": Case("import", at(DATABASE, odd.leading_nowhere), 1, "it is a link, not a file"),
    "a link to someone's file": Case("import", at(DATABASE, to_precious), 1, "it is a link, not a file"),
    "its log a pipe": Case("import", at(f"{DATABASE}-wal", odd.pipe), 1, "it is a pipe, not a file"),
    "its log a folder": Case("status", at(f"{DATABASE}-wal", odd.folder), 1, "it is a folder, not a file"),
    "its log a link": Case("import", at(f"{DATABASE}-wal", to_precious), 1, "it is a link, not a file"),
    "a text": Case("import", at(DATABASE, text("not a database " * 900)), 1, DAMAGED),
    "a text, looked at": Case("status", at(DATABASE, text("not a database " * 900)), 1, DAMAGED),
    "cut": Case("sync --yes", cut, 1, DAMAGED),
    "cut, looked at": Case("status", cut, 1, DAMAGED),
    "pages lost": Case("import", overwritten(4096 * 2, 4096 * 9), 1, DAMAGED),
    "pages lost, looked at": Case("categories", overwritten(4096, None), 1, DAMAGED),
    "the schema lost": Case("status", overwritten(200, 4096), 1, DAMAGED),
    "a title that is no text": Case("categories", flipped(b"Evening", b"Even\xff\xfeg"), 1, DAMAGED),
    "a message that is no text": Case("errors", flipped(b"songs.csv, row 4", b"songs.\xffsv, row 4"), 1, DAMAGED),
    "a date that is none": Case("history", sql("UPDATE runs SET created_at = '2026-99-01T00:00:00'"), 1, DAMAGED),
    "a word that is none": Case("history", sql("UPDATE runs SET status = 'complexed'"), 1, DAMAGED),
    "arguments that are none": Case("history", sql("UPDATE runs SET arguments = '{'"), 1, DAMAGED),
}

SIGN_INS = {
    "a pipe": Case("import", at(SPOTIFY, odd.pipe), 5, AGAIN),
    "a device": Case("import", at(SPOTIFY, odd.endless), 5, AGAIN),
    "a folder": Case("import", at(SPOTIFY, odd.folder), 5, AGAIN),
    "a link": Case("preview", at(YOUTUBE, to_precious), 5, AGAIN),
    "empty": Case("preview", at(YOUTUBE, odd.empty), 5, AGAIN),
    "ten gigabytes": Case("import", at(SPOTIFY, odd.huge), 5, AGAIN),
    "noise": Case("import", at(SPOTIFY, odd.noise), 5, AGAIN),
    "lists in lists": Case("preview", at(YOUTUBE, odd.deep_json), 5, AGAIN),
    "a list": Case("import", at(SPOTIFY, text("[]")), 5, AGAIN),
    "good until the year 9999": Case("import", at(SPOTIFY, token(expires_at="9999-12-31T23:59:59-12:00")), 5, AGAIN),
    "given in the year 9999": Case("import", at(SPOTIFY, token(consented_at="9999-12-31T00:00:00+00:00")), 5, AGAIN),
    "given in the year 1": Case("import", at(SPOTIFY, token(consented_at="0001-01-01T00:00:00+12:00")), 5, AGAIN),
    "good until -1": Case("preview", at(YOUTUBE, token(expires_at=-1)), 5, AGAIN),
    "good until 10^400": Case("preview", at(YOUTUBE, token(expires_at=10**400)), 5, AGAIN),
}

CLIENTS = {
    "a pipe": Case(GIVEN, at("OUT/given", odd.pipe), 2, "it is a pipe, not a file"),
    "a device": Case(GIVEN, at("OUT/given", odd.endless), 2, "it is a device, not a file"),
    "a folder": Case(GIVEN, at("OUT/given", odd.folder), 2, "it is a folder, not a file"),
    "a link to nothing": Case(GIVEN, at("OUT/given", odd.leading_nowhere), 2, "it is a link that leads nowhere"),
    "ten gigabytes": Case(GIVEN, at("OUT/given", odd.huge), 2, "it is larger than"),
    "objects in objects": Case(GIVEN, at("OUT/given", odd.deep_objects), 2, "is larger than"),
    "lists in lists": Case(GIVEN, at("OUT/given", odd.deep_json), 2, "no OAuth client file"),
    "not there": Case(GIVEN, nothing, 2, "File not found: given"),
    "a name that is no UTF-8": Case(f"{GIVEN}-{FOREIGN}", nothing, 2, "caf\ufffd is not UTF-8"),
    "the kept one a pipe": Case(
        "auth youtube --no-browser", at("tokens/google-client.json", odd.pipe), 2, "it is a pipe, not a file"
    ),
}

BACKUPS = {
    "a pipe": Case("restore OUT/given", at("OUT/given", odd.pipe), 2, "it is a pipe, not a file"),
    "a device": Case("restore OUT/given", at("OUT/given", odd.endless), 2, "it is a device, not a file"),
    "a folder": Case("restore OUT/given", at("OUT/given", odd.folder), 2, "it is a folder, not a file"),
    "ten gigabytes": Case("restore OUT/given", at("OUT/given", odd.huge), 2, "is no backup"),
    "ten gigabytes behind a bracket": Case("restore OUT/given", at("OUT/given", odd.huge_json), 2, "it is larger than"),
    "noise": Case("restore OUT/given", at("OUT/given", odd.noise), 2, "is no backup"),
    "objects in objects": Case("restore OUT/given", at("OUT/given", odd.deep_objects), 2, "is no backup"),
    "of nobody": Case("restore ~nobody-of-that-name/x", nothing, 2, "does not know"),
    "a name that is no UTF-8": Case(f"restore OUT/{FOREIGN}", nothing, 2, "caf\ufffd is not UTF-8"),
    "of 250 MB": Case("restore OUT/given", at("OUT/given", odd.huge_zeros), 2, "is no backup"),
}

TABLES = {
    "a pipe": Case("review import OUT/given", at("OUT/given", odd.pipe), 2, "it is a pipe, not a file"),
    "a device": Case("review import OUT/given", at("OUT/given", odd.endless), 2, "it is a device, not a file"),
    "a folder": Case("review import OUT/given", at("OUT/given", odd.folder), 2, "it is a folder, not a file"),
    "ten gigabytes": Case("review import OUT/given", at("OUT/given", odd.huge), 2, "it is larger than"),
    "not there": Case("review import OUT/given", nothing, 2, "File not found: given"),
    "of nobody": Case("review import ~nobody-of-that-name/x", nothing, 2, "does not know"),
    "written to a pipe": Case("review export OUT/given", at("OUT/given", odd.pipe), 2, "it is a pipe, not a file"),
    "written to a folder": Case("review export OUT/given", at("OUT/given", odd.folder), 2, "it is a folder"),
    "written to a device": Case("review export /dev/full", nothing, 2, "it is a device, not a file"),
    "written to a link to itself": Case("review export OUT/given", at("OUT/given", odd.circle), 2, "cannot be"),
    "written into no folder": Case("review export OUT/none/given", nothing, 2, "there is no folder"),
    "written over someone's file": Case("review export OUT/precious.txt", nothing, 2, "is there already"),
}

LIBRARIES = {
    "a pipe": Case("import OUT/given", at("OUT/given", odd.pipe), 2, "it is a pipe, not a file"),
    "a socket": Case("import OUT/given", at("OUT/given", odd.unix_socket), 2, "it is a socket, not a file"),
    "a device": Case("import OUT/given", at("OUT/given", odd.endless), 2, "it is a device, not a file"),
    "a link to nothing": Case("import OUT/given", at("OUT/given", odd.leading_nowhere), 2, "given"),
    "ten gigabytes": Case("import OUT/given", at("OUT/given", odd.huge), 2, "given"),
    "of nobody": Case("import ~nobody-of-that-name/x", nothing, 2, "does not know"),
    "a name that is no UTF-8": Case(f"import OUT/{FOREIGN}", nothing, 2, "caf\ufffd"),
    "a demo kept in a file": Case("demo --headless --keep OUT/given", at("OUT/given", odd.empty), 2, "it is a file"),
    "a demo kept in a pipe": Case("demo --headless --keep OUT/given", at("OUT/given", odd.pipe), 2, "it is a pipe"),
}

CASES = {
    f"{subject}: {name}": case
    for subject, cases in (
        ("settings", SETTINGS),
        ("home", HOMES),
        ("folder", FOLDERS),
        ("lock", LOCKS),
        ("database", DATABASES),
        ("sign-in", SIGN_INS),
        ("client file", CLIENTS),
        ("backup", BACKUPS),
        ("table", TABLES),
        ("library", LIBRARIES),
    )
    for name, case in cases.items()
}


@pytest.fixture
def place(tmp_path: Path, used_home: Path, home: Path) -> Place:
    """The home, and a folder beside it with a file in it."""
    shutil.copytree(used_home, home)
    found = Place(home, tmp_path / "outside")
    found.outside.mkdir()
    found.precious.write_text(PRECIOUS)
    return found


def print_of(folder: Path) -> dict[str, tuple[int, int, str]]:
    """What a folder holds: each thing's mode, size and content, where it is a file that can be read through."""
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        is_small = path.is_file() and not path.is_symlink() and about.st_size < 2**20
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if is_small else ""
        found[str(path)] = (about.st_mode, about.st_size, digest)
    return found


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_file_ends_soon_in_one_sentence_and_changes_nothing_elsewhere(
    bare: Program, place: Place, name: str
) -> None:
    case = CASES[name]
    more = {**CLIENT, **(case.make(place) or {})}
    before = print_of(place.outside)
    call = [word.replace("OUT", str(place.outside)) for word in case.call.split()]
    ended = bare.run(*call, code=None, more=more, timeout_s=SOON_S, is_powerless=case.is_powerless)
    assert case.says in ended.err
    assert ended.code == case.code, ended.err
    assert re.fullmatch(r"[^\n]+\.\n", ended.err), "one sentence"
    assert "bug" not in ended.err
    assert ended.peak_mb < MOST_MB
    assert print_of(place.outside) == before
    log = place.home / "logs" / "crossfade.log"
    if log.is_file() and not log.is_symlink():
        assert "Traceback" not in log.read_text()
