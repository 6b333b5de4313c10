"""What may stand where, and what every module owes its reader."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import LAUNCHER, PACKAGES, ROOT, modules, texts, tracked

TOP = {
    *("core", "db", "tests", "tui"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "requirements.txt"),
}
LONGEST = 400
DECLARATIONS = {Path("core/model.py"): 650, Path("core/store.py"): 550}
"""Two lists without a line of logic, each read by looking one entry up; they may be longer."""
NAMELESS = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "types"}
FOREIGN_WORDS = (
    r"pypi\.org|pythonhosted",
    r"(?<![\w.~])/(?:home|Users|root|work|mnt)/\w",
    r"\b[a-z]:\\\\?users\b",
    r"-----BEGIN [A-Z ]*PRIVATE KEY",
)
REASON = re.compile(r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w-]+(?:, ?[\w-]+)*\])(?P<reason>.*)")
BARE = re.compile(r"#\s*(?:noqa\b(?!:)|type: ignore\b(?!\[))")

SOURCE = modules(*PACKAGES, str(LAUNCHER))
EVERYTHING = (*SOURCE, *modules("tests"))


def test_nothing_unexpected_stands_at_the_top() -> None:
    if not tracked():
        pytest.skip("not a git checkout")
    assert {path.parts[0] for path in tracked() if not path.parts[0].startswith(".")} <= TOP


def test_no_file_names_a_registry_a_place_of_one_machine_or_a_key() -> None:
    pattern = re.compile("|".join(FOREIGN_WORDS), re.IGNORECASE)
    here = Path(__file__).relative_to(ROOT)
    found = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}"
        for path, text in texts()
        for hit in pattern.finditer(text)
        if path != here
    ]
    assert not found


@pytest.mark.parametrize("path", EVERYTHING, ids=str)
def test_every_module_begins_by_saying_what_it_holds(path: Path) -> None:
    told = ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))) or ""
    if path.name == "__init__.py" and path.parts[0] == "tests":
        return
    assert len(told.split()) >= 4


@pytest.mark.parametrize("path", SOURCE, ids=str)
def test_no_module_is_too_long_to_be_read_at_a_sitting(path: Path) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= DECLARATIONS.get(path, LONGEST)


def test_no_module_is_named_for_nothing() -> None:
    assert not [path for path in EVERYTHING if path.stem in NAMELESS or path.parent.name in NAMELESS]


@pytest.mark.parametrize("path", EVERYTHING, ids=str)
def test_every_exception_to_a_rule_carries_its_reason(path: Path) -> None:
    if path == Path(__file__).relative_to(ROOT):
        return
    for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
        assert not BARE.search(line), f"line {number}: {line.strip()}"
        found = REASON.search(line)
        assert not found or len(found["reason"].strip(" #-–:").split()) >= 2, f"line {number}: {line.strip()}"


def test_loose_dictionaries_stay_in_the_rooms_that_translate() -> None:
    loose = re.compile(r"\b[Dd]ict\[str, Any\]|Mapping\[str, Any\]")
    assert not [
        str(path)
        for path in SOURCE
        if loose.search((ROOT / path).read_text(encoding="utf-8")) and path.stem != "translate"
    ]
