"""The pictures of the README: they stand alone, tell the whole journey, and are what the demo shows today."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from tests.house.tree import ROOT
from tests.pictures.album import FOLDER, album
from tests.pictures.journey import lived_through
from tests.pictures.story import RESTING, TOLD

README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = sorted(path.name for path in FOLDER.iterdir())
SVG = "{http://www.w3.org/2000/svg}"
WALK = "walk.svg"


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def turns() -> dict[str, list[tuple[float, bool]]]:
    """When each part of the walk comes and goes: percents of the whole, and whether it is seen from there on."""
    found = {}
    for name, body in re.findall(r"@keyframes ([\w-]+)\{(.*)\}\n", source(WALK)):
        steps = re.findall(r"([\d.%,]+)\{visibility:(\w+)\}", body)
        found[name] = [(float(at.split("%")[0]), how == "visible") for at, how in steps]
    return found


def seen_at(percent: float) -> set[str]:
    """The parts of the walk that are seen at a moment."""
    return {name for name, steps in turns().items() if [how for at, how in steps if at <= percent][-1]}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_whole_and_asks_no_other_place_for_anything(name: str) -> None:
    root = ET.fromstring(source(name))
    assert root.tag == f"{SVG}svg"
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {
        *("svg", "title", "style", "defs", "g", "use", "rect", "circle", "path", "text")
    }
    attributes = [(key, value) for part in root.iter() for key, value in part.attrib.items()]
    named = {value for key, value in attributes if key == "id"}
    assert {value for key, value in attributes if key.endswith("href")} <= {f"#{one}" for one in named}
    assert not [key for key, _ in attributes if key.startswith("on")]
    rest = source(name).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.findall(r"https?:|url\(|@import|@font-face", rest)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_tells_nothing_of_the_machine_it_was_drawn_on(name: str) -> None:
    words = " ".join(text.text or "" for text in ET.fromstring(source(name)).iter(f"{SVG}text"))
    assert "Mirelle plays" in words  # the invented channel, so that this looks at words at all
    assert not re.findall(r"/(?:home|root|tmp|usr|var|Users)\b|127\.0\.0\.1|localhost|Bearer|ya29", words)


def test_the_walk_tells_every_scene_in_its_order() -> None:
    root = ET.fromstring(source(WALK))
    captions = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "t"]
    assert captions == [caption for _, caption in TOLD.values()]
    parts = [part.get("id", "") for part in root.iter(f"{SVG}g") if part.get("class") == "w"]
    assert [name for name in parts if "-" not in name] == list(TOLD)
    assert set(parts) == set(turns())


def test_at_every_moment_of_the_walk_one_screen_is_seen_and_its_caption() -> None:
    moments = {at for steps in turns().values() for at, _ in steps}
    for moment in moments:
        scene, shot = sorted(seen_at(moment))
        assert shot.startswith(f"{scene}-")


def test_every_scene_lasts_long_enough_to_be_read() -> None:
    (whole_s,) = (float(found) for found in re.findall(r"animation:([\d.]+)s", source(WALK)))
    for name in TOLD:
        steps = turns()[name]
        begins = next(at for at, is_seen in steps if is_seen)
        ends = next((at for at, is_seen in steps if not is_seen and at > begins), 100.0)
        assert (ends - begins) * whole_s / 100 > 2.4, name


def test_where_nothing_may_move_the_walk_shows_one_scene() -> None:
    before, moving, _ = re.split(r"(@media \(prefers-reduced-motion:no-preference\)\{)", source(WALK))
    assert moving
    assert "animation" not in before
    shown = re.findall(r"([#\w,-]+)\{visibility:visible\}", before)
    assert [re.sub(r"-\d+$", "", name) for name in shown[0].split(",")] == [f"#{RESTING}"] * 2


def test_the_walk_is_small() -> None:
    assert len(source(WALK).encode()) < 400_000


@pytest.mark.parametrize("name", PICTURES)
def test_the_readme_shows_it_and_says_in_words_what_is_seen(name: str) -> None:
    found = re.findall(rf'!\[([^\]]+)\]\(\.pictures/{name}\)|<img [^>]*src="\.pictures/{name}" alt="([^"]+)"', README)
    assert len(found) == 1
    assert len("".join(found[0])) > 60


@pytest.mark.proof
def test_the_pictures_are_what_the_demo_shows_today() -> None:
    """Where this fails, ``make pictures`` draws them anew."""
    assert album(lived_through()) == {name: source(name) for name in PICTURES}
