"""The matcher on recorded search results and playlists, where they are at hand: the figures it has to reach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.matching.decide import decide
from core.matching.weights import ACCEPT, GAP
from tests.bench.cases import load
from tests.bench.curve import scores
from tests.bench.match import FIGURES, main, measure, missed
from tests.bench.rules.spotdl import spotdl
from tests.bench.rules.spotify_to_ytmusic import spotify_to_ytmusic
from tests.services import PROJECT

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "match"
FILES = ("match_search.jsonl", "match_pool_kaggle.jsonl", "match_pool_hitster.jsonl")

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no recorded search results beside the checkout")


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_recorded_cases_reach_their_figures(name: str) -> None:
    cases = load(DATA / name)
    result = measure(cases)
    assert not missed(result, FIGURES[cases[0].source]), result


@needs_data
def test_the_replayed_rules_come_out_as_others_measured_them() -> None:
    cases = load(DATA / FILES[0])
    theirs = scores(cases, lambda case: spotdl(case, asks_isrc=False), at=0.98)
    assert theirs.coverage == pytest.approx(0.93, abs=0.01)
    assert theirs.false_accepts == pytest.approx(0.30, abs=0.03)
    assert theirs.sure == pytest.approx(0.79, abs=0.03)
    plain = scores(cases, spotify_to_ytmusic, at=0.98)
    assert plain.precision == pytest.approx(0.94, abs=0.02)
    assert plain.sure == pytest.approx(0.03, abs=0.01)


@needs_data
def test_short_search_lists_are_ranked_rightly_and_never_accepted_wrongly(tmp_path: Path) -> None:
    lines = map(json.loads, (DATA / FILES[0]).read_text("utf-8").splitlines())
    short = [case | {"tier": "full"} for case in lines if case["tier"] == "short"]
    path = tmp_path / "short.jsonl"
    path.write_text("\n".join(map(json.dumps, short)), "utf-8")
    result = measure(load(path))
    assert result.scores.cases >= 40
    assert result.top1 >= 0.97
    assert result.scores.wrong + result.scores.falsely == 0


@needs_data
def test_the_order_of_the_answers_changes_no_decision() -> None:
    for case in load(DATA / FILES[0]):
        there = decide(case.recording, case.candidates, accept=ACCEPT, gap=GAP)
        back = decide(case.recording, case.candidates[::-1], accept=ACCEPT, gap=GAP)
        assert (there.status, there.score) == (back.status, back.score)


@needs_data
@pytest.mark.slow
def test_the_table_of_the_readme_is_what_its_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, part = (PROJECT / "README.md").read_text("utf-8").partition("## How well it finds the right video")
    command = next(line.split() for line in part.splitlines() if "tests.bench.match" in line)
    assert main([str(DATA / word) if word.endswith(".jsonl") else word for word in command[3:]]) == 0
    assert capsys.readouterr().out in part


@needs_data
def test_the_command_says_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DATA / FILES[0]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    wanted = {"cases", "top1", "coverage", "precision", "false_accepts", "review", "us_per_case"}
    assert wanted <= told.keys()
    assert main([str(DATA / FILES[0])]) == 0
    assert "reaches its figure" in capsys.readouterr().out
