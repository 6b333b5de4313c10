"""The benchmark of the matcher as a command: its counts, its exit codes, its sentences; and the fit behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from core.matching.weights import ACCEPT, GAP, SHARPNESS, WEIGHTS
from tests.bench.cases import load
from tests.bench.fit import Numbers, fit, read, tally, unfitted, unseen, worth, written
from tests.bench.match import crossfade, main, measure
from tests.bench.rules import RULES
from tests.services import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.cases import Case

OTHERS = [{"videoId": f"o{number}", "title": f"Lena Roy - Other {word}"} for number, word in enumerate("abcde")]


def case(number: int = 1, **changed: object) -> dict[str, Any]:
    """A case in the recorded form: one right video, one cover of it, five others."""
    return {
        "id": f"hand:{number}",
        "source": "kaggle",
        "group": f"crush|{number}",
        "track": {"title": "Crush", "artists": ["Mako"], "album": None, "duration_ms": None, "isrc": None},
        "candidates": [
            {"videoId": "right", "title": "Mako - Crush (Official Video)", "channel": "MakoVEVO"},
            {"videoId": "cover", "title": "Crush (Mako cover)", "channel": "Tom"},
            *OTHERS,
        ],
        "truth": ["right"],
        "acceptable": [],
        "unsure": [],
        "trust": "high",
    } | changed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.jsonl"


def put(file: Path, *cases: dict[str, Any]) -> str:
    file.write_text("".join(json.dumps(each) + "\n" for each in cases), "utf-8")
    return str(file)


def test_right_wrong_and_absent_are_counted(file: Path) -> None:
    mislabelled = case(2, truth=["cover"])
    result = measure(load_put(file, case(), mislabelled))
    own = result.scores
    assert (own.cases, own.absent, own.coverage, own.precision) == (2, 2, 1.0, 0.5)
    assert (own.wrong, own.falsely, own.false_accepts) == (1, 1, 0.5)
    assert (result.top1, result.review) == (0.5, 0.0)
    assert result.us_per_case > 0


def load_put(file: Path, *cases: dict[str, Any]) -> tuple[Case, ...]:
    put(file, *cases)
    return load(file)


def test_unsure_videos_count_neither_way(file: Path) -> None:
    own = measure(load_put(file, case(truth=["cover"], unsure=["right"]))).scores
    assert (own.coverage, own.precision, own.unsure, own.wrong, own.falsely) == (1.0, 0.0, 1, 0, 0)


def test_the_curve_knows_what_the_matcher_would_take_if_it_asked_for_less(file: Path) -> None:
    lone = case(2, candidates=[{"videoId": "right", "title": "Crush", "channel": "Tom"}, *OTHERS])
    sure, doubted = map(crossfade, load_put(file, case(), lone))
    assert (sure.video_id, sure.is_accepted) == ("right", True)
    assert (doubted.video_id, doubted.is_accepted) == ("right", False)
    assert 0 < doubted.score < ACCEPT <= sure.score


def test_untrusted_cases_do_not_count(file: Path) -> None:
    assert len(load_put(file, case(), case(2, trust="low"), case(3, tier="short"))) == 1


@pytest.mark.parametrize(
    ("artist", "title", "is_named"),
    [
        ("Mako", "Mako - Crush", True),
        ("Mako", "Crush", False),
        ("Mako, Lena Roy", "Crush - Lena Roy", True),
        ("The Chordwells", "Chordwells - Crush", True),
        ("Crush", "Crush", True),
        ("Crush Roy", "Crush", False),
    ],
)
def test_a_right_title_names_the_artist_or_it_does_not(file: Path, artist: str, title: str, *, is_named: bool) -> None:
    found = case(
        source="hitster",
        track={"title": "Crush", "artists": [artist]},
        candidates=[{"videoId": "right", "title": title}, *OTHERS],
    )
    assert load_put(file, found)[0].is_named is is_named


def test_of_playlists_without_channels_those_count_whose_right_title_names_the_artist(file: Path) -> None:
    lone = {"videoId": "right", "title": "Crush"}
    named = {"videoId": "right", "title": "Mako - Crush"}
    cases = [case(n, source="hitster", candidates=[each, *OTHERS]) for n, each in enumerate((named, lone, lone))]
    result = measure(load_put(file, *cases))
    assert (result.scores.cases, result.scores.coverage) == (1, 1.0)
    assert result.others is not None
    assert (result.others.cases, result.others.coverage) == (2, 0.0)


def test_the_exit_code_tells_whether_the_figure_is_reached(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([put(file, case())]) == 0
    assert "reaches its figure" in capsys.readouterr().out
    assert main([put(file, case(truth=["cover"])), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {"cases", "top1", "coverage", "precision", "false_accepts", "review", "us_per_case"} <= told.keys()
    assert told["replayed"].keys() == RULES.keys()
    every = {"coverage", "precision", "false_accepts", "area", "coverage_at_99"}
    assert all(every <= row.keys() for row in (told, *told["replayed"].values()))


def test_the_table_shows_every_rule_by_the_same_five_figures_and_the_rest_of_a_file_apart(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lone = case(2, source="hitster", candidates=[{"videoId": "right", "title": "Crush"}, *OTHERS])
    assert main([put(file, case(source="hitster"), lone)]) == 0
    told = capsys.readouterr().out
    whole, _, apart = told.partition("the right one names no artist")
    for part in (whole, apart):
        assert all(name in part for name in ("Crossfade", *RULES))
        assert all(word in part for word in ("accepted", "of these right", "when absent", "area", "at 99 %"))
    assert main([put(file, case(source="hitster"), lone), "--markdown"]) == 0
    told = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in told.splitlines()]
    assert {len(row) for row in rows} == {7}
    assert [row[1] for row in rows].count("Crossfade") == 2
    assert rows[2][1:] == ["Crossfade", "100.0 %", "100.0 %", "0.0 %", "1.000", "100.0 %"]
    assert "the same without its ISRC search" not in told  # no search for one was recorded: it does the same


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "is not there"),
        ("", "holds no case that counts"),
        ("{}\n", "line 1, is not a match case"),
        ("\n[1]\n", "line 2, is not a match case"),
        ("not json\n", "line 1, is not a match case"),
        (json.dumps(case(track=None)), "line 1, is not a match case"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(
    file: Path, capsys: pytest.CaptureFixture[str], text: str | None, sentence: str
) -> None:
    if text is not None:
        file.write_text(text, "utf-8")
    assert main([str(file)]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_the_benchmark_needs_nothing_but_what_the_program_needs() -> None:
    script = (
        "import sys, tests.bench.match, tests.bench.fit; print({'pytest', 'hypothesis', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_fit_moves_towards_what_is_right_and_not_beyond(file: Path) -> None:
    cases = [read(each) for each in load_put(file, *(case(number) for number in range(8)))]
    start = Numbers(WEIGHTS, SHARPNESS, accept=0.999, gap=GAP)
    found = fit(cases, start)
    assert tally(cases, start)["kaggle"].accepted == 0
    assert tally(cases, found)["kaggle"].accepted == 8
    assert worth(cases, found, start) > worth(cases, start, start)


def test_cases_that_are_to_be_unseen_are_judged_by_numbers_that_never_knew_them(file: Path) -> None:
    behind = [{"videoId": "right", "title": "Lena Roy, Mako - Crush", "channel": "Tom"}, *OTHERS]
    cases = [read(each) for each in load_put(file, case(1), case(2, candidates=behind))]
    whole = tally(cases, fit(cases, unfitted()))["kaggle"]
    apart = unseen(cases, lambda one: one.group)["kaggle"]
    assert (whole.cases, whole.accepted) == (2, 2)  # whoever knows the second learns to accept it
    assert (apart.cases, apart.accepted) == (2, 1)  # the first alone does not teach it
    assert len(set(unfitted().weights.values())) == 1


def test_fitted_numbers_are_written_as_the_module_that_holds_them() -> None:
    text = written(Numbers({**WEIGHTS, "title": 0.77}, 2.5, accept=0.5, gap=0.12))
    told: dict[str, Any] = {}
    exec(compile(text, "weights", "exec"), told)
    assert told["WEIGHTS"] == {**WEIGHTS, "title": 0.77}
    assert (told["SHARPNESS"], told["ACCEPT"], told["GAP"]) == (2.5, 0.5, 0.12)
    assert written(Numbers(WEIGHTS, SHARPNESS, ACCEPT, GAP)) == (PROJECT / "core/matching/weights.py").read_text(
        "utf-8"
    )
