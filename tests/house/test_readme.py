"""The README says what is there: every setting, every room of the house, no picture or link that leads nowhere."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import PurePosixPath

from core.config import Settings
from tests.house.tree import ROOT, modules

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table() -> None:
    missing = []
    for section in fields(Settings):
        value = getattr(Settings(), section.name)
        assert is_dataclass(value)
        name = section.name.rstrip("_")
        table = README.partition(f"| `[{name}]` |")[2].partition("\n| `[")[0]
        missing += [f"[{name}] {key.name}" for key in fields(value) if f"`{key.name}`" not in table]
    assert not missing


def test_the_map_names_every_room_and_no_other() -> None:
    drawn = README.partition("## The map of the house")[2].partition("```")[2].partition("```")[0]
    core, _, tui = drawn.partition("\ntui/")
    for package, told in (("core", core), ("tui", tui)):
        rooms = set(re.findall(r"^  (\w+)/ ", told, re.MULTILINE))
        assert rooms == {path.parts[1] for path in modules(package) if len(path.parts) > 2}
    files = set(re.findall(r"(?:^  |  )(\w+) {2,}(?=\w)", drawn.partition("importing/")[0], re.MULTILINE))
    assert files
    assert not [name for name in files if not (ROOT / "core" / f"{name}.py").is_file()]


def test_every_relative_link_and_picture_leads_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#\s]+)|(?:src|srcset|href)=\"([^\"#]+)\"", README)
    local = [PurePosixPath(a or b) for a, b in targets if "://" not in (a or b)]
    assert local
    assert not [str(path) for path in local if not (ROOT / path).exists()]
