"""The fault plan: which calls it strikes, and that a seed makes it repeatable."""

from __future__ import annotations

import pytest

from core.demo.faults import Faults, Plan, Rule, parse, reply_of
from core.errors import UsageError

ADD = "youtube.playlistItems.insert"


def struck(rule: Rule, calls: int = 8, *, name: str = ADD, seed: int = 0) -> list[int]:
    """The numbers of the calls that a rule strikes."""
    faults = Faults(Plan((rule,), seed))
    return [number for number in range(1, calls + 1) if faults.draw(name) is not None]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(ADD, "drop"), [1, 2, 3, 4, 5, 6, 7, 8]),
        (Rule(ADD, "drop", nth=3), [3]),
        (Rule(ADD, "drop", nth=(2, 5)), [2, 5]),
        (Rule(ADD, "drop", every=3), [3, 6]),
        (Rule(ADD, "drop", times=2), [1, 2]),
        (Rule(ADD, "drop", every=2, times=2), [2, 4]),
        (Rule("youtube.*", "drop", nth=1), [1]),
        (Rule("spotify.*", "drop"), []),
        (Rule(ADD, "drop", chance=0.0), []),
        (Rule(ADD, "drop", chance=1.0), [1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_a_rule_strikes_the_calls_it_names(rule: Rule, expected: list[int]) -> None:
    assert struck(rule) == expected


def test_chance_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    rule = Rule(ADD, "drop", chance=0.3)
    assert struck(rule, 200, seed=1) == struck(rule, 200, seed=1)
    assert struck(rule, 200, seed=1) != struck(rule, 200, seed=2)
    assert 30 < len(struck(rule, 200, seed=1)) < 90


def test_every_matching_rule_counts_and_the_first_that_is_due_strikes() -> None:
    faults = Faults(Plan((Rule(ADD, "drop", nth=2), Rule("youtube.*", "throttle", nth=(2, 3)))))
    drawn = [faults.draw(ADD) for _ in range(3)]
    assert [rule.do if rule else None for rule in drawn] == [None, "drop", "throttle"]
    assert faults.fired == [1, 1]


def test_each_service_gets_errors_in_its_own_form() -> None:
    throttle = Rule("*", "throttle", retry_after=5, reason="QUOTA_EXCEEDED")
    spotify = reply_of(throttle, "spotify.me")
    youtube = reply_of(Rule("*", "error"), "youtube.playlists.list")
    token = reply_of(Rule("*", "refuse", status=400, reason="invalid_grant"), "google.token")
    assert spotify.body == {"error": {"status": 429, "message": "API rate limit exceeded", "reason": "QUOTA_EXCEEDED"}}
    assert spotify.headers == {"Retry-After": "5"}
    assert (youtube.status, token.body) == (503, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    "text", [b"{", b'{"rules": 5}', b'{"rules": [{"call": "*"}]}', b'{"rules": [{"call": "*", "do": "drop", "x": 1}]}']
)
def test_a_plan_that_says_nonsense_is_refused(text: bytes) -> None:
    with pytest.raises(UsageError):
        parse(text)
