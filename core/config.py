"""The settings a person may choose, read from ``config.toml``: one frozen value with a section each.

Where the file lies and which commands change a setting for one run is not decided here. A key that is left
out has the default written beside it; each number carries the range it may have.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, get_args, get_origin, get_type_hints

from core.errors import UsageError
from core.files import KB, read, why
from core.states import Order, Policy, Privacy, Rung
from core.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

CLIENT_ID = "CROSSFADE_SPOTIFY_CLIENT_ID"
"""The environment variable that names the person's Spotify app; it goes before the setting."""


LARGEST = 256 * KB
"""Bytes of the largest settings file that is read."""

_DOTS_MAX = 100
"""Dots in a line. Each deepens a key, and ``tomllib`` takes the square of their number."""


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest value a number may have."""

    least: float
    most: float


Count = Annotated[int, Range(0, 1_000_000)]
Share = Annotated[float, Range(0, 1)]
Seconds = Annotated[float, Range(0, 86_400)]
Page = Annotated[int, Range(1, 50)]


@dataclass(frozen=True, slots=True)
class Quota:
    """What one YouTube quota day grants.

    ``reserve`` are units kept back for looks and for the person; ``playlists_per_day`` is YouTube's unwritten
    limit on new playlists.
    """

    units_per_day: Count = 10_000
    searches_per_day: Count = 100
    reserve: Count = 1_000
    playlists_per_day: Count = 10


@dataclass(frozen=True, slots=True)
class YouTube:
    """How playlists are made and filled.

    ``policy`` and ``order`` are what new categories begin with. ``settle_s`` is how long a listing that does
    not show a write proves nothing. ``item_markers``: ``auto`` uses them where the service keeps them.
    ``region`` is the person's country in two letters; None: the channel's own.
    """

    privacy: Privacy = Privacy.PRIVATE
    policy: Policy = Policy.ADD
    order: Order = Order.EXACT
    settle_s: Seconds = 180.0
    item_markers: Literal["auto", "on", "off"] = "auto"
    keep_duplicates: bool = False
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """When a video is taken for a recording: a score of at least ``accept``, at least ``gap`` above the next.

    ``rungs`` are the ways to find one: what a person said and what was found before count always, the others
    where they are named. ``ytmusic`` allows the unofficial search, whether it is named or not:
    see :data:`core.music.NOTICE`.
    """

    accept: Share = 0.81
    gap: Share = 0.05
    rungs: tuple[Rung, ...] = (Rung.OVERRIDE, Rung.STORED, Rung.OWN, Rung.CHANNELS, Rung.SEARCH)
    ytmusic: bool = False


@dataclass(frozen=True, slots=True)
class Spotify:
    """How Spotify is asked: at most ``daily_calls`` in 24 hours, ``spacing_s`` apart.

    ``client_id`` is the person's own app (None: not set); ``enrich`` reads artists and albums, too.
    """

    client_id: str | None = None
    daily_calls: Annotated[int, Range(1, 1_000_000)] = 600
    spacing_s: Annotated[float, Range(0, 60)] = 0.5
    enrich: bool = True


@dataclass(frozen=True, slots=True)
class Import:
    """How a library is read: rows a call, and ``wait_s``, the longest Retry-After that is waited out.

    ``every_min`` repeats an import while the screen stays open (0: never). A source that shrank by more than
    ``shrink_ask`` of its rows is held back and asked about.
    """

    liked_songs_batch: Page = 50
    playlists_batch: Page = 50
    artists_batch: Page = 50
    albums_batch: Annotated[int, Range(1, 20)] = 20
    wait_s: Seconds = 60.0
    every_min: Annotated[int, Range(0, 10_080)] = 0
    shrink_ask: Share = 0.5


@dataclass(frozen=True, slots=True)
class Engine:
    """How a sync proceeds: operations a turn, and the removals above which it asks once more."""

    batch: Annotated[int, Range(1, 100)] = 10
    remove_max: Count = 100
    remove_max_percent: Annotated[float, Range(0, 100)] = 20.0


@dataclass(frozen=True, slots=True)
class Ui:
    """The screen: its colours (None: its own), the mouse, and other keys for its actions."""

    theme: str | None = None
    mouse: bool = True
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections. ``import_`` is ``[import]`` in the file."""

    quota: Quota = field(default_factory=Quota)
    youtube: YouTube = field(default_factory=YouTube)
    match: Matching = field(default_factory=Matching)
    spotify: Spotify = field(default_factory=Spotify)
    import_: Import = field(default_factory=Import)
    engine: Engine = field(default_factory=Engine)
    ui: Ui = field(default_factory=Ui)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """A section for album catalogues, which nothing reads yet."""

    url: str | None = None
    artist_column: str | None = None
    album_column: str | None = None
    sheets: tuple[str, ...] = ()
    group: Literal["catalogue", "sheet", "year"] = "catalogue"


@dataclass(frozen=True, slots=True)
class _File(Settings):
    """All sections that a file may hold: the settings, and ``[catalogue]``.

    That one was documented before anything could read it, so files with it are about. It is checked and has no effect:
    it is no setting, and stands neither among those a person is shown nor among the names an error offers. To refuse
    it would break these files now, to pass over mistakes in it would break them on the day it is read.
    """

    catalogue: _Catalogue = field(default_factory=_Catalogue)


def load(path: Path) -> Settings:
    """Read the settings; a file that is not there means the defaults.

    Raises UsageError, one sentence that names the file and the key, for anything it does not understand.
    """
    return settings_in(text_of(path), path.name)


def text_of(path: Path) -> str:
    """A settings file's text with its line ends, empty where there is no file. Raises UsageError, one sentence."""
    try:
        return read(path, limit=LARGEST).decode()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {why(error)}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} cannot be read: it is no text in UTF-8; save it as UTF-8.") from error


