"""Which pictures there are, and where they lie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pictures.drawing import still, walk
from tests.pictures.story import RESTING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.pictures.story import Scene

FOLDER = Path(__file__).parents[2] / ".pictures"

_WALK = "A walk through the demo of Crossfade"
_STILLS = {"preview": "The preview of a sync", "review": "A match in doubt"}
"""The scenes whose first shot is a picture of its own."""


def album(scenes: Sequence[Scene]) -> dict[str, str]:
    """The pictures of the README by their file names."""
    stills = {scene.name: scene.shots[0].screen for scene in scenes if scene.name in _STILLS}
    drawn = {f"{name}.svg": still(screen, _STILLS[name]) for name, screen in stills.items()}
    return {"walk.svg": walk(scenes, _WALK, resting=RESTING), **drawn}


def shots(scenes: Sequence[Scene]) -> Iterator[tuple[str, str]]:
    """Every shot of the walk as a picture that stands still, under its caption: file name and drawing."""
    for number, scene in enumerate(scenes):
        for place, shot in enumerate(scene.shots):
            alone = replace(scene, shots=[shot])
            yield f"{number:02}-{scene.name}-{place}.svg", walk([alone], scene.caption, resting=scene.name)
