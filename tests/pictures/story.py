"""What a picture tells: scenes with a caption each, made of shots that follow one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.pictures.seen import Screen

TOLD: dict[str, tuple[str, str]] = {
    "search": ("", "It has read a Spotify library, and looks for the right video of each recording."),
    "preview": ("", "The preview: what each playlist would get, what it costs, how many days it takes."),
    "choice": ("space", "One playlist left out: counts, price and days follow at once."),
    "confirm": ("c", "One sentence says all that will happen. What is to be deleted wants its number typed."),
    "run": ("enter", "The sync at work: every stage, both daily allowances, every video as it is added."),
    "pause": ("", "The day's units are used up: it pauses, and says when it goes on by itself."),
    "resume": ("", "A new quota day (half a minute in the demo): it goes on where it stopped."),
    "problem": ("e", "One video was refused: why, what was tried, what you can do. All else goes on."),
    "review": ("6", "Where the matcher is in doubt it asks: what is wanted beside what was found."),
    "decided": ("a", "Accepted: the next one is there. Your word is never replaced by the matcher."),
    "summary": ("", "Two quota days later: what was done, what was not and why, and a sum that closes."),
    "retry": ("f", "What failed is tried again, alone and at its price: this time it is added."),
}
"""The scenes of the walk in their order: the key that leads there (empty: it comes by itself), and what is seen."""

RESTING = "run"
"""The scene that is seen where nothing moves."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A screen, and for how long it is shown."""

    screen: Screen
    seconds: float


@dataclass(slots=True)
class Scene:
    """One step of the journey."""

    name: str
    shots: list[Shot] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the person pressed to come here; empty where it came by itself."""
        return TOLD[self.name][0]

    @property
    def caption(self) -> str:
        """What is seen, in one line."""
        return TOLD[self.name][1]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return sum(shot.seconds for shot in self.shots)
