"""Two thousand spoiled files of every format: each is read or refused in a sentence, and nothing else happens.

Hypothesis chooses how a whole file is spoiled, in batches, since a file of its own for each would take minutes.
"""

from __future__ import annotations

import io
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.adapters.exports.bundle import Bundle, Entry, open_bundle
from core.adapters.exports.library import listed_in
from core.adapters.exports.tracks import Dropped
from core.errors import UsageError
from tests.adapters.exports.examples import FORMATS, zipped

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from core.model import SourceTrack

EXAMPLES, EACH = 40, 50
PHASES = (Phase.generate,)
ODD = (
    *(bytes([sign]) for sign in b'",;\n\r\0\xff<>&{}[]\t'),
    *(b"null", b"1e999", b"\\ud800", b"spotify:track:", b"#EXTINF:", b"=1+1", b"-1", b"\xef\xbb\xbf", b"\xe2\x80\xae"),
    *(
        b"<dict>",
        b"</array>",
        b"<key>Tracks</key>",
        b"<date>x</date>",
        b"&x;",
        b"<!DOCTYPE a>",
        b"[playlist]\n",
        b"File1=",
    ),
)
SIGNS = (b",", b";", b'"', b"\n")


def spoiled(whole: bytes, chance: Random) -> bytes:
    """A file with one to six wounds."""
    content = bytearray(whole)
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        match chance.randrange(7):
            case 0 if at < len(content):
                content[at] = chance.randrange(256)
            case 1:
                del content[at : min(to, at + 40)]
            case 2:
                content[at:at] = chance.choice(ODD)
            case 3:
                content[at:at] = content[at : min(to, at + 200)]
            case 4:
                del content[at:]
            case 5:
                cells = bytes(content).split(chance.choice(SIGNS))
                one, other = chance.randrange(len(cells)), chance.randrange(len(cells))
                cells[one], cells[other] = cells[other], cells[one]
                content = bytearray(chance.choice(SIGNS).join(cells))
            case _:
                content[at:at] = chance.choice(tuple(FORMATS.values()))[: chance.randrange(200)]
    return bytes(content)


def read(content: bytes) -> int:
    """Read a file as the program does, without its thread; returns its rows. Raises UsageError where it is refused."""
    with ExitStack() as resources:
        entry = Entry("folder/file.csv", lambda: io.BytesIO(content))
        found, _ = listed_in(Bundle((entry,), is_archive=False, close=lambda: None), "file.csv", resources)
        rows = 0
        for listed in found:
            assert listed.title
            for number, what, added_at in listed.read():
                assert number > 0
                assert isinstance(what, Dropped) or _is_whole(what)
                assert added_at is None or added_at.tzinfo is not None
                rows += 1
        return rows


def _is_whole(track: SourceTrack) -> bool:
    return bool(track.uri and track.title and len(track.title) <= 1000) and "\0" not in track.title


def outcome(content: bytes) -> str:
    """What became of a file: ``read``, or the sentence that refuses it."""
    try:
        read(content)
    except UsageError as refusal:
        return str(refusal)
    return "read"


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(chance=st.randoms(use_true_random=False))
def test_two_thousand_spoiled_files_do_no_harm(name: str, chance: Random) -> None:
    assert EXAMPLES * EACH >= 2000
    said = {outcome(spoiled(FORMATS[name], chance)) for _ in range(EACH)}
    assert [words for words in said - {"read"} if not (words.endswith(".") and words.isprintable())] == []


@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(chance=st.randoms(use_true_random=False))
def test_two_thousand_spoiled_archives_do_no_harm(tmp_path_factory: pytest.TempPathFactory, chance: Random) -> None:
    whole = zipped({name: FORMATS[name] for name in ("account_data_library", "takeout", "exportify")})
    path = tmp_path_factory.getbasetemp() / "spoiled.zip"
    said = set()
    for _ in range(EACH):
        path.write_bytes(spoiled(whole, chance))
        said.add(outcome_of_archive(path))
    assert [words for words in said - {"read"} if not words.endswith(".")] == []


def outcome_of_archive(path: Path) -> str:
    """The same for an archive."""
    with ExitStack() as resources:
        try:
            bundle = open_bundle(path)
            resources.callback(bundle.close)
            for listed in listed_in(bundle, path.name, resources)[0]:
                list(listed.read())
        except UsageError as refusal:
            return str(refusal)
        return "read"
