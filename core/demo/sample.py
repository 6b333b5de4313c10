"""The sample world that the demo serves: an invented person's library and an invented YouTube."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.demo.world import World


def world() -> World:
    """The sample world, read from the file beside this module."""
    from importlib import resources

    from core.demo.world import parse

    return parse((resources.files("core.demo") / "sample.json").read_bytes())