def table_in(text: str, file: str) -> dict[str, object]:
    """What a text says in TOML; the mark that some editors put before it counts for nothing.

    Raises UsageError that names the ``file``.
    """
    if any(line.count(".") > _DOTS_MAX for line in text.splitlines()):
        raise UsageError(f"{file} cannot be read: it is nested too deep for settings.")
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise UsageError(f"{file} cannot be read: it is nested too deep for settings.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} cannot be read: {shown(str(error)).rstrip('.')}.") from error
    except ValueError as error:
        raise UsageError(f"{file} cannot be read: a number in it is too long.") from error


def settings_in(text: str, file: str) -> Settings:
    """The settings a text says. Raises UsageError that names the ``file`` and the key."""
    table = table_in(text, file)
    _refuse_unknown(table, file)
    return _converted(table, file)


def spotify_client_id(settings: Settings, env: Mapping[str, str]) -> str | None:
    """The client id of the person's Spotify app, the environment's before the file's; None where neither names one."""
    return env.get(CLIENT_ID, "").strip() or (settings.spotify.client_id or "").strip() or None


# ── from the file's words to ours ────────────────────────────────────────────────────────────────────────


def _sections(of: type[Settings] = _File) -> dict[str, type]:
    """The sections by the names they have in the file."""
    return {name.rstrip("_"): kind for name, kind in get_type_hints(of).items()}


def _keys(section: type) -> list[str]:
    return [entry.name for entry in fields(section)]


def _refuse_unknown(table: Mapping[str, object], file: str) -> None:
    """Raise UsageError for a section or key that does not exist, naming the nearest that does."""
    sections = _sections()
    offered = _sections(Settings)
    full = {f"[{name}] {key}": key for name, kind in offered.items() for key in _keys(kind)}
    for name, content in table.items():
        if name not in sections:
            known = {f"[{section}]": section for section in offered}
            nearest = _nearest(name, known if isinstance(content, dict) else full)
            raise UsageError(f"{file} has no {_kind(content)} {shown(name)!r}; the nearest known one is {nearest}.")
        if not isinstance(content, dict):
            raise UsageError(f"{file}: {name!r} is a section, written as a line [{name}] with its keys below.")
        own = {f"[{name}] {key}": key for key in _keys(sections[name])}
        for key in content:
            if key not in own.values():
                nearest = _nearest(key, own if _is_near(key, own.values()) else full)
                raise UsageError(f"{file}: [{name}] has no key {shown(key)!r}; the nearest known one is {nearest}.")


def _kind(content: object) -> str:
    return "section" if isinstance(content, dict) else "key"


def _is_near(word: str, known: Iterable[str]) -> bool:
    import difflib

    return bool(difflib.get_close_matches(word[:100], known, n=1))


def _nearest(word: str, known: Mapping[str, str]) -> str:
    """The known name, as it is written in full, that is nearest to a word; there always is one."""
    import difflib

    return max(known, key=lambda full: difflib.SequenceMatcher(None, word[:100], known[full]).ratio())


def _converted(table: Mapping[str, object], file: str) -> Settings:
    """Check types and ranges. msgspec is imported here, for a program without a file needs none."""
    import msgspec

    named = {f"{name}_" if name == "import" else name: content for name, content in table.items()}
    try:
        settings = msgspec.convert(named, _File)
    except msgspec.ValidationError as error:
        raise UsageError(_sentence(str(error), file)) from error
    if settings.youtube.region is not None and not re.fullmatch("[A-Za-z]{2}", settings.youtube.region):
        raise UsageError(f"{file}: [youtube] region is a country in two letters, such as DE.")
    for name, kind in _sections().items():
        section = getattr(settings, f"{name}_" if name == "import" else name)
        for key, hint in get_type_hints(kind, include_extras=True).items():
            for bound in getattr(hint, "__metadata__", ()):
                value = getattr(section, key)
                if isinstance(bound, Range) and not bound.least <= value <= bound.most:
                    span = f"{bound.least:,} to {bound.most:,}"
                    raise UsageError(
                        f"{file}: [{name}] {key} = {shown(str(value), limit=40)} is out of range; it goes from {span}."
                    )
    return Settings(**{section.name: getattr(settings, section.name) for section in fields(Settings)})


_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}


def _sentence(problem: str, file: str) -> str:
    """Msgspec's message (``Expected `int`, got `str` - at `$.quota.reserve` ``) as a sentence for people."""
    said, _, place = problem.partition(" - at ")
    found = re.match(r"`\$\.(\w+)\.(\w+)(.?)", place)
    if not found:
        return f"{file} cannot be understood: {shown(problem)}."
    name, key = found[1].rstrip("_"), found[2]
    if allowed := _allowed(name, key):
        return f"{file}: [{name}] {key} must be one of {', '.join(allowed)}."
    whole = f"[{name}] {key}" if found[3] == "`" else f"each value of [{name}] {key}"
    kinds = re.match(r"Expected `([^`]+)`, got `(\w+)`", said)
    if not kinds:
        return f"{file}: {whole}: {shown(said)}."
    expected = " or ".join(_WORDS.get(word, word) for word in kinds[1].split(" | ") if word != "null")
    return f"{file}: {whole} must be {expected}, not {_WORDS.get(kinds[2], kinds[2])}."


def _allowed(section: str, key: str) -> tuple[str, ...]:
    """The words a setting may have, where it has a closed set of them."""
    hint = get_type_hints(_sections()[section]).get(key)
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(member.value for member in hint)
    return tuple(re.findall(r"'(\w+)'", str(hint))) if "Literal" in str(hint) else ()
