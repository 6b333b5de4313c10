"""What a recording and a video read as by themselves: pieces, guests, channels, credits, names, and hostile text."""

from __future__ import annotations

import time

import pytest

from core.matching.fold import fold, romanised
from core.matching.forms import credited, seen, sought
from tests.unit.matching.cases import recording, topic, video


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("Тихая вода", "tikhaya voda"),
        ("夜のガラス", "yenogarasu"),
        ("Ελλάδα", "ellada"),
        ("Straße", ""),
        ("İstanbul", ""),
        ("plain", ""),
    ],
)
def test_other_scripts_are_written_as_they_sound_beside_what_they_are(text: str, sound: str) -> None:
    assert romanised(fold(text)) == sound


@pytest.mark.parametrize("text", ["별빛 아래", "אור ראשון", "ضوء القمر", "夜"])
def test_every_script_has_a_form_in_latin_letters(text: str) -> None:
    assert romanised(fold(text)).isascii()
    assert romanised(fold(text))


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("Mako - Crush (Official Video)", [("mako", False), ("crush", False), ("official video", True)]),
        ("Mako & AR/CO - Crush | Label", [("mako and ar co", False), ("crush", False), ("label", False)]),
        ("Girls' Club 'Gee' MV", [("girls club", False), ("gee", False), ("mv", False)]),
        ("Rockin' Down The Road", [("rockin down the road", False)]),
        ("米津「Lemon」MV", [("米津", False), ("lemon", False), ("mv", False)]),
        ("Mako - Sessions #47", [("mako", False), ("sessions part 47", False)]),
        ("P!nk - Crush!", [("pink", False), ("crush", False)]),
        ("Crush &amp; Burn", [("crush and burn", False)]),
    ],
)
def test_a_title_falls_into_pieces_that_know_whether_they_stand_in_brackets(
    title: str, pieces: list[tuple[str, bool]]
) -> None:
    found = seen(video(title, "anyone")).pieces
    assert [(each.text, each.is_aside) for each in found] == pieces


@pytest.mark.parametrize(
    ("title", "guests"),
    [
        ("Mako - Crush ft. Lena Roy", "lena roy"),
        ("Mako - Crush (feat. Lena Roy)", "lena roy"),
        ("Mako featuring Lena Roy - Crush", "lena roy"),
        ("Mako - Crush [prod. by Lena Roy]", "lena roy"),
        ("Mako - Crush (Duet with Lena Roy)", "lena roy"),
        ("Mako - Crush", ""),
        ("Soft Left Feather", ""),
    ],
)
def test_guests_are_found_wherever_they_stand(title: str, guests: str) -> None:
    form = seen(video(title, "anyone"))
    assert form.guests.strip() == guests
    assert "lena" not in form.body


@pytest.mark.parametrize(
    ("title", "versions"),
    [
        ("Mako - Crush (Official Video) [4K]", set()),
        ("Mako - Crush (2011 Remaster)", set()),
        ("Mako - Crush (Ao Vivo)", {"live"}),
        ("Mako - Crush | DVD Harbour", {"live"}),
        ("Mako - Crush (Movie Version)", {"other"}),
        ("Mako - Crush (1982 Version)", set()),
        ("Mako - Crush (Ultimate Mix)", set()),
        ("Mako - Crush (Kito Mix)", {"remix"}),
        ("Мако - Краш (караоке)", {"karaoke"}),
        ("マコ - クラッシュ（ライブ）", {"live"}),
    ],
)
def test_versions_are_read_as_a_set_in_every_language(title: str, versions: set[str]) -> None:
    assert seen(video(title, "anyone")).versions == versions


def test_a_channel_is_read_as_whose_it_seems() -> None:
    assert seen(topic("Crush", "Mako")).is_topic
    assert seen(video("Crush", "MakoVEVO")).is_label
    assert seen(video("Crush", "Small Label Records")).is_label
    assert seen(video("Crush", "Tom")).channel is not None
    assert seen(video("Crush", "")).channel is None
    assert seen(video("Crush", "Lullaby Ensemble")).given_away == {"arranged"}
    assert seen(video("Mako - Crush (Official Video)", "Tom")).is_official


def test_an_automatic_description_tells_artists_album_and_year() -> None:
    told = credited(topic("Crush", "Mako", "Lena Roy", album="Dawn (Live)").description)
    assert told is not None
    assert (told.artists, told.album, told.album_versions, told.year) == (
        ("mako", "lena roy"),
        "dawn live",
        frozenset({"live"}),
        2019,
    )
    assert credited("My new song! Provided to you by me") is None
    assert credited("Provided to YouTube by Label") is not None


@pytest.mark.parametrize(
    ("artist", "members"),
    [
        ("Mark Reed, Bruno Vale", ["mark reed", "bruno vale"]),
        ("Mako feat. Lena", ["mako", "lena"]),
        ("Sigrid & Marina", ["sigrid", "marina"]),
        ("Jessie et Bob", ["jessie", "bob"]),
        ("Alexander (Years)", ["alexander", "years"]),
        ("Mako", []),
    ],
)
def test_several_artists_written_as_one_are_known_each(artist: str, members: list[str]) -> None:
    assert [each.text for each in sought(recording("Crush", artist)).names[0].members] == members


def test_an_artists_name_knows_its_short_form() -> None:
    names = sought(recording("Crush", "The Chordwells", "Banda Cuervos", "Mako")).names
    assert [(each.key, each.short.strip()) for each in names] == [
        ("chordwells", "chordwells"),
        ("bandacuervos", "cuervos"),
        ("mako", ""),
    ]


@pytest.mark.parametrize(
    ("title", "asides", "versions", "names"),
    [
        ("Top Gun (Take My Breath)", ("take my breath",), set(), set()),
        ("Crush (Interlude)", (), set(), set()),
        ('Crush - From "Harbour" / Soundtrack Version', (), set(), {"harbour"}),
        ("Crush (feat. Lena Roy)", (), set(), {"lena", "roy"}),
        ("Crush (Lena Roy feat. Tom)", (), set(), {"lena", "roy", "tom"}),
        ("Crush - movie ver.", (), {"other"}, {"movie"}),
        ("Crush - Part 1 / Radio Edit", (), {"edit"}, set()),
    ],
)
def test_what_stands_after_a_recordings_title_is_filed_under_what_it_says(
    title: str, asides: tuple[str, ...], versions: set[str], names: set[str]
) -> None:
    named = sought(recording(title, "Mako")).named
    assert (named.asides, set(named.versions)) == (asides, versions)
    assert names <= named.names


@pytest.mark.parametrize("title", ["???", "!!!", "÷", "+", "— . —"])
def test_a_title_of_signs_is_kept_as_it_is_written(title: str) -> None:
    wanted = sought(recording(title, "!!!"))
    assert (wanted.titles, wanted.signs, wanted.names[0].key) == ((), title, "!!!")


@pytest.mark.parametrize(
    "nasty",
    [
        "(" * 10_000,
        "a\u0301" * 10_000,
        "\ufdfa" * 10_000,
        "\x00" * 10_000,
        "\u202eCrush\u202c" * 2_000,
        "feat. " * 3_000,
        "' " * 5_000,
        "&amp;" * 5_000,
        "夜 " * 5_000,
        "!" * 10_000,
    ],
)
def test_hostile_text_is_read_in_no_time(nasty: str) -> None:
    before = time.process_time()
    seen(video(nasty, nasty, description=f"Provided to YouTube by {nasty}\n\n{nasty} · {nasty}\n\n{nasty}"))
    sought(recording(nasty, nasty, nasty, album=nasty))
    assert time.process_time() - before < 0.3
