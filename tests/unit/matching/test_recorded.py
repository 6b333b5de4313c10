"""The matcher on recorded search results and playlists, where they are at hand: the figures it has to reach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.matching.decide import decide
from core.matching.weights import ACCEPT, GAP
from tests.bench.cases import load
from tests.bench.match import FIGURES, main, measure, missed, replayed
from tests.bench.rules import RULES

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "match"
FILES = ("match_search.jsonl", "match_pool_kaggle.jsonl", "match_pool_hitster.jsonl")

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no recorded search results beside the checkout")


@needs_data
@pytest.mark.parametrize("name", FILES)
def test_recorded_cases_reach_their_figures_and_pass_every_published_rule(name: str) -> None:
    cases = load(DATA / name)
    result = measure(cases)
    assert not missed(result, FIGURES[cases[0].source]), result
    for rule in RULES.values():
        _, coverage = replayed(cases, rule, mixed=result.mixed)
        assert coverage < result.coverage


@needs_data
def test_short_search_lists_are_ranked_rightly_and_never_accepted_wrongly(tmp_path: Path) -> None:
    lines = map(json.loads, (DATA / FILES[0]).read_text("utf-8").splitlines())
    short = [case | {"tier": "full"} for case in lines if case["tier"] == "short"]
    path = tmp_path / "short.jsonl"
    path.write_text("\n".join(map(json.dumps, short)), "utf-8")
    result = measure(load(path))
    assert result.cases >= 40
    assert result.top1 >= 0.97
    assert result.wrong + result.absent == 0


@needs_data
def test_the_order_of_the_answers_changes_no_decision() -> None:
    for case in load(DATA / FILES[0]):
        there = decide(case.recording, case.candidates, accept=ACCEPT, gap=GAP)
        back = decide(case.recording, case.candidates[::-1], accept=ACCEPT, gap=GAP)
        assert (there.status, there.score) == (back.status, back.score)


@needs_data
def test_the_command_says_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(DATA / FILES[0]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    wanted = {"cases", "top1", "coverage", "precision", "false_accepts", "review", "us_per_case"}
    assert wanted <= told.keys()
    assert main([str(DATA / FILES[0])]) == 0
    assert "reaches its figure" in capsys.readouterr().out
