"""The pinned lists: exact, hashed, true to ``pyproject.toml``, and free of addresses."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

RUNTIME = "requirements.txt"
TOOLS = ".ci/requirements.txt"


def entries(name: str) -> list[str]:
    """The entries of a list, continued lines joined."""
    joined = (ROOT / name).read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def pins(name: str) -> dict[str, str]:
    """Package → exact version."""
    found: dict[str, str] = {}
    for entry in entries(name):
        requirement = Requirement(entry.partition(" --hash")[0])
        versions = [part.version for part in requirement.specifier if part.operator == "=="]
        found[canonicalize_name(requirement.name)] = versions[0]
    return found


def project() -> Any:  # noqa: ANN401 - a TOML document has no narrower type
    """What ``pyproject.toml`` says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.mark.parametrize("name", [RUNTIME, TOOLS])
def test_no_list_names_an_address_or_a_place(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.findall(r"file:|://|-index|find-links|(?m:^-)|/", text)


@pytest.mark.parametrize("name", [RUNTIME, TOOLS])
def test_every_entry_is_one_exact_version_with_hashes(name: str) -> None:
    loose = [entry for entry in entries(name) if not re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]
    assert entries(name)
    assert not loose


@pytest.mark.parametrize(
    ("name", "wanted"),
    [(RUNTIME, project()["project"]["dependencies"]), (TOOLS, project()["dependency-groups"]["tools"])],
)
def test_every_wish_of_the_project_is_pinned_within_its_bounds(name: str, wanted: list[str]) -> None:
    pinned = pins(name)
    for wish in map(Requirement, wanted):
        assert pinned[canonicalize_name(wish.name)] in wish.specifier, wish.name


def test_both_lists_agree_on_what_they_share() -> None:
    runtime, tools = pins(RUNTIME), pins(TOOLS)
    assert {name: tools[name] for name in tools if name in runtime} == {
        name: runtime[name] for name in runtime if name in tools
    }
