"""What ``config.toml`` may hold, and the sentence for what it may not."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from core.config import Settings, load, spotify_client_id
from core.errors import UsageError
from core.states import Order, Policy, Privacy

if TYPE_CHECKING:
    from pathlib import Path

EVERY_KEY = """
[quota]
units_per_day = 2000
searches_per_day = 7
reserve = 0
playlists_per_day = 3
[youtube]
privacy = "unlisted"
policy = "mirror"
order = "append"
settle_s = 2
item_markers = "off"
keep_duplicates = true
region = "DE"
[match]
accept = 0.9
gap = 0.1
rungs = ["stored", "search"]
ytmusic = true
[spotify]
client_id = "abc"
daily_calls = 10
spacing_s = 0.1
enrich = false
[import]
liked_songs_batch = 1
playlists_batch = 2
artists_batch = 3
albums_batch = 4
wait_s = 5
every_min = 6
shrink_ask = 0.7
[engine]
batch = 3
remove_max = 4
remove_max_percent = 5
[ui]
theme = "nord"
mouse = false
keys = { pause = "space" }
"""

CATALOGUE = """
[catalogue]
url = "https://example.org/albums.xlsx"
artist_column = "Artist"
album_column = "Album"
sheets = ["2024", "2025"]
group = "year"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refusal(file: Path, text: str) -> str:
    """The sentence that refuses a settings file."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load(file)
    return str(refused.value)


def test_a_missing_file_means_the_defaults_of_the_contract(file: Path) -> None:
    settings = load(file)
    assert settings == Settings()
    quota, youtube, engine = settings.quota, settings.youtube, settings.engine
    assert (quota.units_per_day, quota.searches_per_day, quota.reserve, quota.playlists_per_day) == (
        10_000,
        100,
        1_000,
        10,
    )
    assert (youtube.privacy, youtube.policy, youtube.order) == (Privacy.PRIVATE, Policy.ADD, Order.EXACT)
    assert (youtube.settle_s, youtube.item_markers, youtube.keep_duplicates) == (180, "auto", False)
    assert (engine.batch, engine.remove_max, engine.remove_max_percent) == (10, 100, 20)
    assert (settings.spotify.daily_calls, settings.spotify.spacing_s, settings.spotify.client_id) == (600, 0.5, None)
    assert (settings.import_.albums_batch, settings.import_.wait_s, settings.import_.shrink_ask) == (20, 60, 0.5)


def test_an_empty_file_means_the_defaults_too(file: Path) -> None:
    file.touch()
    assert load(file) == Settings()


def test_every_key_of_the_contract_is_read(file: Path) -> None:
    file.write_text(EVERY_KEY, encoding="utf-8")
    read, default = load(file), Settings()
    for name in Settings.__slots__:
        section, unread = getattr(read, name), getattr(default, name)
        same = [key for key in section.__slots__ if getattr(section, key) == getattr(unread, key)]
        assert not same, f"{name}: {same}"
    assert read.youtube.policy is Policy.MIRROR
    assert read.ui.keys == {"pause": "space"}


def test_a_catalogue_is_checked_and_changes_nothing(file: Path) -> None:
    file.write_text(CATALOGUE, encoding="utf-8")
    assert load(file) == Settings()
    wrong = refusal(file, CATALOGUE.replace('"year"', '"decade"'))
    assert wrong == "config.toml: [catalogue] group must be one of catalogue, sheet, year."
    assert "sheets" in refusal(file, CATALOGUE.replace("sheets", "sheet"))


def test_a_catalogue_is_never_named_to_somebody_who_wrote_something_else(file: Path) -> None:
    for text in ("[catalog]\nsheets = []", "[spotify]\nartist_column = 'a'", "album_column = 'a'"):
        assert "catalogue" not in refusal(file, text)


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(Settings().quota, "reserve", 1)  # noqa: B010 - the plain assignment is refused by mypy already


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("[quota]\nunits_per_dai = 1", "[quota] units_per_day"),
        ("[youtube]\nprivate = true", "[youtube] privacy"),
        ("[quota]\nsettle_s = 1", "[youtube] settle_s"),
        ("[quotas]\nreserve = 1", "[quota]"),
        ("[import_]\nwait_s = 1", "[import]"),
        ("units_per_day = 1", "[quota] units_per_day"),
        ("[spotify]\nclientid = 'x'", "[spotify] client_id"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(file: Path, text: str, known: str) -> None:
    sentence = refusal(file, text)
    assert sentence.startswith("config.toml")
    assert sentence.endswith(f"the nearest known one is {known}.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[quota]\nreserve = 'much'", "[quota] reserve must be a whole number, not text."),
        ("[quota]\nreserve = true", "[quota] reserve must be a whole number, not true or false."),
        ("[youtube]\nkeep_duplicates = 1", "[youtube] keep_duplicates must be true or false, not a whole number."),
        ("[youtube]\nprivacy = 'secret'", "[youtube] privacy must be one of private, unlisted, public."),
        ("[youtube]\nitem_markers = true", "[youtube] item_markers must be one of auto, on, off."),
        ("[youtube]\nregion = 'Germany'", "[youtube] region is a country in two letters, such as DE."),
        ("[match]\nrungs = ['luck']", "[match] rungs must be one of override, stored, own, channels, ytmusic, search."),
        ("[ui]\nkeys = { a = 1 }", "each value of [ui] keys must be text, not a whole number."),
        ("[match]\naccept = 1.5", "[match] accept = 1.5 is out of range; it goes from 0 to 1."),
        ("[match]\naccept = nan", "[match] accept = nan is out of range; it goes from 0 to 1."),
        ("[quota]\nreserve = -1", "[quota] reserve = -1 is out of range; it goes from 0 to 1,000,000."),
        ("[engine]\nbatch = 0", "[engine] batch = 0 is out of range; it goes from 1 to 100."),
        ("[import]\nwait_s = inf", "[import] wait_s = inf is out of range; it goes from 0 to 86,400."),
        ("quota = 3", "'quota' is a section, written as a line [quota] with its keys below."),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(file: Path, text: str, said: str) -> None:
    assert refusal(file, text) == f"config.toml: {said}"


def test_a_file_that_is_no_toml_is_refused_by_name_and_line(file: Path) -> None:
    sentence = refusal(file, "[quota\nreserve = 1")
    assert sentence.startswith("config.toml cannot be read: ")
    assert "line 1" in sentence


def test_a_file_that_is_no_text_or_no_file_is_refused(file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        load(file)
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path)


def test_a_hostile_key_reaches_the_sentence_without_its_controls(file: Path) -> None:
    assert "\x1b" not in refusal(file, '"\\u001b[2J" = 1')


@pytest.mark.parametrize(
    ("in_file", "in_environment", "expected"),
    [
        ("file", "", "file"),
        ("file", "environment", "environment"),
        ("", " environment ", "environment"),
        ("", "", None),
    ],
)
def test_the_environments_client_id_goes_before_the_files(
    file: Path, in_file: str, in_environment: str, expected: str | None
) -> None:
    file.write_text(f'[spotify]\nclient_id = "{in_file}"', encoding="utf-8")
    assert spotify_client_id(load(file), {"CROSSFADE_SPOTIFY_CLIENT_ID": in_environment}) == expected
