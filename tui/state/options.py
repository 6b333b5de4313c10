"""The settings as a person sees them: what each means, what it is now, and how a typed text becomes its value.

No Textual here. Names and kinds come from :class:`core.config.Settings`; a test sees to it that each has a meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, get_args, get_origin, get_type_hints

from core.config import Settings
from core.config_file import literal
from core.errors import UsageError

if TYPE_CHECKING:
    from core.config_file import Value

MEANINGS: dict[str, str] = {
    "quota.units_per_day": "Units your YouTube project has a day; a write takes 50, a list of 50 rows 1.",
    "quota.searches_per_day": "Searches your project has a day, one for each song whose video is not known yet.",
    "quota.reserve": "Units kept back for looking things up and for you; 0 spends all.",
    "quota.playlists_per_day": "New playlists a day; YouTube's own unwritten limit.",
    "youtube.privacy": "Who can see new playlists.",
    "youtube.policy": "What new categories begin with: add only adds, mirror also removes and moves.",
    "youtube.order": "What new categories begin with: the source's exact order, or new videos at the end.",
    "youtube.settle_s": "Seconds for which a listing that lacks a write proves nothing.",
    "youtube.item_markers": "A note on each added item, by which Crossfade knows it again.",
    "youtube.keep_duplicates": "Add a recording as often as it stands in its source.",
    "youtube.region": "Your country in two letters, to tell which videos are blocked there.",
    "match.accept": "The least score, 0 to 1, at which a video is taken without asking you.",
    "match.gap": "The least lead a video needs over the second best.",
    "match.rungs": "The ways to find a video, cheapest first.",
    "match.ytmusic": "Also ask YouTube Music before a search is spent. Unofficial: it may stop working any day.",
    "spotify.client_id": "Your own Spotify app; CROSSFADE_SPOTIFY_CLIENT_ID goes before it.",
    "spotify.daily_calls": "Calls to Spotify in 24 hours, at most.",
    "spotify.spacing_s": "Seconds between two calls to Spotify.",
    "spotify.enrich": "Also read artists and albums after an import.",
    "import.liked_songs_batch": "Liked songs a call.",
    "import.playlists_batch": "Playlists a call.",
    "import.artists_batch": "Artists a call.",
    "import.albums_batch": "Albums a call.",
    "import.wait_s": "The longest pause asked for by Spotify that is waited out, in seconds.",
    "import.every_min": "Minutes between imports while this program is open; 0 never.",
    "import.shrink_ask": "A source that lost more than this share of its rows is held back and asked about.",
    "engine.batch": "Operations a turn.",
    "engine.remove_max": "A category with more removals than this is held until you let it go.",
    "engine.remove_max_percent": "The same, in percent of what Crossfade put there.",
    "ui.theme": "Colours; t tries them.",
    "ui.mouse": "Whether the mouse works in here; without, your terminal selects text itself.",
    "ui.keys": "Other keys for actions, by their names, such as run.pause = space.",
}  # fmt: skip
"""A sentence for each setting, by section and key."""


@dataclass(frozen=True, slots=True)
class Option:
    """A setting with its present value, its default, and its kind as Python declares it."""

    section: str
    key: str
    value: object
    default: object
    kind: object

    @property
    def name(self) -> str:
        """``quota.reserve``."""
        return f"{self.section}.{self.key}"

    @property
    def meaning(self) -> str:
        """What it is for."""
        return MEANINGS.get(self.name, "")

    @property
    def is_default(self) -> bool:
        """Whether it stands at its default."""
        return self.value == self.default

    @property
    def tags(self) -> tuple[str, ...]:
        """The words that ``is:`` finds it by."""
        return (self.section,) if self.is_default else (self.section, "changed")

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it may have; empty where it may have others."""
        if isinstance(self.kind, type) and issubclass(self.kind, StrEnum):
            return tuple(member.value for member in self.kind)
        return tuple(str(one) for one in get_args(self.kind)) if get_origin(self.kind) is Literal else ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The words that the parts of a list may be; empty where they may be others, and where it is no list."""
        kind = get_args(self.kind)[0] if get_origin(self.kind) is tuple else None
        return tuple(member.value for member in kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else ()

    @property
    def how(self) -> str:
        """How its value is typed, where that is not plain."""
        if isinstance(self.default, dict):
            return "Write name = key, several set apart by commas."
        if not isinstance(self.default, tuple):
            return ""
        words = f" Each is one of {', '.join(self.parts)}." if self.parts else ""
        return f"Several are set apart by commas.{words}"

    def next_value(self) -> Value | None:
        """What enter turns it to at once: the other truth, the next word; None where it has to be typed."""
        if isinstance(self.value, bool):
            return not self.value
        words = self.choices
        return words[(words.index(str(self.value)) + 1) % len(words)] if words else None

    def read(self, typed: str) -> Value | None:
        """A typed text as its value; None, where it is empty, is the default. Raises UsageError for another kind."""
        text = typed.strip()
        if not text:
            return None
        if isinstance(self.default, tuple):
            return [part.strip() for part in text.split(",") if part.strip()]
        if isinstance(self.default, dict):
            return self._read_table(text)
        try:
            if isinstance(self.default, int):
                return int(text.replace(",", ""))
            return float(text) if isinstance(self.default, float) else text
        except ValueError:
            what = "a whole number" if isinstance(self.default, int) else "a number"
            message = f"[{self.section}] {self.key} must be {what}."
            raise UsageError(message) from None

    def _read_table(self, text: str) -> dict[str, str]:
        """``pause = f6, undo = z`` as a table; a part without a name belongs to the one before: ``pause = f6, p``."""
        found: dict[str, str] = {}
        name = ""
        for part in text.strip("{}").split(","):
            before, sign, after = part.partition("=")
            value = (after if sign else before).strip().strip("\"'")
            if sign:
                name = before.strip().strip("\"'")
            if not name or not value:
                message = f"[{self.section}] {self.key} is written as name = key, such as run.pause = space."
                raise UsageError(message)
            found[name] = value if sign else f"{found[name]},{value}"
        return found


def options(settings: Settings) -> tuple[Option, ...]:
    """Every setting, in the order of the file."""
    found = []
    for section in fields(Settings):
        now, usual = getattr(settings, section.name), getattr(Settings(), section.name)
        if not is_dataclass(now):
            continue
        kinds = get_type_hints(type(now))
        found += [
            Option(
                section.name.rstrip("_"), one.name, getattr(now, one.name), getattr(usual, one.name), kinds[one.name]
            )
            for one in fields(now)
        ]
    return tuple(found)


def as_text(value: object) -> str:
    """A value as it would stand in the file; a setting that is not set is empty."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} = {one}" for name, one in value.items())
    return literal(value) if isinstance(value, bool | int | float) else str(value)
