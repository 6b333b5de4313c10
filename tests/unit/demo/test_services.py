"""The gate and the two halves of a call: what a door may rely on when calls overlap or come too late."""

from __future__ import annotations

import json

from core.demo.clock import ServiceClock
from core.demo.faults import Plan, Rule
from core.demo.rules import Rules
from core.demo.services import Services
from core.demo.sign_in import sign_in
from core.demo.wire import Call, JsonObject
from tests.contracts.world import OLD, QUOTED, TIDE, small_world

INSERT = "youtube.playlistItems.insert"


class Play:
    """Services at a time that only a test moves."""

    def __init__(self, *rules: Rule, **switches: object) -> None:
        self.seconds = 1_780_000_000.0
        known = Rules(**{"lag_s": 0.0, "latency_s": 0.0, "has_fresh_conflicts": False, **switches})  # type: ignore[arg-type]  # checked by the class
        self.services = Services(small_world(), known, clock=ServiceClock(lambda: self.seconds), plan=Plan(rules))
        self.token = str(sign_in(self.services, "youtube")["access_token"])

    def call(self, verb: str, path: str, body: JsonObject | None = None, **query: str) -> Call:
        data = b"" if body is None else json.dumps(body).encode()
        return Call(verb, f"/youtube/v3/{path}", tuple(query.items()), self.token, data)

    def insert(self, video_id: str = TIDE) -> Call:
        resource = {"kind": "youtube#video", "videoId": video_id}
        return self.call(
            "POST", "playlistItems", {"snippet": {"playlistId": OLD, "resourceId": resource}}, part="snippet"
        )

    def status(self, call: Call) -> int | None:
        """The status of an answer; 0 where the socket closed, None where nobody serves the path."""
        outcome = self.services.answer(call)
        if outcome is None:
            return None
        return 0 if outcome.reply is None else outcome.reply.status

    def held(self) -> int:
        playlist = self.services.youtube.channel.truth(OLD)
        return len(playlist.items) if playlist is not None else -1


def test_of_two_overlapping_inserts_the_second_is_broken_off_and_both_are_charged() -> None:
    play = Play()
    first, second = play.services.open(play.insert()), play.services.open(play.insert(QUOTED))
    assert first is not None
    assert second is not None
    replies = [play.services.close(visit).reply for visit in (second, first)]
    assert [reply.status if reply else 0 for reply in replies] == [409, 200]
    assert play.services.youtube.quota.units == 100
    assert play.held() == 61


def test_inserts_that_follow_each_other_do_not_collide() -> None:
    play = Play()
    assert [play.status(play.insert()), play.status(play.insert())] == [200, 200]


def test_a_late_write_is_applied_once_when_its_time_has_come() -> None:
    play = Play(Rule(INSERT, "late", nth=1, delay_s=30))
    assert play.status(play.insert()) == 0
    play.seconds += 29
    play.services.settle()
    assert play.held() == 60
    play.seconds += 2
    play.services.settle()
    play.services.settle()
    assert play.held() == 61


def test_a_delay_lies_before_the_effect_or_after_it() -> None:
    before, after = Play(Rule(INSERT, "delay", delay_s=5)), Play(Rule(INSERT, "delay", delay_s=5, when="after"))
    visits = [play.services.open(play.insert()) for play in (before, after)]
    assert [visit and visit.delay_s for visit in visits] == [5.0, 0.0]
    outcomes = [play.services.close(visit) for play, visit in zip((before, after), visits, strict=True) if visit]
    assert [outcome.delay_s for outcome in outcomes] == [0.0, 5.0]


def test_a_call_that_the_gate_turns_away_spends_no_fault() -> None:
    play = Play(Rule("youtube.*", "drop", nth=1), units=49)
    assert play.status(play.insert()) == 403
    assert play.services.faults.fired == [0]
    assert play.status(play.call("GET", "playlists", part="id", mine="true")) == 0


def test_a_fault_may_be_said_to_cost_nothing() -> None:
    play = Play(Rule(INSERT, "drop", is_charged=False))
    assert play.status(play.insert()) == 0
    assert play.services.youtube.quota.total_units == 0
    assert play.services.log.entries[-1].units == 0


def test_a_pacific_day_refills_both_buckets_at_its_end() -> None:
    play = Play(units=50, searches=1)
    search = play.call("GET", "search", part="snippet", q="tide")
    assert [play.status(play.insert()), play.status(search)] == [200, 200]
    assert [play.status(play.insert()), play.status(search)] == [403, 429]
    window = play.services.calendar.window(play.services.clock.now())
    play.seconds = window.end.timestamp()
    play.token = str(sign_in(play.services, "youtube")["access_token"])
    assert play.status(play.insert()) == 200
    quota = play.services.youtube.quota
    assert (quota.units, quota.total_units, quota.total_searches) == (50, 100, 1)


def test_an_access_token_lives_an_hour() -> None:
    play = Play()
    play.seconds += 3_599
    assert play.status(play.call("GET", "playlists", part="id", mine="true")) == 200
    play.seconds += 1
    assert play.status(play.call("GET", "playlists", part="id", mine="true")) == 401


def test_a_spotify_sign_in_ends_half_a_year_after_the_consent() -> None:
    play = Play()
    given = sign_in(play.services, "spotify")
    form = f"grant_type=refresh_token&refresh_token={given['refresh_token']}&client_id=spotify-client-id"
    refresh = Call("POST", "/api/token", body=form.encode())
    play.seconds += 179 * 86_400
    assert play.status(refresh) == 200
    play.seconds += 86_400
    assert play.status(refresh) == 400


def test_a_path_nobody_serves_is_nobodys() -> None:
    play = Play()
    assert play.status(Call("GET", "/youtube/v3/nothing")) is None
    assert play.status(Call("GET", "/batch")) is None
    assert play.services.log.entries == []
