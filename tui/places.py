"""The places of the application, in the order of their number keys, and where the screen of each is.

A screen is imported when it is first shown, so that the first frame waits for one place only.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: its name in the program, its title before people, and its screen as ``module:class``."""

    name: str
    title: str
    screen: str

    def made(self) -> Screen[None]:
        """A new screen of it."""
        return self.kind()()

    def kind(self) -> Callable[[], Screen[None]]:
        """The screen's class."""
        module, _, name = self.screen.partition(":")
        return cast("Callable[[], Screen[None]]", getattr(import_module(f"tui.screens.{module}"), name))


@dataclass(frozen=True, slots=True)
class Room(Spot):
    """A screen on top of a place, and the key that opens it there."""

    place: str
    key: str


PLACES: tuple[Spot, ...] = (
    Spot("home", "Home", "home:HomeScreen"),
    Spot("sources", "Sources", "sources:SourcesScreen"),
    Spot("categories", "Categories", "categories:CategoriesScreen"),
    Spot("preview", "Preview", "preview:PreviewScreen"),
    Spot("run", "Run", "run:RunScreen"),
    Spot("review", "Review", "review:ReviewScreen"),
    Spot("history", "History", "history:HistoryScreen"),
    Spot("settings", "Settings", "settings:SettingsScreen"),
)
"""Those with a number key."""

SUMMARY = Spot("summary", "Summary", "summary:SummaryScreen")
"""What a run came to; it comes up when a sync ends, and is reached from the run and from the history."""


ROOMS: tuple[Room, ...] = (
    Room("backups", "Backups", "backups:BackupsScreen", "history", "b"),
    Room("health", "Health", "health:HealthScreen", "review", "h"),
)
"""Screens that stand on top of a place and can be gone to from everywhere."""

FIRST_START: tuple[Spot, ...] = (
    Spot("start", "First start", "first_start:FirstStartScreen"),
    Spot("choose", "First start", "choose:ChooseScreen"),
)
"""The steps of a first start, which comes up by itself; the palette brings it back."""


def key_of(place: str) -> str:
    """The number key of a place: 9 is the summary's, the others stand in their order."""
    return {**{spot.name: str(number) for number, spot in enumerate(PLACES, start=1)}, SUMMARY.name: "9"}[place]


def modes() -> dict[str, Callable[[], Screen[None]]]:
    """How Textual makes the screen of each place, at its first showing."""
    return {spot.name: spot.made for spot in (*PLACES, SUMMARY, *FIRST_START)}
