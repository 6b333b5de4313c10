"""``make pictures`` draws the pictures of the README; with ``--shots DIR`` also each shot of the walk, to look at."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pictures.album import FOLDER, album, shots
from tests.pictures.journey import lived_through

if TYPE_CHECKING:
    from collections.abc import Iterable


def main() -> None:
    """Live through the demo once, and draw what was seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=main.__doc__)
    parser.add_argument("--shots", type=Path, metavar="DIR", help="also draw each shot of the walk alone")
    options = parser.parse_args()
    scenes = lived_through()
    _save(FOLDER, album(scenes).items())
    if options.shots is not None:
        _save(options.shots, shots(scenes))


def _save(folder: Path, pictures: Iterable[tuple[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for name, drawn in pictures:
        (folder / name).write_text(drawn, encoding="utf-8")
        sys.stdout.write(f"{folder.name}/{name}: {len(drawn.encode()) / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
