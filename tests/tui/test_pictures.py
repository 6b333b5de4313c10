"""Pictures of every screen in the states that matter, compared with accepted ones.

``pytest tests/tui/test_pictures.py --snapshot-update`` accepts what is drawn now; look at it first. Words are tested
elsewhere: these hold the layout. The application is started once for a scene, and its window is resized for every
size, as a person may do at any time. What differs is written beside the test's temporary files, to be looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.tui.scenes import SCENES, Scene
from tests.tui.stage import drawn

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


class Picture(SingleFileSnapshotExtension):
    """A file for each picture, named after its scene and its size: ``test_screen[home_offline][80x24].svg``."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


@pytest.mark.usefixtures("over_ssh")  # so that a picture is the same wherever it is drawn
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_screen(scene: Scene, snapshot: SnapshotAssertion, tmp_path: Path) -> None:
    accepted = snapshot.use_extension(Picture)
    others = []
    async for size, svg in drawn(scene):
        if accepted(name=size) != svg:
            other = tmp_path / f"{scene.name}.{size}.svg"
            other.write_text(svg, encoding="utf-8")
            others.append(str(other))
    assert not others, "not as accepted: look at these; --snapshot-update accepts them"
